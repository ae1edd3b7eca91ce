// SPDX-License-Identifier: GPL-2.0-or-later
/* Integers: as they are written, what fits where, and the messages with the range. */
#include "btf/parser.h"

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
	if (number->magnitude > (u128_max - add) / by)
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

struct number number_of(__u64 value, bool is_signed)
{
	if (is_signed && (__s64)value < 0)
		return (struct number){-(u128)(__s64)value, true, false};
	return (struct number){value, false, false};
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

int number_store(struct parser *ps, struct place at, const struct word *word,
		 const struct number *number)
{
	const struct layout_field *field = &ps->layout->fields[at.field];
	BUF_CLEANUP struct buf range = {0};
	u128 value;

	/* as 0x… a negative number shows its bits */
	if (number_fits(number, field->bits, field->is_signed, &value) ||
	    (field->hint == HINT_HEX && number_fits(number, field->bits, false, &value)))
		return store_number(ps, at, value);
	number_range(field->bits, field->is_signed, &range);
	return parser_fail(ps, at, word, "is out of range (%s)", buf_cstr(&range));
}

static const char octal_trouble[] = "starts with a 0, which could mean octal";
static const char octal_hint[] = "write it without the 0, or with 0o if octal is meant";

int number_store_word(struct parser *ps, struct place at, const struct word *word, const char *kind)
{
	struct number number;
	int ret;

	switch (number_read(word->s, word->n, &number)) {
	case NUMBER_OK:
		return number_store(ps, at, word, &number);
	case NUMBER_LEADING_ZERO:
		ret = parser_fail(ps, at, word, "%s", octal_trouble);
		err_hint(ps->err, "%s", octal_hint);
		return ret;
	case NUMBER_NONE:
		break;
	}
	return parser_fail(ps, at, word, "is not %s", kind);
}

int parse_u64(const char *text, const char *what, __u64 min, __u64 max, __u64 *out, struct err *err)
{
	BUF_CLEANUP struct buf word = {0};
	enum number_form form;
	struct number number;
	u128 value;

	word_quote(&word, text, strlen(text));
	form = number_read(text, strlen(text), &number);
	if (form == NUMBER_NONE)
		return fail(err, ERR_USAGE, "%s: %s is not a number", what, buf_cstr(&word));
	if (form == NUMBER_LEADING_ZERO) {
		fail(err, ERR_USAGE, "%s: %s %s", what, buf_cstr(&word), octal_trouble);
		err_hint(err, "%s", octal_hint);
		return ERR_USAGE;
	}
	if (!number_fits(&number, 64, false, &value) || value < min || value > max)
		return fail(err, ERR_USAGE, "%s: %s is out of range (%llu..%llu)", what,
			    buf_cstr(&word), min, max);
	*out = (__u64)value;
	return 0;
}
