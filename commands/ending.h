/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How endless commands end: by SIGINT, SIGTERM or SIGHUP, which is no error, or when --for ends. */
#ifndef MAPCTL_COMMANDS_ENDING_H
#define MAPCTL_COMMANDS_ENDING_H

#include <signal.h>

#include "cli/cmd.h"

struct ending {
	int fd; /* readable once a signal has come */
	__u64 at; /* CLOCK_MONOTONIC; 0: no limit */
	sigset_t before;
};

/* Blocks the signals. `duration`: what --for says, or NULL. The caller ends with ending_close(). */
int ending_open(struct ending *ending, const char *duration, struct err *err);
void ending_close(struct ending *ending);

/* Milliseconds until the time is over, `most` at most, for poll(2); -1: there is no end. */
int ending_left(const struct ending *ending, int most);

/* Waits for a signal, `ms` at most. True: one has come. */
bool ending_signalled(const struct ending *ending, int ms);

/* Takes the signals that have come: ending_signalled() tells of another one from now on. */
void ending_take(struct ending *ending);

/* True when the time is over or a signal has come. */
bool ending_reached(const struct ending *ending);

#endif
