// SPDX-License-Identifier: GPL-2.0-or-later
/* restore before anything is written: does the snapshot fit, and is it whole? */
#include <stdio.h>
#include <stdlib.h>

#include "bpf/create.h"
#include "bpf/restore.h"

static const struct snapshot *header(const struct restore *restore)
{
	return snapshot_reader_header(restore->reader);
}

static bool is_array(const struct restore *restore)
{
	enum snapshot_class class = snapshot_class(header(restore)->type);

	return class == SNAPSHOT_ARRAY || class == SNAPSHOT_PERCPU_ARRAY;
}

void restore_free(struct restore *restore)
{
	seen_free(&restore->keys);
	snapshot_reader_free(restore->reader);
}

static int check_class(const struct snapshot *snapshot, const struct map *map, struct err *err)
{
	struct map_type scratch;

	if (snapshot_class(snapshot->type) == snapshot_class(map->info.type))
		return 0;
	return fail(err, ERR_USAGE, "the snapshot is of type %s, map \"%s\" of type %s",
		    type_get(snapshot->type, &scratch)->name, map->name, map->type->name);
}

static int check_size(const struct map *map, const char *what, __u32 snapshot, __u32 size,
		      struct err *err)
{
	if (snapshot == size)
		return 0;
	return fail(err, ERR_USAGE, "the %ss of the snapshot have %u bytes, those of map \"%s\" %u",
		    what, snapshot, map->name, size);
}

static int check_cpus(const struct snapshot *snapshot, unsigned int here, struct err *err)
{
	if (!snapshot_is_percpu(snapshot) || snapshot->possible_cpus == here)
		return 0;
	return fail(err, ERR_USAGE,
		    "the snapshot has values of %u CPUs, and there are %u possible "
		    "CPUs here",
		    snapshot->possible_cpus, here);
}

int restore_check_map(const struct restore *restore, struct err *err)
{
	const struct snapshot *snapshot = header(restore);
	const struct map *map = restore->map;
	int rc = check_class(snapshot, map, err);

	if (!rc)
		rc = check_size(map, "key", snapshot->key_size, map->info.key_size, err);
	if (!rc)
		rc = check_size(map, "value", snapshot->value_size, map->info.value_size, err);
	return rc ? rc : check_cpus(snapshot, map->n_cpus, err);
}

/* ---- the entries ---------------------------------------------------------------------------- */

static int check_room_array(const struct restore *restore, struct err *err)
{
	const struct map *map = restore->map;

	if (restore->entries && restore->top >= map->info.max_entries)
		return fail(err, ERR_USAGE, "the snapshot has index %u, map \"%s\" 0..%u",
			    restore->top, map->name, map->info.max_entries - 1);
	if (!restore->replaces || restore->entries == map->info.max_entries)
		return 0;
	fail(err, ERR_USAGE,
	     "the snapshot has %llu entries, map \"%s\" %u, which cannot be deleted",
	     (unsigned long long)restore->entries, map->name, map->info.max_entries);
	err_hint(err, "without --replace the other entries stay as they are");
	return err->code;
}

static int check_room(const struct restore *restore, struct err *err)
{
	const struct map *map = restore->map;

	if (!map)
		return 0;
	if (is_array(restore))
		return check_room_array(restore, err);
	if (restore->entries <= map->info.max_entries)
		return 0;
	return fail(err, ERR_USAGE, "the snapshot has %llu entries, map \"%s\" takes %u",
		    (unsigned long long)restore->entries, map->name, map->info.max_entries);
}

static bool keeps_keys(const struct restore *restore)
{
	__u32 type = restore->map ? restore->map->info.type : header(restore)->type;
	struct map_type scratch;

	return !is_array(restore) &&
	       (restore->replaces || type_get(type, &scratch)->can & TYPE_LRU);
}

static int note_key(struct restore *restore, const void *key, struct err *err)
{
	unsigned char room[SNAPSHOT_LPM_MAX];
	__u32 index;

	restore->entries++;
	if (keeps_keys(restore) && seen_add(&restore->keys, restore_key(restore, key, room)) < 0)
		return fail_oom(err);
	if (!is_array(restore))
		return 0;
	memcpy(&index, key, sizeof(index));
	if (index > restore->top)
		restore->top = index;
	return 0;
}

/* Maps that are made from it have the room that it says. */
static int check_count(const struct restore *restore, struct err *err)
{
	if (restore->entries <= header(restore)->max_entries)
		return 0;
	return fail(err, -EBADMSG, "it has %llu entries, more than max_entries, %u",
		    (unsigned long long)restore->entries, header(restore)->max_entries);
}

static int read_all(struct restore *restore, void *key, void *value, struct err *err)
{
	int rc;

	while ((rc = snapshot_reader_next(restore->reader, key, value, err)) > 0) {
		rc = note_key(restore, key, err);
		if (rc)
			return rc;
	}
	return rc;
}

int restore_verify(struct restore *restore, struct err *err)
{
	size_t key_size = header(restore)->key_size;
	char *key = malloc(key_size), *value = malloc(snapshot_value_bytes(header(restore)));
	int rc;

	restore->keys.key_size = (__u32)key_size;
	if (key && value)
		rc = read_all(restore, key, value, err);
	else
		rc = fail_oom(err);
	free(key);
	free(value);
	if (!rc && !restore->map)
		rc = check_count(restore, err);
	return rc ? rc : check_room(restore, err);
}

/* ---- a new map ------------------------------------------------------------------------------ */

int restore_create(const struct restore *restore, struct kernel *kernel, const char *name, bool dry,
		   struct buf *note, struct err *err)
{
	const struct snapshot *snapshot = header(restore);
	const struct map_blob blob = {
		.data = snapshot->btf.data,
		.size = (__u32)snapshot->btf.len,
		.key_id = snapshot->btf_key_id,
		.value_id = snapshot->btf_value_id,
	};
	char key[16], value[16], cut[BPF_OBJ_NAME_LEN];
	struct map_spec spec = {
		.type = snapshot->type,
		.name = name ? name : cut,
		.key = key,
		.value = value,
		.blob = blob.size ? &blob : NULL,
		.max_entries = snapshot->max_entries,
		.flags = snapshot->flags & ~(__u32)BPF_F_NUMA_NODE,
		.inner_fd = -1,
	};
	int rc = check_cpus(snapshot, kernel_possible_cpus(kernel), err);

	if (rc)
		return rc;
	snprintf(key, sizeof(key), "%u", snapshot->key_size);
	snprintf(value, sizeof(value), "%u", snapshot->value_size);
	snprintf(cut, sizeof(cut), "%s", snapshot->name);
	if (snapshot->flags & BPF_F_NUMA_NODE)
		buf_puts(note,
			 "made without numa_node: of which node the memory was is not known\n");
	return map_create(kernel, &spec, dry, note, err);
}
