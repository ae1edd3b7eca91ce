// SPDX-License-Identifier: GPL-2.0-or-later
/* Reading the bits of one field. */
#include "btf/field.h"

u128 field_load(const struct layout_field *field, const __u8 *at)
{
	u128 v;

	if (field->plain) {
		__u64 v64 = field_load_plain(field, at);

		return field->is_signed ? (u128)(s128)(__s64)v64 : v64;
	}
	v = bits_load(at, field->bit_off, field->bits);
	if (field_swapped(field))
		v = __builtin_bswap64((__u64)v) >> (64 - field->bits);
	return field->is_signed ? bits_extend(v, field->bits) : v;
}
