/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What standard error gets: errors and notes. */
#ifndef MAPCTL_CLI_REPORT_H
#define MAPCTL_CLI_REPORT_H

#include "cli/cmd.h"

/* Among many lines the one that an error is of. */
struct report_place {
	const char *file; /* NULL: standard input */
	unsigned long line;
};

/*
 * The error as text ("mapctl: COMMAND: message", "mapctl: FILE:12: COMMAND: message", candidates,
 * "hint: …") or as one line of JSON. cmd and place may be NULL. Nothing for ERR_INTERRUPTED.
 */
void report_error(const struct program *program, const struct report_place *place,
		  const struct cmd *cmd, bool json, const struct err *err, struct buf *out);

/* Prints the error of a line on standard error; returns its exit status. */
int report_failure(const struct program *program, const struct parsed *parsed,
		   const struct err *err);
/* The same of one among many lines; cmd may be NULL. */
int report_failure_at(const struct program *program, const struct report_place *place,
		      const struct cmd *cmd, bool json, const struct err *err);

#endif
