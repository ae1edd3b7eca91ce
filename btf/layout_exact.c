// SPDX-License-Identifier: GPL-2.0-or-later
/* Whether the typed form of an object gives its bytes back: padding, and what values leave out. */
#include <stdlib.h>

#include "btf/field.h"
#include "btf/float.h"
#include "btf/layout_impl.h"

static void free_bytes(__u8 **bytes)
{
	free(*bytes);
}

#define BYTES_CLEANUP __attribute__((cleanup(free_bytes)))

/* ---- where fields are ---------------------------------------------------------------------- */

static int cover_field(const struct layout *layout, __u32 i, __u8 *cover);

/* Sets n bits in the order in which bits_load() reads them. */
static void cover_bits(__u8 *cover, __u64 bit_off, __u64 n)
{
	while (n && (bit_off % 8 || n < 8)) {
		cover[bit_off / 8] |= bit_mask((__u32)bit_off);
		bit_off++;
		n--;
	}
	if (n / 8)
		memset(cover + bit_off / 8, 0xff, n / 8);
	if (n % 8)
		cover_bits(cover, bit_off + n / 8 * 8, n % 8);
}

/* The pattern of one element, repeated. */
static int cover_array(const struct layout *layout, __u32 i, __u8 *cover)
{
	const struct layout_field *field = &layout->fields[i];
	const struct place place = {i, field->bit_off};
	__u64 count = layout_count(layout, place);
	BYTES_CLEANUP __u8 *element = NULL;
	__u8 *at = cover + field->bit_off / 8;

	if (!count || !field->stride)
		return 0;
	element = calloc(1, field->stride);
	if (!element || cover_field(layout, i + 1, element))
		return -ENOMEM;
	for (__u64 k = 0; k < count; k++, at += field->stride) {
		for (__u32 b = 0; b < field->stride; b++)
			at[b] |= element[b];
	}
	return 0;
}

/*
 * What a union's text gives back is what its first member that fills it holds; where none does, all
 * of them. The index of that member, or 0.
 */
static __u32 filling_member(const struct layout *layout, __u32 i)
{
	const struct layout_field *fields = layout->fields;

	for (__u32 k = i + 1; k < fields[i].end; k = fields[k].end) {
		if (fields[k].bits == fields[i].bits)
			return k;
	}
	return 0;
}

static int cover_members(const struct layout *layout, __u32 i, __u8 *cover)
{
	__u32 only = layout->fields[i].kind == LAYOUT_UNION ? filling_member(layout, i) : 0;

	if (only)
		return cover_field(layout, only, cover);
	for (__u32 k = i + 1; k < layout->fields[i].end; k = layout->fields[k].end) {
		if (cover_field(layout, k, cover))
			return -ENOMEM;
	}
	return 0;
}

static int cover_field(const struct layout *layout, __u32 i, __u8 *cover)
{
	const struct layout_field *field = &layout->fields[i];
	const struct place place = {i, field->bit_off};

	switch (field->kind) {
	case LAYOUT_STRUCT:
	case LAYOUT_UNION:
	case LAYOUT_DATASEC:
		return cover_members(layout, i, cover);
	case LAYOUT_ARRAY:
		return cover_array(layout, i, cover);
	case LAYOUT_TEXT:
		cover_bits(cover, field->bit_off, (__u64)layout_count(layout, place) * 8);
		return 0;
	default:
		cover_bits(cover, field->bit_off, field->bits);
		return 0;
	}
}

int layout_make_cover(struct layout *layout)
{
	BYTES_CLEANUP __u8 *cover = calloc(1, layout->size + 1u);

	if (!cover || cover_field(layout, 0, cover))
		return -ENOMEM;
	for (__u32 i = 0; i < layout->size; i++) {
		if (cover[i] != 0xff) {
			layout->cover = cover;
			cover = NULL;
			break;
		}
	}
	return 0;
}

/* ---- what values leave out ----------------------------------------------------------------- */

static bool all_zero(const __u8 *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i])
			return false;
	}
	return true;
}

static bool exact_field(const struct layout *layout, __u32 i, const __u8 *data, const __u8 *at);

static bool exact_elements(const struct layout *layout, __u32 i, const __u8 *data, const __u8 *at,
			   __u32 count)
{
	const struct layout_field *field = &layout->fields[i];

	if (field[1].kind == LAYOUT_INT)
		return true;
	at += field->bit_off / 8;
	for (__u32 k = 0; k < count; k++, at += field->stride) {
		if (!exact_field(layout, i + 1, data, at))
			return false;
	}
	return true;
}

static bool exact_field(const struct layout *layout, __u32 i, const __u8 *data, const __u8 *at)
{
	const struct layout_field *field = &layout->fields[i];
	const __u8 *p = at + field->bit_off / 8;
	__u32 count = layout_count(layout, (struct place){i, (__u32)(p - data) * 8});
	size_t len;

	switch (field->kind) {
	case LAYOUT_TEXT:
		len = strnlen((const char *)p, count);
		return all_zero(p + len, count - len);
	case LAYOUT_FLOAT:
		return float_exact(p, field->bits / 8);
	case LAYOUT_KERNEL:
		return all_zero(p, field->bits / 8);
	case LAYOUT_ARRAY:
		return exact_elements(layout, i, data, at, count);
	case LAYOUT_STRUCT:
	case LAYOUT_UNION:
	case LAYOUT_DATASEC:
		for (__u32 k = i + 1; k < field->end; k = layout->fields[k].end) {
			if (!exact_field(layout, k, data, at))
				return false;
		}
		return true;
	default:
		return true;
	}
}

bool layout_exact(const struct layout *layout, const void *data)
{
	const __u8 *p = data;

	for (__u32 i = 0; layout->cover && i < layout->size; i++) {
		if (p[i] & ~layout->cover[i])
			return false;
	}
	return !layout->lossy || exact_field(layout, 0, p, p);
}
