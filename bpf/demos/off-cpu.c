// SPDX-License-Identifier: GPL-2.0-or-later
/* The demo off-cpu: who waits for whom, and for how long. */
#include <sys/prctl.h>
#include <unistd.h>

#include "bpf/demo_traffic.h"

#define PINS "/sys/fs/bpf/mapctl/off-cpu/"
#define ROUNDS 5
#define PAUSE_US 20000

static const struct demo_hook hooks[] = {
	{.program = "on_waking", .name = "raw tracepoint sched_waking", .link = "waking"},
	{.program = "on_switch", .name = "raw tracepoint sched_switch", .link = "switch"},
	{0},
};

static const char *const also[] = {"offwaketime", NULL};
static const char *const maps[] = {"counts", "start", "wokeby", "stackmap", NULL};
static const char *const show[] = {"counts", NULL};

static const struct demo_try tries[] = {
	{"mapctl -J dump " PINS "counts | grep demo-sleeper", NULL},
	{"mapctl dump " PINS "start", NULL},
	{"mapctl demo stop off-cpu", NULL},
	{0},
};

/* Child 0 waits for a byte from child 1, again and again. The ends of the pipe are held[]. */
static int wait_or_wake(const struct demo_live *live, unsigned int nth)
{
	int end = live->held[nth];
	char byte = 0;

	prctl(PR_SET_NAME, nth ? "demo-waker" : "demo-sleeper");
	for (int i = 0; i < ROUNDS; i++) {
		if (nth)
			usleep(PAUSE_US);
		if ((nth ? write(end, &byte, 1) : read(end, &byte, 1)) != 1)
			return -EIO;
	}
	return 0;
}

static int traffic(const struct demo_live *live, struct err *err)
{
	struct demo_live with_pipe = *live;
	int ends[2], rc;

	if (pipe(ends))
		return fail(err, -errno, "cannot make a pipe: %s", err_text(-errno));
	with_pipe.held[0] = ends[0];
	with_pipe.held[1] = ends[1];
	rc = traffic_children(wait_or_wake, &with_pipe, 2);
	close(ends[0]);
	close(ends[1]);
	return rc ? fail(err, rc, "cannot wait and wake: %s", err_text(rc)) : 0;
}

const struct demo demo_off_cpu = {
	.name = "off-cpu",
	.also = also,
	.brief = "adds up how long tasks waited, by who woke them",
	.about = "offwaketime of the kernel's samples/bpf: start holds the tasks that are\n"
		 "off a CPU, since when and with which kernel stack; wokeby who has woken\n"
		 "them. When a task gets a CPU again its wait is added to counts, whose key\n"
		 "are the names and kernel stacks of both. The numbers of stacks are keys of\n"
		 "stackmap, which has their addresses. All tasks of the machine are seen.",
	.object = "off-cpu",
	.hooks = hooks,
	.maps = maps,
	.show = show,
	.tries = tries,
	.traffic_about = "demo-sleeper waits five times 20 ms for a byte of demo-waker",
	.traffic = traffic,
};
