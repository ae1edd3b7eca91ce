// SPDX-License-Identifier: GPL-2.0-or-later
/* The demo hello-buffer: records through a perf buffer. */
#include "bpf/demo_traffic.h"

static const struct demo_hook hooks[] = {
	{.program = "hello_raw_tp", .name = "raw tracepoint sys_enter"},
	{.program = "hello_fentry", .name = "fentry on execve"},
	{.program = "hello_kprobe", .name = "kprobe on execve"},
	{0},
};

static const char *const maps[] = {"output", NULL};

static const struct demo_try tries[] = {
	{.command = "mapctl info /sys/fs/bpf/mapctl/hello-buffer/output",
	 .example = "id         4711\n"
		    "type       perf_event_array\n"
		    "name       output\n"
		    "max        8\n"
		    "memory     376 B\n"
		    "pins       /sys/fs/bpf/mapctl/hello-buffer/output\n"
		    "programs   hello_raw_tp(815)\n"
		    "pids\n"
		    "flags\n"
		    "key_size   4\n"
		    "value_size 4\n"
		    "frozen     no\n"},
	{.command =
		 "(sleep 1; setpriv --reuid 5005 /bin/true) & "
		 "mapctl events /sys/fs/bpf/mapctl/hello-buffer/output --for 2s -o uid,command,message |\n"
		 "      grep ^5005",
	 .example = "5005 \"setpriv\" \"Hello World\"\n"},
	{.command = "mapctl demo stop hello-buffer"},
	{0},
};

static int traffic(const struct demo_live *live, struct err *err)
{
	(void)live;
	return traffic_exec(5005, 3, err);
}

const struct demo demo_hello_buffer = {
	.name = "hello-buffer",
	.brief = "sends a record per execve by a perf buffer",
	.about = "From \"Learning eBPF\", chapter 2: a record { pid, uid, command[16],\n"
		 "message[12] } for every execve goes through the perf event array output,\n"
		 "which has a buffer per CPU once somebody reads it: mapctl demo run\n"
		 "hello-buffer does. Where nobody reads, nothing is kept.",
	.object = "hello-buffer",
	.hooks = hooks,
	.maps = maps,
	.output = "output",
	.record = "data_t",
	.tries = tries,
	.traffic_about = "three execves of user 5005",
	.traffic = traffic,
};
