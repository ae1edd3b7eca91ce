// SPDX-License-Identifier: GPL-2.0-or-later
/* Rows in each format: what reaches the descriptor, byte by byte. */
#include <fcntl.h>
#include <jansson.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "cli/emit.h"
#include <cmocka.h> /* last: it makes fail() a macro */

static const struct emit_column columns[] = {
	{.name = "id", .flags = EMIT_RIGHT},
	{.name = "name"},
	{.name = "max", .json = "max_entries", .flags = EMIT_RIGHT, .drop = 1},
	{.name = "frozen", .drop = 2},
	{.name = "pins", .flags = EMIT_HIDDEN},
	{.name = "fill", .flags = EMIT_TABLE_ONLY, .drop = 3},
};

enum {
	N_COLUMNS = sizeof(columns) / sizeof(columns[0])
};

static const char *const pins[] = {"/a", "/b\n"};

static const struct cell first[N_COLUMNS] = {
	{.type = CELL_U64, .u64 = 7},
	{.type = CELL_TEXT, .text = "a \"b\""},
	{.type = CELL_U64, .u64 = 18446744073709551615ULL},
	{.type = CELL_BOOL, .yes = true},
	{.type = CELL_LIST, .list = {.items = pins, .n = 2}},
	{.type = CELL_TEXT, .text = "3%"},
};
static const struct cell second[N_COLUMNS] = {
	{.type = CELL_S64, .s64 = -42},
	{.type = CELL_TEXT, .text = "x,\x1b[31m"},
	{.type = CELL_ABSENT},
	{.type = CELL_NULL},
	{.type = CELL_LIST},
	{.type = CELL_TEXT, .text = NULL},
};

struct output {
	struct emit_options opt;
	struct emit *emit;
	struct err err;
	char *text;
};

static void output_open(struct output *out, enum emit_format format, enum emit_shape shape)
{
	out->opt.format = format;
	out->opt.fd = memfd_create("emit", MFD_CLOEXEC);
	assert_true(out->opt.fd >= 0);
	assert_int_equal(emit_new(&out->emit, &out->opt, columns, N_COLUMNS, shape, &out->err), 0);
}

static size_t output_size(const struct output *out)
{
	return (size_t)lseek(out->opt.fd, 0, SEEK_END);
}

static const char *output_text(struct output *out)
{
	size_t size = output_size(out);

	free(out->text);
	out->text = calloc(1, size + 1);
	assert_non_null(out->text);
	assert_int_equal(pread(out->opt.fd, out->text, size, 0), size);
	return out->text;
}

static const char *output_end(struct output *out)
{
	assert_int_equal(emit_end(out->emit, &out->err), 0);
	return output_text(out);
}

static void output_close(struct output *out)
{
	emit_free(out->emit);
	close(out->opt.fd);
	free(out->text);
	*out = (struct output){0};
}

/* Both rows in one format, ended. */
static void expect_rows(struct output *out, enum emit_format format, const char *text)
{
	output_open(out, format, EMIT_MANY);
	assert_int_equal(emit_row(out->emit, first, &out->err), 0);
	assert_int_equal(emit_row(out->emit, second, &out->err), 0);
	assert_string_equal(output_end(out), text);
	output_close(out);
}

static void expect_empty(enum emit_format format, const char *text)
{
	struct output out = {0};

	output_open(&out, format, EMIT_MANY);
	assert_string_equal(output_end(&out), text);
	output_close(&out);
}

#define FIRST                                                                                      \
	"{\"id\":7,\"name\":\"a \\\"b\\\"\",\"max_entries\":18446744073709551615,\"frozen\":true," \
	"\"pins\":[\"/a\",\"/b\\n\"]}"
#define SECOND "{\"id\":-42,\"name\":\"x,\\u001b[31m\",\"frozen\":null,\"pins\":[]}"

static void test_json(void **state)
{
	struct output out = {0};

	(void)state;
	expect_rows(&out, EMIT_JSON, "[" FIRST "," SECOND "]\n");
	expect_rows(&out, EMIT_LINES, FIRST "\n" SECOND "\n");
	expect_empty(EMIT_JSON, "[]\n");
	expect_empty(EMIT_PRETTY, "[]\n");
	expect_empty(EMIT_LINES, "");
}

static void test_pretty(void **state)
{
	struct output out = {0};

	(void)state;
	expect_rows(&out, EMIT_PRETTY,
		    "[\n"
		    "  {\n"
		    "    \"id\": 7,\n"
		    "    \"name\": \"a \\\"b\\\"\",\n"
		    "    \"max_entries\": 18446744073709551615,\n"
		    "    \"frozen\": true,\n"
		    "    \"pins\": [\n"
		    "      \"/a\",\n"
		    "      \"/b\\n\"\n"
		    "    ]\n"
		    "  },\n"
		    "  {\n"
		    "    \"id\": -42,\n"
		    "    \"name\": \"x,\\u001b[31m\",\n"
		    "    \"frozen\": null,\n"
		    "    \"pins\": []\n"
		    "  }\n"
		    "]\n");
}

static void test_one(void **state)
{
	static const enum emit_format formats[] = {EMIT_JSON, EMIT_LINES};
	struct output out = {0};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		output_open(&out, formats[i], EMIT_ONE);
		assert_int_equal(emit_row(out.emit, first, &out.err), 0);
		assert_string_equal(output_end(&out), FIRST "\n");
		output_close(&out);
	}
}

/* A row whose cells are all absent is an object all the same. */
static void test_json_nothing_known(void **state)
{
	static const struct cell nothing[N_COLUMNS];
	struct output out = {0};

	(void)state;
	output_open(&out, EMIT_LINES, EMIT_MANY);
	assert_int_equal(emit_row(out.emit, nothing, &out.err), 0);
	assert_string_equal(output_end(&out), "{}\n");
	output_close(&out);
}

static void test_csv(void **state)
{
	struct output out = {0};

	(void)state;
	expect_rows(&out, EMIT_CSV,
		    "id,name,max,frozen,fill\n"
		    "7,\"a \"\"b\"\"\",18446744073709551615,true,3%\n"
		    "-42,\"x,\\x1b[31m\",,,\n");
	out.opt.no_header = true;
	expect_rows(&out, EMIT_CSV,
		    "7,\"a \"\"b\"\"\",18446744073709551615,true,3%\n"
		    "-42,\"x,\\x1b[31m\",,,\n");
	expect_empty(EMIT_CSV, "id,name,max,frozen,fill\n");
}

static void test_table(void **state)
{
	struct output out = {0};

	(void)state;
	expect_rows(&out, EMIT_TABLE,
		    " id name                        max frozen fill\n"
		    "  7 a \"b\"      18446744073709551615 yes    3%\n"
		    "-42 x,\\x1b[31m                      -\n");
	out.opt.no_header = true;
	expect_rows(&out, EMIT_TABLE,
		    "  7 a \"b\"      18446744073709551615 yes 3%\n"
		    "-42 x,\\x1b[31m                      -\n");
	expect_empty(EMIT_TABLE, "");
}

static void test_table_colour(void **state)
{
	struct output out = {.opt.colour = true};

	(void)state;
	output_open(&out, EMIT_TABLE, EMIT_MANY);
	assert_int_equal(emit_row(out.emit, first, &out.err), 0);
	assert_non_null(strstr(output_end(&out), "\033[1m"));
	assert_null(strstr(strchr(out.text, '\n'), "\033"));
	output_close(&out);
}

/* The column with the highest `drop` goes first, and those without never. */
static void test_table_drop(void **state)
{
	static const struct {
		unsigned int width;
		const char *header;
	} cases[] = {
		{47, " id name                        max frozen fill\n"},
		{46, " id name                        max frozen\n"},
		{41, " id name                        max\n"},
		{34, " id name\n"},
		{3, " id name\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct output out = {.opt.width = cases[i].width};

		output_open(&out, EMIT_TABLE, EMIT_MANY);
		assert_int_equal(emit_row(out.emit, first, &out.err), 0);
		assert_int_equal(emit_row(out.emit, second, &out.err), 0);
		output_end(&out);
		strchr(out.text, '\n')[1] = '\0';
		assert_string_equal(out.text, cases[i].header);
		output_close(&out);
	}
}

static void row_named(struct output *out, __u64 id, const char *name)
{
	struct cell cells[N_COLUMNS] = {
		{.type = CELL_U64, .u64 = id},
		{.type = CELL_TEXT, .text = name},
		{.type = CELL_U64, .u64 = 1},
	};

	assert_int_equal(emit_row(out->emit, cells, &out->err), 0);
}

/* Wide characters take two columns of the terminal, combining ones none. */
static void test_table_wide(void **state)
{
	struct output out = {.opt.no_header = true};

	(void)state;
	output_open(&out, EMIT_TABLE, EMIT_MANY);
	row_named(&out, 1, "日本");
	row_named(&out, 2, "e\xcc\x81");
	row_named(&out, 3, "abcd");
	assert_string_equal(output_end(&out), "1 日本 1\n"
					      "2 e\xcc\x81    1\n"
					      "3 abcd 1\n");
	output_close(&out);
}

/* Without any UTF-8 locale, where libsmartcols would never return. */
static void test_table_no_locale(void **state)
{
	struct output out = {0};

	(void)state;
	setlocale(LC_CTYPE, "C");
	output_open(&out, EMIT_TABLE, EMIT_MANY);
	row_named(&out, 1, "{…}");
	row_named(&out, 22, "abcde");
	assert_string_equal(output_end(&out), "id name  max frozen fill\n"
					      " 1 {…}     1\n"
					      "22 abcde   1\n");
	output_close(&out);
	setlocale(LC_CTYPE, "C.UTF-8");
}

/* Nothing is out before the widths are known; the rest keeps them, and is never cut. */
static void test_table_streams(void **state)
{
	struct output out = {0};
	const char *tail;

	(void)state;
	output_open(&out, EMIT_TABLE, EMIT_MANY);
	for (__u64 i = 0; i < 999; i++)
		row_named(&out, i, "name");
	assert_int_equal(output_size(&out), 0);
	row_named(&out, 999, "four");
	assert_int_equal(emit_flush(out.emit, &out.err), 0);
	assert_true(output_size(&out) > 0);
	row_named(&out, 5, "ab");
	row_named(&out, 1000000, "longer than the column");
	row_named(&out, 6, "日");
	tail = strstr(output_end(&out), "999 four");
	assert_string_equal(tail, "999 four   1\n"
				  "  5 ab     1\n"
				  "1000000 longer than the column   1\n"
				  "  6 日     1\n");
	output_close(&out);
}

/* A row that has only empty cells is a line all the same, also behind the first thousand. */
static void test_table_empty_lines(void **state)
{
	static const struct cell nothing[N_COLUMNS];
	struct output out = {.opt.no_header = true};

	(void)state;
	output_open(&out, EMIT_TABLE, EMIT_MANY);
	row_named(&out, 1, "a");
	assert_int_equal(emit_flush(out.emit, &out.err), 0);
	assert_int_equal(emit_row(out.emit, nothing, &out.err), 0);
	row_named(&out, 2, "b");
	assert_string_equal(output_end(&out), "1 a 1\n\n2 b 1\n");
	output_close(&out);
}

static void head_json(struct buf *out, const void *arg)
{
	buf_printf(out, "{\"id\":%d}", *(const int *)arg);
}

static void two_groups(struct output *out, enum emit_format format)
{
	static const int ids[] = {1, 2};

	output_open(out, format, EMIT_MANY);
	for (size_t i = 0; i < 2; i++) {
		struct emit_group group = {.head_name = "map",
					   .rows_name = "entries",
					   .title = i ? "map 2, \"b\"" : "map 1",
					   .head = head_json,
					   .arg = &ids[i]};

		assert_int_equal(emit_group(out->emit, &group, &out->err), 0);
		if (!i)
			row_named(out, 5, "a");
	}
	output_end(out);
}

static void test_groups(void **state)
{
	struct output out = {0};

	(void)state;
	two_groups(&out, EMIT_JSON);
	assert_string_equal(out.text,
			    "[{\"map\":{\"id\":1},\"entries\":[{\"id\":5,\"name\":\"a\","
			    "\"max_entries\":1}]},{\"map\":{\"id\":2},\"entries\":[]}]\n");
	output_close(&out);
	two_groups(&out, EMIT_LINES);
	assert_string_equal(out.text,
			    "{\"map\":{\"id\":1},\"id\":5,\"name\":\"a\",\"max_entries\":1}\n");
	output_close(&out);
	two_groups(&out, EMIT_CSV);
	assert_string_equal(out.text, "map,id,name,max,frozen,fill\nmap 1,5,a,1,,\n");
	output_close(&out);
	two_groups(&out, EMIT_TABLE);
	assert_string_equal(out.text, "map 1\nid name max frozen fill\n 5 a      1\n\n"
				      "map 2, \"b\"\n");
	output_close(&out);
}

static void test_groups_pretty(void **state)
{
	struct output out = {0};

	(void)state;
	two_groups(&out, EMIT_PRETTY);
	assert_string_equal(out.text, "[\n"
				      "  {\n"
				      "    \"map\": {\n"
				      "      \"id\": 1\n"
				      "    },\n"
				      "    \"entries\": [\n"
				      "      {\n"
				      "        \"id\": 5,\n"
				      "        \"name\": \"a\",\n"
				      "        \"max_entries\": 1\n"
				      "      }\n"
				      "    ]\n"
				      "  },\n"
				      "  {\n"
				      "    \"map\": {\n"
				      "      \"id\": 2\n"
				      "    },\n"
				      "    \"entries\": []\n"
				      "  }\n"
				      "]\n");
	output_close(&out);
}

static void test_footer(void **state)
{
	struct output out = {0};

	(void)state;
	output_open(&out, EMIT_TABLE, EMIT_MANY);
	row_named(&out, 1, "a");
	assert_int_equal(emit_footer(out.emit, "1 map", &out.err), 0);
	assert_string_equal(output_end(&out), "id name max frozen fill\n 1 a      1\n1 map\n");
	output_close(&out);
	output_open(&out, EMIT_JSON, EMIT_MANY);
	assert_int_equal(emit_footer(out.emit, "1 map", &out.err), 0);
	assert_string_equal(output_end(&out), "[]\n");
	output_close(&out);
}

static const struct emit_column name_column[] = {{.name = "name"}};

static int raw_row(const char *text, struct output *out)
{
	struct cell cell = {.type = CELL_TEXT, .text = text};

	out->opt =
		(struct emit_options){.format = EMIT_RAW, .fd = memfd_create("raw", MFD_CLOEXEC)};
	assert_int_equal(emit_new(&out->emit, &out->opt, name_column, 1, EMIT_MANY, &out->err), 0);
	return emit_row(out->emit, &cell, &out->err);
}

static void test_raw(void **state)
{
	static const char *const refused[] = {"a\nb", "\x1b[2J", "\xc2\x9b", "\xff", "\x7f"};
	struct output out = {0};

	(void)state;
	assert_int_equal(raw_row("a \"b\" c:\\d é", &out), 0);
	assert_string_equal(output_end(&out), "a \"b\" c:\\d é\n");
	output_close(&out);
	assert_int_equal(raw_row(NULL, &out), 0);
	assert_string_equal(output_end(&out), "\n");
	output_close(&out);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		assert_int_equal(raw_row(refused[i], &out), -EILSEQ);
		assert_int_equal(out.err.status, STATUS_REFUSED);
		assert_non_null(strstr(out.err.msg, "name \""));
		assert_string_equal(output_end(&out), "");
		output_close(&out);
	}
}

static void test_raw_one_column(void **state)
{
	struct emit_options opt = {.fd = 1, .format = EMIT_RAW};
	struct emit *emit = NULL;
	struct err err = {0};

	(void)state;
	assert_int_equal(emit_new(&emit, &opt, columns, N_COLUMNS, EMIT_MANY, &err), ERR_USAGE);
	assert_null(emit);
	assert_string_equal(err.msg, "-r prints one column, and there are 5");
	assert_string_equal(err.hint, "choose one with -o: id, name, max, frozen, fill");
}

static void test_choose(void **state)
{
	size_t chosen[N_COLUMNS];
	struct emit_column picked[N_COLUMNS];
	struct err err = {0};

	(void)state;
	assert_int_equal(emit_choose(columns, N_COLUMNS, NULL, chosen, N_COLUMNS, &err), 5);
	assert_int_equal(chosen[4], 5);
	assert_int_equal(emit_choose(columns, N_COLUMNS, "pins,id", chosen, N_COLUMNS, &err), 2);
	assert_int_equal(chosen[0], 4);
	assert_int_equal(chosen[1], 0);
	emit_pick(columns, chosen, 2, picked);
	assert_string_equal(picked[0].name, "pins");
	assert_int_equal(picked[0].flags, 0);
	assert_int_equal(picked[1].flags, EMIT_RIGHT);
	assert_int_equal(emit_choose(columns, N_COLUMNS, "id,nam", chosen, N_COLUMNS, &err),
			 ERR_USAGE);
	assert_string_equal(err.msg, "no column \"nam\"");
	assert_string_equal(err.hint, "columns: id, name, max, frozen, pins, fill");
	assert_int_equal(emit_choose(columns, N_COLUMNS, "id,", chosen, N_COLUMNS, &err),
			 ERR_USAGE);
	assert_string_equal(err.msg, "-o \"id,\": an empty column name");
	assert_int_equal(emit_choose(columns, N_COLUMNS, "id,id", chosen, 1, &err), ERR_USAGE);
}

static void call_cell(struct buf *out, enum cell_form form, const void *arg)
{
	(void)form;
	buf_add(out, arg, 12);
}

static const struct emit_column entry_columns[] = {{.name = "key"}, {.name = "value"}};

/* A million rows in memory that does not grow with them, and fast: prints, does not judge, time. */
static void test_million_lines(void **state)
{
	struct cell cells[2] = {
		{.type = CELL_CALL, .call = {.add = call_cell, .arg = "{\"packets\":"}},
		{.type = CELL_CALL, .call = {.add = call_cell, .arg = "[1,2,3,4,5,6]"}},
	};
	struct emit_options opt = {.format = EMIT_LINES};
	struct timespec from, to;
	struct emit *emit;
	struct err err = {0};

	(void)state;
	opt.fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	assert_int_equal(emit_new(&emit, &opt, entry_columns, 2, EMIT_MANY, &err), 0);
	clock_gettime(CLOCK_MONOTONIC, &from);
	for (int i = 0; i < 1000000; i++)
		assert_int_equal(emit_row(emit, cells, &err), 0);
	assert_int_equal(emit_end(emit, &err), 0);
	clock_gettime(CLOCK_MONOTONIC, &to);
	print_message("1,000,000 JSON lines: %.0f ms\n",
		      (double)(to.tv_sec - from.tv_sec) * 1e3 +
			      (double)(to.tv_nsec - from.tv_nsec) / 1e6);
	emit_free(emit);
	close(opt.fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_pretty),
		cmocka_unit_test(test_one),
		cmocka_unit_test(test_json_nothing_known),
		cmocka_unit_test(test_csv),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_table_colour),
		cmocka_unit_test(test_table_drop),
		cmocka_unit_test(test_table_wide),
		cmocka_unit_test(test_table_no_locale),
		cmocka_unit_test(test_table_streams),
		cmocka_unit_test(test_table_empty_lines),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_groups_pretty),
		cmocka_unit_test(test_footer),
		cmocka_unit_test(test_raw),
		cmocka_unit_test(test_raw_one_column),
		cmocka_unit_test(test_choose),
		cmocka_unit_test(test_million_lines),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
