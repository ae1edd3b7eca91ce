/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A dry run of lines: names that mean something else by the time that a line would run. */
#ifndef MAPCTL_COMMANDS_BATCH_DRY_H
#define MAPCTL_COMMANDS_BATCH_DRY_H

#include "cli/line.h"
#include "commands/commands.h"

/* Zeroed at the start. */
struct dry_lines {
	struct buf bound; /* pins, names and snapshots that lines would make or remove, a NUL behind
			     each */
	bool use_bound;   /* the map in use was named by one of them */
};

void dry_lines_free(struct dry_lines *dry);

/* Which of them the command, whose words are in args, would make or remove. */
void dry_lines_add(struct dry_lines *dry, const struct cmd *cmd, const void *args);

/*
 * True where what the line names, or the map in use, is bound anew by a line before it: it cannot
 * be checked further than its syntax, which a note says. For all commands but `set` and `quit`.
 */
bool dry_lines_skip(struct dry_lines *dry, const struct run *run, const struct line *line);
bool dry_lines_skip_use(const struct dry_lines *dry, const struct run *run);

#endif
