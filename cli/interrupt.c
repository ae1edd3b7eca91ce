// SPDX-License-Identifier: GPL-2.0-or-later
/* SIGINT noted, for whoever asks. */
#include <errno.h>
#include <poll.h>
#include <time.h>

#include "cli/err.h"
#include "cli/interrupt.h"

static volatile sig_atomic_t signal_caught;

static void note_signal(int signo)
{
	signal_caught = signo;
}

bool interrupted(void)
{
	return signal_caught;
}

int fail_interrupted(struct err *err)
{
	return fail(err, ERR_INTERRUPTED, "interrupted");
}

void interrupt_begin(struct sigaction *before)
{
	struct sigaction action = {.sa_handler = note_signal};

	signal_caught = 0;
	sigaction(SIGINT, &action, before);
}

void interrupt_clear(void)
{
	signal_caught = 0;
}

void interrupt_end(const struct sigaction *before)
{
	sigaction(SIGINT, before, NULL);
	signal_caught = 0;
}

/* A signal that comes between the question and the wait must not be slept over. */
int interrupt_poll(int fd, int ms)
{
	const struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};
	struct pollfd input = {.fd = fd, .events = POLLIN};
	sigset_t block, before;
	int n = 1;

	sigemptyset(&block);
	sigaddset(&block, SIGINT);
	pthread_sigmask(SIG_BLOCK, &block, &before);
	if (!interrupted())
		n = ppoll(&input, 1, ms < 0 ? NULL : &time, &before);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return interrupted() ? -EINTR : n != 0;
}
