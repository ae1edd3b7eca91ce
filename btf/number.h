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
/* True if the number can be held; then *value has its two's complement. */
bool number_fits(const struct number *number, unsigned int bits, bool is_signed, u128 *value);
/* Adds "0..255". */
void number_range(unsigned int bits, bool is_signed, struct buf *out);

#endif
