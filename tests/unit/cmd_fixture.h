/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command table of the tests' own, and how lines are parsed by it. */
#ifndef MAPCTL_TESTS_CMD_FIXTURE_H
#define MAPCTL_TESTS_CMD_FIXTURE_H

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/cmd.h"
#include "cli/number.h"
#include "cli/report.h"
#include <cmocka.h> /* last: it makes fail() a macro */

struct list_args {
	struct map_words map;
	const char *type;
	struct word_list progs;
	bool pinned;
};

struct update_args {
	struct map_words map;
	struct data_words key, value;
	struct word_list fields;
	int mode;
	const char *flags;
	struct word_u32 cpu;
	const char *types[2];
	struct word_list btf;
	bool zero_key;
};

struct create_args {
	const char *path;
	int type;
	const char *key, *value;
	struct word_u64 entries;
	const char *name;
	struct map_words inner;
	struct word_list demo;
};

static inline int never_run(struct run *run, const void *args, struct err *err)
{
	(void)run;
	(void)args;
	(void)err;
	return -EINVAL;
}

static const char *const modes[] = {"any", "exist", "noexist", NULL};
static const char *const types[] = {"hash", "array", NULL};

static const struct word list_words[] = {
	{.name = "MAP", .help = "the map", .type = WORD_MAP, WORD_AT(struct list_args, map)},
	{.name = "--type",
	 .meta = "T",
	 .help = "of this type",
	 .type = WORD_TEXT,
	 .flags = WORD_OPTION,
	 WORD_AT(struct list_args, type)},
	{.name = "--prog",
	 .meta = "P",
	 .help = "used by it",
	 .type = WORD_LIST,
	 .flags = WORD_OPTION,
	 WORD_AT(struct list_args, progs)},
	{.name = "--pinned",
	 .help = "only pinned ones",
	 .type = WORD_FLAG,
	 .flags = WORD_OPTION,
	 WORD_AT(struct list_args, pinned)},
	{.name = NULL},
};

static const struct word update_words[] = {
	{.name = "MAP",
	 .help = "the map",
	 .type = WORD_MAP,
	 .flags = WORD_REQUIRED,
	 WORD_AT(struct update_args, map)},
	{.name = "KEY",
	 .help = "the key",
	 .type = WORD_DATA,
	 .flags = WORD_REQUIRED,
	 WORD_AT(struct update_args, key)},
	{.name = "VALUE",
	 .help = "the value",
	 .type = WORD_DATA,
	 .flags = WORD_REQUIRED,
	 WORD_AT(struct update_args, value)},
	{.name = "mode",
	 .help = "whether the key may be there",
	 .type = WORD_CHOICE,
	 .flags = WORD_ONE_OF,
	 .choices = modes,
	 WORD_AT(struct update_args, mode)},
	{.name = "FIELD=VALUE",
	 .help = "one field",
	 .type = WORD_FIELDS,
	 WORD_AT(struct update_args, fields)},
	{.name = "flags",
	 .meta = "F",
	 .help = "by number or name",
	 .type = WORD_TEXT,
	 .flags = WORD_KEYWORD,
	 WORD_AT(struct update_args, flags)},
	{.name = "--cpu",
	 .meta = "N",
	 .help = "only this CPU's",
	 .type = WORD_U32,
	 .flags = WORD_OPTION,
	 .max = 4095,
	 WORD_AT(struct update_args, cpu)},
	{.name = "--types",
	 .meta = "KEY VALUE",
	 .help = "as these types",
	 .type = WORD_PAIR,
	 .flags = WORD_OPTION,
	 WORD_AT(struct update_args, types)},
	{.name = "--btf",
	 .meta = "FILE|id N|prog REF",
	 .help = "where types are",
	 .type = WORD_SOURCE,
	 .flags = WORD_OPTION,
	 WORD_AT(struct update_args, btf)},
	{.name = "--zero-key",
	 .help = "missing fields of the key are zero",
	 .type = WORD_FLAG,
	 .flags = WORD_OPTION,
	 WORD_AT(struct update_args, zero_key)},
	{.name = NULL},
};

static const struct word create_words[] = {
	{.name = "PATH",
	 .help = "where to pin it",
	 .type = WORD_TEXT,
	 .flags = WORD_REQUIRED,
	 WORD_AT(struct create_args, path)},
	{.name = "type",
	 .meta = "T",
	 .help = "the map's type",
	 .type = WORD_CHOICE,
	 .flags = WORD_REQUIRED | WORD_KEYWORD,
	 .choices = types,
	 WORD_AT(struct create_args, type)},
	{.name = "key",
	 .meta = "K",
	 .help = "size or C type",
	 .type = WORD_TEXT,
	 .flags = WORD_KEYWORD,
	 WORD_AT(struct create_args, key)},
	{.name = "value",
	 .meta = "V",
	 .help = "size or C type",
	 .type = WORD_TEXT,
	 .flags = WORD_KEYWORD,
	 WORD_AT(struct create_args, value)},
	{.name = "entries",
	 .meta = "N",
	 .help = "room for so many",
	 .type = WORD_U64,
	 .flags = WORD_KEYWORD,
	 .min = 1,
	 .max = 0xffffffff,
	 WORD_AT(struct create_args, entries)},
	{.name = "name",
	 .meta = "S",
	 .help = "its name",
	 .type = WORD_TEXT,
	 .flags = WORD_KEYWORD,
	 WORD_AT(struct create_args, name)},
	{.name = "inner",
	 .meta = "MAP",
	 .help = "like this one",
	 .type = WORD_MAP,
	 .flags = WORD_KEYWORD,
	 WORD_AT(struct create_args, inner)},
	{.name = NULL},
};

static const struct word demo_words[] = {
	{.name = "NAME", .help = "the demo", .type = WORD_REST, WORD_AT(struct create_args, demo)},
	{.name = NULL},
};

static const struct emit_column list_columns[] = {
	{.name = "id", .flags = EMIT_RIGHT, .help = "its number"},
	{.name = "max", .json = "max_entries", .help = "room for so many"},
	{.name = NULL},
};

static const struct cmd cmd_list = {.name = "list",
				    .alias = "show",
				    .group = "look",
				    .brief = "show maps",
				    .words = list_words,
				    .columns = list_columns,
				    .args_size = sizeof(struct list_args),
				    .run = never_run,
				    .about = "Maps that this kernel holds.\n",
				    .examples = "mapctl list\nmapctl list --type hash"};
static const struct cmd cmd_lookup = {.name = "lookup",
				      .group = "look",
				      .brief = "show one entry",
				      .run = never_run,
				      .words = update_words,
				      .args_size = sizeof(struct update_args)};
static const struct cmd cmd_events = {.name = "events",
				      .group = "look",
				      .brief = "show records as they come",
				      .run = never_run,
				      .flags = CMD_ENDLESS};
static const struct cmd cmd_update = {.name = "update",
				      .group = "change",
				      .brief = "write an entry",
				      .run = never_run,
				      .words = update_words,
				      .args_size = sizeof(struct update_args),
				      .flags = CMD_WRITES};
static const struct cmd cmd_create = {.name = "create",
				      .group = "change",
				      .brief = "make a map",
				      .run = never_run,
				      .words = create_words,
				      .args_size = sizeof(struct create_args),
				      .flags = CMD_WRITES};
static const struct cmd cmd_demo_list = {
	.name = "demo list", .group = "live in", .brief = "show the demos", .run = never_run};
static const struct cmd cmd_demo_start = {.name = "demo start",
					  .group = "live in",
					  .brief = "start a demo",
					  .run = never_run,
					  .words = demo_words,
					  .args_size = sizeof(struct create_args),
					  .flags = CMD_WRITES};
static const struct cmd cmd_version = {.name = "version",
				       .group = "live in",
				       .brief = "show the version",
				       .run = never_run,
				       .flags = CMD_NO_OUTPUT_OPTIONS};

static const struct cmd *const commands[] = {&cmd_list,       &cmd_lookup,  &cmd_events,
					     &cmd_update,     &cmd_create,  &cmd_demo_list,
					     &cmd_demo_start, &cmd_version, NULL};

static const struct program program = {.name = "mapctl", .commands = commands};

static struct parsed parsed;
static struct err err;
static struct options defaults;

/* The words of a line are separated by single blanks. */
static inline int parse(const char *line)
{
	static char text[512];
	static const char *argv[64];
	int argc = 0;

	cmd_parse_free(&parsed);
	err_clear(&err);
	snprintf(text, sizeof(text), "%s", line);
	for (char *word = strtok(text, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	return cmd_parse(&program, &defaults, argc, argv, &parsed, &err);
}

static inline const void *parse_ok(const char *line)
{
	if (parse(line))
		print_error("%s: %s\n", line, err.msg);
	assert_int_equal(err.code, 0);
	assert_int_equal(parsed.what, PARSED_COMMAND);
	return parsed.args;
}

static inline const struct update_args *update(const char *line)
{
	return parse_ok(line);
}

static inline void parse_fails(const char *line, const char *message)
{
	assert_true(parse(line) < 0);
	assert_string_equal(err.msg, message);
	assert_int_equal(err.code, ERR_USAGE);
	assert_int_equal(err.status, STATUS_USAGE);
}

static inline void fails_with_hint(const char *line, const char *message, const char *hint)
{
	parse_fails(line, message);
	assert_string_equal(err.hint, hint);
}

static inline void expect_words(const char *const *words, size_t n, const char *expected)
{
	char text[256] = "";

	for (size_t i = 0; i < n; i++) {
		strcat(text, i ? " " : "");
		strcat(text, words[i]);
	}
	assert_string_equal(text, expected);
}

static inline void expect_data(const struct data_words *data, const char *expected)
{
	expect_words(data->words, data->n, expected);
}

static inline int forget(void **state)
{
	(void)state;
	cmd_parse_free(&parsed);
	err_clear(&err);
	return 0;
}

#endif
