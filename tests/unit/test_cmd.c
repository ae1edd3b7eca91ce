// SPDX-License-Identifier: GPL-2.0-or-later
/* The parser over a table of its own: what each word becomes, and what each wrong word is told. */
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

static int never_run(struct run *run, const void *args, struct err *err)
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

static const struct emit_column list_columns[] = {{.name = "id", .flags = EMIT_RIGHT},
						  {.name = "max", .json = "max_entries"},
						  {.name = NULL}};

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
static int parse(const char *line)
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

static const void *parse_ok(const char *line)
{
	if (parse(line))
		print_error("%s: %s\n", line, err.msg);
	assert_int_equal(err.code, 0);
	assert_int_equal(parsed.what, PARSED_COMMAND);
	return parsed.args;
}

static const struct update_args *update(const char *line)
{
	return parse_ok(line);
}

static void parse_fails(const char *line, const char *message)
{
	assert_true(parse(line) < 0);
	assert_string_equal(err.msg, message);
	assert_int_equal(err.code, ERR_USAGE);
	assert_int_equal(err.status, STATUS_USAGE);
}

static void fails_with_hint(const char *line, const char *message, const char *hint)
{
	parse_fails(line, message);
	assert_string_equal(err.hint, hint);
}

static void expect_words(const char *const *words, size_t n, const char *expected)
{
	char text[256] = "";

	for (size_t i = 0; i < n; i++) {
		strcat(text, i ? " " : "");
		strcat(text, words[i]);
	}
	assert_string_equal(text, expected);
}

static void expect_data(const struct data_words *data, const char *expected)
{
	expect_words(data->words, data->n, expected);
}

static void test_commands(void **state)
{
	(void)state;
	parse_ok("list");
	assert_ptr_equal(parsed.cmd, &cmd_list);
	parse_ok("map show");
	assert_ptr_equal(parsed.cmd, &cmd_list);
	parse_ok("-j demo --readonly list");
	assert_ptr_equal(parsed.cmd, &cmd_demo_list);
	assert_int_equal(parse(""), 0);
	assert_int_equal(parsed.what, PARSED_NOTHING);
	assert_int_equal(parse("map -j"), 0);
	assert_int_equal(parsed.what, PARSED_NOTHING);
	assert_int_equal(parsed.opt.emit.format, EMIT_JSON);
	parse_ok("-V what ever");
	assert_ptr_equal(parsed.cmd, &cmd_version);
}

static void test_help(void **state)
{
	(void)state;
	assert_int_equal(parse("-h"), 0);
	assert_int_equal(parsed.what, PARSED_HELP);
	assert_null(parsed.cmd);
	assert_int_equal(parse("update a -j --cpu x --help"), 0);
	assert_int_equal(parsed.what, PARSED_HELP);
	assert_ptr_equal(parsed.cmd, &cmd_update);
}

static void test_unknown_commands(void **state)
{
	(void)state;
	fails_with_hint("lokup a", "no command \"lokup\"", "did you mean \"lookup\"?");
	fails_with_hint("xyzzy", "no command \"xyzzy\"", "\"mapctl help\" lists the commands");
	parse_fails("demo", "\"demo\" needs one of: list, start");
	fails_with_hint("demo go", "no command \"demo go\"",
			"\"demo\" is followed by one of: list, start");
	parse_fails("li", "no command \"li\"");
}

static void test_prefixes(void **state)
{
	(void)state;
	defaults.tty_out = true;
	parse_ok("li");
	assert_ptr_equal(parsed.cmd, &cmd_list);
	parse_ok("d l");
	assert_ptr_equal(parsed.cmd, &cmd_demo_list);
	parse_fails("l", "\"l\" could be list, lookup");
	fails_with_hint("up m 1 2", "no command \"up\"",
			"\"update\" changes something: type it in full");
	parse_fails("x", "no command \"x\"");
	defaults.tty_out = false;
}

static void test_options(void **state)
{
	(void)state;
	parse_ok("-jp list");
	assert_int_equal(parsed.opt.emit.format, EMIT_PRETTY);
	parse_ok("-p list -j");
	assert_int_equal(parsed.opt.emit.format, EMIT_PRETTY);
	parse_ok("list -o id --output=name --no-header");
	assert_string_equal(parsed.opt.columns, "name");
	assert_true(parsed.opt.emit.no_header);
	parse_ok("list -roid");
	assert_string_equal(parsed.opt.columns, "id");
	assert_int_equal(parsed.opt.emit.format, EMIT_RAW);
	assert_true(parsed.opt.raw);
	parse_ok("--dry-run -y update m 1 2 --syscalls --int64-strings --hints");
	assert_true(parsed.opt.dry_run && parsed.opt.yes && parsed.opt.syscalls);
	assert_true(parsed.opt.int64_strings && parsed.opt.hints && !parsed.opt.no_hints);
}

static void test_wrong_options(void **state)
{
	(void)state;
	parse_fails("list -j --csv", "\"--csv\" contradicts \"--json\"");
	parse_fails("list -rJ", "\"--jsonl\" contradicts \"--raw\"");
	assert_int_equal(parsed.opt.emit.format, EMIT_RAW);
	fails_with_hint("list --typ hash", "no option \"--typ\"", "did you mean \"--type\"?");
	fails_with_hint("list --jsom", "no option \"--jsom\"", "did you mean \"--json\"?");
	parse_fails("list -jx", "no option \"-x\"");
	parse_fails("list --cpu 1", "no option \"--cpu\"");
	parse_fails("list --json=1", "\"--json\" takes no value");
	parse_fails("list --pinned=1", "\"--pinned\" takes no value");
	parse_fails("list -o", "\"-o\" needs COL,COL...");
	parse_fails("list --output", "\"--output\" needs COL,COL...");
	parse_fails("list --type", "\"--type\" needs T");
	parse_fails("list -y", "\"--yes\" means nothing to \"list\"");
	parse_fails("version --csv", "\"--csv\" means nothing to \"version\"");
	fails_with_hint("events -j", "\"--json\" needs an end, and \"events\" has none",
			"-J prints one JSON value a line");
	parse_ok("events -J");
}

/* The format is known to whoever prints the error, wherever the wrong word stands. */
static void test_format_after_error(void **state)
{
	(void)state;
	assert_true(parse("-J nothing") < 0);
	assert_int_equal(parsed.opt.emit.format, EMIT_LINES);
	assert_true(parse("list --wrong -j") < 0);
	assert_int_equal(parsed.opt.emit.format, EMIT_JSON);
	assert_ptr_equal(parsed.cmd, &cmd_list);
}

static void test_own_options(void **state)
{
	const struct list_args *list;
	const struct update_args *up;

	(void)state;
	list = parse_ok("--type hash list --prog a --pinned --prog=b=c");
	assert_string_equal(list->type, "hash");
	assert_true(list->pinned);
	expect_words(list->progs.words, list->progs.n, "a b=c");
	up = update("update --cpu 1 m 1 2 --cpu=3 --types u32 u64 --zero-key");
	assert_true(up->cpu.given);
	assert_int_equal(up->cpu.value, 3);
	expect_words((const char *const *)up->types, 2, "u32 u64");
	up = update("update m 1 2 --btf id 7 any");
	expect_words(up->btf.words, up->btf.n, "id 7");
	assert_int_equal(up->mode, 1);
	up = update("update --btf prog name x --btf file.o m 1 2");
	expect_words(up->btf.words, up->btf.n, "file.o");
	up = update("update --btf prog id 3 m 1 2");
	expect_words(up->btf.words, up->btf.n, "prog id 3");
	up = update("update --btf prog x m 1 2");
	expect_words(up->btf.words, up->btf.n, "prog x");
	parse_fails("update m 1 2 --btf prog id", "\"--btf\" needs FILE|id N|prog REF");
	parse_fails("update m 1 2 --types u32", "\"--types\" needs KEY VALUE");
	parse_fails("update m 1 2 --types=u32", "\"--types\" needs KEY VALUE");
}

static void test_read_only(void **state)
{
	(void)state;
	assert_int_equal(parse("update m 1 2 --readonly"), -EROFS);
	assert_string_equal(err.msg, "\"update\" changes maps, and --readonly forbids that");
	assert_int_equal(err.status, STATUS_REFUSED);
	parse_ok("lookup m 1 2 --readonly");
	defaults.readonly = true;
	assert_int_equal(parse("demo start x"), -EROFS);
	defaults.readonly = false;
}

static const struct map_words *map_of(const char *line)
{
	return &((const struct list_args *)parse_ok(line))->map;
}

static void test_maps(void **state)
{
	const struct map_words *map;

	(void)state;
	assert_int_equal(map_of("list")->how, MAP_NOT_GIVEN);
	map = map_of("list config");
	assert_int_equal(map->how, MAP_BARE);
	assert_string_equal(map->word, "config");
	map = map_of("list name id");
	assert_int_equal(map->how, MAP_NAME);
	assert_string_equal(map->word, "id");
	map = map_of("list id 4294967295");
	assert_int_equal(map->how, MAP_ID);
	assert_int_equal(map->id, 4294967295U);
	map = map_of("list pinned /sys/fs/bpf/x");
	assert_int_equal(map->how, MAP_PINNED);
	map = map_of("list pid 7 fd 3");
	assert_int_equal(map->how, MAP_PID_FD);
	assert_int_equal(map->pid, 7);
	assert_int_equal(map->fd, 3);
	assert_string_equal(map_of("list -- -x")->word, "-x");
	assert_string_equal(map_of("list -")->word, "-");
}

static void test_wrong_maps(void **state)
{
	(void)state;
	parse_fails("list id 4294967296", "id \"4294967296\" is out of range: 0 to 4294967295");
	parse_fails("list id 99999999999999999999",
		    "id \"99999999999999999999\" is out of range: 0 to 4294967295");
	parse_fails("list 4294967296", "id \"4294967296\" is out of range: 0 to 4294967295");
	parse_fails("list id -1", "id \"-1\" is out of range: 0 to 4294967295");
	parse_fails("list id x", "id \"x\" is not a number");
	parse_fails("list name", "nothing follows \"name\"");
	parse_fails("list pid 3", "\"pid 3\" needs \"fd\" and a number");
	parse_fails("list pid 3 fd", "nothing follows \"fd\"");
	fails_with_hint("list a b", "\"b\" is one word too many",
			"usage: mapctl list [MAP] [--type T] [--prog P] [--pinned]");
}

static void test_data(void **state)
{
	const struct update_args *up;

	(void)state;
	up = update("update m 501 -3");
	expect_data(&up->key, "501");
	expect_data(&up->value, "-3");
	assert_false(up->key.introduced);
	up = update("update m key 10 0 0 1 value hex 0a 00 noexist flags 4");
	expect_data(&up->key, "10 0 0 1");
	assert_true(up->key.introduced);
	expect_data(&up->value, "hex 0a 00");
	assert_int_equal(up->mode, 3);
	assert_string_equal(up->flags, "4");
	up = update("update name m value map name x key any exist");
	expect_data(&up->value, "map name x");
	expect_data(&up->key, "any");
	assert_int_equal(up->mode, 2);
	up = update("update m value key key value");
	expect_data(&up->value, "key");
	expect_data(&up->key, "value");
	up = update("update key 1 2");
	assert_string_equal(up->map.word, "key");
	expect_data(&up->key, "1");
	expect_data(&up->value, "2");
	up = update("update m -'a' -.5");
	expect_data(&up->key, "-'a'");
	up = update("update m key 1 2 -j 3");
	expect_data(&up->key, "1 2");
	expect_data(&up->value, "3");
	up = update("update m key -- -x value -y");
	expect_data(&up->key, "-x");
	expect_data(&up->value, "-y");
}

static void test_wrong_data(void **state)
{
	(void)state;
	parse_fails("update m key", "nothing follows \"key\"");
	parse_fails("update m key 1 value", "nothing follows \"value\"");
	parse_fails("update m key 1 key 2", "\"KEY\" is given twice");
	parse_fails("update m 1", "needs \"VALUE\"");
	parse_fails("update", "needs \"MAP\"");
	parse_fails("update m 1 any", "needs \"VALUE\"");
	fails_with_hint("update m 1 2 sometimes", "mode \"sometimes\" is not known",
			"one of: any, exist, noexist");
	parse_fails("update m 1 2 any exist", "\"mode\" is given twice");
	parse_fails("update m 1 2 flags", "\"flags\" needs F");
	parse_fails("update m 1 2 flags 1 flags 2", "\"flags\" is given twice");
	parse_fails("update m 1 2 any b:2", "\"b:2\" is one word too many");
	assert_non_null(strstr(err.hint, "single quotes"));
	parse_fails("update m 1 2 --cpu 4096", "--cpu \"4096\" is out of range: 0 to 4095");
	parse_fails("update m 1 2 --cpu -1", "--cpu \"-1\" is out of range: 0 to 4095");
	parse_fails("update m 1 2 --cpu all", "--cpu \"all\" is not a number");
}

static void test_fields(void **state)
{
	const struct update_args *up;

	(void)state;
	up = update("update m 1000 value.message=Bye");
	expect_data(&up->key, "1000");
	assert_int_equal(up->value.n, 0);
	expect_words(up->fields.words, up->fields.n, "value.message=Bye");
	up = update("update m key.saddr=10.0.0.1 value.slots[3]=1 packets=5 noexist");
	expect_words(up->fields.words, up->fields.n,
		     "key.saddr=10.0.0.1 value.slots[3]=1 packets=5");
	assert_int_equal(up->mode, 3);
	up = update("update m key 1 2 a=3 value b=4 c=5");
	expect_data(&up->key, "1 2");
	expect_data(&up->value, "b=4");
	expect_words(up->fields.words, up->fields.n, "a=3 c=5");
	up = update("update m {a=b} \"x=y\"");
	expect_data(&up->key, "{a=b}");
	expect_data(&up->value, "\"x=y\"");
	up = update("update m [0]=1 a[1].b.c=");
	assert_int_equal(up->fields.n, 2);
}

static void test_keywords(void **state)
{
	const struct create_args *create;

	(void)state;
	create = parse_ok("create /p entries 4Ki value u64 key u32 type hash inner id 5 name type");
	assert_string_equal(create->path, "/p");
	assert_int_equal(create->type, 1);
	assert_string_equal(create->key, "u32");
	assert_string_equal(create->value, "u64");
	assert_int_equal(create->entries.value, 4096);
	assert_int_equal(create->inner.how, MAP_ID);
	assert_int_equal(create->inner.id, 5);
	assert_string_equal(create->name, "type");
	parse_fails("create /p entries 4", "needs \"type T\"");
	parse_fails("create type hash", "needs \"PATH\"");
	fails_with_hint("create /p type hsah", "type \"hsah\" is not known", "one of: hash, array");
	parse_fails("create /p type", "\"type\" needs T");
	parse_fails("create /p type hash entries 0",
		    "entries \"0\" is out of range: 1 to 4294967295");
	parse_fails("create /p type hash entries 4294967296",
		    "entries \"4294967296\" is out of range: 1 to 4294967295");
	fails_with_hint("create /p type hash entries 010", "entries \"010\" is not a number",
			"octal is written 0o17, decimal without a leading 0");
}

static void test_rest(void **state)
{
	const struct create_args *demo;

	(void)state;
	demo = parse_ok("demo start hello map key");
	expect_words(demo->demo.words, demo->demo.n, "hello map key");
	demo = parse_ok("demo start");
	assert_int_equal(demo->demo.n, 0);
}

static void test_numbers(void **state)
{
	static const struct {
		const char *text;
		int ret;
		__u64 value;
	} cases[] = {
		{"0", 0, 0},
		{"18446744073709551615", 0, ~0ULL},
		{"18446744073709551616", -ERANGE, 0},
		{"0xffffffffffffffff", 0, ~0ULL},
		{"0x1_0", 0, 16},
		{"0o17", 0, 15},
		{"0b101", 0, 5},
		{"1_000", 0, 1000},
		{"4K", 0, 4000},
		{"4Ki", 0, 4096},
		{"1Ti", 0, 1ULL << 40},
		{"16777216Ti", -ERANGE, 0},
		{"-1", -ERANGE, 0},
		{"", -EINVAL, 0},
		{"-", -EINVAL, 0},
		{"_1", -EINVAL, 0},
		{"1_", -EINVAL, 0},
		{"1__0", -EINVAL, 0},
		{"010", -EINVAL, 0},
		{"-010", -EINVAL, 0},
		{"0x", -EINVAL, 0},
		{"0b2", -EINVAL, 0},
		{"4Kb", -EINVAL, 0},
		{"4i", -EINVAL, 0},
		{"4 ", -EINVAL, 0},
		{" 4", -EINVAL, 0},
		{"99999999999999999999x", -EINVAL, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		__u64 value = 0;

		assert_int_equal(number_parse_u64(cases[i].text, &value), cases[i].ret);
		if (!cases[i].ret)
			assert_true(value == cases[i].value);
	}
}

static void test_usage(void **state)
{
	struct buf out = {0};

	(void)state;
	cmd_usage(&cmd_update, &out);
	assert_string_equal(buf_cstr(&out), "update MAP KEY VALUE [any|exist|noexist] "
					    "[FIELD=VALUE...] [flags F] [--cpu N] "
					    "[--types KEY VALUE] [--btf FILE|id N|prog REF] "
					    "[--zero-key]");
	buf_reset(&out);
	cmd_usage(&cmd_create, &out);
	assert_string_equal(buf_cstr(&out), "create PATH type T [key K] [value V] [entries N] "
					    "[name S] [inner MAP]");
	buf_free(&out);
}

static void expect_80_columns(const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		assert_true(len <= 80);
		text += len + (text[len] == '\n');
	}
}

static void test_help_texts(void **state)
{
	struct buf out = {0};

	(void)state;
	help_overview(&program, &out);
	expect_80_columns(buf_cstr(&out));
	assert_non_null(strstr(out.data, "\nlook:\n  list          show maps\n"));
	assert_non_null(strstr(out.data, "\n  -o, --output COL,COL... the columns to print"));
	buf_reset(&out);
	help_command(&program, &cmd_update, &out);
	expect_80_columns(buf_cstr(&out));
	assert_non_null(strstr(out.data, "usage: mapctl update MAP KEY VALUE"));
	assert_non_null(strstr(out.data, "  --cpu N                 only this CPU's\n"));
	assert_non_null(strstr(out.data, "--dry-run"));
	buf_reset(&out);
	help_command(&program, &cmd_list, &out);
	assert_non_null(strstr(buf_cstr(&out), "columns for -o: id, max\n"));
	assert_non_null(
		strstr(out.data, "\nexamples:\n  mapctl list\n  mapctl list --type hash\n"));
	assert_null(strstr(out.data, "--dry-run"));
	buf_free(&out);
}

static void test_meta(void **state)
{
	struct buf out = {0};
	json_t *meta, *list, *word;

	(void)state;
	help_meta(&program, &out);
	meta = json_loadb(out.data, out.len, 0, NULL);
	assert_non_null(meta);
	assert_string_equal(json_string_value(json_object_get(meta, "name")), "mapctl");
	assert_int_equal(json_array_size(json_object_get(meta, "commands")), 8);
	list = json_array_get(json_object_get(meta, "commands"), 0);
	assert_string_equal(json_string_value(json_object_get(list, "alias")), "show");
	word = json_array_get(json_object_get(list, "words"), 1);
	assert_string_equal(json_string_value(json_object_get(word, "type")), "text");
	assert_int_equal(json_array_size(json_object_get(list, "columns")), 2);
	json_decref(meta);
	buf_free(&out);
}

/* A table of one command; the faults that its check finds. */
static void expect_fault(const struct cmd *cmd, const char *expected)
{
	const struct cmd *const one[] = {&cmd_list, cmd, NULL};
	const struct program broken = {.name = "mapctl", .commands = one};
	struct buf faults = {0};

	assert_false(cmd_check_table(&broken, &faults));
	if (!strstr(buf_cstr(&faults), expected))
		print_error("%s", faults.data);
	assert_non_null(strstr(faults.data, expected));
	buf_free(&faults);
}

static void expect_word_faults(const struct word *words, const char *expected)
{
	const struct cmd cmd = {.name = "x",
				.group = "g",
				.brief = "b",
				.run = never_run,
				.words = words,
				.args_size = sizeof(struct update_args)};

	expect_fault(&cmd, expected);
}

static void test_table_is_sound(void **state)
{
	struct buf faults = {0};
	bool sound = cmd_check_table(&program, &faults);

	(void)state;
	assert_string_equal(buf_cstr(&faults), "");
	assert_true(sound);
	buf_free(&faults);
}

static void test_table_faults(void **state)
{
	static const struct cmd twin = {
		.name = "show", .group = "g", .brief = "b", .run = never_run};
	static const struct cmd lazy = {.name = "lazy", .group = "g", .brief = "Does it."};
	static const char wide[] = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
				   "xxxxxxxxxxxxxxxxxxxxx";
	static const struct cmd broad = {
		.name = "broad", .group = "g", .brief = "b", .run = never_run, .examples = wide};

	(void)state;
	expect_fault(&twin, "show: shares a name with list");
	expect_fault(&lazy, "lazy: does nothing");
	expect_fault(&lazy, "without a full stop");
	expect_fault(&lazy, "starts with a capital");
	expect_fault(&broad, "broad: too wide for help: ");
}

static void test_word_faults(void **state)
{
	const struct word dup[] = {create_words[0], create_words[0], {.name = NULL}};
	const struct word order[] = {list_words[0], create_words[0], {.name = NULL}};
	struct word one[] = {update_words[0], {.name = NULL}};

	(void)state;
	expect_word_faults(dup, "x: PATH is there twice");
	expect_word_faults(dup, "x: PATH and PATH share memory");
	expect_word_faults(order, "x: PATH is required behind MAP, which is not");
	one[0].help = NULL;
	expect_word_faults(one, "x: MAP has no help");
	one[0] = update_words[0];
	one[0].type = WORD_FLAG;
	expect_word_faults(one, "x: MAP fills 32 bytes and its type takes 1");
	one[0] = update_words[0];
	one[0].off = 4096;
	expect_word_faults(one, "x: MAP lies outside the arguments");
	one[0] = update_words[0];
	one[0].name = "map";
	expect_word_faults(one, "x: map stands for something and is not in capitals");
	one[0] = update_words[3];
	one[0].choices = NULL;
	expect_word_faults(one, "x: mode: choices belong to WORD_CHOICE");
	one[0] = list_words[1];
	one[0].name = "--pretty";
	expect_word_faults(one, "x: --pretty is everybody's option");
	one[0] = update_words[9];
	one[0].name = "--type";
	expect_word_faults(one, "x: --type takes other values in list");
}

static void expect_report(bool json, const char *expected)
{
	struct buf out = {0};

	report_error(&program, &cmd_update, json, &err, &out);
	assert_string_equal(buf_cstr(&out), expected);
	buf_free(&out);
}

static void test_reports(void **state)
{
	(void)state;
	err_clear(&err);
	(fail)(&err, ERR_AMBIGUOUS, "\"a\x1b[2J\\x\" names 2 maps");
	err_hint(&err, "id N chooses one");
	assert_int_equal(err_candidate(&err, 7, "a", "/p", NULL), 0);
	assert_int_equal(err_candidate(&err, 8, "a", NULL, "hello(12)"), 0);
	expect_report(false, "mapctl: update: \"a\\x1b[2J\\x\" names 2 maps\n"
			     "  id 7  name a  pinned /p\n"
			     "  id 8  name a  used by hello(12)\n"
			     "hint: id N chooses one\n");
	expect_report(true,
		      "{\"error\":{\"code\":\"AMBIGUOUS\",\"message\":\"\\\"a\\u001b[2J\\\\x\\\""
		      " names 2 maps\",\"hint\":\"id N chooses one\",\"candidates\":["
		      "{\"id\":7,\"name\":\"a\",\"pin\":\"/p\"},"
		      "{\"id\":8,\"name\":\"a\",\"programs\":\"hello(12)\"}]}}\n");
	err_clear(&err);
	(fail)(&err, ERR_INTERRUPTED, "the reader went away");
	expect_report(false, "");
}

static int forget(void **state)
{
	(void)state;
	cmd_parse_free(&parsed);
	err_clear(&err);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_unknown_commands),
		cmocka_unit_test(test_prefixes),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_wrong_options),
		cmocka_unit_test(test_format_after_error),
		cmocka_unit_test(test_own_options),
		cmocka_unit_test(test_read_only),
		cmocka_unit_test(test_maps),
		cmocka_unit_test(test_wrong_maps),
		cmocka_unit_test(test_data),
		cmocka_unit_test(test_wrong_data),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_keywords),
		cmocka_unit_test(test_rest),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_usage),
		cmocka_unit_test(test_help_texts),
		cmocka_unit_test(test_meta),
		cmocka_unit_test(test_table_is_sound),
		cmocka_unit_test(test_table_faults),
		cmocka_unit_test(test_word_faults),
		cmocka_unit_test(test_reports),
	};

	return cmocka_run_group_tests(tests, NULL, forget);
}
