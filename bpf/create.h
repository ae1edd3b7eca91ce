/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Making maps: refusals explained before the kernel's EINVAL. */
#ifndef MAPCTL_BPF_CREATE_H
#define MAPCTL_BPF_CREATE_H

#include "bpf/map.h"

/*
 * BTF as the kernel had it for another map, and where in it the types of key and value are; 0:
 * none.
 */
struct map_blob {
	const void *data;
	__u32 size;
	__u32 key_id, value_id;
};

struct map_spec {
	__u32 type;
	const char *name;         /* up to 15 bytes of [A-Za-z0-9_.] */
	const char *key, *value; /* C text, or a plain number: the size in bytes; NULL: not given */
	const char *btf;          /* source of type names beside the kernel's, as map_types.btf */
	/* loaded as it is: key and value are sizes; NULL: BTF is made */
	const struct map_blob *blob;
	__u32 max_entries;
	__u32 flags;
	int inner_fd;             /* template for maps of maps; -1: none */
	__u64 extra;              /* map_extra: bloom hash functions, arena address */
	__u32 ifindex;            /* offload device; 0: none */
};

/*
 * Checks the spec, builds BTF from the C text and creates the map. Returns its descriptor or what
 * fail() returned: ERR_USAGE for what can be told without the kernel (LPM without no_prealloc, ring
 * size no power of two times the page size, storage without BTF, bad name, key where none may be
 * …). Types that the kernel won't take BTF for are created without it: said in `note`. dry_run: all
 * checks, nothing created, returns 0.
 */
int map_create(struct kernel *kernel, const struct map_spec *spec, bool dry_run, struct buf *note,
	       struct err *err);

/*
 * What map_create() asks of a type: the sizes of keys and values, what entries counts, the flags
 * that it cannot do without (empty: none). false, and nothing is added: create cannot make such
 * maps.
 */
bool create_asks(__u32 type, struct buf *key, struct buf *value, struct buf *entries,
		 struct buf *flags);

#endif
