// SPDX-License-Identifier: GPL-2.0-or-later
/* Reading numbers from words. */
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "cli/number.h"

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

/* Skips "0x", "0o" or "0b", in capitals too, and returns the base. */
static unsigned int base_of(const char **text)
{
	static const struct {
		const char *prefix;
		unsigned int base;
	} prefixes[] = {
		{"0x", 16}, {"0X", 16}, {"0o", 8}, {"0O", 8}, {"0b", 2}, {"0B", 2},
	};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		if (!strncmp(*text, prefixes[i].prefix, 2)) {
			*text += 2;
			return prefixes[i].base;
		}
	}
	return 10;
}

/* 1 where the text is none; 0 where it is something else. */
static __u64 suffix_factor(const char *suffix)
{
	static const char letters[] = "KMGT";
	const char *letter = *suffix ? strchr(letters, *suffix) : NULL;
	bool binary = letter && suffix[1] == 'i';
	__u64 factor = 1;

	if (!*suffix)
		return 1;
	if (!letter || suffix[binary ? 2 : 1])
		return 0;
	for (const char *p = letters; p <= letter; p++)
		factor *= binary ? 1024 : 1000;
	return factor;
}

/* The digits, with single underscores between them; *end is behind them. */
static int digits_parse(const char *text, unsigned int base, __u64 *value, const char **end)
{
	bool overflow = false;
	const char *p = text;

	*value = 0;
	while (digit_value(*p) < (int)base) {
		overflow |= __builtin_mul_overflow(*value, base, value);
		overflow |= __builtin_add_overflow(*value, (__u64)digit_value(*p), value);
		p++;
		if (*p == '_' && digit_value(p[1]) < (int)base)
			p++;
	}
	*end = p;
	if (p == text)
		return -EINVAL;
	return overflow ? -ERANGE : 0;
}

int number_parse_u64(const char *text, __u64 *value)
{
	bool negative = *text == '-';
	unsigned int base;
	__u64 factor;
	int ret;

	text += negative;
	if (text[0] == '0' && isdigit((unsigned char)text[1]))
		return -EINVAL;
	base = base_of(&text);
	ret = digits_parse(text, base, value, &text);
	if (ret == -EINVAL)
		return ret;
	factor = suffix_factor(text);
	if (!factor)
		return -EINVAL;
	if (ret || negative || __builtin_mul_overflow(*value, factor, value))
		return -ERANGE;
	return 0;
}
