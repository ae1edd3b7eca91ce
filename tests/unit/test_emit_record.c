// SPDX-License-Identifier: GPL-2.0-or-later
/* Tables with one field a line: always, or where the terminal is too narrow. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cli/emit.h"
#include <cmocka.h> /* last: it makes fail() a macro */

static const struct emit_column columns[] = {
	{.name = "id", .flags = EMIT_RIGHT},
	{.name = "名前"},
	{.name = "more", .drop = 1},
	{.name = "hidden", .flags = EMIT_HIDDEN},
};

enum { N_COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static struct emit_options opt;
static struct emit *emit;
static struct err err;

static void begin(enum emit_expanded expanded, unsigned int width)
{
	opt = (struct emit_options){
		.fd = memfd_create("emit", MFD_CLOEXEC), .expanded = expanded, .width = width};
	assert_int_equal(emit_new(&emit, &opt, columns, N_COLUMNS, EMIT_MANY, &err), 0);
}

static void row(unsigned int id, const char *name, const char *more)
{
	const struct cell cells[N_COLUMNS] = {{.type = CELL_U64, .u64 = id},
					      {.type = CELL_TEXT, .text = name},
					      {.type = CELL_TEXT, .text = more},
					      {.type = CELL_TEXT, .text = "unseen"}};

	assert_int_equal(emit_row(emit, cells, &err), 0);
}

static void ends_as(const char *expected)
{
	static char text[65536];
	ssize_t n;

	assert_int_equal(emit_end(emit, &err), 0);
	emit_free(emit);
	n = pread(opt.fd, text, sizeof(text) - 1, 0);
	assert_true(n >= 0);
	text[n] = '\0';
	close(opt.fd);
	assert_string_equal(text, expected);
}

static void test_always(void **state)
{
	(void)state;
	begin(EXPANDED_ON, 12);
	row(1, "a", "x");
	row(22, NULL, "y\033[0m");
	ends_as("-[ 1 ]------\nid   | 1\n名前 | a\nmore | x\n"
		"-[ 2 ]------\nid   | 22\n名前 |\nmore | y\\x1b[0m\n");
	begin(EXPANDED_ON, 0);
	ends_as("");
}

/* What may be dropped is dropped first; all of it is shown where that does not help. */
static void test_where_it_is_too_wide(void **state)
{
	(void)state;
	begin(EXPANDED_AUTO, 14);
	row(1, "short", "dropped");
	ends_as("id 名前\n 1 short\n");
	begin(EXPANDED_AUTO, 14);
	row(1, "short", "shown");
	row(2, "much too long", "shown");
	ends_as("-[ 1 ]--------\nid   | 1\n名前 | short\nmore | shown\n"
		"-[ 2 ]--------\nid   | 2\n名前 | much too long\nmore | shown\n");
	begin(EXPANDED_OFF, 14);
	row(2, "much too long", "x");
	ends_as("id 名前\n 2 much too long\n");
	begin(EXPANDED_AUTO, 0);
	row(2, "much too long", "not a terminal");
	ends_as("id 名前          more\n 2 much too long not a terminal\n");
}

/* Groups are measured and counted each on its own. */
static void test_groups(void **state)
{
	const struct emit_group group = {.head_name = "map", .rows_name = "entries", .title = "m:"};

	(void)state;
	begin(EXPANDED_AUTO, 10);
	assert_int_equal(emit_group(emit, &group, &err), 0);
	row(1, "much too long", "x");
	assert_int_equal(emit_group(emit, &group, &err), 0);
	row(2, "much too long", "x");
	assert_int_equal(emit_group(emit, &group, &err), 0);
	row(3, "a", "x");
	ends_as("m:\n-[ 1 ]----\nid   | 1\n名前 | much too long\nmore | x\n\n"
		"m:\n-[ 1 ]----\nid   | 2\n名前 | much too long\nmore | x\n\n"
		"m:\nid 名前\n 3 a\n");
}

/* Once the widths are fixed the form is, too. */
static void test_long(void **state)
{
	static char expected[65536];
	size_t n = 0;

	(void)state;
	begin(EXPANDED_AUTO, 14);
	row(0, "much too long", "x");
	for (unsigned int i = 1; i < 1100; i++)
		row(i, "a", "x");
	for (unsigned int i = 0; i < 1100; i++) {
		char rule[32];

		snprintf(rule, sizeof(rule), "-[ %u ]--------", i + 1);
		n += (size_t)snprintf(expected + n, sizeof(expected) - n,
				      "%.14s\nid   | %u\n名前 | %s\nmore | x\n", rule, i,
				      i ? "a" : "much too long");
	}
	ends_as(expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_always),
		cmocka_unit_test(test_where_it_is_too_wide),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_long),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
