// SPDX-License-Identifier: GPL-2.0-or-later
/* The proper end of an endless command. */
#include <poll.h>
#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "bpf/event.h"
#include "cli/interrupt.h"
#include "commands/duration.h"
#include "commands/ending.h"

enum { NS_PER_MS = 1000000 };

/* Blocked it would come to a process that nohup(1) started, too. */
static bool is_ignored(int signo)
{
	struct sigaction action;

	return !sigaction(signo, NULL, &action) && action.sa_handler == SIG_IGN;
}

int ending_open(struct ending *ending, const char *duration, struct err *err)
{
	sigset_t ends;
	int ms = 0, rc = duration ? duration_parse(duration, "--for", 1, &ms, err) : 0;

	if (rc)
		return rc;
	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	if (!is_ignored(SIGHUP)) /* its terminal is gone */
		sigaddset(&ends, SIGHUP);
	ending->fd = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
	if (ending->fd < 0)
		return fail(err, -errno, "cannot wait for signals: %s", err_text(-errno));
	ending->at = ms ? event_now() + (__u64)ms * NS_PER_MS : 0;
	pthread_sigmask(SIG_BLOCK, &ends, &ending->before);
	return 0;
}

void ending_take(struct ending *ending)
{
	struct signalfd_siginfo info;

	while (read(ending->fd, &info, sizeof(info)) == sizeof(info))
		interrupt_pass_on((int)info.ssi_signo);
}

/* Signals that came are taken, lest they strike once they are let through again. */
void ending_close(struct ending *ending)
{
	ending_take(ending);
	close(ending->fd);
	pthread_sigmask(SIG_SETMASK, &ending->before, NULL);
}

int ending_left(const struct ending *ending, int most)
{
	__u64 now = event_now(), left;

	if (!ending->at)
		return most;
	left = now < ending->at ? (ending->at - now) / NS_PER_MS + 1 : 0;
	return most >= 0 && left > (__u64)most ? most : (int)left;
}

bool ending_signalled(const struct ending *ending, int ms)
{
	struct pollfd fd = {.fd = ending->fd, .events = POLLIN};

	return poll(&fd, 1, ms) > 0;
}

bool ending_reached(const struct ending *ending)
{
	return (ending->at && event_now() >= ending->at) || ending_signalled(ending, 0);
}
