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

/* Waits so many milliseconds; false: it was interrupted. */
bool interrupt_wait(unsigned int ms);

/* Waits until fd can be read; false: it was interrupted. */
bool interrupt_wait_input(int fd);

#endif
