// SPDX-License-Identifier: GPL-2.0-or-later
/* The demo percpu-counter: the same count with and without loss. */
#include "bpf/demo_traffic.h"

#define PINS "/sys/fs/bpf/mapctl/percpu-counter/"
#define CALLS 250000

static const struct demo_hook hooks[] = {
	{.program = "count_raw_tp", .name = "raw tracepoint sys_enter"},
	{.program = "count_fentry", .name = "fentry on getppid"},
	{.program = "count_kprobe", .name = "kprobe on getppid"},
	{0},
};

static const char *const maps[] = {"percpu_counts", "hash_counts", NULL};

static const struct demo_try tries[] = {
	{.command = "mapctl dump " PINS "percpu_counts",
	 .example = " key cpu  value\n"
		    "   0 0       52\n"
		    "   0 1       55\n"
		    "   0 sum    107\n"
		    "5001 0   250000\n"
		    "5001 1   250000\n"
		    "5001 sum 500000\n"},
	{.command = "mapctl -J lookup " PINS "percpu_counts 5001 --cpu sum",
	 .output = "{\"key\":5001,\"value\":500000}\n"},
	{.command = "mapctl lookup " PINS "hash_counts 5001",
	 .example = " key  value\n"
		    "5001 494959\n"},
	{.command = "mapctl demo stop percpu-counter"},
	{0},
};

static int call(const struct demo_live *live, unsigned int nth)
{
	(void)live;
	traffic_choose_cpu(nth);
	return traffic_getppid(5001, CALLS);
}

static int traffic(const struct demo_live *live, struct err *err)
{
	int rc = traffic_children(call, live, 2);

	return rc ? fail(err, rc, "cannot call getppid as user 5001: %s", err_text(rc)) : 0;
}

const struct demo demo_percpu_counter = {
	.name = "percpu-counter",
	.brief = "counts calls per user, with loss and without",
	.about = "The counter of hello-map beside one that does not lose: in\n"
		 "percpu_counts each CPU has a count of its own that only it writes, and the\n"
		 "sum over the CPUs is exact. hash_counts, counted at the same time, has one\n"
		 "count for all; what it misses of that sum was lost where two CPUs counted\n"
		 "at once. Counted is getppid, which hardly any program calls by itself.",
	.object = "percpu-counter",
	.hooks = hooks,
	.maps = maps,
	.tries = tries,
	.traffic_about = "two processes of user 5001 call getppid 250,000 times each",
	.traffic = traffic,
};
