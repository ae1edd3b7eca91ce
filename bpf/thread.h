/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads that work beside the main one. */
#ifndef MAPCTL_BPF_THREAD_H
#define MAPCTL_BPF_THREAD_H

#include <pthread.h>

/*
 * Starts one that takes no signals: they are for the main thread, whose calls they interrupt. 0 or
 * -errno.
 */
int thread_start(pthread_t *thread, void *(*work)(void *arg), void *arg);

#endif
