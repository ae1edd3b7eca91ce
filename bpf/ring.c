// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads a ring buffer through its pages: positions, headers and records, as the kernel's ABI has
 * it.
 */
#include <stdlib.h>
#include <unistd.h>

#include "bpf/caps.h"
#include "bpf/ring_impl.h"

#include <sys/mman.h> /* behind bpf/type.h: its MAP_STACK is another */

void ring_free(struct ring *ring)
{
	if (!ring)
		return;
	if (ring->consumer)
		munmap(ring->consumer, ring->page);
	if (ring->producer)
		munmap(ring->producer, ring->page + 2 * ring->size);
	ring_probe_free(ring->through);
	free(ring->copy);
	free(ring);
}

static int map_consumer(struct ring *ring, bool writable, struct err *err)
{
	int rights = writable ? PROT_READ | PROT_WRITE : PROT_READ;
	void *page = mmap(NULL, ring->page, rights, MAP_SHARED, ring->map->fd, 0);

	if (page == MAP_FAILED)
		return fail_op(err, OP_ACCESS, -errno, "cannot map ring buffer \"%s\"",
			       ring->map->name);
	if (ring->consumer)
		munmap(ring->consumer, ring->page);
	ring->consumer = page;
	ring->consume = writable;
	return 0;
}

/* The kernel maps the data twice, one behind the other, so that records never break off. */
static int map_pages(struct ring *ring, bool consume, struct err *err)
{
	void *pages = mmap(NULL, ring->page + 2 * ring->size, PROT_READ, MAP_SHARED, ring->map->fd,
			   (off_t)ring->page);

	if (pages == MAP_FAILED)
		return fail_op(err, OP_ACCESS, -errno, "cannot map ring buffer \"%s\"",
			       ring->map->name);
	ring->producer = pages;
	ring->data = (const char *)pages + ring->page;
	return map_consumer(ring, consume, err);
}

int ring_open(struct ring **out, const struct map *map, bool consume, bool history,
	      struct err *err)
{
	struct ring *ring = calloc(1, sizeof(*ring));
	int rc;

	*out = NULL;
	if (!ring)
		return fail_oom(err);
	ring->map = map;
	ring->page = (size_t)sysconf(_SC_PAGESIZE);
	ring->size = map->info.max_entries;
	rc = map->writable ? map_pages(ring, consume, err) : ring_probe_open(ring, err);
	if (!rc) {
		ring->at = ring->released = ring_oldest(ring);
		ring->live = ring->at;
		if (history)
			rc = ring_find_history(ring, err);
	}
	if (rc) {
		ring_free(ring);
		return rc;
	}
	*out = ring;
	return 0;
}

/*
 * The kernel writes the next header before it moves the producer's position: what it may write to
 * at any moment are the 8 bytes at the position, too. True: [ring->at …] has been overwritten.
 */
static bool is_lapped(const struct ring *ring)
{
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return ring_produced(ring) + RING_HEADER > ring->at + ring->size;
}

/*
 * Records were overwritten before they were read. Where the next one begins is only known at the
 * consumer's position, and in a ring that overwrites at the oldest that it has.
 */
static int skip_lapped(struct ring *ring, struct event *event)
{
	__u64 next = ring_oldest(ring), from = ring->at > ring->live ? ring->at : ring->live;

	if (next <= ring->at) /* torn between the two positions: they are consistent in a moment */
		return 0;
	ring->at = next;
	*event = (struct event){.cpu = EVENT_NO_CPU, .lost_bytes = next - from};
	return 1;
}

/* Peeking hands out a copy: the ring's own bytes may change while they are formatted. */
static const void *copy_record(struct ring *ring, __u32 size)
{
	if (size >= ring->copy_size) { /* an empty record has an address, too */
		void *grown = realloc(ring->copy, size + 1u);

		if (!grown)
			return NULL;
		ring->copy = grown;
		ring->copy_size = size + 1u;
	}
	memcpy(ring->copy, ring_at(ring, ring->at) + RING_HEADER, size);
	return ring->copy;
}

static int take_record(struct ring *ring, __u32 size, struct event *event)
{
	const void *data = ring_at(ring, ring->at) + RING_HEADER;

	if (!ring->consume) {
		data = copy_record(ring, size);
		if (!data)
			return -ENOMEM;
		if (is_lapped(ring))
			return skip_lapped(ring, event);
	}
	*event = (struct event){
		.data = data,
		.size = size,
		.cpu = EVENT_NO_CPU,
		.consumed = ring->at < ring->live,
	};
	ring->at += ring_record_room(size);
	return 1;
}

/* 1 when something is at ring->at; -errno. */
static int is_there(struct ring *ring)
{
	int rc;

	if (ring->stopped && ring->at >= ring->end)
		return 0;
	if (!ring->through)
		return ring->at < ring_produced(ring);
	rc = ring_probe_look(ring);
	return rc ? rc : ring_probe_has(ring);
}

int ring_next(struct ring *ring, struct event *event)
{
	int rc;

	ring->busy = false;
	while ((rc = is_there(ring)) > 0) {
		__u32 header = ring_header(ring, ring->at);
		__u32 size = header & RING_SIZE_MASK;

		if (!ring->consume && is_lapped(ring))
			return skip_lapped(ring, event);
		ring->busy = header & RING_BUSY;
		if (ring->busy)
			return 0;
		if (ring_record_room(size) > ring->size)
			return -EPROTO;
		if (!(header & RING_DISCARD))
			return take_record(ring, size, event);
		ring->at += ring_record_room(size);
	}
	return rc;
}

void ring_stop(struct ring *ring)
{
	if (ring->through)
		ring_probe_look(ring);
	ring->end = ring_produced(ring);
	ring->stopped = true;
}

__u64 ring_held(const struct ring *ring)
{
	return ring->consume ? ring->at - ring->released : 0;
}

void ring_release(struct ring *ring)
{
	if (!ring->consume || ring->at == ring->released)
		return;
	if (ring_consumed(ring) > ring->at) /* another consumer is ahead: never move it back */
		ring->at = ring->released = ring_consumed(ring);
	__atomic_store_n(ring->consumer, ring->at, __ATOMIC_SEQ_CST);
	ring->released = ring->at;
}

bool ring_must_nap(const struct ring *ring)
{
	return ring->busy || !ring->consume;
}

bool ring_is_shared(const struct ring *ring)
{
	return ring->consume && ring_consumed(ring) != ring->released;
}

int ring_stop_consuming(struct ring *ring, struct err *err)
{
	return map_consumer(ring, false, err);
}
