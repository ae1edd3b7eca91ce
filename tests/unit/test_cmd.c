// SPDX-License-Identifier: GPL-2.0-or-later
/* The parser over a table of its own: what each word becomes, and what each wrong word is told. */
#include "tests/unit/cmd_fixture.h"

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
	assert_int_equal(parse("-h demo"), 0);
	assert_int_equal(parsed.what, PARSED_HELP);
	assert_null(parsed.cmd);
	assert_string_equal(parsed.group, "demo");
	assert_int_equal(parse("demo start --help"), 0);
	assert_null(parsed.group);
	parse_fails("demo go -h", "no command \"demo go\"");
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

/* The map in use stands where a MAP is needed first; only introducers name another. */
static void test_map_in_use(void **state)
{
	const struct map_words flows = {.how = MAP_PINNED, .word = "/sys/fs/bpf/flows"};
	const struct update_args *args;

	(void)state;
	defaults.map_in_use = &flows;
	args = update("update 1 2");
	assert_int_equal(args->map.how, MAP_PINNED);
	assert_ptr_equal(args->map.word, flows.word);
	expect_data(&args->key, "1");
	expect_data(&args->value, "2");
	args = update("update key 1 2 value 3 --cpu 1");
	assert_int_equal(args->map.how, MAP_PINNED);
	expect_data(&args->key, "1 2");
	args = update("update id 7 1 2");
	assert_int_equal(args->map.how, MAP_ID);
	assert_int_equal(args->map.id, 7);
	expect_data(&args->key, "1");
	assert_int_equal(update("update name flows 1 2")->map.how, MAP_NAME);
	assert_int_equal(update("update pid 1 fd 2 1 2")->map.how, MAP_PID_FD);
	assert_int_equal(update("update saddr=1")->map.how, MAP_PINNED);
	parse_fails("update", "needs \"KEY\"");
	fails_with_hint("update m 1 2", "mode \"2\" is not known",
			"a map is in use: \"name\", \"id\" or \"pinned\" introduces another");
	fails_with_hint("update name m 1 2 3", "mode \"3\" is not known",
			"one of: any, exist, noexist");
	/* not where a map is optional, nor behind a keyword */
	fails_with_hint("list a b", "\"b\" is one word too many",
			"usage: mapctl list [MAP] [--type T] [--prog P] [--pinned]");
	assert_int_equal(((const struct list_args *)parse_ok("list"))->map.how, MAP_NOT_GIVEN);
	assert_string_equal(((const struct list_args *)parse_ok("list a"))->map.word, "a");
	assert_int_equal(((const struct create_args *)parse_ok("create p type hash"))->inner.how,
			 MAP_NOT_GIVEN);
	defaults.map_in_use = NULL;
}

/* Among lines the program's name is not needed, and does no harm. */
static void test_in_lines(void **state)
{
	(void)state;
	parse_fails("mapctl list", "no command \"mapctl\"");
	defaults.in_lines = true;
	parse_ok("mapctl list");
	assert_ptr_equal(parsed.cmd, &cmd_list);
	parse_ok("-j mapctl map list");
	assert_ptr_equal(parsed.cmd, &cmd_list);
	assert_int_equal(parse("mapctl demo -h"), 0);
	assert_string_equal(parsed.group, "demo");
	parse_fails("map mapctl list", "no command \"mapctl\"");
	defaults.at_prompt = true;
	fails_with_hint("xyzzy", "no command \"xyzzy\"", "\"help\" lists the commands");
	fails_with_hint("demo start --x", "no option \"--x\"", "usage: demo start [NAME...]");
	defaults.in_lines = defaults.at_prompt = false;
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
		{"0O17", 0, 15},
		{"0B101", 0, 5},
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

/* Line after line into the same memory: nothing of one is left in the next. */
static void test_again(void **state)
{
	static const char *const first[] = {"update", "m", "--cpu", "3", "key", "hex", "01", "02",
					    "value", "any", "noexist", "--dry-run"};
	static const char *const second[] = {"update", "m", "1", "2"};
	static const char *const third[] = {"lookup", "--none"};
	struct parsed again = {0};
	const struct update_args *args;

	(void)state;
	for (int round = 0; round < 3; round++) {
		assert_int_equal(cmd_parse_again(&program, &defaults, 12, first, &again, &err), 0);
		args = again.args;
		assert_int_equal(args->key.n, 3);
		assert_string_equal(args->key.words[2], "02");
		assert_int_equal(args->value.n, 1);
		assert_string_equal(args->value.words[0], "any");
		assert_true(again.opt.dry_run);
		assert_int_equal(cmd_parse_again(&program, &defaults, 4, second, &again, &err), 0);
		args = again.args;
		assert_false(again.opt.dry_run);
		assert_false(args->cpu.given);
		assert_int_equal(args->mode, 0);
		assert_int_equal(args->key.n, 1);
		assert_false(args->key.introduced);
		assert_string_equal(args->value.words[0], "2");
		assert_int_equal(cmd_parse_again(&program, &defaults, 2, third, &again, &err),
				 ERR_USAGE);
		assert_int_equal(again.what, PARSED_NOTHING);
	}
	cmd_parse_free(&again);
	cmd_parse_free(&again);
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
		cmocka_unit_test(test_map_in_use),
		cmocka_unit_test(test_in_lines),
		cmocka_unit_test(test_data),
		cmocka_unit_test(test_wrong_data),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_keywords),
		cmocka_unit_test(test_rest),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_again),
	};

	return cmocka_run_group_tests(tests, NULL, forget);
}
