/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Field names as users type them: key.saddr, value.slots[3], or short where that is unique. */
#ifndef MAPCTL_COMMANDS_FIELD_H
#define MAPCTL_COMMANDS_FIELD_H

#include "bpf/map.h"

struct field_ref {
	enum side side;
	bool whole; /* "key" or "value" itself */
	struct place place;
};

static inline const struct layout *side_layout(const struct map *map, enum side side)
{
	return side == SIDE_KEY ? map->key : map->value;
}

/*
 * "key", "value", "key.PATH", "value.PATH", "key[N]", or PATH where only one of key and value has
 * it. ERR_USAGE names the path; in both: says so. In a datasec map a variable is a path of the
 * value.
 */
int field_find(const struct map *map, const char *path, struct field_ref *ref, struct err *err);

/*
 * The shortest name that field_find() takes for a leaf: its path where the other side has no such
 * path, else with "key." or "value." before it. `full`: always the long one.
 */
void field_name(const struct map *map, enum side side, struct place place, bool full,
		struct buf *out);

/* True for an array whose elements mean something each: no address, no stack. */
bool field_is_array(const struct layout_field *field);

/* True for what field_number() reads: integers, bool, char and enums. */
bool field_is_integer(const struct layout_field *field);

/*
 * An integer of an entry, sign-extended when it is signed; `object` is its key or its value, of a
 * per-CPU map the values of all CPUs, whose sum is meant. False: that needs more than 128 bits.
 */
bool field_number(const struct map *map, enum side side, struct place place, const void *object,
		  u128 *number);

#endif
