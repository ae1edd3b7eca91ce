/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One map as a row of list, or as info's fields: the same columns, names and cells. */
#ifndef MAPCTL_COMMANDS_MAPROW_H
#define MAPCTL_COMMANDS_MAPROW_H

#include "bpf/inventory.h"
#include "commands/commands.h"

enum maprow_column {
	ROW_ID, ROW_TYPE, ROW_NAME, ROW_KEY, ROW_VALUE, ROW_ENTRIES, ROW_MAX, ROW_FILL, ROW_MEMORY,
	ROW_PINS, ROW_PROGRAMS, ROW_PIDS, ROW_FLAGS, ROW_KEY_SIZE, ROW_VALUE_SIZE, ROW_FROZEN,
	ROW_BTF_ID, ROW_RING, ROW_COLUMNS,
};

/* Ends with a NULL name. */
extern const struct emit_column maprow_columns[];

/* What the inventory must find out to fill this column: WANT_*. */
unsigned int maprow_want(enum maprow_column column);

/* What a row's cells point to. Zero it once, free it once; maprow_fill() reuses it. */
struct maprow {
	const struct inventory_map *map;
	struct map_type type_scratch;
	struct buf key_type, value_type, flags, fill, memory;
	const char *flag_names[32];
};
void maprow_free(struct maprow *row);

/* Fills cells[ROW_COLUMNS], which are valid until the next call and while `map` is. */
void maprow_fill(struct maprow *row, const struct inventory_map *map, struct cell *cells);

/*
 * What an open map tells of itself, for when its inventory was refused: `err` says why, becomes a
 * note and is cleared. Borrows from the map.
 */
struct inventory_map maprow_alone(const struct run *run, const struct map *map, struct err *err);

/* "1.5 MiB" */
void maprow_size(__u64 bytes, struct buf *out);

#endif
