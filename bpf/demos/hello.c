// SPDX-License-Identifier: GPL-2.0-or-later
/* The demo hello: a line per execve, read where it is printed. */
#include "bpf/demo_traffic.h"

/* The reader first: it must not miss a line. */
static const struct demo_hook hooks[] = {
	{.program = "hello_reader", .name = "raw tracepoint bpf_trace_printk", .link = "reader"},
	{.program = "hello_raw_tp", .name = "raw tracepoint sys_enter"},
	{.program = "hello_fentry", .name = "fentry on execve"},
	{.program = "hello_kprobe", .name = "kprobe on execve"},
	{0},
};

static const char *const also[] = {"hello-world", NULL};
static const char *const maps[] = {"lines", NULL};

static const struct demo_try tries[] = {
	{.command = "mapctl list --under /sys/fs/bpf/mapctl/hello -o name,type,max",
	 .output = "name  type      max\n"
		   "lines ringbuf 65536\n"},
	{.command = "mapctl --csv events /sys/fs/bpf/mapctl/hello/lines --for 1s -o uid,text | "
		    "grep ^5003",
	 .output = "5003,Hello World!\n"
		   "5003,Hello World!\n"},
	{.command = "mapctl demo stop hello"},
	{0},
};

static int traffic(const struct demo_live *live, struct err *err)
{
	(void)live;
	return traffic_exec(5003, 2, err);
}

const struct demo demo_hello = {
	.name = "hello",
	.also = also,
	.brief = "prints \"Hello World!\" at every execve",
	.about = "The first program of \"Learning eBPF\", chapter 2: bpf_trace_printk() at\n"
		 "every execve. It has no map. What it prints goes to the kernel's trace,\n"
		 "which the book reads from tracefs; here a second program stands on the\n"
		 "tracepoint in bpf_trace_printk() itself and sends each of these lines, with\n"
		 "who caused it, through the ring buffer lines. See them with\n"
		 "mapctl demo run hello. The trace is one for all: of two hellos at once each\n"
		 "shows the lines of both.",
	.object = "hello",
	.hooks = hooks,
	.maps = maps,
	.output = "lines",
	.record = "line",
	.tries = tries,
	.traffic_about = "two execves of user 5003",
	.traffic = traffic,
};
