/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One completion at work. Included by cli/complete*.c only. */
#ifndef MAPCTL_CLI_COMPLETE_IMPL_H
#define MAPCTL_CLI_COMPLETE_IMPL_H

#include "cli/complete.h"
#include "cli/parse_impl.h"

struct completion {
	const struct program *program;
	const struct complete_context *context;
	const struct expected *expected;
	const struct parsed *parsed;
	const char *typed; /* the word */
	struct candidates *out;
	void *world; /* made for this one; NULL: none yet */
};

/* complete.c: the last of the words is the one that is typed. */
int complete_words(struct completion *c, int argc, const char *const *argv, struct err *err);

/* complete_words.c */

/* All that may stand where `expected` says. */
void complete_expected(struct completion *c);
/* Commands: their first words, or the second ones behind `first`. */
void complete_commands(struct completion *c, const char *first);

/* complete_values.c */

/* True when the word of the command stands in the line. */
bool complete_given(const struct completion *c, const struct word *word);
/* What the kernel knows. word NULL: it is about one of everybody's options. */
void complete_ask(struct completion *c, enum complete_kind kind, const struct word *word);
/* `name`, `id`, `pinned`, `pid`. */
void complete_introducers(struct completion *c);
/* MAP; introducer as in struct expected. */
void complete_map(struct completion *c, const struct word *word, const char *introducer);
/* The value of an option, keyword or position. */
void complete_value(struct completion *c, const struct word *word);
void complete_option_value(struct completion *c);

/* complete_files.c: programs that a shell would find. */
void complete_programs(struct candidates *out);

/* complete_list.c */

/*
 * Sorts, drops what is there twice, and makes `insert`. `quote` is what the word began with, or 0.
 */
void candidates_finish(struct candidates *out, bool shell, char quote);

#endif
