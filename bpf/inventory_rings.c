// SPDX-License-Identifier: GPL-2.0-or-later
/* Where readers and writers of ring buffers are, by a probe. */
#include <string.h>

#include "bpf/inventory_impl.h"
#include "bpf/probe.h"
#include "bpf/probes/ring.h"

static bool has_rings(const struct inventory *inventory)
{
	for (size_t i = 0; i < inventory->n_maps; i++) {
		__u32 type = inventory->maps[i].info.type;

		if (type == MAP_RINGBUF || type == MAP_USER_RINGBUF)
			return true;
	}
	return false;
}

static void set_ring(const struct inventory *inventory, const struct probe_ring *seen)
{
	struct inventory_map *map = inventory_find(inventory, seen->id);
	const struct probe_positions *at = &seen->at;
	__u64 oldest = at->overwrite > at->consumer ? at->overwrite : at->consumer;

	if (!map)
		return;
	map->ring = (struct inventory_ring){
		.consumer = at->consumer,
		.producer = at->producer,
		.pending = at->pending,
		/* Read apart: one may have overtaken what the other was. */
		.unread = at->producer > oldest ? at->producer - oldest : 0,
		.has_pending = seen->has_pending && map->info.type == MAP_RINGBUF,
		.waiting = seen->waits,
	};
	map->has_ring = true;
}

static int read_positions(const struct inventory *inventory, struct probe *probe, struct err *err)
{
	BUF_CLEANUP struct buf records = {0};
	struct probe_ring seen;
	int rc = probe_want(probe, "positions", err);

	if (!rc)
		rc = probe_load(probe, err);
	if (!rc)
		rc = probe_read(probe, "positions", &records, err);
	for (size_t at = 0; !rc && at + sizeof(seen) <= records.len; at += sizeof(seen)) {
		memcpy(&seen, records.data + at, sizeof(seen));
		set_ring(inventory, &seen);
	}
	return rc;
}

void inventory_rings(struct inventory *inventory)
{
	struct probe *probe = NULL;
	struct err why = {0};

	if (!has_rings(inventory))
		return;
	if (probe_open(&probe, "ring", &why) || read_positions(inventory, probe, &why))
		buf_printf(&inventory->notes, "positions in ring buffers are not known: %s\n",
			   why.msg);
	probe_free(probe);
}
