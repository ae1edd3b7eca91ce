/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pieces of help, for texts about more than the table, and what is found in it by a word. */
#ifndef MAPCTL_CLI_HELP_H
#define MAPCTL_CLI_HELP_H

#include "cli/cmd.h"

/* "  LEFT      text", wrapped at 80, the text on a line of its own where LEFT is long. */
void help_item(struct buf *out, const char *left, const char *text, size_t column);

/*
 * What is found by a word, in any case, under titles that stand only over something: a line for
 * each command, option and column whose name or text has it. Zero it, add, look at `found`.
 */
struct help_search {
	const char *word;
	struct buf *out;
	const char *title; /* printed last */
	size_t found;
};

/* Adds a line if one of the texts (NULL: none) has the word; left and text are always looked at. */
void help_search_line(struct help_search *search, const char *title, const char *left,
		      const char *text, const char *more);
void help_search_table(struct help_search *search, const struct program *program);

#endif
