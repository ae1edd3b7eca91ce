/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walking a layout by name and place: what paths and the parser share. */
#ifndef MAPCTL_BTF_PATH_H
#define MAPCTL_BTF_PATH_H

#include "btf/layout.h"

/* True for what is made of members with names. */
static inline bool field_has_members(const struct layout_field *field)
{
	return field->kind == LAYOUT_STRUCT || field->kind == LAYOUT_UNION ||
	       field->kind == LAYOUT_DATASEC;
}

/*
 * Goes through what a user sees as the members of a struct, union or datasec: start with
 * parent + 1, end at fields[parent].end. Anonymous members come too, before the members they hold.
 */
static inline __u32 member_next(const struct layout *layout, __u32 i)
{
	return layout->fields[i].anonymous ? i + 1 : layout->fields[i].end;
}

/* The member of that name, or 0. */
__u32 member_find(const struct layout *layout, __u32 parent, const char *name, size_t n);

/* The place of a member of what is at `place`; it may stand in anonymous members. */
struct place member_place(const struct layout *layout, struct place place, __u32 member);

/* ERR_USAGE: what is at `place` has no such member; the hint says which it has. */
int member_unknown(const struct layout *layout, struct place place, const char *what,
		   const char *name, size_t n, struct err *err);

/* The size in bits of what is at `place`; flexible arrays take what the object has left. */
__u64 place_bits(const struct layout *layout, struct place place);

/* An element of the array at `place`. */
struct place place_element(const struct layout *layout, struct place place, __u32 index);

/* Adds what messages call a place: "value.slots[3]". */
void place_name(const struct layout *layout, struct place place, const char *what, struct buf *out);

#endif
