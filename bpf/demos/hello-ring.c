// SPDX-License-Identifier: GPL-2.0-or-later
/* The demo hello-ring: hello-config with a ring buffer. */
#include "bpf/demos/hello-config.h"

#define PINS "/sys/fs/bpf/mapctl/hello-ring/"

static const struct demo_hook hooks[] = {
	{.program = "hello_raw_tp", .name = "raw tracepoint sys_enter"},
	{.program = "hello_fentry", .name = "fentry on execve"},
	{.program = "hello_kprobe", .name = "kprobe on execve"},
	{0},
};

static const char *const also[] = {"hello-ring-buffer-config", "hello-ring-buffer", NULL};
static const char *const maps[] = {"config", "output", NULL};

static const struct demo_try tries[] = {
	{.command = "mapctl dump " PINS "config",
	 .output = "key message\n"
		   "  0 \"Hey root!\"\n"
		   "501 \"Hi user 501!\"\n"},
	{.command = "mapctl --csv events " PINS "output --for 1s -o uid,message | grep '^50[12],'",
	 .output = "501,Hi user 501!\n"
		   "502,Hello World\n"},
	{.command = "mapctl demo stop hello-ring"},
	{0},
};

const struct demo demo_hello_ring = {
	.name = "hello-ring",
	.also = also,
	.brief = "sends hello-config's greetings by a ring buffer",
	.about = "From \"Learning eBPF\", chapter 4: the config map and the records of\n"
		 "hello-config, but output is a ring buffer. It is one for all CPUs, so that\n"
		 "records come in the order in which they were made, and it keeps them until\n"
		 "somebody reads them, mapctl demo run hello-ring for one, or it is full.",
	.object = "hello-ring",
	.hooks = hooks,
	.maps = maps,
	.entries = hello_config_entries,
	.output = "output",
	.record = "data_t",
	.tries = tries,
	.traffic_about = "one execve each of root, user 501 and user 502",
	.traffic = hello_config_traffic,
};
