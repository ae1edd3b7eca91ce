// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of described map types, and the layouts that they give a map. */
#include <linux/perf_event.h>
#include <stdio.h>
#include <string.h>
#include <bpf/btf.h>

#include "bpf/described_impl.h"
#include "bpf/owner.h"
#include "bpf/probe.h"
#include "bpf/sockets.h"
#include "bpf/walk.h"
#include "btf/ctype.h"

/* What the numbers of software and hardware events are called. */
static const char *const software_events[] = {
	"cpu_clock", "task_clock", "page_faults", "context_switches", "cpu_migrations",
	"page_faults_min", "page_faults_maj", "alignment_faults", "emulation_faults", "dummy",
	"bpf_output", "cgroup_switches",
};
static const char *const hardware_events[] = {
	"cpu_cycles", "instructions", "cache_references", "cache_misses", "branch_instructions",
	"branch_misses", "bus_cycles", "stalled_cycles_frontend", "stalled_cycles_backend",
	"ref_cpu_cycles",
};

enum {
	N_SOFTWARE = sizeof(software_events) / sizeof(software_events[0]),
	N_HARDWARE = sizeof(hardware_events) / sizeof(hardware_events[0]),
};

static void finish_perf(const void *unused, void *key, void *value)
{
	struct entries_perf *perf = value;
	const char *name = "";

	(void)unused;
	(void)key;
	if (perf->type == PERF_TYPE_SOFTWARE && perf->config < N_SOFTWARE)
		name = software_events[perf->config];
	else if (perf->type == PERF_TYPE_HARDWARE && perf->config < N_HARDWARE)
		name = hardware_events[perf->config];
	snprintf(perf->event, sizeof(perf->event), "%s", name);
}

/* The program of an iterator over the map's own entries. */
#define SOCKETS(program_) .program = (program_), .object = "sockets", .by_file = true
/* The first eight bytes of a probe's record of a socket. */
#define SOCKET_IDENTITY 8

static const struct described types[] = {
	{MAP_PERF_EVENT_ARRAY, .program = "perf_slots", .key = "u32", .value = PERF_TEXT,
	 .finish = finish_perf},
	{MAP_CGROUP_ARRAY, .program = "cgroup_slots", .key = "u32", .value = CGROUP_TEXT},
	{MAP_XSKMAP, .program = "xsk_slots", .key = "u32", .value = XSK_TEXT},
	{MAP_QUEUE, .program = "queues"},
	{MAP_STACK, .program = "queues"},
	{MAP_SOCKMAP, SOCKETS("socket_values"), .value = socket_type, .optional = true,
	 .prepare = sockets_prepare, .release = sockets_release, .finish = sockets_finish_value},
	{MAP_SOCKHASH, SOCKETS("socket_values"), .value = socket_type, .optional = true,
	 .identity = IDENTITY_KEY,
	 .prepare = sockets_prepare, .release = sockets_release, .finish = sockets_finish_value},
	{MAP_REUSEPORT_SOCKARRAY, .program = "socket_slots", .value = socket_type,
	 .optional = true,
	 .prepare = sockets_prepare, .release = sockets_release, .finish = sockets_finish_value},
	{MAP_SK_STORAGE, .program = "socket_storages", .key = socket_type, .optional = true,
	 .identity = SOCKET_IDENTITY,
	 .prepare = sockets_prepare, .release = sockets_release, .finish = sockets_finish_key},
	/* before 5.17, which has bpf_loop() */
	{MAP_SK_STORAGE, SOCKETS("socket_keys"), .key = socket_type, .identity = SOCKET_IDENTITY,
	 .caveat = "entries may be missing if others went while it was read: the kernel counts its "
		   "way through them",
	 .prepare = sockets_prepare, .release = sockets_release, .finish = sockets_finish_key},
	{MAP_INODE_STORAGE, .program = "inode_storages", .key = INODE_TEXT,
	 .identity = offsetof(struct entries_inode, name), .prepare = owner_inode_prepare,
	 .release = owner_inode_release, .finish = owner_inode_finish},
	{MAP_TASK_STORAGE, .program = "task_storages", .key = TASK_TEXT,
	 .identity = offsetof(struct entries_task, comm)},
	{MAP_CGRP_STORAGE, .program = "cgroup_storages", .key = CGROUP_TEXT,
	 .identity = offsetof(struct entries_cgroup, path)},
};

enum { N_TYPES = sizeof(types) / sizeof(types[0]) };

const struct described *described_get(__u32 type)
{
	for (size_t i = 0; i < N_TYPES; i++) {
		if (types[i].type == type)
			return &types[i];
	}
	return NULL;
}

bool map_describable(const struct map *map)
{
	return described_get(map->info.type);
}

int described_why(const struct map *map)
{
	return (int)strcspn(map->type->no_dump, map_describable(map) ? ";" : "");
}

int described_layout(struct layout **out, const char *text, const char *what, struct err *err)
{
	struct btf *btf = btf__new_empty();
	int id, rc;

	if (!btf)
		return fail_oom(err);
	id = ctype_compile(btf, text, what, NULL, NULL, err);
	rc = id < 0 ? id
		    : layout_new(out, btf, (__u32)id, (__u32)btf__resolve_size(btf, (__u32)id),
				 err);
	btf__free(btf);
	return rc;
}

/* Puts the described layout in place of the map's own. */
static int replace(struct layout **layout, __u32 *bytes, const char *text, const char *what,
		   struct err *err)
{
	struct layout *described;
	int rc = described_layout(&described, text, what, err);

	if (rc)
		return rc;
	layout_free(*layout);
	*layout = described;
	*bytes = described->size;
	return 0;
}

int described_open(const struct described *described, struct probe **out, struct err *err)
{
	int rc = probe_open(out, described->object ? described->object : "entries", err);

	if (!rc)
		rc = probe_want(*out, described->program, err);
	if (rc)
		return rc;
	if (!described->by_file)
		probe_keep(*out, ENTRIES_MAP);
	return probe_load(*out, err);
}

/* An old kernel may not know the iterator: that shows only when it is tried. */
static bool loads(const struct described *described)
{
	struct probe *probe = NULL;
	struct err why = {0};
	int rc = described_open(described, &probe, &why);

	probe_free(probe);
	return !rc;
}

bool described_loads(__u32 type)
{
	for (size_t i = 0; i < N_TYPES; i++) {
		if (types[i].type == type && loads(&types[i]))
			return true;
	}
	return false;
}

/* The first way of reading its entries that this kernel has; NULL: only bpf(2)'s. */
static const struct described *choose(__u32 type)
{
	for (size_t i = 0; i < N_TYPES; i++) {
		if (types[i].type == type && (!types[i].optional || loads(&types[i])))
			return &types[i];
	}
	return NULL;
}

int map_describe(struct map *map, struct err *err)
{
	const struct described *type = choose(map->info.type);
	int rc = 0;

	if (!type)
		return 0;
	if (type->key)
		rc = replace(&map->key, &map->key_bytes, type->key, "key", err);
	if (!rc && type->value) {
		rc = replace(&map->value, &map->value_bytes, type->value, "value", err);
		map->value_stride = map->value_bytes;
		map->n_cpus = 0;
	}
	if (!rc)
		map->described = type;
	return rc;
}

/* Where that key is in the batch; batch->n: it is not. */
static size_t find(const struct map *map, const struct walk_batch *batch, const void *key)
{
	size_t i = 0;

	while (i < batch->n && memcmp(batch->keys + i * map->key_bytes, key, map->key_bytes))
		i++;
	return i;
}

static int take(const struct map *map, const struct walk_batch *batch, size_t i, void *value,
		const char *key_text, struct err *err)
{
	int error = batch->errors ? batch->errors[i] : 0;

	memcpy(value, batch->values + i * map->value_bytes, map->value_bytes);
	if (!error)
		return 0;
	return fail_status(err, STATUS_REFUSED, error, "cannot read key %s of map \"%s\": %s",
			   key_text, map->name, err_text(error));
}

int described_lookup(const struct map *map, const void *key, void *value, const char *key_text,
		     struct err *err)
{
	struct walk *walk = NULL;
	struct walk_batch batch;
	bool found = false;
	int rc = walk_new(&walk, map, WALK_BEST, false, err);

	while (!rc && !found && (rc = walk_next(walk, &batch, err)) > 0) {
		size_t i = find(map, &batch, key);

		found = i < batch.n;
		rc = found ? take(map, &batch, i, value, key_text, err) : 0;
	}
	walk_free(walk);
	if (rc || found)
		return rc;
	return fail(err, -ENOENT, "key %s is not in map \"%s\"", key_text, map->name);
}
