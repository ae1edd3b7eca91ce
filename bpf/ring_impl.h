/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The inside of a ring buffer's reader. */
#ifndef MAPCTL_BPF_RING_IMPL_H
#define MAPCTL_BPF_RING_IMPL_H

#include "bpf/ring.h"
#include "bpf/uapi.h"

/* The kernel's ABI: a header of two u32 before each record, the size with two flags first. */
#define RING_BUSY      (1u << 31)
#define RING_DISCARD   (1u << 30)
#define RING_SIZE_MASK (RING_DISCARD - 1)
enum { RING_HEADER = 8 };

/* The words of the producer's page; the last is 0 in a ring that does not overwrite. */
enum { RING_PRODUCER, RING_PENDING, RING_OVERWRITE };

struct ring_probe;

struct ring {
	const struct map *map;
	size_t page, size; /* bytes of a page, of the data; the latter is a power of two */
	__u64 *consumer;   /* the mapped position */
	void *producer;    /* that position's page, then the data twice */
	const char *data;
	struct ring_probe *through; /* NULL: the pages are the kernel's own */
	bool consume;
	bool busy;      /* the record at `at` is being written */
	bool stopped;   /* nothing behind `end` is handed out */
	__u64 end;
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
	return __atomic_load_n((const __u64 *)ring->producer + RING_PRODUCER, __ATOMIC_ACQUIRE);
}

/* Where the oldest record begins that is neither consumed nor overwritten. */
static inline __u64 ring_oldest(const struct ring *ring)
{
	const __u64 *words = ring->producer;
	__u64 consumed = ring_consumed(ring), kept;

	if (!(ring->map->info.map_flags & BPF_F_RB_OVERWRITE))
		return consumed;
	kept = __atomic_load_n(words + RING_OVERWRITE, __ATOMIC_ACQUIRE);
	return kept > consumed ? kept : consumed;
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

/*
 * For a ring whose descriptor is refused for mapping: memory of this process stands for its pages,
 * which a probe fills. Opening reads the positions only; fetch also what is from one to another.
 * -errno where the probe fails. What ring_probe_open() made is freed with the ring.
 */
int ring_probe_open(struct ring *ring, struct err *err);
int ring_probe_fetch(struct ring *ring, __u64 from, __u64 upto);
void ring_probe_free(struct ring_probe *through);

/* Brings the record at ring->at, whole, if there is one by now: then ring_probe_has(). */
int ring_probe_look(struct ring *ring);
bool ring_probe_has(const struct ring *ring);

#endif
