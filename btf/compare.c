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

static bool is_array_of_parts(const struct layout_field *field)
{
	return field->kind == LAYOUT_ARRAY && field[1].kind != LAYOUT_INT;
}

/* By element: there may be padding in each, or text. */
static int compare_elements(const struct layout *layout, struct place array, const __u8 *a,
			    const __u8 *b)
{
	__u32 count = layout_count(layout, array);
	int order = 0;

	for (__u32 i = 0; !order && i < count; i++)
		order = layout_compare_place(layout, place_element(layout, array, i), a, b);
	return order;
}

/* What has no order of its own goes by its bytes. */
static int compare_bytes(const struct layout *layout, struct place leaf, const __u8 *a,
			 const __u8 *b, bool exact)
{
	size_t at = leaf.bit_off / 8, n = place_bits(layout, leaf) / 8;

	if (!exact && is_array_of_parts(&layout->fields[leaf.field]))
		return compare_elements(layout, leaf, a, b);
	if (!exact && layout->fields[leaf.field].kind == LAYOUT_TEXT)
		return compare_text((const char *)a + at, n, (const char *)b + at, n);
	return memcmp(a + at, b + at, n);
}

static int compare_leaf(const struct layout *layout, struct place leaf, const __u8 *a,
			const __u8 *b, bool exact)
{
	const struct layout_field *field = &layout->fields[leaf.field];

	switch ((enum layout_kind)field->kind) {
	case LAYOUT_INT:
	case LAYOUT_BOOL:
	case LAYOUT_CHAR:
	case LAYOUT_ENUM:
	case LAYOUT_POINTER:
		return compare_numbers(field, a, b);
	case LAYOUT_FLOAT:
		return compare_floats(field, a, b);
	default:
		return compare_bytes(layout, leaf, a, b, exact);
	}
}

static int compare(const struct layout *layout, __u32 root, const __u8 *a, const __u8 *b,
		   bool exact)
{
	struct place leaf;
	int order = 0;

	for (__u32 i = layout_leaf(layout, root, &leaf);
	     !order && i && leaf.field < layout->fields[root].end;
	     i = layout_leaf(layout, i, &leaf))
		order = compare_leaf(layout, leaf, a, b, exact);
	return order;
}

int layout_compare(const struct layout *layout, const void *a, const void *b)
{
	return compare(layout, 0, a, b, true);
}

int layout_compare_place(const struct layout *layout, struct place place, const void *a,
			 const void *b)
{
	size_t base = (place.bit_off - layout->fields[place.field].bit_off) / 8;

	return compare(layout, place.field, (const __u8 *)a + base, (const __u8 *)b + base, false);
}
