// SPDX-License-Identifier: GPL-2.0-or-later
/* The words still expected, found by the parser itself. */
#include <ctype.h>
#include <stdlib.h>

#include "cli/help_impl.h"
#include "cli/hint.h"
#include "cli/line.h"
#include "cli/parse_impl.h"

static __u64 word_bit(const struct cmd *cmd, const struct word *word)
{
	for (const struct word *w = cmd->words; w && w->name; w++) {
		if (w == word)
			return 1ULL << (w - cmd->words);
	}
	return 0;
}

/* What stands behind a word that introduces a map. */
static void hint_map(const char *introducer, struct buf *out)
{
	static const char *const operands[][2] = {{"name", "NAME"},   {"id", "N"},
						  {"pinned", "PATH"}, {"pid", "N fd M"},
						  {"pid N", "fd M"},  {"fd", "M"}};

	for (size_t i = 0; i < sizeof(operands) / sizeof(operands[0]); i++) {
		if (!strcmp(operands[i][0], introducer))
			buf_printf(out, " %s", operands[i][1]);
	}
}

static void hint_expected(const struct expected *expected, struct buf *out)
{
	const struct option *option = expected->option;
	const struct word *word = expected->word;
	__u64 seen = expected->seen;

	if (!expected->cmd)
		return;
	if (!expected->introducer && !expected->n_before) /* it is not there yet */
		seen &= ~word_bit(expected->cmd, word);
	if (expected->what == EXPECT_MAP && expected->introducer)
		hint_map(expected->introducer, out);
	if (expected->what == EXPECT_VALUE && option)
		buf_printf(out, " %s", option->meta);
	else if (expected->what == EXPECT_VALUE && word && word->meta && !expected->n_before)
		buf_printf(out, " %s", word->meta);
	else if (expected->what == EXPECT_WORDS || expected->what == EXPECT_MAP ||
		 expected->what == EXPECT_VALUE || expected->what == EXPECT_DATA)
		cmd_usage_left(expected->cmd, seen, out);
}

static bool has_command(const struct expected *expected)
{
	const struct word *word = expected->word;

	return expected->what == EXPECT_VALUE && word && word->complete == COMPLETE_COMMAND &&
	       expected->n_before > expected_command_at(expected);
}

/* The word behind these is the one that is asked for. */
static void hint_words(const struct program *program, const struct options *opt,
		       const char *const *words, size_t n, struct buf *out)
{
	const char **argv = calloc(n + 1, sizeof(*argv));
	struct expected expected;
	struct parsed parsed;
	struct err err = {0};

	if (!argv)
		return;
	memcpy(argv, words, n * sizeof(*argv));
	argv[n] = "";
	if (!cmd_expect(program, opt, (int)n + 1, argv, &parsed, &expected, &err)) {
		size_t at = expected_command_at(&expected);

		if (has_command(&expected)) /* `time dump ` */
			hint_words(program, opt, expected.before + at, expected.n_before - at, out);
		else
			hint_expected(&expected, out);
	}
	cmd_parse_free(&parsed);
	err_clear(&err);
	free(argv);
}

void hint_line(const struct program *program, const struct options *opt, const char *line,
	       size_t n, struct buf *out)
{
	LINE_CLEANUP struct line split = {0};
	BUF_CLEANUP struct buf hint = {0};
	struct err err = {0};

	if (!line_split(&split, line, n, LINE_PARTIAL, &err) && split.n &&
	    split.open == OPEN_NOTHING && split.sink == SINK_NONE && !split.comment &&
	    split.words[0].text[0] != '!' && line[n - 1] != '=') /* `saddr=`: its value first */
		hint_words(program, opt, split.argv, split.n, &hint);
	err_clear(&err);
	if (hint.len && isspace((unsigned char)line[n - 1]))
		buf_add(out, hint.data + 1, hint.len - 1);
	else
		buf_add(out, hint.data, hint.len);
}
