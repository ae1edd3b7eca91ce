/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where C would put a member, against where BTF says it is. */
#ifndef MAPCTL_BTF_DECLARE_PLACE_H
#define MAPCTL_BTF_DECLARE_PLACE_H

#include "btf/layout.h"

/* What C makes of a field's type. */
struct declare_shape {
	__u32 align; /* bytes; 1 for packed structs */
	bool packed; /* members stand where C would not put them otherwise */
};

/* The shapes of all fields, to be freed by the caller; NULL when out of memory. */
struct declare_shape *declare_shapes(const struct layout *layout);

/*
 * The bit where C puts a field when the members before it end at bit `pos` of the same struct.
 * `align` is that of the field, or 1 in a packed struct.
 */
__u32 declare_expect(const struct layout_field *field, __u32 align, __u32 pos, bool packed);

/* The alignment that moves something from byte `pos` to byte `to`; 0 when none does. */
__u32 declare_align_to(__u32 pos, __u32 to);

#endif
