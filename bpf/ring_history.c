// SPDX-License-Identifier: GPL-2.0-or-later
/* Finds the records of a ring buffer that were consumed but not overwritten yet. */
#include <stdlib.h>

#include "bpf/ring_impl.h"

/* The ring's own pages before its data: the second word of a header counts from there. */
enum { RING_META_PAGES = 3 };

/*
 * The room that a record at `position` takes if its header is one that the kernel wrote there, else
 * 0. A record that nobody can have consumed yet is none.
 */
static __u64 plausible(const struct ring *ring, __u64 position)
{
	__u32 header = ring_header(ring, position) & ~RING_DISCARD, page;
	__u64 room = ring_record_room(header);

	memcpy(&page, ring_at(ring, position) + 4, sizeof(page));
	if ((header & RING_BUSY) || room > ring->size)
		return 0;
	if (page != RING_META_PAGES + (position & (ring->size - 1)) / ring->page)
		return 0;
	return room;
}

/*
 * From the consumer's position backwards: a position is good when its record ends at a good one.
 * One pass, whatever the ring holds.
 */
static int find_chain(struct ring *ring, struct err *err)
{
	__u64 end = ring->live, head = ring_produced(ring) + RING_HEADER;
	__u64 start = head > ring->size ? head - ring->size : 0;
	size_t n = end > start ? (size_t)(end - start) / 8 : 0;
	unsigned char *good;

	if (!n || n > ring->size / 8) /* the position is the consumer's to write: anything */
		return 0;
	good = calloc(n / 8 + 1, 1);
	if (!good)
		return fail_oom(err);
	good[n / 8] = (unsigned char)(1u << n % 8);
	for (size_t i = n; i-- > 0;) {
		__u64 room = plausible(ring, end - (n - i) * 8) / 8;

		if (room && room <= n - i && (good[(i + room) / 8] >> (i + room) % 8 & 1)) {
			good[i / 8] |= (unsigned char)(1u << i % 8);
			ring->at = end - (n - i) * 8;
		}
	}
	free(good);
	return 0;
}

/* The probe brings what is consumed, too; what is overwritten meanwhile is left out. */
static int fetch(struct ring *ring, struct err *err)
{
	__u64 head = ring_produced(ring) + RING_HEADER;
	int rc = ring_probe_fetch(ring, head > ring->size ? head - ring->size : 0, ring->live);

	return rc ? fail(err, rc, "cannot look into ring buffer \"%s\": %s", ring->map->name,
			 err_text(rc))
		  : 0;
}

int ring_find_history(struct ring *ring, struct err *err)
{
	int rc = ring->through ? fetch(ring, err) : 0;

	return rc ? rc : find_chain(ring, err);
}
