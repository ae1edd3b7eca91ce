// SPDX-License-Identifier: GPL-2.0-or-later
/* Comparing two objects of one layout. */
#include "btf/compare.h"
#include "btf/field.h"

static int compare_numbers(const struct layout_field *field, const __u8 *a, const __u8 *b)
{
	u128 left = field_load(field, a), right = field_load(field, b);

	if (left == right)
		return 0;
	if (field->is_signed)
		return (s128)left < (s128)right ? -1 : 1;
	return left < right ? -1 : 1;
}

static int compare_floats(const struct layout_field *field, const __u8 *a, const __u8 *b)
{
	double left, right;
	float narrow[2];

	if (field->bits == 64) {
		memcpy(&left, a + field->bit_off / 8, sizeof(left));
		memcpy(&right, b + field->bit_off / 8, sizeof(right));
	} else {
		memcpy(&narrow[0], a + field->bit_off / 8, sizeof(narrow[0]));
		memcpy(&narrow[1], b + field->bit_off / 8, sizeof(narrow[1]));
		left = (double)narrow[0];
		right = (double)narrow[1];
	}
	return (left > right) - (left < right);
}

/* What has no order of its own goes by its bytes. */
static int compare_bytes(const struct layout *layout, const struct layout_field *field,
			 const __u8 *a, const __u8 *b)
{
	size_t from = field->bit_off / 8, n = field->bits / 8;

	if (field->count == LAYOUT_FLEXIBLE)
		n = layout->size - from;
	return memcmp(a + from, b + from, n);
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
			order = field->bits == 64 || field->bits == 32
					? compare_floats(field, a, b)
					: compare_bytes(layout, field, a, b);
			break;
		default:
			order = compare_bytes(layout, field, a, b);
			break;
		}
		if (order)
			return order;
	}
	return 0;
}
