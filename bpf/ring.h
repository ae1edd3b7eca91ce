/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of a ring buffer: consumed, or peeked at without anybody noticing. */
#ifndef MAPCTL_BPF_RING_H
#define MAPCTL_BPF_RING_H

#include "bpf/event.h"
#include "bpf/map.h"

struct ring;

/*
 * Maps the ring buffer, if its descriptor is read-write; else only peeking works, through a probe
 * (OP_LOAD). Peeking starts at the consumer's position, or the oldest record of a ring that
 * overwrites; with `history` at the oldest that is still there. The map must
 * outlive the ring. The caller frees with ring_free(); NULL is fine.
 */
int ring_open(struct ring **out, const struct map *map, bool consume, bool history,
	      struct err *err);
void ring_free(struct ring *ring);

/*
 * The next record: 1, or 0 when there is none now. Consuming, its data stays valid until
 * ring_release(); peeking, until the next call. -EPROTO when the ring holds what no kernel writes;
 * another -errno when the probe fails.
 */
int ring_next(struct ring *ring, struct event *event);

/* What is sent from now on is not handed out any more. */
void ring_stop(struct ring *ring);

/* Bytes handed out since the last ring_release(). */
__u64 ring_held(const struct ring *ring);

/* Consuming: gives the room of all that was handed out back. Peeking: nothing. */
void ring_release(struct ring *ring);

/*
 * True while the record at the front is being written: a wait for the ring would return at once.
 * Peeking it is always so, since what is not consumed keeps it ready.
 */
bool ring_must_nap(const struct ring *ring);

/* From now on peeks, and maps the positions read-only. */
int ring_stop_consuming(struct ring *ring, struct err *err);

/* True when somebody else has moved the position that this ring consumes at. */
bool ring_is_shared(const struct ring *ring);

#endif
