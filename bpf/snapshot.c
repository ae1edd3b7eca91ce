// SPDX-License-Identifier: GPL-2.0-or-later
/* Which maps can be saved, and what a snapshot says of one. */
#include <stdlib.h>
#include <bpf/btf.h>

#include "bpf/snapshot.h"
#include "btf/ctype.h"

enum snapshot_class snapshot_class(__u32 type)
{
	switch (type) {
	case MAP_HASH:
	case MAP_LRU_HASH:
	case MAP_RHASH:
		return SNAPSHOT_HASH;
	case MAP_PERCPU_HASH:
	case MAP_LRU_PERCPU_HASH:
		return SNAPSHOT_PERCPU_HASH;
	case MAP_ARRAY:
		return SNAPSHOT_ARRAY;
	case MAP_PERCPU_ARRAY:
		return SNAPSHOT_PERCPU_ARRAY;
	case MAP_LPM_TRIE:
		return SNAPSHOT_LPM;
	}
	return SNAPSHOT_NONE;
}

void snapshot_free(struct snapshot *snapshot)
{
	free(snapshot->name);
	free(snapshot->key_type);
	free(snapshot->value_type);
	buf_free(&snapshot->btf);
	memset(snapshot, 0, sizeof(*snapshot));
}

bool snapshot_is_percpu(const struct snapshot *snapshot)
{
	enum snapshot_class class = snapshot_class(snapshot->type);

	return class == SNAPSHOT_PERCPU_HASH || class == SNAPSHOT_PERCPU_ARRAY;
}

size_t snapshot_value_bytes(const struct snapshot *snapshot)
{
	size_t size = snapshot->value_size;

	return snapshot_is_percpu(snapshot) ? (size + 7) / 8 * 8 * snapshot->possible_cpus : size;
}

size_t snapshot_line_max(const struct snapshot *snapshot)
{
	size_t values = snapshot_is_percpu(snapshot) ? snapshot->possible_cpus : 1;

	return 2 * (snapshot->key_size + snapshot_value_bytes(snapshot)) + 16 * values + 256;
}

/* ---- what cannot be saved -------------------------------------------------------------------- */

static const char *object_held(enum object_kind kind)
{
	static const char *const held[] = {
		[OBJECT_MAP] = "maps",
		[OBJECT_PROG] = "programs",
		[OBJECT_PERF_EVENT] = "perf events",
		[OBJECT_CGROUP] = "cgroups",
		[OBJECT_SOCKET] = "sockets",
		[OBJECT_XSK] = "AF_XDP sockets",
		[OBJECT_TASK] = "processes",
		[OBJECT_INODE] = "files",
		[OBJECT_DEVICE] = "interfaces and programs of this machine",
	};

	return held[kind] ? held[kind] : "objects of the kernel";
}

/* Types without objects in them that cannot be saved all the same. */
static const char *why_not(__u32 type)
{
	switch (type) {
	case MAP_STACK_TRACE:
		return "stacks cannot be written back";
	case MAP_CGROUP_STORAGE:
	case MAP_PERCPU_CGROUP_STORAGE:
		return "its entries belong to cgroups of this machine";
	case MAP_QUEUE:
	case MAP_STACK:
		return "its elements have no keys";
	case MAP_RINGBUF:
	case MAP_USER_RINGBUF:
		return "it holds a stream of records, not entries";
	case MAP_BLOOM_FILTER:
		return "what was added to it cannot be read back";
	case MAP_STRUCT_OPS:
		return "it holds functions for the kernel, which come with their programs";
	case MAP_ARENA:
		return "it is memory, without entries";
	}
	return "entries of such maps cannot be written back";
}

int snapshot_check_type(const struct map *map, struct err *err)
{
	const struct map_type *type = map->type;

	if (snapshot_class(type->type) != SNAPSHOT_NONE)
		return 0;
	if (type->key_object != OBJECT_NONE)
		return fail(err, ERR_USAGE,
			    "map \"%s\" cannot be saved: its type is %s, its entries "
			    "belong to %s",
			    map->name, type->name, object_held(type->key_object));
	if (type->value_object != OBJECT_NONE)
		return fail(err, ERR_USAGE,
			    "map \"%s\" cannot be saved: its type is %s, it holds %s", map->name,
			    type->name, object_held(type->value_object));
	return fail(err, ERR_USAGE, "map \"%s\" cannot be saved: its type is %s, %s", map->name,
		    type->name, why_not(type->type));
}

/* ---- what is saved -------------------------------------------------------------------------- */

static char *type_name(const struct btf *btf, __u32 id)
{
	BUF_CLEANUP struct buf name = {0};

	ctype_name(btf, id, &name);
	return buf_take(&name);
}

static int add_types(struct snapshot *snapshot, const struct map *map, struct err *err)
{
	__u32 key_id = map->info.btf_key_type_id, value_id = map->info.btf_value_type_id, size;
	const void *data = map->btf ? btf__raw_data(map->btf, &size) : NULL;

	if (!map->btf || !value_id)
		return 0;
	if (!data)
		return fail_oom(err);
	buf_add(&snapshot->btf, data, size);
	snapshot->btf_key_id = key_id;
	snapshot->btf_value_id = value_id;
	snapshot->key_type = key_id ? type_name(map->btf, key_id) : NULL;
	snapshot->value_type = type_name(map->btf, value_id);
	if (snapshot->btf.oom || (key_id && !snapshot->key_type) || !snapshot->value_type)
		return fail_oom(err);
	return 0;
}

int snapshot_of_map(struct snapshot *snapshot, const struct map *map, struct err *err)
{
	const struct bpf_map_info *info = &map->info;
	/* a full name may be a pin's, which can be any bytes */
	const char *name = utf8_valid(map->name, strlen(map->name)) ? map->name : info->name;
	int rc = snapshot_check_type(map, err);

	if (rc)
		return rc;
	snapshot->type = info->type;
	snapshot->flags = info->map_flags;
	snapshot->key_size = info->key_size;
	snapshot->value_size = info->value_size;
	snapshot->max_entries = info->max_entries;
	snapshot->possible_cpus = kernel_possible_cpus(map->kernel);
	snapshot->name = strdup(name);
	return snapshot->name ? add_types(snapshot, map, err) : fail_oom(err);
}
