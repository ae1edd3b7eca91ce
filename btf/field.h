/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading the bits of one field. */
#ifndef MAPCTL_BTF_FIELD_H
#define MAPCTL_BTF_FIELD_H

#include "btf/layout.h"

#define FIELD_HOST_BIG (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)

/* True if the field's bytes stand in the order that the host does not use. */
static inline bool field_swapped(const struct layout_field *field)
{
	return FIELD_HOST_BIG ? field->little_endian : field->big_endian;
}

/* The mask of a bit in its byte: on big-endian hosts BTF counts from the high end. */
static inline __u8 bit_mask(__u32 bit_off)
{
	return (__u8)(FIELD_HOST_BIG ? 0x80u >> bit_off % 8 : 1u << bit_off % 8);
}

/*
 * Up to 128 bits from anywhere. BTF counts them from the low end of each byte, on big-endian hosts
 * from the high end.
 */
static inline u128 bits_load(const __u8 *at, __u32 bit_off, __u32 bits)
{
	u128 v = 0;

	for (__u32 done = 0; done < bits;) {
		__u32 bit = (bit_off + done) % 8, left = bits - done;
		__u32 take = left < 8 - bit ? left : 8 - bit;
		__u32 shift = FIELD_HOST_BIG ? 8 - bit - take : bit;
		u128 chunk = (at[(bit_off + done) / 8] >> shift) & ((1u << take) - 1);

		v = FIELD_HOST_BIG ? v << take | chunk : v | chunk << done;
		done += take;
	}
	return v;
}

/* The sign bit of a number of that many bits spread to all 128. */
static inline u128 bits_extend(u128 v, __u32 bits)
{
	if (bits && bits < 128 && v >> (bits - 1) & 1)
		v |= ~(u128)0 << bits;
	return v;
}

/*
 * A plain field, see layout_field, sign-extended when it is signed. `at` is the base of its offset.
 */
static inline __u64 field_load_plain(const struct layout_field *field, const __u8 *at)
{
	const __u8 *p = at + field->bit_off / 8;
	__u16 v16;
	__u32 v32;
	__u64 v64;

	switch (field->bits) {
	case 8:
		return field->is_signed ? (__u64)(__s8)*p : *p;
	case 16:
		memcpy(&v16, p, sizeof(v16));
		return field->is_signed ? (__u64)(__s16)v16 : v16;
	case 32:
		memcpy(&v32, p, sizeof(v32));
		return field->is_signed ? (__u64)(__s32)v32 : v32;
	default:
		memcpy(&v64, p, sizeof(v64));
		return v64;
	}
}

/* Any number of at most 128 bits in host order, sign-extended when it is signed. */
u128 field_load(const struct layout_field *field, const __u8 *at);

#endif
