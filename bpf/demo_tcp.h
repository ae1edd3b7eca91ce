/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TCP connections on loopback that demos make to have something to look at. */
#ifndef MAPCTL_BPF_DEMO_TCP_H
#define MAPCTL_BPF_DEMO_TCP_H

#include <stddef.h>

/* A socket that listens and never blocks. A descriptor or -errno, here and below. */
int tcp_listen(const char *address, unsigned int port);

/* Connected to a listener; receiving fails with -EAGAIN after some seconds, here and below. */
int tcp_connect(const char *address, unsigned int port);

/*
 * The other end of `client`, which is connected to the listener; waits for it some seconds. Other
 * connections that wait are closed.
 */
int tcp_accept(int listener, int client);

/*
 * Sends size bytes, at most 1024, and waits until they have arrived at the other end. 0 or -errno.
 */
int tcp_pass(int from, int to, size_t size);

#endif
