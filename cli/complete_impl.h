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

/* complete_words.c: all that may stand where `expected` says. */
void complete_expected(struct completion *c);

/* complete_list.c */

/* Sorts, drops what is there twice, and makes `insert`. `quote` is what the word began with, or 0. */
void candidates_finish(struct candidates *out, bool shell, char quote);

#endif
