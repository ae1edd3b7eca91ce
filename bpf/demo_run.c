// SPDX-License-Identifier: GPL-2.0-or-later
/* Runs a demo in the foreground and hands on its records, or what changes in its maps. */
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "bpf/demo_impl.h"
#include "bpf/demo_traffic.h"

/* How often maps are looked at. */
#define LOOK_MS 1000

struct run {
	const struct demo *demo;
	const struct demo_watch *watch;
	struct demo_reader reader; /* of a demo with records */
	struct demo_tables tables; /* of one without */
	struct traffic traffic;
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
	run->seen += event->data || event->stack;
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

/* Milliseconds to wait: maps tell nothing of themselves. */
static int patience(const struct run *run)
{
	int left = time_left(run);

	return run->tables.n && (left < 0 || left > LOOK_MS) ? LOOK_MS : left;
}

static int look(struct run *run, struct err *err)
{
	if (run->demo->output)
		demo_reader_consume(&run->reader);
	return run->demo->output ? 0 : demo_tables_look(&run->tables, true, err);
}

static int watch_loop(struct run *run, struct err *err)
{
	struct pollfd fds[] = {
		{.fd = run->signals, .events = POLLIN},
		{.fd = run->demo->output ? demo_reader_fd(&run->reader) : -1, .events = POLLIN},
		{.fd = run->traffic.pid ? run->traffic.failed : -1, .events = POLLIN},
	};
	int rc = 0;

	while (!rc && !run->done && time_left(run) && !fds[0].revents) {
		if (poll(fds, 3, patience(run)) < 0 && errno != EINTR)
			return fail(err, -errno, "cannot wait for records: %s", err_text(-errno));
		rc = look(run, err);
		if (!rc && !fds[0].revents && fds[2].revents)
			rc = traffic_failure(&run->traffic, err);
	}
	return rc ? rc : run->rc;
}

static int watch_live(const struct demo_live *live, struct demo_report *report,
		      struct run *run, struct err *err)
{
	int rc = 0;

	if (live->demo->output)
		rc = demo_reader_open(&run->reader, live, err);
	else if (!live->demo->summary)
		rc = demo_tables_open(&run->tables, live, err);
	if (!rc)
		rc = run->watch->started(run->watch->arg, report);
	if (!rc && run->watch->traffic)
		rc = traffic_begin(&run->traffic, live, err);
	if (!rc)
		rc = watch_loop(run, err);
	traffic_end(&run->traffic);
	return rc;
}

static int summarize(const struct demo_live *live, struct run *run, struct err *err)
{
	int rc = live->demo->summary ? live->demo->summary(live, hand_on, run, err) : 0;

	return rc ? rc : run->rc;
}

/* Who lists and stops demos meanwhile is not to take its cgroup for what a killed one has left. */
static int claim_cgroup(struct demo_live *live)
{
	BUF_CLEANUP struct buf path = {0};
	int fd;

	if (!demo_has_cgroup(live->demo) || demo_cgroup_path(live->demo, &path))
		return 0;
	fd = demo_claim(buf_cstr(&path));
	return fd < 0 ? fd : demo_hold(live, fd);
}

static int run_loaded(const struct demo *demo, struct demo_report *report, struct run *run,
		      struct err *err)
{
	LIVE_CLEANUP struct demo_live live = {0};
	struct err ignored = {0};
	int rc = demo_load(demo, run->watch->hook, &live, report, err), left;

	if (rc)
		return rc;
	rc = claim_cgroup(&live);
	if (rc)
		fail(err, rc, "cannot open the cgroup of the demo: %s", err_text(rc));
	else
		rc = watch_live(&live, report, run, err);
	if (!rc)
		rc = summarize(&live, run, err);
	demo_reader_close(&run->reader);
	demo_tables_close(&run->tables);
	demo_unload(&live);
	left = demo_cgroup_remove(demo, rc ? &ignored : err);
	return rc ? rc : left;
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
		.demo = demo,
		.watch = watch,
		.end_ms = now_ms() + watch->max_ms,
		.reader = {.event = hand_on, .arg = &run},
		.tables = {.event = hand_on, .arg = &run},
	};
	struct demo_report report = {0};
	sigset_t ends, before;
	int rc = demo_check_rights(demo, err);

	if (rc)
		return rc;
	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGHUP); /* its terminal is gone */
	run.signals = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
	if (run.signals < 0)
		return fail(err, -errno, "cannot wait for signals: %s", err_text(-errno));
	sigaddset(&ends, SIGPIPE); /* strikes once all is removed; until then writing is EPIPE */
	pthread_sigmask(SIG_BLOCK, &ends, &before);
	rc = run_loaded(demo, &report, &run, err);
	demo_report_free(&report);
	drain_signals(run.signals);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc;
}
