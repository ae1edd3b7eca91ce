// SPDX-License-Identifier: GPL-2.0-or-later
/* Comparing two objects of one layout. */
#include <math.h>

#include "btf/compare.h"
#include "btf/field.h"
#include "btf/float.h"
#include "btf/path.h"

static int compare_numbers(const struct layout_field *field, const __u8 *a, const __u8 *b)
{
	u128 left = field_load(field, a), right = field_load(field, b);

	if (left == right)
		return 0;
	if (field->is_signed)
		return (s128)left < (s128)right ? -1 : 1;
	return left < right ? -1 : 1;
}

/* NaNs stand behind all numbers: an order has to be one. */
static int compare_floats(const struct layout_field *field, const __u8 *a, const __u8 *b)
{
	long double left = float_load(a + field->bit_off / 8, field->bits / 8);
	long double right = float_load(b + field->bit_off / 8, field->bits / 8);

	if (isnan(left) || isnan(right))
		return !!isnan(left) - !!isnan(right);
	return (left > right) - (left < right);
}

int layout_compare(const struct layout *layout, const void *a, const void *b)
{
	struct place place;

	for (__u32 i = layout_leaf(layout, 0, &place); i; i = layout_leaf(layout, i, &place)) {
		const struct layout_field *field = &layout->fields[place.field];
		int order;

		switch ((enum layout_kind)field->kind) {
		case LAYOUT_INT:
		case LAYOUT_BOOL:
		case LAYOUT_CHAR:
		case LAYOUT_ENUM:
		case LAYOUT_POINTER:
			order = compare_numbers(field, a, b);
			break;
		case LAYOUT_FLOAT:
			order = compare_floats(field, a, b);
			break;
		default: /* what has no order of its own goes by its bytes */
			order = memcmp((const __u8 *)a + place.bit_off / 8,
				       (const __u8 *)b + place.bit_off / 8,
				       place_bits(layout, place) / 8);
			break;
		}
		if (order)
			return order;
	}
	return 0;
}
