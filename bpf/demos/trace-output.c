// SPDX-License-Identifier: GPL-2.0-or-later
/* The demo trace-output: many small records through a perf buffer. */
#include <fcntl.h>
#include <unistd.h>

#include "bpf/demo_traffic.h"

#define MY_MAP "/sys/fs/bpf/mapctl/trace-output/my_map"

#define WRITES 1000

static const struct demo_hook hooks[] = {
	{.program = "write_raw_tp", .name = "raw tracepoint sys_enter"},
	{.program = "write_fentry", .name = "fentry on write"},
	{.program = "write_kprobe", .name = "kprobe on write"},
	{0},
};

static const char *const maps[] = {"my_map", NULL};

static const struct demo_try tries[] = {
	{.command = "mapctl info " MY_MAP,
	 .example = "id         4711\n"
		    "type       perf_event_array\n"
		    "name       my_map\n"
		    "max        8\n"
		    "memory     376 B\n"
		    "pins       /sys/fs/bpf/mapctl/trace-output/my_map\n"
		    "programs   write_raw_tp(815)\n"
		    "pids\n"
		    "flags\n"
		    "key_size   4\n"
		    "value_size 4\n"
		    "frozen     no\n"},
	{.command = "timeout 2 setpriv --reuid 5008 dd if=/dev/zero of=/dev/null bs=1 & "
		    "mapctl -r events " MY_MAP " --for 2s -o time | cut -d. -f1 | uniq -c",
	 .example = "  56543 1795205934\n"
		    " 124675 1795205935\n"
		    "  41002 1795205936\n"},
	{.command = "mapctl demo stop trace-output"},
	{0},
};

static int write_often(const struct demo_live *live, unsigned int nth)
{
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC), rc = 0;

	(void)live;
	(void)nth;
	if (fd < 0 || setresuid(5008, 5008, 5008))
		return -errno;
	for (int i = 0; !rc && i < WRITES; i++)
		rc = write(fd, "", 1) == 1 ? 0 : -errno;
	return rc;
}

static int traffic(const struct demo_live *live, struct err *err)
{
	int rc = traffic_child(write_often, live);

	return rc ? fail(err, rc, "cannot write to /dev/null: %s", err_text(rc)) : 0;
}

static const char *const also[] = {"trace_output", NULL};

const struct demo demo_trace_output = {
	.name = "trace-output",
	.also = also,
	.brief = "sends a record for every write of its traffic",
	.about = "trace_output of the kernel's samples/bpf: at each write a record { pid,\n"
		 "cookie } goes through the perf event array my_map, to see how many a second\n"
		 "a reader keeps up with. Only the writes of user 5008, which the traffic has,\n"
		 "are taken: a reader that prints records writes, and would feed itself. The\n"
		 "command below with dd writes as often as it can for two seconds, and prints\n"
		 "how many records came in each second.",
	.object = "trace-output",
	.hooks = hooks,
	.maps = maps,
	.output = "my_map",
	.record = "record",
	.tries = tries,
	.traffic_about = "1000 writes to /dev/null by user 5008",
	.traffic = traffic,
};
