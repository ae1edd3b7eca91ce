// SPDX-License-Identifier: GPL-2.0-or-later
/* Calculating with integers of any sign, in 128 bits of magnitude. */
#include "btf/number.h"

static const struct number undefined = {.overflow = true};

static struct number number_make(u128 magnitude, bool negative)
{
	return (struct number){magnitude, negative && magnitude, false};
}

int number_compare(struct number a, struct number b)
{
	int order = (a.magnitude > b.magnitude) - (a.magnitude < b.magnitude);

	if (a.negative != b.negative)
		return a.negative ? -1 : 1;
	return a.negative ? -order : order;
}

struct number number_negate(struct number a)
{
	a.negative = !a.negative && a.magnitude;
	return a;
}

struct number number_add(struct number a, struct number b)
{
	u128 sum;

	if (a.overflow || b.overflow)
		return undefined;
	if (a.negative == b.negative)
		return __builtin_add_overflow(a.magnitude, b.magnitude, &sum)
			       ? undefined
			       : number_make(sum, a.negative);
	if (a.magnitude < b.magnitude)
		return number_make(b.magnitude - a.magnitude, b.negative);
	return number_make(a.magnitude - b.magnitude, a.negative);
}

struct number number_multiply(struct number a, struct number b)
{
	u128 product;

	if (a.overflow || b.overflow ||
	    __builtin_mul_overflow(a.magnitude, b.magnitude, &product))
		return undefined;
	return number_make(product, a.negative != b.negative);
}

struct number number_divide(struct number a, struct number b)
{
	if (a.overflow || b.overflow || !b.magnitude)
		return undefined;
	return number_make(a.magnitude / b.magnitude, a.negative != b.negative);
}

struct number number_remainder(struct number a, struct number b)
{
	if (a.overflow || b.overflow || !b.magnitude)
		return undefined;
	return number_make(a.magnitude % b.magnitude, a.negative);
}

struct number number_bits(struct number a, struct number b, char op)
{
	const u128 sign = (u128)1 << 127;
	bool negative = a.negative || b.negative;
	u128 x = a.negative ? -a.magnitude : a.magnitude;
	u128 y = b.negative ? -b.magnitude : b.magnitude;

	/* beside a number below zero the highest bit is the sign */
	if (a.overflow || b.overflow || (a.negative && !(x & sign)) ||
	    (b.negative && !(y & sign)) || (negative && !a.negative && x & sign) ||
	    (negative && !b.negative && y & sign))
		return undefined;
	x = op == '&' ? x & y : op == '|' ? x | y : x ^ y;
	return number_from(x, negative);
}

struct number number_shift(struct number a, struct number by, bool left)
{
	u128 moved;

	if (a.overflow || by.overflow || by.negative || by.magnitude > 127)
		return undefined;
	if (left) {
		moved = a.magnitude << by.magnitude;
		return moved >> by.magnitude == a.magnitude ? number_make(moved, a.negative)
							    : undefined;
	}
	moved = a.magnitude >> by.magnitude;
	/* down, not towards zero: what is shifted out of a number below zero counts */
	moved += a.negative && moved << by.magnitude != a.magnitude;
	return number_make(moved, a.negative);
}
