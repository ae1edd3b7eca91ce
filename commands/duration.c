// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads durations. */
#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "commands/duration.h"

static const struct unit {
	const char *name;
	__u64 ms;
} units[] = {
	{"ms", 1}, {"s", 1000}, {"", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000},
};

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits, of which at most nine count: more are beyond any limit. Returns how many. */
static size_t digits(const char *word, __u64 *value)
{
	size_t n = 0;

	for (*value = 0; digit(word[n]); n++)
		*value = *value < 1000000000 ? *value * 10 + (__u64)(word[n] - '0') : *value;
	return n;
}

static int fail_duration(const char *word, const char *what, int min, const char *why,
			 struct err *err)
{
	fail(err, ERR_USAGE, "%s \"%s\" is %s", what, word, why);
	err_hint(err, "such as 5s, 250ms, 1.5m, 2h; %dms at least, 24d at most", min);
	return ERR_USAGE;
}

int duration_parse(const char *word, const char *what, int min, int *ms, struct err *err)
{
	__u64 whole, part = 0, scale = 1, total;
	size_t n = digits(word, &whole), k = 0;
	const char *unit = word + n;

	if (n && *unit == '.') {
		k = digits(unit + 1, &part);
		unit += 1 + k;
	}
	if (!n || k > 9 || unit[-1] == '.')
		return fail_duration(word, what, min, "no duration", err);
	while (k--)
		scale *= 10;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(unit, units[i].name))
			continue;
		total = whole * units[i].ms + part * units[i].ms / scale;
		if (total < (__u64)min || total > INT_MAX)
			return fail_duration(word, what, min,
					     total > INT_MAX ? "too long" : "too short", err);
		*ms = (int)total;
		return 0;
	}
	return fail_duration(word, what, min, "no duration", err);
}
