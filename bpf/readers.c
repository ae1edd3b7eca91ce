// SPDX-License-Identifier: GPL-2.0-or-later
/* Which other processes read a ring buffer or a perf event array, by a probe. */
#include <stdlib.h>

#include <bpf/bpf.h>

#include "bpf/objects.h"
#include "bpf/probe.h"
#include "bpf/probes/readers.h"
#include "bpf/readers.h"

static bool is_ring(const struct map *map)
{
	return map->info.type != MAP_PERF_EVENT_ARRAY;
}

static int load(struct probe *probe, const struct map *map, struct err *err)
{
	__u32 zero = 0;
	int rc = probe_want(probe, is_ring(map) ? "rings" : "slots", err);

	if (!rc)
		rc = probe_want(probe, is_ring(map) ? "mappings" : "perf_files", err);
	probe_keep(probe, READERS_ASKED);
	if (!rc)
		rc = probe_load(probe, err);
	if (!rc && bpf_map_update_elem(probe_kept(probe), &zero, &map->info.id, BPF_ANY))
		rc = fail(err, -errno, "cannot tell a probe of its map: %s", err_text(-errno));
	return rc;
}

static int open_probe(struct readers *readers, const struct map *map, struct err *err)
{
	int rc = probe_open(&readers->probe, "readers", err);

	if (!rc)
		rc = load(readers->probe, map, err);
	if (rc) {
		probe_free(readers->probe);
		readers->probe = NULL;
	}
	return rc;
}

static void copy_comm(char *to, const char *from)
{
	memcpy(to, from, 15);
	to[15] = '\0';
}

/* The consumer's position stands in a ring buffer's page 0, the producer's of a user one in 1. */
static int add_ring(struct readers *readers, const struct map *map,
		    const struct probe_mapping *mapping, struct err *err)
{
	__u64 page = map->info.type == MAP_USER_RINGBUF;
	struct reader *grown;

	if (mapping->map_id != map->info.id || !mapping->writable || mapping->page != page)
		return 0;
	grown = reallocarray(readers->rings, readers->n_rings + 1, sizeof(*grown));
	if (!grown)
		return fail_oom(err);
	readers->rings = grown;
	grown += readers->n_rings++;
	grown->pid = mapping->pid;
	copy_comm(grown->comm, mapping->comm);
	return 0;
}

static int find_rings(struct readers *readers, const struct map *map, struct err *err)
{
	BUF_CLEANUP struct buf out = {0};
	int rc = probe_read(readers->probe, "rings", &out, err);

	if (!rc)
		rc = probe_read(readers->probe, "mappings", &out, err);
	for (size_t at = 0; !rc && at + sizeof(struct probe_mapping) <= out.len;
	     at += sizeof(struct probe_mapping)) {
		struct probe_mapping mapping;

		memcpy(&mapping, out.data + at, sizeof(mapping));
		rc = add_ring(readers, map, &mapping, err);
	}
	return rc;
}

static int add_slot(struct readers *readers, const struct map *map, const struct probe_slot *slot,
		    struct err *err)
{
	struct reader_slot *grown;

	if (slot->map_id != map->info.id)
		return 0;
	grown = reallocarray(readers->slots, readers->n_slots + 1, sizeof(*grown));
	if (!grown)
		return fail_oom(err);
	readers->slots = grown;
	grown[readers->n_slots++] = (struct reader_slot){
		.file = slot->file,
		.index = slot->index,
		.sample_type = slot->sample_type,
		.data_pages = slot->data_pages,
	};
	return 0;
}

static void set_holder(struct readers *readers, const struct probe_perf_file *file)
{
	for (size_t i = 0; i < readers->n_slots; i++) {
		struct reader_slot *slot = &readers->slots[i];

		if (slot->file != file->file)
			continue;
		slot->mine |= file->mine;
		if (file->mine || slot->pid)
			continue;
		slot->pid = file->pid;
		slot->fd = file->fd;
		copy_comm(slot->comm, file->comm);
	}
}

static int find_slots(struct readers *readers, const struct map *map, struct err *err)
{
	BUF_CLEANUP struct buf out = {0}, files = {0};
	int rc = probe_read(readers->probe, "slots", &out, err);

	for (size_t at = 0; !rc && at + sizeof(struct probe_slot) <= out.len;
	     at += sizeof(struct probe_slot)) {
		struct probe_slot slot;

		memcpy(&slot, out.data + at, sizeof(slot));
		rc = add_slot(readers, map, &slot, err);
	}
	if (!rc && readers->n_slots)
		rc = probe_read(readers->probe, "perf_files", &files, err);
	for (size_t at = 0; !rc && at + sizeof(struct probe_perf_file) <= files.len;
	     at += sizeof(struct probe_perf_file)) {
		struct probe_perf_file file;

		memcpy(&file, files.data + at, sizeof(file));
		set_holder(readers, &file);
	}
	return rc;
}

static void clear(struct readers *readers)
{
	free(readers->rings);
	free(readers->slots);
	readers->rings = NULL;
	readers->slots = NULL;
	readers->n_rings = readers->n_slots = 0;
}

int readers_find(struct readers *readers, const struct map *map, struct err *err)
{
	int rc = readers->probe ? 0 : open_probe(readers, map, err);

	clear(readers);
	if (rc)
		return rc;
	return is_ring(map) ? find_rings(readers, map, err) : find_slots(readers, map, err);
}

void readers_free(struct readers *readers)
{
	clear(readers);
	probe_free(readers->probe);
	readers->probe = NULL;
}

const struct reader_slot *readers_slot(const struct readers *readers, __u32 index)
{
	for (size_t i = 0; i < readers->n_slots; i++) {
		if (readers->slots[i].index == index)
			return &readers->slots[i];
	}
	return NULL;
}

static void add_process(struct buf *out, __u32 pid, const char *comm)
{
	if (out->len)
		buf_puts(out, ", ");
	buf_escaped(out, comm, strlen(comm));
	buf_printf(out, " (pid %u)", pid);
}

void readers_format(const struct readers *readers, struct buf *out)
{
	__u32 last = 0;

	for (size_t i = 0; i < readers->n_rings; i++) {
		if (readers->rings[i].pid != last)
			add_process(out, readers->rings[i].pid, readers->rings[i].comm);
		last = readers->rings[i].pid;
	}
	for (size_t i = 0; i < readers->n_slots; i++) {
		const struct reader_slot *slot = &readers->slots[i];

		if (slot->pid && slot->pid != last)
			add_process(out, slot->pid, slot->comm);
		last = slot->pid ? slot->pid : last;
	}
}
