/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a line that is being typed still needs, from its command's usage line. */
#ifndef MAPCTL_CLI_HINT_H
#define MAPCTL_CLI_HINT_H

#include "cli/cmd.h"

/*
 * Adds the words that may still follow, as the usage line has them: " VALUE [any|exist|noexist]".
 * Nothing for a line without a command that is known, and within quotes, brackets and comments.
 */
void hint_line(const struct program *program, const struct options *opt, const char *line,
	       size_t n, struct buf *out);

#endif
