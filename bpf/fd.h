/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Descriptors: closing them, telling what they are, getting those of other processes. */
#ifndef MAPCTL_BPF_FD_H
#define MAPCTL_BPF_FD_H

#include <stdbool.h>
#include <unistd.h>
#include <linux/types.h>

#include "cli/err.h"

static inline void fd_cleanup(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

#define FD_CLEANUP __attribute__((cleanup(fd_cleanup)))

/* Hands a descriptor over: the variable no longer owns it. */
static inline int fd_take(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

bool fd_is_map(int fd);
bool fd_is_prog(int fd);
bool fd_is_socket(int fd);

/* "a BPF program", "a socket", "a regular file", … for messages. */
const char *fd_what(int fd);

/*
 * A copy of descriptor `number` of process `pid`; the caller closes it. Else what fail() returned.
 */
int fd_of_process(__u32 pid, __u32 number, struct err *err);

/* A descriptor of the process itself. */
int fd_process(__u32 pid, struct err *err);

/*
 * The same of any thread, where the kernel has descriptors of them (6.9); else of a process only.
 */
int fd_thread(__u32 tid, struct err *err);

#endif
