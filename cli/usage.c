// SPDX-License-Identifier: GPL-2.0-or-later
/* A command's words as one line. */
#include "cli/help_impl.h"

/* A hint stands on one line; what is longer is for help. */
enum { USAGE_WIDTH = 80 };

static void choices_add(const struct word *word, struct buf *out)
{
	for (size_t i = 0; word->choices[i]; i++) {
		if (i)
			buf_putc(out, '|');
		buf_puts(out, word->choices[i]);
	}
}

void word_usage(const struct word *word, struct buf *out)
{
	if (word->flags & WORD_ONE_OF) {
		choices_add(word, out);
		return;
	}
	buf_puts(out, word->name);
	if (word->meta && word->type != WORD_FLAG && (word->flags & (WORD_OPTION | WORD_KEYWORD)))
		buf_printf(out, " %s", word->meta);
	if (word->type == WORD_FIELDS || word->type == WORD_REST)
		buf_puts(out, "...");
}

/* `KEY|--where EXPR`: required data, and the option that stands for it. */
static void usage_add(const struct cmd *cmd, const struct word *word, bool required,
		      struct buf *out)
{
	const struct word *alternative = word_alternative(cmd, word);

	if (word->flags & WORD_INSTEAD)
		return;
	buf_puts(out, required ? " " : " [");
	word_usage(word, out);
	if (alternative) {
		buf_putc(out, '|');
		word_usage(alternative, out);
	}
	if (!required)
		buf_putc(out, ']');
}

static bool is_seen(const struct cmd *cmd, __u64 seen, const struct word *word)
{
	return seen & 1ULL << (word - cmd->words);
}

/* Words that stand in their places come before options, which may stand anywhere. */
static void left_add(const struct cmd *cmd, __u64 seen, bool options, struct buf *out)
{
	for (const struct word *w = cmd->words; w && w->name; w++) {
		const struct word *alternative = word_alternative(cmd, w);

		if (!(w->flags & WORD_SECRET) && !is_seen(cmd, seen, w) &&
		    !(w->flags & WORD_OPTION) == !options &&
		    !(alternative && is_seen(cmd, seen, alternative)))
			usage_add(cmd, w, w->flags & WORD_REQUIRED, out);
	}
}

void cmd_usage_left(const struct cmd *cmd, __u64 seen, struct buf *out)
{
	left_add(cmd, seen, false, out);
	left_add(cmd, seen, true, out);
}

void program_prefix(const struct program *program, const struct options *opt, struct buf *out)
{
	if (!opt->at_prompt)
		buf_printf(out, "%s ", program->name);
}

static void words_add(const struct cmd *cmd, const struct options *opt, bool options,
		      struct buf *out)
{
	bool in_use = opt && opt->map_in_use;

	buf_puts(out, cmd->name);
	for (const struct word *w = cmd->words; w && w->name; w++) {
		if (!(w->flags & WORD_SECRET) && (options || !(w->flags & WORD_OPTION)))
			usage_add(cmd, w,
				  w->flags & WORD_REQUIRED && !(in_use && w->type == WORD_MAP),
				  out);
	}
}

void cmd_usage(const struct cmd *cmd, const struct options *opt, struct buf *out)
{
	words_add(cmd, opt, true, out);
}

void cmd_usage_hint(const struct program *program, const struct cmd *cmd,
		    const struct options *opt, struct buf *out)
{
	BUF_CLEANUP struct buf prefix = {0};

	program_prefix(program, opt, &prefix);
	buf_puts(out, buf_cstr(&prefix));
	words_add(cmd, opt, true, out);
	if (out->len <= USAGE_WIDTH)
		return;
	buf_reset(out);
	buf_puts(out, buf_cstr(&prefix));
	words_add(cmd, opt, false, out);
	buf_printf(out, " [OPTIONS]; \"%shelp %s\" tells more", buf_cstr(&prefix), cmd->name);
}
