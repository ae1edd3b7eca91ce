// SPDX-License-Identifier: GPL-2.0-or-later
/* Integers as people write them, and the ranges of those that fit in so many bits. */
#include "btf/number.h"

static const u128 u128_max = ~(u128)0;

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'z' ? c - 'a' + 10 : 36;
}

static void scale(struct number *number, unsigned int by, unsigned int add)
{
	bool small = !(number->magnitude >> 96); /* a division of 128 bits is slow */

	if (!small && number->magnitude > (u128_max - add) / by)
		number->overflow = true;
	else
		number->magnitude = number->magnitude * by + add;
}

/* Reads digits with `_` between them; returns how many characters, 0 if that is no number. */
static size_t read_digits(const char *s, size_t n, unsigned int base, struct number *out)
{
	size_t i = 0;
	bool digit = false;

	for (; i < n; i++) {
		int value = digit_value(s[i]);

		if (s[i] == '_' && digit) {
			digit = false;
			continue;
		}
		if (value >= (int)base)
			break;
		scale(out, base, (unsigned int)value);
		digit = true;
	}
	return digit ? i : 0;
}

/* 10 when there is no prefix. */
static unsigned int read_base(const char *s, size_t n)
{
	if (n < 2 || s[0] != '0')
		return 10;
	switch (s[1]) {
	case 'x':
	case 'X':
		return 16;
	case 'o':
	case 'O':
		return 8;
	case 'b':
	case 'B':
		return 2;
	}
	return 10;
}

/* K is 1000, Ki is 1024. */
static bool read_suffix(const char *s, size_t n, struct number *out)
{
	static const char letters[] = "KMGT";
	const char *letter = n ? memchr(letters, s[0], 4) : NULL;

	if (!n)
		return true;
	if (!letter || n > 2 || (n == 2 && s[1] != 'i'))
		return false;
	for (const char *l = letters; l <= letter; l++)
		scale(out, n == 2 ? 1024 : 1000, 0);
	return true;
}

enum number_form number_read(const char *s, size_t n, struct number *out)
{
	unsigned int base;
	size_t used;

	memset(out, 0, sizeof(*out));
	if (n && *s == '-') {
		out->negative = true;
		s++, n--;
	}
	base = read_base(s, n);
	if (base != 10) {
		s += 2;
		n -= 2;
	}
	used = read_digits(s, n, base, out);
	if (!used || !read_suffix(s + used, n - used, out))
		return NUMBER_NONE;
	if (base == 10 && *s == '0' && used > 1)
		return NUMBER_LEADING_ZERO;
	if (!out->magnitude && !out->overflow)
		out->negative = false;
	return NUMBER_OK;
}

struct number number_from(u128 value, bool is_signed)
{
	if (is_signed && (s128)value < 0)
		return (struct number){-value, true, false};
	return (struct number){value, false, false};
}

struct number number_of(__u64 value, bool is_signed)
{
	return number_from(is_signed ? (u128)(__s64)value : value, is_signed);
}

/* The largest magnitude above zero, or below it. */
static u128 magnitude_max(unsigned int bits, bool is_signed, bool negative)
{
	u128 half;

	if (!bits)
		return 0;
	half = (u128)1 << (bits - 1);
	if (negative)
		return is_signed ? half : 0;
	return is_signed ? half - 1 : half - 1 + half;
}

bool number_fits(const struct number *number, unsigned int bits, bool is_signed, u128 *value)
{
	if (number->overflow || bits > 128 ||
	    number->magnitude > magnitude_max(bits, is_signed, number->negative))
		return false;
	*value = number->negative ? -number->magnitude : number->magnitude;
	return true;
}

void number_range(unsigned int bits, bool is_signed, struct buf *out)
{
	u128 min = magnitude_max(bits, is_signed, true);

	if (min)
		buf_putc(out, '-');
	buf_u128(out, min);
	buf_puts(out, "..");
	buf_u128(out, magnitude_max(bits, is_signed, false));
}
