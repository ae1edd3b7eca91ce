// SPDX-License-Identifier: GPL-2.0-or-later
/* A typed line to words: quotes, brackets, operators, comments, what is left open, and where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cli/line.h"

#include <cmocka.h>

/*
 * The words in angle brackets, a ' behind those that were quoted, then the sink, then a comment's
 * #.
 */
static const char *describe(const struct line *line, struct buf *out)
{
	static const char *const sinks[] = {"", " |", " >", " >!", " >>"};

	buf_reset(out);
	for (size_t i = 0; i < line->n; i++) {
		assert_ptr_equal(line->argv[i], line->words[i].text);
		buf_printf(out, "<%s>%s", line->words[i].text, line->words[i].quoted ? "'" : "");
	}
	assert_null(line->argv[line->n]);
	buf_puts(out, sinks[line->sink]);
	if (line->target)
		buf_printf(out, "(%s)", line->target);
	if (line->comment)
		buf_puts(out, " #");
	return buf_cstr(out);
}

static void test_words(void **state)
{
	static const char *const cases[][2] = {
		{"", ""},
		{" \t\r\n ", ""},
		{"dump flows", "<dump><flows>"},
		{"  dump \t flows\r\n", "<dump><flows>"},
		{"a 'b c' d", "<a><b c>'<d>"},
		{"a 'b\\c\"' d", "<a><b\\c\">'<d>"},
		{"''", "<>'"},
		{"a '' \"\" b", "<a><>'<>'<b>"},
		{"x'y z'w", "<xy zw>'"},
		{"\"a \\\" \\\\ \\n 'b'\"", "<a \" \\ \\n 'b'>'"},
		{"a\\ b \\' \\\\ \\#", "<a b>'<'>'<\\>'<#>'"},
		{"\\{a b", "<{a>'<b>"},
		{"update config 501 {message: \"Hi user 501!\"}",
		 "<update><config><501><{message: \"Hi user 501!\"}>"},
		{"m saddr={a: 1, b: [1, 2]} [1, 2]x", "<m><saddr={a: 1, b: [1, 2]}><[1, 2]x>"},
		{"slots[3]=1 a[ b]", "<slots[3]=1><a[><b]>"},
		{"a=={b c}", "<a=={b c}>"},
		{"'a='{b c}", "<a={b>'<c}>"},
		{"{a: '}', b: \"}\\\"}\", c: '\\''} z", "<{a: '}', b: \"}\\\"}\", c: '\\''}><z>"},
		{"{a: 1 /* it's } */, b: 2} z", "<{a: 1 /* it's } */, b: 2}><z>"},
		{"{a: [1}] z", "<{a: [1}]><z>"},
		{"} ] )", "<}><]><)>"},
		{"-3 --where 'a > 1'", "<-3><--where><a > 1>'"},
		{"\xc3\xa4\xff \x01", "<\xc3\xa4\xff><\x01>"},
		{"dump m # and > so \"on", "<dump><m> #"},
		{"# all of it", " #"},
		{"a#b '#' {#}", "<a#b><#>'<{#}>"},
	};
	LINE_CLEANUP struct line line = {0};
	BUF_CLEANUP struct buf out = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err err = {0};

		if (line_split(&line, cases[i][0], strlen(cases[i][0]), 0, &err))
			fail_msg("%s: %s", cases[i][0], err.msg);
		assert_string_equal(describe(&line, &out), cases[i][1]);
		assert_int_equal(line.open, OPEN_NOTHING);
	}
}

static void test_sinks(void **state)
{
	static const char *const cases[][2] = {
		{"dump m | grep 'a > b' | wc", "<dump><m> |(grep 'a > b' | wc)"},
		{"dump m |", NULL},
		{"dump m > out", "<dump><m> >(out)"},
		{"dump m >! 'my file' # x", "<dump><m> >!(my file)"},
		{"dump m >> {a b}", "<dump><m> >>({a b})"},
		{"> out", " >(out)"},
		{"dump m >out", "<dump><m><>out>"},
		{"dump m a>b a|b || >>> |& >!x", "<dump><m><a>b><a|b><||><>>>><|&><>!x>"},
		{"dump m '>' \\| {a > b}", "<dump><m><>>'<|>'<{a > b}>"},
	};
	LINE_CLEANUP struct line line = {0};
	BUF_CLEANUP struct buf out = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err err = {0};
		int rc = line_split(&line, cases[i][0], strlen(cases[i][0]), 0, &err);

		if (!cases[i][1]) {
			assert_int_equal(rc, ERR_USAGE);
			continue;
		}
		if (rc)
			fail_msg("%s: %s", cases[i][0], err.msg);
		assert_string_equal(describe(&line, &out), cases[i][1]);
	}
	assert_int_equal(line.sink_at, 0);
}

static void test_refused(void **state)
{
	static const struct {
		const char *text, *msg;
	} cases[] = {
		{"a 'b c", "the ' of \"'b c\" is not closed"},
		{"a x\"b c", "the \" of \"\"b c\" is not closed"},
		{"a \"b\\\"", "the \" of \"\"b\\\"\" is not closed"},
		{"m k {a: [1, 2}", "the { of \"{a: [1, 2}\" is not closed"},
		{"m k={a: \"x}", "the \" of \"\"x}\" is not closed"},
		{"m k [1, 'x]", "the ' of \"'x]\" is not closed"},
		{"m k {a: 1 /* }", "the { of \"{a: 1 /* }\" is not closed"},
		{"m '0123456789012345678901234567890123456789",
		 "the ' of \"'012345678901234567890123456789012345678...\" is not closed"},
		{"m '01234567890123456789012345678901234567\xc3\xa4\xc3\xa4",
		 "the ' of \"'01234567890123456789012345678901234567...\" is not closed"},
		{"a \\", "nothing follows the \\ at the end of the line"},
		{"dump |  ", "\"|\" needs a command behind it"},
		{"dump >", "\">\" needs the name of a file behind it"},
		{"dump >> # x", "\">>\" needs the name of a file behind it"},
		{"dump >! > x", "\">!\" needs the name of a file behind it"},
		{"dump m --where a > 5 b", "only the name of a file may stand behind \">\""},
		{"dump m >! a | b", "only the name of a file may stand behind \">!\""},
		{"dump > 'x", "the ' of \"'x\" is not closed"},
	};
	LINE_CLEANUP struct line line = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err err = {0};

		assert_int_equal(line_split(&line, cases[i].text, strlen(cases[i].text), 0, &err),
				 ERR_USAGE);
		assert_string_equal(err.msg, cases[i].msg);
		assert_int_equal(err.status, STATUS_USAGE);
	}
}

static void test_nul(void **state)
{
	LINE_CLEANUP struct line line = {0};
	struct err err = {0};

	(void)state;
	assert_int_equal(line_split(&line, "ab\0c", 4, 0, &err), ERR_USAGE);
	assert_string_equal(err.msg, "byte 3 of the line is a NUL");
	assert_int_equal(line_split(&line, "ab\0c", 4, LINE_PARTIAL, &err), ERR_USAGE);
	assert_int_equal(line_split(&line, NULL, 0, 0, &err), 0);
	assert_int_equal(line.n, 0);
}

/* What completion sees of a line that is being typed. */
static void test_partial(void **state)
{
	static const struct {
		const char *text, *words;
		enum line_open open;
	} cases[] = {
		{"dump fl", "<dump><fl>", OPEN_NOTHING},
		{"dump ", "<dump>", OPEN_NOTHING},
		{"dump 'my m", "<dump><my m>'", OPEN_SINGLE},
		{"dump \"my m", "<dump><my m>'", OPEN_DOUBLE},
		{"dump \"my\\", "<dump><my\\>'", OPEN_DOUBLE},
		{"dump a\\", "<dump><a>'", OPEN_BACKSLASH},
		{"u m {a: 1, b", "<u><m><{a: 1, b>", OPEN_BRACKET},
		{"u m k={a: \"x y", "<u><m><k={a: \"x y>", OPEN_BRACKET},
		{"u m [1 /* x", "<u><m><[1 /* x>", OPEN_BRACKET},
		{"dump m |", "<dump><m> |", OPEN_NOTHING},
		{"dump m > ", "<dump><m> >", OPEN_NOTHING},
		{"dump m >> 'a b", "<dump><m> >>(a b)", OPEN_SINGLE},
		{"dump m | gre", "<dump><m> |(gre)", OPEN_NOTHING},
		{"dump m > a b", "<dump><m> >(a)", OPEN_NOTHING},
		{"dump # th", "<dump> #", OPEN_NOTHING},
	};
	LINE_CLEANUP struct line line = {0};
	BUF_CLEANUP struct buf out = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err err = {0};

		assert_int_equal(line_split(&line, cases[i].text, strlen(cases[i].text),
					    LINE_PARTIAL, &err),
				 0);
		assert_string_equal(describe(&line, &out), cases[i].words);
		assert_int_equal(line.open, cases[i].open);
	}
}

static void test_positions(void **state)
{
	static const char text[] = " a 'b c'  d=\"e\"f {g: h}\t\\ i  > 'o p' # x";
	static const size_t want[][2] = {{1, 2}, {3, 8}, {10, 16}, {17, 23}, {24, 27}};
	LINE_CLEANUP struct line line = {0};
	struct err err = {0};

	(void)state;
	assert_int_equal(line_split(&line, text, strlen(text), 0, &err), 0);
	assert_int_equal(line.n, 5);
	for (size_t i = 0; i < line.n; i++) {
		assert_int_equal(line.words[i].start, want[i][0]);
		assert_int_equal(line.words[i].end, want[i][1]);
	}
	assert_int_equal(line.sink_at, 29);
	assert_int_equal(line.target_start, 31);
	assert_int_equal(line.target_end, 36);
	assert_int_equal(line_split(&line, "d | a b  ", 9, 0, &err), 0);
	assert_int_equal(line.sink_at, 2);
	assert_int_equal(line.target_start, 4);
	assert_int_equal(line.target_end, 7);
	assert_int_equal(line_split(&line, "d {a ", 5, LINE_PARTIAL, &err), 0);
	assert_int_equal(line.words[1].end, 5);
}

/* A MiB of each byte that means something, and of words: taken or refused, never more than it. */
static void test_hostile(void **state)
{
	static const char bytes[] = "a'\"\\{}[]=|># \xff";
	size_t n = 1 << 20;
	char *text = malloc(n);
	LINE_CLEANUP struct line line = {0};

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < sizeof(bytes) - 1; i++) {
		struct err err = {0};

		memset(text, bytes[i], n);
		line_split(&line, text, n, 0, &err);
		assert_int_equal(line_split(&line, text, n, LINE_PARTIAL, &err), 0);
		assert_true(line.n <= 1);
		assert_true(line.memory.len <= n + 2);
		for (size_t at = 1; at < n; at += 2)
			text[at] = ' ';
		line_split(&line, text, n, 0, &err);
		assert_int_equal(line_split(&line, text, n, LINE_PARTIAL, &err), 0);
	}
	memset(text, 'a', n);
	for (size_t at = 1; at < n; at += 2)
		text[at] = ' ';
	assert_int_equal(line_split(&line, text, n, 0, &(struct err){0}), 0);
	assert_int_equal(line.n, n / 2);
	assert_string_equal(line.words[n / 2 - 1].text, "a");
	free(text);
}

/* Any bytes whatever: each word lies within the line, behind the one before. */
static void test_random(void **state)
{
	static const char bytes[] = "ab'\"\\{}[]=|>!# \t/*";
	LINE_CLEANUP struct line line = {0};
	unsigned int seed = 1;
	char text[24];

	(void)state;
	for (int round = 0; round < 200000; round++) {
		struct err err = {0};
		size_t n = (size_t)rand_r(&seed) % sizeof(text), before = 0;

		for (size_t i = 0; i < n; i++)
			text[i] = bytes[(size_t)rand_r(&seed) % (sizeof(bytes) - 1)];
		assert_int_equal(line_split(&line, text, n, LINE_PARTIAL, &err), 0);
		for (size_t i = 0; i < line.n; i++) {
			const struct line_word *word = &line.words[i];

			assert_true(word->start >= before && word->end > word->start);
			assert_true(strlen(word->text) <= word->end - word->start);
			before = word->end;
		}
		assert_true(before <= n && line.target_end <= n);
		if (line_split(&line, text, n, 0, &err))
			assert_int_equal(err.code, ERR_USAGE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),     cmocka_unit_test(test_sinks),
		cmocka_unit_test(test_refused),   cmocka_unit_test(test_nul),
		cmocka_unit_test(test_partial),   cmocka_unit_test(test_positions),
		cmocka_unit_test(test_hostile),   cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
