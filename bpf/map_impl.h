/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of struct map share: from a reference to a descriptor, and names. */
#ifndef MAPCTL_BPF_MAP_IMPL_H
#define MAPCTL_BPF_MAP_IMPL_H

#include "bpf/map.h"

/* A map that fits a reference. */
struct map_found {
	__u32 id;
	char name[BPF_OBJ_NAME_LEN];
	char *pin;    /* owned: where it was found without permission to list; else NULL */
	bool unsure;  /* its kernel name fits, its full name is not known */
};

/* MAP_BY_BARE to what it means. */
int map_ref_bare(const char *word, struct map_ref *ref, struct err *err);

/* A descriptor of the map with just the access that is needed, or -errno. */
int map_fd_by_id(__u32 id, unsigned int mode);

/* Finds the one map of ref->word. The caller frees found->pin. 0 or what fail() returned. */
int map_find_name(struct kernel *kernel, const struct map_ref *ref, unsigned int mode,
		  struct map_found *found, struct buf *note, struct err *err);

/* 1: the map passes --prog, --pid and --under; 0: it does not; negative: what fail() returned. */
int map_passes(struct kernel *kernel, const struct map_ref *ref, __u32 id, struct err *err);

/* True when the reference has any of them. */
static inline bool map_ref_narrows(const struct map_ref *ref)
{
	return ref->prog || ref->of_pid || ref->under;
}

/* How sure the name in info is: the whole, the start of *full, or 15 bytes of who knows what. */
enum map_name_state { MAP_NAME_WHOLE, MAP_NAME_LONGER, MAP_NAME_UNSURE };

enum map_name_state map_name_state(const struct bpf_map_info *info, const struct btf *btf,
				   const char *pin, const char **full);

/*
 * The types of key and value that the .maps section of `btf` gives the map, or the section of that
 * name for .bss and the like. False: it is not there.
 */
bool map_definition(const struct btf *btf, const struct bpf_map_info *info, const char *name,
		    __u32 *key, __u32 *value);

#endif
