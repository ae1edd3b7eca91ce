/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shell commands beside us: what stands behind | and !, pagers, --exec. */
#ifndef MAPCTL_CLI_SPAWN_H
#define MAPCTL_CLI_SPAWN_H

#include <sys/types.h>

struct spawn {
	const char *command; /* for sh -c */
	char *const *environment; /* NULL: ours */
	int in, out; /* its standard input and output; 0 and 1: ours */
};

/* Starts it, with no signal blocked or ignored. 0 or -errno. */
int spawn_start(const struct spawn *spawn, pid_t *pid);

/*
 * Starts a command that reads what is written to the descriptor returned, which the caller closes:
 * no other command gets it. `out`: its standard output. Else -errno, and *pid is 0.
 */
int spawn_reader(const char *command, int out, pid_t *pid);

/* Waits for its end, through signals; *status as wait(2) has it. 0 or -errno. */
int spawn_wait(pid_t pid, int *status);

/*
 * The same, but until `fd` can be read (-1: that is not waited for) or ms milliseconds are over
 * (-1: never) at most: then 1, and the command goes on. Before Linux 5.3 only its end is waited
 * for.
 */
int spawn_wait_until(pid_t pid, int fd, int ms, int *status);

#endif
