// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bits into the object. `given` remembers which bits the text gave: what a union's members, or
 * assignments that overlap, say twice must agree, and a key's fields can be found missing.
 */
#include "btf/field.h"
#include "btf/parse_impl.h"

/* The layout is compiled from BTF that may lie: nothing is written outside the object. */
static int check_inside(struct parser *ps, struct place at, __u64 bits)
{
	if (at.bit_off + bits <= (__u64)ps->layout->size * 8)
		return 0;
	return parser_fail(ps, at, NULL, "the type reaches beyond the %s's %u bytes",
			   ps->parse->what, ps->layout->size);
}

/* The bits of `mask` become those of `value`, unless the text gave them; false: it gave others. */
static bool put_bits(struct parser *ps, size_t i, unsigned int value, unsigned int mask,
		     unsigned int sure)
{
	unsigned int old = ps->data[i], given = ps->given[i];

	if ((old ^ value) & given & sure)
		return false;
	mask &= ~given;
	ps->data[i] = (unsigned char)((old & ~mask) | (value & mask));
	ps->given[i] = (unsigned char)(given | sure);
	return true;
}

static int contradiction(struct parser *ps, struct place at)
{
	return parser_fail(ps, at, NULL, "contradicts what was given before for the same bytes");
}

int store_unsure(struct parser *ps, struct place at, const void *bytes, const void *sure, size_t n)
{
	const unsigned char *value = bytes, *known = sure;
	int ret = check_inside(ps, at, (__u64)n * 8);

	for (size_t i = 0; i < n && !ret; i++) {
		if (!put_bits(ps, at.bit_off / 8 + i, value[i], 0xff, known ? known[i] : 0xff))
			ret = contradiction(ps, at);
	}
	return ret;
}

int store_bytes(struct parser *ps, struct place at, const void *bytes, size_t n)
{
	return store_unsure(ps, at, bytes, NULL, n);
}

/* Where bit k of a field stands, and its mask; big-endian hosts number bits from the top. */
static size_t bit_position(struct place at, unsigned int bits, unsigned int k, unsigned int *mask)
{
	__u32 bit = at.bit_off + (FIELD_HOST_BIG ? bits - 1 - k : k);

	*mask = bit_mask(bit);
	return bit / 8;
}

static int store_bitfield(struct parser *ps, struct place at, u128 value)
{
	unsigned int bits = ps->layout->fields[at.field].bits, mask;
	int ret = check_inside(ps, at, bits);

	for (unsigned int k = 0; k < bits && !ret; k++) {
		size_t i = bit_position(at, bits, k, &mask);

		if (!put_bits(ps, i, value >> k & 1 ? mask : 0, mask, mask))
			ret = contradiction(ps, at);
	}
	return ret;
}

int store_number(struct parser *ps, struct place at, u128 value)
{
	const struct layout_field *field = &ps->layout->fields[at.field];
	bool big = FIELD_HOST_BIG != field_swapped(field);
	unsigned char bytes[16];
	size_t n = field->bits / 8;

	if (field->bitfield || field->bits % 8 || at.bit_off % 8)
		return store_bitfield(ps, at, value);
	for (size_t i = 0; i < n; i++, value >>= 8)
		bytes[big ? n - 1 - i : i] = (unsigned char)value;
	return store_bytes(ps, at, bytes, n);
}

int store_clear(struct parser *ps, struct place at)
{
	__u64 bits = place_bits(ps->layout, at);
	unsigned int mask;
	int ret = check_inside(ps, at, bits);

	if (ret)
		return ret;
	if (at.bit_off % 8 || bits % 8) {
		for (unsigned int k = 0; k < bits; k++) {
			size_t i = bit_position(at, (unsigned int)bits, k, &mask);

			put_bits(ps, i, 0, mask, 0);
		}
		return 0;
	}
	for (size_t i = at.bit_off / 8; i < (at.bit_off + bits) / 8; i++)
		ps->data[i] &= ps->given[i];
	return 0;
}

bool store_given(const struct parser *ps, struct place at)
{
	__u64 end = at.bit_off + place_bits(ps->layout, at);
	unsigned int mask;

	if (at.bit_off % 8 || end % 8) {
		for (__u32 k = 0; at.bit_off + k < end; k++) {
			size_t i = bit_position(at, (unsigned int)(end - at.bit_off), k, &mask);

			if (ps->given[i] & mask)
				return true;
		}
		return false;
	}
	for (size_t i = at.bit_off / 8; i < end / 8; i++) {
		if (ps->given[i])
			return true;
	}
	return false;
}
