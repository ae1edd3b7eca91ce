// SPDX-License-Identifier: GPL-2.0-or-later
/* SIGINT, SIGTERM and SIGHUP noted, for whoever asks. */
#include <errno.h>
#include <poll.h>
#include <time.h>

#include "cli/err.h"
#include "cli/interrupt.h"

static volatile sig_atomic_t signal_caught;

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

enum { N_SIGNALS = sizeof(signals) / sizeof(signals[0]) };

/* What asks for the end is not forgotten for a Ctrl-C, and not put off twice. */
static void note_signal(int signo)
{
	if (!interrupt_ended()) {
		signal_caught = signo;
	} else if (signo != SIGINT) {
		signal(signo, SIG_DFL);
		raise(signo);
	}
}

int interrupt_ended(void)
{
	int signo = signal_caught;

	return signo == SIGINT ? 0 : signo;
}

void interrupt_pass_on(int signo)
{
	struct sigaction action;

	if (signo != SIGINT && !sigaction(signo, NULL, &action) &&
	    action.sa_handler == note_signal)
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

void interrupt_begin(struct interrupt *interrupt, bool ends)
{
	struct sigaction action = {.sa_handler = note_signal};

	signal_caught = 0;
	interrupt->ends = ends;
	for (size_t i = 0; i < (ends ? N_SIGNALS : 1); i++)
		sigaction(signals[i], &action, &interrupt->before[i]);
}

void interrupt_clear(void)
{
	signal_caught = 0;
}

void interrupt_end(const struct interrupt *interrupt)
{
	for (size_t i = 0; i < (interrupt->ends ? N_SIGNALS : 1); i++)
		sigaction(signals[i], &interrupt->before[i], NULL);
	signal_caught = 0;
}

/* A signal that comes between the question and the wait must not be slept over. */
static int poll_one(struct pollfd *pollfd, const struct timespec *time)
{
	sigset_t block, before;
	int n = 1;

	sigemptyset(&block);
	for (size_t i = 0; i < N_SIGNALS; i++)
		sigaddset(&block, signals[i]);
	pthread_sigmask(SIG_BLOCK, &block, &before);
	if (!interrupted())
		n = ppoll(pollfd, 1, time, &before);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return interrupted() ? -EINTR : n != 0;
}

int interrupt_poll(int fd, int ms)
{
	const struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};
	struct pollfd input = {.fd = fd, .events = POLLIN};

	return poll_one(&input, ms < 0 ? NULL : &time);
}

int interrupt_poll_room(int fd)
{
	struct pollfd output = {.fd = fd, .events = POLLOUT};

	return poll_one(&output, NULL);
}
