/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the manual's pages that the command table knows, as mdoc(7). */
#ifndef MAPCTL_CLI_MAN_H
#define MAPCTL_CLI_MAN_H

#include "cli/cmd.h"

/* ".Nm" and ".Nd"; the usage; the words and options with their explanations; what -o takes. */
void man_name(const struct program *program, const struct cmd *cmd, struct buf *out);
void man_synopsis(const struct program *program, const struct cmd *cmd, struct buf *out);
void man_options(const struct program *program, const struct cmd *cmd, struct buf *out);
void man_columns(const struct program *program, const struct cmd *cmd, struct buf *out);

/* All commands by group, each with its page; the options that every command takes. */
void man_commands(const struct program *program, struct buf *out);
void man_shared_options(struct buf *out);

/*
 * Text as it must stand in a page's source: what roff takes for its own escaped, lines broken at
 * blanks and behind sentences. Ends the line.
 */
void man_text(struct buf *out, const char *text);

#endif
