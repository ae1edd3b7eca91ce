/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The interactive session. */
#ifndef MAPCTL_CLI_REPL_H
#define MAPCTL_CLI_REPL_H

#include "cli/session.h"

/*
 * Reads lines from the terminal, which standard input and output are, and runs them until the end
 * is asked for. Returns the exit status. The terminal is left as it was.
 */
int repl_run(struct session *session);

#endif
