/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Integers as people write them, and the ranges of those that fit in so many bits. */
#ifndef MAPCTL_BTF_NUMBER_H
#define MAPCTL_BTF_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

#include "cli/buf.h"

struct number {
	u128 magnitude;
	bool negative; /* never for zero */
	bool overflow; /* beyond 128 bits */
};

enum number_form {
	NUMBER_OK,
	NUMBER_NONE,
	NUMBER_LEADING_ZERO
};

/* Reads an integer: all n characters must belong to it. */
enum number_form number_read(const char *s, size_t n, struct number *out);
/* Of an enumerator. */
struct number number_of(__u64 value, bool is_signed);
/* Of a field: sign-extended to 128 bits when it is signed. */
struct number number_from(u128 value, bool is_signed);
/* True if the number can be held; then *value has its two's complement. */
bool number_fits(const struct number *number, unsigned int bits, bool is_signed, u128 *value);
/* Adds "0..255". */
void number_range(unsigned int bits, bool is_signed, struct buf *out);

/*
 * number_math.c: what C's operators do, but for widths: the result is the number itself, or has
 * `overflow` when it needs more than 128 bits, is divided by zero, or an operand had it. Quotients
 * are cut towards zero. Bits of a number below zero are those of its two's complement.
 */
int number_compare(struct number a, struct number b);
struct number number_negate(struct number a);
struct number number_add(struct number a, struct number b);
struct number number_multiply(struct number a, struct number b);
struct number number_divide(struct number a, struct number b);
struct number number_remainder(struct number a, struct number b);
/* op: '&', '|' or '^'. */
struct number number_bits(struct number a, struct number b, char op);
/* By 0 to 127 bits; to the right it rounds down. */
struct number number_shift(struct number a, struct number by, bool left);

#endif
