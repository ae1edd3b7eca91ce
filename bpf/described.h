/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Maps whose entries mapctl itself describes: no bpf(2) call lists them, or what it lists are objects. */
#ifndef MAPCTL_BPF_DESCRIBED_H
#define MAPCTL_BPF_DESCRIBED_H

#include "bpf/map.h"

/* How the entries of a map type are read and what they look like. */
struct described {
	__u32 type;
	const char *program; /* of bpf/probes/entries.bpf.c: it reads them */
	const char *key, *value; /* C text of what stands for them; NULL: the map's own */
	__u32 identity; /* the leading bytes of a key that tell entries apart, where under churn the
			   program may give one twice; 0: it does not */
	/* Makes of a record what is shown; NULL: it is that already. In a thread of the walk. */
	void (*finish)(const struct map *map, void *key, void *value);
};

/*
 * For commands that show entries, between map_open_types() and walk_new(): where the type has a
 * description, the layouts of key and value become those of it, and with them key_bytes,
 * value_bytes and n_cpus; a walk then gives such entries. Other maps stay as they are. Never for a
 * map that is written: the kernel's own keys and values are gone.
 */
int map_describe(struct map *map, struct err *err);

#endif
