/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ctrl-C as the end of one command, where the program goes on. */
#ifndef MAPCTL_CLI_INTERRUPT_H
#define MAPCTL_CLI_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

/* From here on SIGINT makes interrupted() true, and calls that wait return EINTR. */
void interrupt_begin(struct sigaction *before);
/* interrupted() is false again. */
void interrupt_clear(void);
/* SIGINT means what it did before; interrupted() is false again. */
void interrupt_end(const struct sigaction *before);

/*
 * Waits until fd can be read (-1: that is not waited for), ms milliseconds at most (-1: for ever).
 * 1: it can, or reading it tells why not; 0: the time is up; -EINTR: it was interrupted.
 */
int interrupt_poll(int fd, int ms);

#endif
