// SPDX-License-Identifier: GPL-2.0-or-later
/* What the table says of itself: usage, help, metadata, its own faults, and reports of errors. */
#include "cli/help.h"
#include "cli/man.h"
#include "tests/unit/cmd_fixture.h"

static void test_usage(void **state)
{
	struct buf out = {0};

	(void)state;
	cmd_usage(&cmd_update, NULL, &out);
	assert_string_equal(buf_cstr(&out), "update MAP KEY VALUE [any|exist|noexist] "
					    "[FIELD=VALUE...] [flags F] [--cpu N] "
					    "[--types KEY VALUE] [--btf FILE|id N|prog REF] "
					    "[--zero-key]");
	buf_reset(&out);
	cmd_usage(&cmd_create, NULL, &out);
	assert_string_equal(buf_cstr(&out), "create PATH type T [key K] [value V] [entries N] "
					    "[name S] [inner MAP]");
	buf_reset(&out);
	cmd_usage(&cmd_update, &(struct options){.map_in_use = &(struct map_words){0}}, &out);
	assert_memory_equal(buf_cstr(&out), "update [MAP] KEY VALUE ", 23);
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
	const struct options opt = {0}, prompt = {.at_prompt = true};
	struct buf out = {0};

	(void)state;
	help_overview(&program, &opt, &out);
	expect_80_columns(buf_cstr(&out));
	assert_non_null(strstr(out.data, "\nlook:\n  list          show maps\n"));
	assert_non_null(strstr(out.data, "\n  -o, --output COL,COL... the columns to print"));
	buf_reset(&out);
	help_command(&program, &opt, &cmd_update, &out);
	expect_80_columns(buf_cstr(&out));
	assert_non_null(strstr(out.data, "usage: mapctl update MAP KEY VALUE"));
	assert_non_null(strstr(out.data, "  --cpu N                 only this CPU's\n"));
	assert_non_null(strstr(out.data, "--dry-run"));
	buf_reset(&out);
	help_command(&program, &opt, &cmd_list, &out);
	assert_non_null(strstr(buf_cstr(&out),
			       "columns for -o:\n  id                      its number\n  max "));
	assert_non_null(
		strstr(out.data, "\nexamples:\n  mapctl list\n  mapctl list --type hash\n"));
	assert_null(strstr(out.data, "--dry-run"));
	buf_reset(&out);
	help_command(&program, &prompt, &cmd_list, &out);
	assert_non_null(strstr(buf_cstr(&out), "usage: list [MAP] "));
	assert_non_null(strstr(out.data, "\nexamples:\n  list\n  list --type hash\n"));
	buf_free(&out);
}

static void expect_man(const char *text, const char *expected)
{
	struct buf out = {0};

	man_text(&out, text);
	assert_string_equal(buf_cstr(&out), expected);
	buf_free(&out);
}

static void test_man_text(void **state)
{
	(void)state;
	expect_man("plain", "plain\n");
	expect_man(".bss and 'x'", "\\&.bss and \\(aqx\\(aq\n");
	expect_man("'x'", "\\&\\(aqx\\(aq\n");
	expect_man("a\\b `c` ^ ~ \"d\"", "a\\eb \\(gac\\(ga \\(ha \\(ti \\(dqd\\(dq\n");
	/* options are no hyphenated words */
	expect_man("with --cpu or -j a read-only map [-x]",
		   "with \\-\\-cpu or \\-j a read-only map [\\-x]\n");
	expect_man("x… 1 µs", "x\\[u2026] 1 \\[u00B5]s\n");
	/*
	 * a sentence ends its line; no line of the source is over 80, none is broken within a word
	 */
	expect_man("One. Two", "One.\nTwo\n");
	expect_man("aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa .bbb",
		   "aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa\n"
		   "\\&.bbb\n");
	expect_man("", "\n");
}

static void test_man_parts(void **state)
{
	struct buf out = {0};

	(void)state;
	man_name(&program, &cmd_demo_start, &out);
	assert_string_equal(buf_cstr(&out), ".Nm mapctl-demo\n.Nd start a demo\n");
	buf_reset(&out);
	man_synopsis(&program, &cmd_update, &out);
	assert_string_equal(buf_cstr(&out),
			    ".Nm \"mapctl update\"\n.Ar MAP\n.Ar KEY\n.Ar VALUE\n"
			    ".Op Cm any | Cm exist | Cm noexist\n"
			    ".Op Ar FIELD Ns = Ns Ar VALUE ...\n.Op Cm flags Ar F\n"
			    ".Op Fl -cpu Ar N\n.Op Fl -types Ar KEY VALUE\n"
			    ".Op Fl -btf Ar FILE | Cm id Ar N | Cm prog Ar REF\n"
			    ".Op Fl -zero-key\n");
	buf_reset(&out);
	man_columns(&program, &cmd_list, &out);
	assert_string_equal(buf_cstr(&out),
			    ".Bl -tag -width \"changes_per_s\"\n.It Cm id\nits number\n"
			    ".It Cm max\nroom for so many\n.El\n");
	buf_reset(&out);
	/* what changes nothing has no --dry-run, what has no end no -j */
	man_options(&program, &cmd_list, &out);
	assert_null(strstr(buf_cstr(&out), ".Fl -dry-run"));
	assert_non_null(strstr(out.data, ".Fl j ,"));
	buf_reset(&out);
	man_options(&program, &cmd_events, &out);
	assert_null(strstr(buf_cstr(&out), ".Fl j ,"));
	assert_non_null(strstr(out.data, ".Fl J ,"));
	buf_free(&out);
}

static void expect_found(const char *word, size_t found, const char *expected)
{
	struct buf out = {0};
	struct help_search search = {.word = word, .out = &out};

	help_search_table(&search, &program);
	assert_string_equal(buf_cstr(&out), expected);
	assert_int_equal(search.found, found);
	expect_80_columns(buf_cstr(&out));
	buf_free(&out);
}

static void test_search(void **state)
{
	(void)state;
	expect_found("RECORDS", 1,
		     "commands:\n  events                  show records as they come\n");
	/* an alias stands for its command; a word of two commands is one line */
	expect_found("show maps", 1, "commands:\n  list                    show maps\n");
	expect_found("missing fields", 1,
		     "words and options:\n  --zero-key (lookup, update)\n"
		     "                          missing fields of the key are zero\n");
	expect_found("room for so many", 2,
		     "words and options:\n  entries N (create)      room for so many\n\n"
		     "columns:\n  max (list)              room for so many\n");
	expect_found("nothing has this", 0, "");
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

	report_error(&program, NULL, &cmd_update, json, &err, &out);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_usage),
		cmocka_unit_test(test_help_texts),
		cmocka_unit_test(test_man_text),
		cmocka_unit_test(test_man_parts),
		cmocka_unit_test(test_search),
		cmocka_unit_test(test_meta),
		cmocka_unit_test(test_table_is_sound),
		cmocka_unit_test(test_table_faults),
		cmocka_unit_test(test_word_faults),
		cmocka_unit_test(test_reports),
	};

	return cmocka_run_group_tests(tests, NULL, forget);
}
