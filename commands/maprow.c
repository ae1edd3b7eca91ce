// SPDX-License-Identifier: GPL-2.0-or-later
/* A map's columns and their cells. */
#include <string.h>

#include "btf/ctype.h"
#include "commands/maprow.h"

const struct emit_column maprow_columns[] = {
	[ROW_ID] = {.name = "id", .flags = EMIT_RIGHT, .help = "the kernel's number of the map"},
	[ROW_TYPE] = {.name = "type", .help = "the map's type"},
	[ROW_NAME] = {.name = "name",
		      .help = "the full name, or the 15 bytes that the kernel keeps"},
	[ROW_KEY] = {.name = "key", .json = "key_type", .drop = 2, .help = "C type of the keys"},
	[ROW_VALUE] = {.name = "value",
		       .json = "value_type",
		       .drop = 1,
		       .help = "C type of the values"},
	[ROW_ENTRIES] = {.name = "entries",
			 .flags = EMIT_RIGHT,
			 .help = "how many are there, where the kernel counts them"},
	[ROW_MAX] = {.name = "max",
		     .json = "max_entries",
		     .flags = EMIT_RIGHT,
		     .help = "how many there may be; of a ring buffer its size in bytes"},
	[ROW_FILL] = {.name = "fill",
		      .flags = EMIT_RIGHT | EMIT_TABLE_ONLY,
		      .drop = 4,
		      .help = "entries of max in per cent; blank for arrays"},
	[ROW_MEMORY] = {.name = "memory",
			.flags = EMIT_RIGHT,
			.drop = 3,
			.help = "kernel memory that it takes; accurate from Linux 6.4 on"},
	[ROW_PINS] = {.name = "pins", .drop = 5, .help = "paths on bpffs"},
	[ROW_PROGRAMS] = {.name = "programs", .drop = 6, .help = "programs that use it"},
	[ROW_PIDS] = {.name = "pids", .drop = 7, .help = "processes that have it open"},
	[ROW_FLAGS] = {.name = "flags",
		       .flags = EMIT_HIDDEN,
		       .help = "flags that it was created with"},
	[ROW_KEY_SIZE] = {.name = "key_size",
			  .flags = EMIT_HIDDEN | EMIT_RIGHT,
			  .help = "bytes of a key"},
	[ROW_VALUE_SIZE] = {.name = "value_size",
			    .flags = EMIT_HIDDEN | EMIT_RIGHT,
			    .help = "bytes of a value, of one CPU where there are several"},
	[ROW_FROZEN] = {.name = "frozen",
			.flags = EMIT_HIDDEN,
			.help = "whether user space may no longer write to it"},
	[ROW_BTF_ID] = {.name = "btf_id",
			.flags = EMIT_HIDDEN | EMIT_RIGHT,
			.help = "id of the BTF that types it"},
	[ROW_RING] = {.name = "ring",
		      .flags = EMIT_HIDDEN,
		      .help = "of a ring buffer: bytes unread, positions, whether anybody waits"},
	[ROW_COLUMNS] = {0},
};

unsigned int maprow_want(enum maprow_column column)
{
	switch (column) {
	case ROW_NAME:
		return WANT_FULL_NAMES;
	case ROW_KEY:
	case ROW_VALUE:
		return WANT_NAMES;
	case ROW_ENTRIES:
	case ROW_FILL:
		return WANT_ENTRIES;
	case ROW_MEMORY:
	case ROW_FROZEN:
		return WANT_MEMORY;
	case ROW_PINS:
		return WANT_PINS;
	case ROW_PROGRAMS:
		return WANT_PROGRAMS;
	case ROW_PIDS:
		return WANT_PIDS;
	case ROW_RING:
		return WANT_RINGS;
	default:
		return 0;
	}
}

void maprow_free(struct maprow *row)
{
	buf_free(&row->key_type);
	buf_free(&row->value_type);
	buf_free(&row->flags);
	buf_free(&row->fill);
	buf_free(&row->memory);
}

struct inventory_map maprow_alone(const struct run *run, const struct map *map, struct err *err)
{
	struct inventory_map alone = {.info = map->info, .name = map->name, .btf = map->btf};

	run_note(run, "%s: pins, programs, processes and entries are left out", err->msg);
	err_clear(err);
	return alone;
}

void maprow_size(__u64 bytes, struct buf *out)
{
	static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
	double size = (double)bytes;
	size_t unit = 0;

	while (size >= 1024 && unit + 1 < sizeof(units) / sizeof(units[0])) {
		size /= 1024;
		unit++;
	}
	buf_printf(out, "%.*f %s", unit && size < 10 ? 1 : 0, size, units[unit]);
}

static void add_programs(struct buf *out, enum cell_form form, const void *arg)
{
	const struct inventory_map *map = arg;

	if (form == CELL_FORM_JSON)
		buf_putc(out, '[');
	for (size_t i = 0; i < map->n_progs; i++) {
		const struct inventory_prog *prog = &map->progs[i];

		if (i)
			buf_putc(out, ',');
		if (form != CELL_FORM_JSON) {
			buf_escaped(out, prog->name, strnlen(prog->name, sizeof(prog->name)));
			buf_printf(out, "(%u)", prog->id);
			continue;
		}
		buf_printf(out, "{\"id\":%u,\"name\":", prog->id);
		buf_json_string(out, prog->name, strnlen(prog->name, sizeof(prog->name)));
		if (prog->type)
			buf_printf(out, ",\"type\":\"%s\"", prog->type);
		buf_putc(out, '}');
	}
	if (form == CELL_FORM_JSON)
		buf_putc(out, ']');
}

static void add_pids(struct buf *out, enum cell_form form, const void *arg)
{
	const struct inventory_map *map = arg;

	if (form == CELL_FORM_JSON)
		buf_putc(out, '[');
	for (size_t i = 0; i < map->n_pids; i++) {
		const struct inventory_pid *pid = &map->pids[i];
		size_t n = strnlen(pid->comm, sizeof(pid->comm));

		if (i)
			buf_putc(out, ',');
		if (form != CELL_FORM_JSON) {
			buf_escaped(out, pid->comm, n);
			buf_printf(out, "(%u)", pid->pid);
			continue;
		}
		buf_printf(out, "{\"pid\":%u,\"comm\":", pid->pid);
		buf_json_string(out, pid->comm, n);
		buf_putc(out, '}');
	}
	if (form == CELL_FORM_JSON)
		buf_putc(out, ']');
}

/* Bytes in JSON, CSV and raw; for people with a unit. */
static void add_memory(struct buf *out, enum cell_form form, const void *arg)
{
	const struct inventory_map *map = arg;

	if (form == CELL_FORM_TABLE)
		maprow_size(map->memory, out);
	else
		buf_u64(out, map->memory);
}

static void add_ring_json(struct buf *out, const struct inventory_ring *ring)
{
	buf_printf(out, "{\"unread\":%llu,\"consumer\":%llu,\"producer\":%llu",
		   (unsigned long long)ring->unread, (unsigned long long)ring->consumer,
		   (unsigned long long)ring->producer);
	if (ring->has_pending)
		buf_printf(out, ",\"pending\":%llu", (unsigned long long)ring->pending);
	buf_printf(out, ",\"waiting\":%s}", ring->waiting ? "true" : "false");
}

static void add_ring(struct buf *out, enum cell_form form, const void *arg)
{
	const struct inventory_map *map = arg;
	const struct inventory_ring *ring = &map->ring;

	if (form == CELL_FORM_JSON) {
		add_ring_json(out, ring);
		return;
	}
	maprow_size(ring->unread, out);
	buf_printf(out, " unread, from %llu to %llu, %s",
		   (unsigned long long)(ring->producer - ring->unread),
		   (unsigned long long)ring->producer,
		   ring->waiting ? "somebody waits" : "nobody waits");
}

static void fill_type(struct cell *cell, struct buf *name, const struct btf *btf, __u32 type_id)
{
	buf_reset(name);
	if (!btf || !type_id)
		return;
	ctype_name(btf, type_id, name);
	*cell = (struct cell){.type = CELL_TEXT, .text = buf_cstr(name)};
}

static void fill_flags(struct maprow *row, struct cell *cell)
{
	size_t n = 0;
	char *start;

	buf_reset(&row->flags);
	map_flags_format(row->map->info.map_flags, &row->flags);
	buf_cstr(&row->flags);
	start = row->flags.len ? row->flags.data : NULL;
	while (start && *start && n < 32) {
		char *comma = strchr(start, ',');

		row->flag_names[n++] = start;
		if (comma)
			*comma = '\0';
		start = comma ? comma + 1 : NULL;
	}
	*cell = (struct cell){.type = CELL_LIST, .list = {row->flag_names, n}};
}

/* Arrays are always full: their fill says nothing. */
static void fill_fill(struct maprow *row, struct cell *cell)
{
	const struct inventory_map *map = row->map;
	const struct map_type *type = type_get(map->info.type, &row->type_scratch);

	if (!map->has_entries || !map->info.max_entries || (type->can & (TYPE_ARRAY | TYPE_RING)))
		return;
	buf_reset(&row->fill);
	buf_printf(&row->fill, "%u%%",
		   (unsigned int)(100.0 * (double)map->entries / map->info.max_entries));
	*cell = (struct cell){.type = CELL_TEXT, .text = buf_cstr(&row->fill)};
}

static struct cell number(__u64 n)
{
	return (struct cell){.type = CELL_U64, .u64 = n};
}

static struct cell call(const struct inventory_map *map,
			void (*add)(struct buf *, enum cell_form, const void *))
{
	return (struct cell){.type = CELL_CALL, .call = {add, map}};
}

void maprow_fill(struct maprow *row, const struct inventory_map *map, struct cell *cells)
{
	const struct bpf_map_info *info = &map->info;

	row->map = map;
	memset(cells, 0, ROW_COLUMNS * sizeof(*cells));
	cells[ROW_ID] = number(info->id);
	cells[ROW_TYPE] = (struct cell){
		.type = CELL_TEXT,
		.text = type_get(info->type, &row->type_scratch)->name,
	};
	cells[ROW_NAME] = (struct cell){.type = CELL_TEXT, .text = map->name};
	if (info->key_size) /* else the type is that of nothing, as libbpf wants it for queues */
		fill_type(&cells[ROW_KEY], &row->key_type, map->btf, info->btf_key_type_id);
	fill_type(&cells[ROW_VALUE], &row->value_type, map->btf, info->btf_value_type_id);
	cells[ROW_MAX] = number(info->max_entries);
	cells[ROW_KEY_SIZE] = number(info->key_size);
	cells[ROW_VALUE_SIZE] = number(info->value_size);
	if (info->btf_id)
		cells[ROW_BTF_ID] = number(info->btf_id);
	fill_flags(row, &cells[ROW_FLAGS]);
	fill_fill(row, &cells[ROW_FILL]);
	if (map->has_entries)
		cells[ROW_ENTRIES] = number(map->entries);
	if (map->has_memory)
		cells[ROW_MEMORY] = call(map, add_memory);
	if (map->has_frozen)
		cells[ROW_FROZEN] = (struct cell){.type = CELL_BOOL, .yes = map->frozen};
	if (map->has_pins)
		cells[ROW_PINS] = (struct cell){
			.type = CELL_LIST,
			.list = {(const char *const *)map->pins, map->n_pins},
		};
	if (map->has_progs)
		cells[ROW_PROGRAMS] = call(map, add_programs);
	if (map->has_ring)
		cells[ROW_RING] = call(map, add_ring);
	if (map->has_pids)
		cells[ROW_PIDS] = call(map, add_pids);
}
