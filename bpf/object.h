/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kernel objects that stand as keys or values: words to descriptors, ids to names. */
#ifndef MAPCTL_BPF_OBJECT_H
#define MAPCTL_BPF_OBJECT_H

#include "bpf/map.h"

/*
 * Opens what the words name: `map REF`, `prog REF`, `cgroup PATH`, `pid N`, `file PATH`,
 * `socket pid N fd M`, `fd N`; REF alone where `kind` says what is meant (bpftool's form), and as
 * one word what a dump prints for a program, map, task, cgroup or inode. Returns a descriptor that
 * the caller closes, or what fail() returned.
 */
int object_open(struct kernel *kernel, enum object_kind kind, const char *const *words, size_t n,
		const char *what, struct err *err);

/* "prog", "ifname": what introduces an object of the kind; NULL: nothing does. */
const char *object_word(enum object_kind kind);

/* How many of the words only introduce what follows, as `pid` and `cgroup` do: 0 or 1. */
size_t object_introducer(enum object_kind kind, const char *const *words, size_t n);

/*
 * Writes what the kernel takes for an object into a key or value of `map` (its key_size or
 * value_size bytes; the rest is zero): a descriptor, which is left in *fd for the caller to close
 * behind the update, or for OBJECT_DEVICE an interface's number (`ifname eth0 [prog REF]`, with the
 * program's descriptor). *fd is -1 where there is none. 0 or what fail() returned.
 */
int object_fill(const struct map *map, bool is_key, const char *const *words, size_t n, void *data,
		int *fd, struct err *err);

/* True if values of the map take descriptors of programs inside, where they read back as ids. */
bool object_takes_prog(const struct map *map);

/*
 * Devmaps and cpumaps read back the id of a program but take its descriptor. Where *value holds an
 * id, it becomes a copy in *room with the descriptor in its place, which is left in *fd for the
 * caller to close behind the update; else *fd is -1. 0 or what fail() returned.
 */
int object_give(const struct map *map, const void **value, __u64 *room, int *fd, struct err *err);

/*
 * struct bpf_prog_info of a descriptor. What the caller asks for through its pointers and counts is
 * set before, the rest zero. 0 or -errno.
 */
int prog_info_fd(int fd, struct bpf_prog_info *info);

/*
 * Calls `each` for every program, by ascending id, with its whole name where BTF has it. 0, or
 * -errno where this user may not list them.
 */
int prog_each(struct kernel *kernel,
	      void (*each)(void *arg, const struct bpf_prog_info *info, const char *name),
	      void *arg);

/*
 * Adds the name of a program or map by id ("hello", escaped by the caller's form), in full where
 * its BTF has more than the kernel's 15 bytes. False: unknown.
 */
bool object_name(struct kernel *kernel, enum object_kind kind, __u32 id, struct buf *out);

/*
 * True if the words start with one that introduces an object for this map type's key or value:
 * `prog`, `id`, `cgroup`, `ifname` …; one bare word alone never does.
 */
bool object_words(enum object_kind kind, const char *const *words, size_t n);

#endif
