// SPDX-License-Identifier: GPL-2.0-or-later
/* Runs a demo in the foreground and hands on the records that it sends. */
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "bpf/demo_impl.h"
#include "bpf/demo_traffic.h"

struct run {
	const struct demo_watch *watch;
	struct demo_reader reader;
	int signals; /* signalfd */
	__u64 seen, end_ms;
	int rc; /* what a callback that wants to end it returned */
	bool done;
};

static __u64 now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (__u64)now.tv_sec * 1000 + (__u64)now.tv_nsec / 1000000;
}

static void hand_on(void *arg, const struct demo_event *event)
{
	struct run *run = arg;

	if (run->done)
		return;
	run->rc = run->watch->event(run->watch->arg, event);
	run->seen += event->data != NULL;
	run->done = run->rc || (run->watch->max_events && run->seen >= run->watch->max_events);
}

/* Milliseconds until the limit, as poll(2) takes them; -1: there is none. */
static int time_left(const struct run *run)
{
	__u64 now = now_ms(), left = now < run->end_ms ? run->end_ms - now : 0;

	if (!run->watch->max_ms)
		return -1;
	return left < INT_MAX ? (int)left : INT_MAX;
}

static int watch_loop(struct run *run, struct err *err)
{
	struct pollfd fds[] = {
		{.fd = run->signals, .events = POLLIN},
		{.fd = demo_reader_fd(&run->reader), .events = POLLIN},
	};

	while (!run->done && time_left(run)) {
		int n = poll(fds, 2, time_left(run));

		if (n < 0 && errno != EINTR)
			return fail(err, -errno, "cannot wait for records: %s", err_text(-errno));
		if (n > 0)
			demo_reader_consume(&run->reader);
		if (n > 0 && fds[0].revents)
			break;
	}
	return run->rc;
}

static int watch_live(const struct demo_live *live, struct demo_report *report,
		      struct run *run, struct err *err)
{
	pid_t traffic = 0;
	int rc = run->watch->started(run->watch->arg, report, run->reader.layout);

	if (!rc && run->watch->traffic)
		traffic = traffic_begin(live);
	if (traffic < 0)
		rc = fail(err, (int)traffic, "cannot fork: %s", err_text((int)traffic));
	if (!rc)
		rc = watch_loop(run, err);
	if (traffic > 0)
		traffic_end(traffic);
	return rc;
}

static int run_loaded(const struct demo *demo, struct run *run, struct err *err)
{
	LIVE_CLEANUP struct demo_live live = {0};
	struct demo_report report = {0};
	int rc = demo_load(demo, &live, &report, err);

	if (!rc)
		rc = demo_reader_open(&run->reader, &live, err);
	if (!rc)
		rc = watch_live(&live, &report, run, err);
	demo_reader_close(&run->reader);
	demo_report_free(&report);
	return rc;
}

/* Takes the signals that are pending off, lest they strike once they are let through again. */
static void drain_signals(int fd)
{
	struct signalfd_siginfo info;

	while (read(fd, &info, sizeof(info)) == sizeof(info))
		;
	close(fd);
}

int demo_run(const struct demo *demo, const struct demo_watch *watch, struct err *err)
{
	struct run run = {
		.watch = watch,
		.end_ms = now_ms() + watch->max_ms,
		.reader = {.event = hand_on, .arg = &run},
	};
	sigset_t ends, before;
	int rc;

	if (!demo->output)
		return fail(err, -EOPNOTSUPP, "the demo \"%s\" sends no records", demo->name);
	/* There is only one of its cgroup, and the end of this one would remove it. */
	if (demo_has_cgroup(demo) && demo_left(demo))
		return demo_check(demo, err);
	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	run.signals = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
	if (run.signals < 0)
		return fail(err, -errno, "cannot wait for signals: %s", err_text(-errno));
	pthread_sigmask(SIG_BLOCK, &ends, &before);
	rc = run_loaded(demo, &run, err);
	demo_cgroup_remove(demo);
	drain_signals(run.signals);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc;
}
