// SPDX-License-Identifier: GPL-2.0-or-later
/* Where C would put a member, against where BTF says it is. */
#include <stdlib.h>

#include "btf/declare_place.h"

static __u32 round_up(__u32 v, __u32 to)
{
	return to > 1 ? (v + to - 1) / to * to : v;
}

/*
 * A scalar is aligned to its size; what is no power of two large, to the largest that divides it.
 */
static __u32 scalar_align(const struct layout_field *field)
{
	__u32 size = field->bitfield ? field->stride : field->bits / 8;
	__u32 align = size & -size;
	__u32 most = field->kind == LAYOUT_KERNEL ? 8 : 16;

	if (field->kind == LAYOUT_BYTES || field->kind == LAYOUT_TEXT || !align)
		return 1;
	return align < most ? align : most;
}

__u32 declare_expect(const struct layout_field *field, __u32 align, __u32 pos, bool packed)
{
	__u32 unit = field->stride * 8;

	if (!field->bitfield)
		return round_up(pos, packed ? 8 : align * 8);
	/* A bitfield may not cross a boundary of its declared type. */
	if (!packed && unit && pos % unit + field->bits > unit)
		return round_up(pos, unit);
	return pos;
}

static struct declare_shape struct_shape(const struct layout *layout, __u32 i,
					 const struct declare_shape *shapes)
{
	const struct layout_field *fields = layout->fields;
	struct declare_shape shape = {.align = 1};

	for (__u32 k = i + 1; k < fields[i].end; k = fields[k].end) {
		__u32 at = fields[k].bit_off - fields[i].bit_off, align = shapes[k].align;

		shape.packed |= declare_expect(&fields[k], align, at, false) != at;
		shape.align = align > shape.align ? align : shape.align;
	}
	shape.packed |= fields[i].bits / 8 % shape.align != 0;
	if (shape.packed)
		shape.align = 1;
	return shape;
}

struct declare_shape *declare_shapes(const struct layout *layout)
{
	struct declare_shape *shapes = calloc(layout->n_fields, sizeof(*shapes));

	/* Children stand behind their parents. */
	for (__u32 i = layout->n_fields; shapes && i-- > 0;) {
		__u8 kind = layout->fields[i].kind;

		if (kind == LAYOUT_ARRAY)
			shapes[i].align = shapes[i + 1].align;
		else if (kind == LAYOUT_STRUCT || kind == LAYOUT_UNION)
			shapes[i] = struct_shape(layout, i, shapes);
		else
			shapes[i].align = scalar_align(&layout->fields[i]);
	}
	return shapes;
}

__u32 declare_align_to(__u32 pos, __u32 to)
{
	for (__u32 align = 1; align <= to && align <= 4096; align *= 2) {
		if (round_up(pos, align) == to)
			return align;
	}
	return 0;
}
