/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of a file or pipe, run one after another. */
#ifndef MAPCTL_COMMANDS_BATCH_H
#define MAPCTL_COMMANDS_BATCH_H

#include "cli/report.h"
#include "cli/script.h"
#include "cli/session.h"
#include "commands/pending.h"

/* Where lines come from. */
struct batch_source {
	int fd;
	const char *name; /* of the file, for messages; NULL: standard input */
	const struct cmd *cmd; /* `batch`; NULL where no command was given */
};

/*
 * Runs the lines in the session, whose defaults say how: format, keep_going, dry_run. The first
 * that fails ends it, unless keep_going is set. Errors are printed where they happen, with their
 * line. Returns the exit status of the first that failed, or what fail() returned when lines cannot
 * be read at all. Standard input, descriptors and signals are afterwards what they were.
 */
int batch_run(struct session *session, const struct batch_source *source, struct err *err);

/* struct program's input(): the lines of standard input. */
int batch_input(struct session *session);

#endif
