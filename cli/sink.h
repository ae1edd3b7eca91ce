/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a line's output goes instead: a command's input, a file, a pager. */
#ifndef MAPCTL_CLI_SINK_H
#define MAPCTL_CLI_SINK_H

#include <signal.h>
#include <sys/types.h>

#include "cli/cmd.h"
#include "cli/line.h"

struct pager;

/* Starts zeroed: the output goes where it goes. */
struct sink {
	enum line_sink kind;
	const char *target; /* borrowed */
	int fd; /* what is written to; only where something was opened */
	pid_t pid; /* behind |; 0: none */
	struct pager *pager;
	bool made; /* a file that was not there before */
	struct sigaction on_pipe; /* of SIGPIPE before */
};

/*
 * Opens what stands behind > (nothing that exists but a device, such as /dev/null), >!, >> or |,
 * and makes `opt` write there. The line has been parsed by then. The command behind | writes to
 * opt's descriptor as it was.
 */
int sink_open(struct sink *sink, enum line_sink kind, const char *target, struct options *opt,
	      struct err *err);

/*
 * Pages what will be longer than the terminal that opt->emit.fd is, by $PAGER, else by less;
 * nothing happens where there is neither. Not for commands without an end.
 */
int sink_page(struct sink *sink, struct options *opt, struct err *err);

/*
 * Ends it, waits for the command. A file made for a line that failed without a word of output is
 * removed: `failed`. 0 or what fail() returned.
 */
int sink_close(struct sink *sink, bool failed, struct err *err);

#endif
