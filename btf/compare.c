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

int compare_text(const char *a, size_t a_size, const char *b, size_t b_size)
{
	size_t a_len = strnlen(a, a_size), b_len = strnlen(b, b_size);
	int order = memcmp(a, b, a_len < b_len ? a_len : b_len);

	return order ? order : (a_len > b_len) - (a_len < b_len);
}

/* `a` and `b`: the bases of the leaf's offset, n: its bytes. */
static int compare_leaf(const struct layout_field *field, const __u8 *a, const __u8 *b, size_t n)
{
	switch ((enum layout_kind)field->kind) {
	case LAYOUT_INT:
	case LAYOUT_BOOL:
	case LAYOUT_CHAR:
	case LAYOUT_ENUM:
	case LAYOUT_POINTER:
		return compare_numbers(field, a, b);
	case LAYOUT_FLOAT:
		return compare_floats(field, a, b);
	case LAYOUT_TEXT:
		return compare_text((const char *)a + field->bit_off / 8, n,
				    (const char *)b + field->bit_off / 8, n);
	default: /* what has no order of its own goes by its bytes */
		return memcmp(a + field->bit_off / 8, b + field->bit_off / 8, n);
	}
}

int layout_compare_place(const struct layout *layout, struct place place, const void *a,
			 const void *b)
{
	const struct layout_field *fields = layout->fields;
	/* of an array's element the fields' offsets count from where it starts */
	__u32 base = (place.bit_off - fields[place.field].bit_off) / 8;
	__u32 end = fields[place.field].end;
	struct place leaf;

	for (__u32 i = layout_leaf(layout, place.field, &leaf); i && leaf.field < end;
	     i = layout_leaf(layout, i, &leaf)) {
		struct place at = {leaf.field, leaf.bit_off + base * 8};
		int order = compare_leaf(&fields[leaf.field], (const __u8 *)a + base,
					 (const __u8 *)b + base, place_bits(layout, at) / 8);

		if (order)
			return order;
	}
	return 0;
}

int layout_compare(const struct layout *layout, const void *a, const void *b)
{
	return layout_compare_place(layout, (struct place){0}, a, b);
}
