// SPDX-License-Identifier: GPL-2.0-or-later
/* Runs a demo in the foreground and hands on the records that it sends. */
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include <bpf/btf.h>

#include "bpf/caps.h"
#include "bpf/demo_impl.h"

#define PAGES_PER_CPU 16

struct run {
	const struct demo_watch *watch;
	struct layout *layout;
	struct perf_buffer *perf;
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

static void hand_on(struct run *run, const struct demo_event *event)
{
	if (run->done)
		return;
	run->rc = run->watch->event(run->watch->arg, event);
	run->seen += event->data != NULL;
	run->done = run->rc || (run->watch->max_events && run->seen >= run->watch->max_events);
}

static void on_sample(void *ctx, int cpu, void *data, __u32 size)
{
	struct run *run = ctx;
	const struct demo_event event = {.data = data, .layout = run->layout, .cpu = cpu};

	if (size >= run->layout->size)
		hand_on(run, &event);
}

static void on_lost(void *ctx, int cpu, __u64 lost)
{
	struct run *run = ctx;
	const struct demo_event event = {.layout = run->layout, .lost = lost, .cpu = cpu};

	hand_on(run, &event);
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
		{.fd = perf_buffer__epoll_fd(run->perf), .events = POLLIN},
	};

	while (!run->done && time_left(run)) {
		int n = poll(fds, 2, time_left(run));

		if (n < 0 && errno != EINTR)
			return fail(err, -errno, "cannot wait for records: %s", err_text(-errno));
		/* Not perf_buffer__poll(): perf forgets that it is ready once poll(2) was told so. */
		if (n > 0)
			perf_buffer__consume(run->perf);
		if (n > 0 && fds[0].revents)
			break;
	}
	return run->rc;
}

static int find_layout(const struct demo *demo, const struct bpf_object *object,
		       struct layout **layout, struct err *err)
{
	const struct btf *btf = bpf_object__btf(object);
	int id = btf ? btf__find_by_name_kind(btf, demo->record, BTF_KIND_STRUCT) : -ENOENT;

	if (id < 0)
		return fail(err, -EINVAL, "the demo \"%s\" does not describe its records",
			    demo->name);
	return layout_new(layout, btf, (__u32)id, (__u32)btf__resolve_size(btf, (__u32)id), err);
}

static int watch_live(const struct demo *demo, const struct demo_live *live,
		      const struct demo_report *report, struct run *run, struct err *err)
{
	int rc;

	run->perf = perf_buffer__new(bpf_object__find_map_fd_by_name(live->object, demo->output),
				     PAGES_PER_CPU, on_sample, on_lost, run, NULL);
	if (!run->perf)
		return fail_op(err, OP_LOAD, -errno, "cannot read the perf event array \"%s\"",
			       demo->output);
	rc = run->watch->started(run->watch->arg, report, run->layout);
	if (!rc)
		rc = watch_loop(run, err);
	perf_buffer__free(run->perf);
	return rc;
}

static int run_loaded(const struct demo *demo, struct run *run, struct err *err)
{
	LIVE_CLEANUP struct demo_live live = {0};
	struct demo_report report = {0};
	int rc = demo_load(demo, &live, &report, err);

	if (!rc)
		rc = find_layout(demo, live.object, &run->layout, err);
	if (!rc)
		rc = watch_live(demo, &live, &report, run, err);
	layout_free(run->layout);
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
	struct run run = {.watch = watch, .end_ms = now_ms() + watch->max_ms};
	sigset_t ends, before;
	int rc;

	if (!demo->output)
		return fail(err, -EOPNOTSUPP, "the demo \"%s\" sends no records", demo->name);
	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	run.signals = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
	if (run.signals < 0)
		return fail(err, -errno, "cannot wait for signals: %s", err_text(-errno));
	pthread_sigmask(SIG_BLOCK, &ends, &before);
	rc = run_loaded(demo, &run, err);
	drain_signals(run.signals);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc;
}
