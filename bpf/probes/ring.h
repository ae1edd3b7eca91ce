/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What ring.bpf.c is told and what it writes. */
#ifndef MAPCTL_BPF_PROBES_RING_H
#define MAPCTL_BPF_PROBES_RING_H

#include <linux/types.h>

/* The probe's own map, by its name: one struct probe_peek, mapped by the reader. */
#define RING_PEEK "mapctl_peek"

/* Bytes of a ring that one run of "window" copies at most. */
#define PROBE_WINDOW (256 * 1024)

/* Positions count bytes since the ring was made. */
struct probe_positions {
	__u64 consumer, producer;
	__u64 pending;   /* of the oldest record that is being written */
	__u64 overwrite; /* of the oldest record that is there, in a ring that overwrites */
};

/* From "positions": one for each ring buffer of the machine. */
struct probe_ring {
	struct probe_positions at;
	__u32 id;
	__u8 has_pending, waits; /* whether a reader waits for records */
	__u16 unused;
};

/* What "window" is asked for, and answers in place. */
struct probe_peek {
	__u64 from;     /* asked: the position of the first byte */
	__u32 map_id;   /* asked */
	__u32 seen;     /* whether the map was there */
	__u64 upto;     /* the position behind the last byte that was copied */
	struct probe_positions at; /* behind the copying: what was overwritten meanwhile is known */
	char data[PROBE_WINDOW];
};

#endif
