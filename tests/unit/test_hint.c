// SPDX-License-Identifier: GPL-2.0-or-later
/* Hints as data: the line typed and what stands behind it; and the settings of a session. */
#include "tests/unit/cmd_fixture.h"
#include "cli/hint.h"
#include "cli/session.h"

extern const struct program mapctl;

#define REST "[any|exist|noexist] [FIELD=VALUE...] [flags F] [--cpu N] [--types KEY VALUE] " \
	     "[--btf FILE|id N|prog REF] [--zero-key]"

static const struct map_words in_use = {.how = MAP_ID, .word = "7", .id = 7};

static const struct {
	const char *line;
	const char *hint;
	const struct map_words *map;
} cases[] = {
	{"update", " MAP KEY VALUE " REST, NULL},
	{"update ", "MAP KEY VALUE " REST, NULL},
	{"map update ", "MAP KEY VALUE " REST, NULL},
	{"update m", " KEY VALUE " REST, NULL},
	{"update m 1 2 ", REST, NULL},
	{"update m 1 2 noexist", " [FIELD=VALUE...] [flags F] [--cpu N] [--types KEY VALUE] "
				 "[--btf FILE|id N|prog REF] [--zero-key]", NULL},
	{"update m 1 2 --cpu ", "N", NULL},
	{"update m 1 2 --cpu 3 flags ", "F", NULL},
	{"update ", "KEY VALUE " REST, &in_use},
	{"update 1 ", "VALUE " REST, &in_use},
	{"update pinned ", "PATH KEY VALUE " REST, &in_use},
	{"list name", " NAME [--type T] [--prog P] [--pinned]", NULL},
	{"list pid ", "N fd M [--type T] [--prog P] [--pinned]", NULL},
	{"list pid 1 ", "fd M [--type T] [--prog P] [--pinned]", NULL},
	{"list pid 1 fd", " M [--type T] [--prog P] [--pinned]", NULL},
	{"update pinned /p ", "KEY VALUE " REST, &in_use},
	{"list -o ", "COL,COL...", NULL},
	{"create p type ", "T", NULL},
	{"version", "", NULL},
	{"demo start ", "[NAME...]", NULL},
	{"update m a=", "", NULL}, /* its value comes first */
	/* another command's option */
	{"update m --type ", "", NULL},
	/* nothing where nothing is known, or words are not words */
	{"", "", NULL},
	{"   ", "", NULL},
	{"nonsense ", "", NULL},
	{"demo ", "", NULL},
	{"update '", "", NULL},
	{"update {a: ", "", NULL},
	{"update m > ", "", NULL},
	{"update m | ", "", NULL},
	{"update # ", "", NULL},
	{"!update ", "", NULL},
};

static void test_hints(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct options opt = {.map_in_use = cases[i].map};
		struct buf out = {0};

		hint_line(&program, &opt, cases[i].line, strlen(cases[i].line), &out);
		if (strcmp(buf_cstr(&out), cases[i].hint) != 0)
			print_error("behind \"%s\"\n", cases[i].line);
		assert_string_equal(buf_cstr(&out), cases[i].hint);
		buf_free(&out);
	}
}

/* A command that runs another: the words that are left are those of the other. */
static void test_inner_hints(void **state)
{
	static const char *const lines[][2] = {
		{"time", " COMMAND..."},
		{"time unpin", " PATH"},
		{"time time unpin ", "PATH"},
		{"repeat 5 unpin ", "PATH"},
		{"repeat 5 2s unpin ", "PATH"},
		{"repeat 5 2s ", ""},
		{"time unpin /x ", ""},
	};
	const struct options opt = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct buf out = {0};

		hint_line(&mapctl, &opt, lines[i][0], strlen(lines[i][0]), &out);
		assert_string_equal(buf_cstr(&out), lines[i][1]);
		buf_free(&out);
	}
}

static struct settings settings;

static int put(enum setting_id id, const char *a, const char *b)
{
	const char *words[] = {a, b};

	err_clear(&err);
	return setting_put(&settings, id, words, 1 + (b != NULL), &err);
}

static void holds(enum setting_id id, const char *expected)
{
	struct buf out = {0};

	setting_value(&settings, id, &out);
	assert_string_equal(buf_cstr(&out), expected);
	buf_free(&out);
}

static void test_settings(void **state)
{
	struct options opt = {.emit.format = EMIT_LINES, .emit.colour = true};

	(void)state;
	settings_init(&settings, &opt);
	holds(SET_OUTPUT, "jsonl");
	holds(SET_USAGE, "on");
	holds(SET_EXPANDED, "auto");
	settings_apply(&settings, &opt);
	assert_int_equal(opt.emit.format, EMIT_LINES);
	assert_int_equal(put(SET_OUTPUT, "line", NULL), 0);
	settings_apply(&settings, &opt);
	assert_int_equal(opt.emit.format, EMIT_TABLE);
	assert_int_equal(opt.emit.expanded, EXPANDED_ON);
	assert_int_equal(put(SET_OUTPUT, "csv", NULL), 0);
	assert_int_equal(put(SET_HINTS, "off", NULL), 0);
	assert_int_equal(put(SET_READONLY, "on", NULL), 0);
	settings_apply(&settings, &opt);
	assert_int_equal(opt.emit.format, EMIT_CSV);
	assert_int_equal(opt.emit.expanded, EXPANDED_AUTO);
	assert_true(opt.no_hints && opt.readonly);
	assert_int_equal(put(SET_READONLY, "off", NULL), 0);
	assert_int_equal(put(SET_OUTPUT, "xml", NULL), ERR_USAGE);
	assert_string_equal(err.hint, "one of: table, json, jsonl, csv, line");
	assert_int_equal(put(SET_OUTPUT, "csv", "json"), ERR_USAGE);
	holds(SET_OUTPUT, "csv");
	assert_int_equal(put(SET_TYPES, "u32", "struct { u32 a; }"), 0);
	holds(SET_TYPES, "u32 'struct { u32 a; }'");
	assert_int_equal(put(SET_TYPES, "u32", NULL), ERR_USAGE);
	assert_int_equal(put(SET_TYPES, "off", NULL), 0);
	holds(SET_TYPES, "off");
	settings_free(&settings);
}

/* What the program was started with is not the session's to change. */
static void test_locked(void **state)
{
	const struct options opt = {.readonly = true};

	(void)state;
	settings_init(&settings, &opt);
	holds(SET_READONLY, "on");
	holds(SET_USAGE, "off"); /* no colours */
	assert_int_equal(put(SET_READONLY, "off", NULL), -EROFS);
	assert_int_equal(put(SET_READONLY, "on", NULL), 0);
	settings_free(&settings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hints), cmocka_unit_test(test_inner_hints),
		cmocka_unit_test(test_settings),
		cmocka_unit_test(test_locked),
	};

	return cmocka_run_group_tests(tests, NULL, forget);
}
