/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What standard error gets: errors and notes. */
#ifndef MAPCTL_CLI_REPORT_H
#define MAPCTL_CLI_REPORT_H

#include "cli/cmd.h"

/*
 * The error as text ("mapctl: COMMAND: message", candidates, "hint: …") or as one line of JSON.
 * cmd may be NULL. Nothing for ERR_INTERRUPTED.
 */
void report_error(const struct program *program, const struct cmd *cmd, bool json,
		  const struct err *err, struct buf *out);

/* Prints the error of a line on standard error; returns its exit status. */
int report_failure(const struct program *program, const struct parsed *parsed,
		   const struct err *err);

#endif
