// SPDX-License-Identifier: GPL-2.0-or-later
/* A command's words as one line. */
#include "cli/help_impl.h"

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

static void usage_add(const struct word *word, struct buf *out)
{
	bool required = word->flags & WORD_REQUIRED;

	buf_puts(out, required ? " " : " [");
	word_usage(word, out);
	if (!required)
		buf_putc(out, ']');
}

/* Words that stand in their places come before options, which may stand anywhere. */
static void left_add(const struct cmd *cmd, __u64 seen, bool options, struct buf *out)
{
	for (const struct word *w = cmd->words; w && w->name; w++) {
		if (!(w->flags & WORD_SECRET) && !(seen & 1ULL << (w - cmd->words)) &&
		    !(w->flags & WORD_OPTION) == !options)
			usage_add(w, out);
	}
}

void cmd_usage_left(const struct cmd *cmd, __u64 seen, struct buf *out)
{
	left_add(cmd, seen, false, out);
	left_add(cmd, seen, true, out);
}

void cmd_usage(const struct cmd *cmd, struct buf *out)
{
	buf_puts(out, cmd->name);
	for (const struct word *w = cmd->words; w && w->name; w++) {
		if (!(w->flags & WORD_SECRET))
			usage_add(w, out);
	}
}
