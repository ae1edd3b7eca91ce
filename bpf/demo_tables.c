// SPDX-License-Identifier: GPL-2.0-or-later
/* What changes in the maps of a demo that sends no records. */
#include <bpf/bpf.h>

#include "bpf/demo_impl.h"

/* Of a map with more entries the first are looked at. */
#define MAX_ENTRIES 1000

static bool is_looked_at(const struct bpf_map *map)
{
	switch (bpf_map__type(map)) {
	case BPF_MAP_TYPE_HASH:
	case BPF_MAP_TYPE_ARRAY:
	case BPF_MAP_TYPE_PERCPU_HASH:
	case BPF_MAP_TYPE_PERCPU_ARRAY:
	case BPF_MAP_TYPE_LRU_HASH:
	case BPF_MAP_TYPE_LRU_PERCPU_HASH:
	case BPF_MAP_TYPE_LPM_TRIE:
		return bpf_map__btf_key_type_id(map) && bpf_map__btf_value_type_id(map);
	default:
		return false;
	}
}

static bool is_percpu(const struct bpf_map *map)
{
	return bpf_map__type(map) == BPF_MAP_TYPE_PERCPU_HASH ||
	       bpf_map__type(map) == BPF_MAP_TYPE_PERCPU_ARRAY ||
	       bpf_map__type(map) == BPF_MAP_TYPE_LRU_PERCPU_HASH;
}

static int table_open(struct demo_table *table, const struct bpf_map *map, const struct btf *btf,
		      struct err *err)
{
	int cpus = is_percpu(map) ? libbpf_num_possible_cpus() : 0, rc;

	if (cpus < 0)
		return fail(err, cpus, "cannot count the CPUs: %s", err_text(cpus));
	table->name = bpf_map__name(map);
	table->fd = bpf_map__fd(map);
	table->cpus = (unsigned int)cpus;
	table->key_size = bpf_map__key_size(map);
	table->value_size = bpf_map__value_size(map);
	if (cpus)
		table->value_size = (table->value_size + 7) / 8 * 8 * table->cpus;
	rc = layout_new(&table->key, btf, bpf_map__btf_key_type_id(map), table->key_size, err);
	return rc ? rc : layout_new(&table->value, btf, bpf_map__btf_value_type_id(map),
				    bpf_map__value_size(map), err);
}

int demo_tables_open(struct demo_tables *tables, const struct demo_live *live, struct err *err)
{
	const struct btf *btf = bpf_object__btf(live->object);
	int rc = 0;

	for (const char *const *name = live->demo->maps; !rc && *name; name++) {
		const struct bpf_map *map = bpf_object__find_map_by_name(live->object, *name);

		if (map && btf && is_looked_at(map) && tables->n < DEMO_TABLES)
			rc = table_open(&tables->tables[tables->n++], map, btf, err);
	}
	return rc ? rc : demo_tables_look(tables, false, err);
}

/* Whether an entry is new or other than before; mostly it is where it was before. */
static bool is_changed(const struct demo_table *table, const char *entry, size_t nth)
{
	size_t size = table->key_size + table->value_size, n = table->seen.len / size;

	if (nth < n && !memcmp(table->seen.data + nth * size, entry, size))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!memcmp(table->seen.data + i * size, entry, size))
			return false;
	}
	return true;
}

static void hand_on(const struct demo_tables *tables, const struct demo_table *table,
		    const char *entry)
{
	const struct demo_event event = {
		.map = table->name,
		.key = entry,
		.key_layout = table->key,
		.data = entry + table->key_size,
		.layout = table->value,
		.cpus = table->cpus,
		.cpu = -1,
	};

	tables->event(tables->arg, &event);
}

/*
 * Adds the entry behind the last one in `now`; *there: it is not gone since its key was read.
 * False: that was the last, or memory ran out.
 */
static bool add_next(const struct demo_table *table, struct buf *now, bool *there)
{
	size_t size = table->key_size + table->value_size;
	char *entry = buf_room(now, size), *before = now->len ? entry - size : NULL;

	if (!entry || bpf_map_get_next_key(table->fd, before, entry))
		return false;
	*there = !bpf_map_lookup_elem(table->fd, entry, entry + table->key_size);
	if (!*there) /* its key still leads on to the next */
		memset(entry + table->key_size, 0, table->value_size);
	now->len += size;
	return true;
}

/* Looks at all entries, and keeps them for the next time. */
static int table_look(const struct demo_tables *tables, struct demo_table *table, bool tell,
		      struct err *err)
{
	size_t size = table->key_size + table->value_size;
	struct buf now = {0};
	bool there;

	for (size_t n = 0; n < MAX_ENTRIES && add_next(table, &now, &there); n++) {
		if (tell && there && is_changed(table, now.data + n * size, n))
			hand_on(tables, table, now.data + n * size);
	}
	buf_free(&table->seen);
	table->seen = now;
	return now.oom ? fail_oom(err) : 0;
}

int demo_tables_look(struct demo_tables *tables, bool tell, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < tables->n; i++)
		rc = table_look(tables, &tables->tables[i], tell, err);
	return rc;
}

void demo_tables_close(struct demo_tables *tables)
{
	for (size_t i = 0; i < tables->n; i++) {
		layout_free(tables->tables[i].key);
		layout_free(tables->tables[i].value);
		buf_free(&tables->tables[i].seen);
	}
	tables->n = 0;
}
