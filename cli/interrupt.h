/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ctrl-C as the end of one command, where the program goes on, and what ends a session. */
#ifndef MAPCTL_CLI_INTERRUPT_H
#define MAPCTL_CLI_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

/*
 * From here on SIGINT makes interrupted() true, and calls that wait return EINTR; with `ends`
 * SIGTERM and SIGHUP do so, too, but for a second one, which strikes as ever.
 */
struct interrupt {
	bool ends;
	struct sigaction before[3];
};

void interrupt_begin(struct interrupt *interrupt, bool ends);
/* interrupted() is false again. */
void interrupt_clear(void);
/* SIGTERM or SIGHUP, once it has come; else 0. */
int interrupt_ended(void);
/* A signal that a command took for its own end: SIGTERM and SIGHUP are that of the session, too. */
void interrupt_pass_on(int signo);
/* The signals mean what they did before; interrupted() is false again. */
void interrupt_end(const struct interrupt *interrupt);

/*
 * Waits until fd can be read (-1: that is not waited for), ms milliseconds at most (-1: for ever).
 * 1: it can, or reading it tells why not; 0: the time is up; -EINTR: it was interrupted.
 */
int interrupt_poll(int fd, int ms);
/* The same until fd takes what is written, however long that may be. */
int interrupt_poll_room(int fd);

#endif
