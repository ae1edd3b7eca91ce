/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A map's snapshot, made batch by batch in constant memory. */
#ifndef MAPCTL_BPF_SAVE_H
#define MAPCTL_BPF_SAVE_H

#include "bpf/map.h"

struct save {
	const struct map *map; /* open for reading, with its own keys and values */
	/* Takes the next bytes of it; 0 or what fail() returned. */
	int (*write)(void *arg, const void *data, size_t n, struct err *err);
	/* Asked every batch: true ends it with -EINTR, status 130. NULL: never. */
	bool (*stop)(void *arg);
	void *arg;
	__u64 entries; /* that were saved */
	const char *note; /* what the way of reading cannot promise; NULL: nothing. Static */
};

/* 0 or what fail() returned: also where an entry cannot be read, or the walk gave up. */
int map_save(struct save *save, struct err *err);

#endif
