/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the walk by a probe shares: where its records come from, a window or the iterator's file. */
#ifndef MAPCTL_BPF_WALK_PROBE_H
#define MAPCTL_BPF_WALK_PROBE_H

#include "bpf/probe.h"
#include "bpf/walk_impl.h"

struct entries_window;

struct probing {
	struct probe *probe;
	struct entries_window *window; /* shared with the program; NULL: it writes to its file */
	int file;                      /* the iterator's, or -1 */
	unsigned char *room;           /* what was read from it */
	size_t size;
	const unsigned char *records;  /* those of the last run: `used` bytes */
	__u32 used, at;                /* of them, the next */
	bool end;                      /* no further run gives any */
	void *prepared;                /* the description's own */
};

/* Starts the program over the entries of the map. 0 or what fail() returned. */
int probing_open_file(const struct map *map, struct probing *probing, struct err *err);
/* The next records, as many as the kernel gives at once. */
int probing_run_file(struct reader *reader, struct err *err);
void probing_close_file(struct probing *probing);

#endif
