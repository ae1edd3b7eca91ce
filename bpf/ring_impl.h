/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The inside of a ring buffer's reader. */
#ifndef MAPCTL_BPF_RING_IMPL_H
#define MAPCTL_BPF_RING_IMPL_H

#include "bpf/ring.h"

/* The kernel's ABI: a header of two u32 before each record, the size with two flags first. */
#define RING_BUSY      (1u << 31)
#define RING_DISCARD   (1u << 30)
#define RING_SIZE_MASK (RING_DISCARD - 1)
enum { RING_HEADER = 8 };

struct ring {
	const struct map *map;
	size_t page, size; /* bytes of a page, of the data; the latter is a power of two */
	__u64 *consumer;   /* the mapped position */
	void *producer;    /* that position's page, then the data twice */
	const char *data;
	bool consume;
	bool busy;      /* the record at `at` is being written */
	__u64 at;       /* where the next record begins */
	__u64 live;     /* records before it had been consumed when this began */
	__u64 released; /* the consumer's position as this ring has set it */
	char *copy;     /* peeking: the record handed out */
	size_t copy_size;
};

static inline __u64 ring_consumed(const struct ring *ring)
{
	return __atomic_load_n(ring->consumer, __ATOMIC_ACQUIRE);
}

static inline __u64 ring_produced(const struct ring *ring)
{
	return __atomic_load_n((const __u64 *)ring->producer, __ATOMIC_ACQUIRE);
}

static inline const char *ring_at(const struct ring *ring, __u64 position)
{
	return ring->data + (position & (ring->size - 1));
}

static inline __u32 ring_header(const struct ring *ring, __u64 position)
{
	return __atomic_load_n((const __u32 *)ring_at(ring, position), __ATOMIC_ACQUIRE);
}

/* Header, record and padding. */
static inline __u64 ring_record_room(__u32 size)
{
	return ((__u64)size + RING_HEADER + 7) & ~7ULL;
}

/* Moves `at` back to the oldest consumed record that is still whole, if there is one. */
int ring_find_history(struct ring *ring, struct err *err);

#endif
