// SPDX-License-Identifier: GPL-2.0-or-later
/* What texts take of a terminal, and how much of them fits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <locale.h>
#include <string.h>
#include <cmocka.h>

#include "cli/term.h"

static size_t width(const char *s)
{
	return term_text_width(s, strlen(s));
}

static size_t fit(const char *s, size_t columns)
{
	return term_text_fit(s, strlen(s), columns);
}

static void test_width(void **state)
{
	(void)state;
	assert_int_equal(width(""), 0);
	assert_int_equal(width("abc"), 3);
	assert_int_equal(width("µs"), 2);
	assert_int_equal(width("▁▂█"), 3);
	assert_int_equal(width("漢字"), 4);
	assert_int_equal(width("e\xcc\x81"), 1); /* a combining accent */
}

/* A character is never cut, and a wide one that fits by half does not fit. */
static void test_fit(void **state)
{
	(void)state;
	assert_int_equal(fit("abc", 0), 0);
	assert_int_equal(fit("abc", 2), 2);
	assert_int_equal(fit("abc", 9), 3);
	assert_int_equal(fit("aµb", 2), 3);
	assert_int_equal(fit("漢字", 3), 3);
	assert_int_equal(fit("e\xcc\x81x", 1), 3);
}

/* Bytes that are no UTF-8 count, and end. */
static void test_broken(void **state)
{
	(void)state;
	assert_int_equal(fit("\xe6\xbc", 9), 2);
	assert_int_equal(fit("a\xff", 1), 1);
	assert_int_equal(width("a\xff"), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_fit),
		cmocka_unit_test(test_broken),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
