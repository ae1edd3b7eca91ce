// SPDX-License-Identifier: GPL-2.0-or-later
/* The demo hello-map: a count per user in a hash. */
#include "bpf/demo_traffic.h"

#define TABLE "/sys/fs/bpf/mapctl/hello-map/counter_table"

static const struct demo_hook hooks[] = {
	{.program = "count_raw_tp", .name = "raw tracepoint sys_enter"},
	{.program = "count_fentry", .name = "fentry on execve"},
	{.program = "count_kprobe", .name = "kprobe on execve"},
	{0},
};

static const char *const also[] = {"hello-hash", NULL};
static const char *const maps[] = {"counter_table", NULL};

static const struct demo_try tries[] = {
	{.command = "mapctl dump " TABLE,
	 .example = " key value\n"
		    "   0    17\n"
		    "5001     3\n"
		    "5002     2\n"},
	{.command = "mapctl lookup " TABLE " 5001",
	 .output = " key value\n"
		   "5001     3\n"},
	{.command = "mapctl -J lookup " TABLE " 5002",
	 .output = "{\"key\":5002,\"value\":2}\n"},
	{.command = "mapctl update " TABLE " 5001 0",
	 .output = "5001: 3 -> 0\n"},
	{.command = "mapctl demo stop hello-map"},
	{0},
};

static int traffic(const struct demo_live *live, struct err *err)
{
	static const struct traffic_execs users[] = {{5001, 3}, {5002, 2}, {0}};

	(void)live;
	return traffic_execs(users, err);
}

const struct demo demo_hello_map = {
	.name = "hello-map",
	.also = also,
	.brief = "counts execve calls per user in a hash",
	.about = "From \"Learning eBPF\", chapter 2: a hash from a user id to the number of\n"
		 "its execve calls. It looks the count up, adds one and writes it back, as\n"
		 "the book's does: two CPUs that do so at once for one user lose a count.\n"
		 "The demo percpu-counter shows how many.",
	.object = "hello-map",
	.hooks = hooks,
	.maps = maps,
	.tries = tries,
	.traffic_about = "three execves of user 5001, two of user 5002",
	.traffic = traffic,
};
