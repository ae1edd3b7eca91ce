// SPDX-License-Identifier: GPL-2.0-or-later
/* Sends records to programs through a user_ringbuf. */
#include <bpf/libbpf.h>

#include "bpf/caps.h"
#include "bpf/readers.h"
#include "bpf/user_ring.h"

int user_ring_check(const struct map *map, struct err *err)
{
	BUF_CLEANUP struct buf who = {0};
	struct readers senders = {0};
	int rc = readers_find(&senders, map, err);

	if (rc) {
		err_prefix(err, "cannot tell who else sends to \"%s\"", map->name);
	} else if (senders.n_rings) {
		readers_format(&senders, &who);
		rc = fail(err, -EBUSY, "\"%s\" is written by %s: two senders overwrite each "
			  "other's records", map->name, buf_cstr(&who));
	}
	readers_free(&senders);
	return rc;
}

static int refuse(const struct map *map, int rc, __u32 size, struct err *err)
{
	if (rc == -ENOSPC)
		return fail(err, rc, "map \"%s\" has no room: programs have not taken what it "
			    "holds", map->name);
	if (rc == -E2BIG)
		return fail(err, rc, "a record of %u bytes is larger than map \"%s\" (%u)", size,
			    map->name, map->info.max_entries);
	return fail_op(err, OP_ACCESS, rc, "cannot send to map \"%s\"", map->name);
}

int user_ring_send(const struct map *map, const void *data, __u32 size, struct err *err)
{
	struct user_ring_buffer *ring = user_ring_buffer__new(map->fd, NULL);
	void *room;
	int rc = 0;

	if (!ring)
		return refuse(map, -errno, size, err);
	room = user_ring_buffer__reserve(ring, size);
	if (room) {
		memcpy(room, data, size);
		user_ring_buffer__submit(ring, room);
	} else {
		rc = refuse(map, -errno, size, err);
	}
	user_ring_buffer__free(ring);
	return rc;
}
