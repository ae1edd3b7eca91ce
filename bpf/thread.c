// SPDX-License-Identifier: GPL-2.0-or-later
/* Threads that work beside the main one. */
#include <signal.h>

#include "bpf/thread.h"

int thread_start(pthread_t *thread, void *(*work)(void *arg), void *arg)
{
	sigset_t all, before;
	int code;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	code = pthread_create(thread, NULL, work, arg);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return -code;
}
