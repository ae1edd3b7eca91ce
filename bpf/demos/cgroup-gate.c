// SPDX-License-Identifier: GPL-2.0-or-later
/* The demo cgroup-gate: which tasks are in a cgroup. */
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bpf/caps.h"
#include "bpf/demo_traffic.h"

#define PINS "/sys/fs/bpf/mapctl/cgroup-gate/"

static const struct demo_hook hooks[] = {
	{.program = "gate_raw_tp", .name = "raw tracepoint sys_enter"},
	{.program = "gate_fentry", .name = "fentry on getppid"},
	{.program = "gate_kprobe", .name = "kprobe on getppid"},
	{0},
};

static const char *const maps[] = {"gate", "last", NULL};

static const struct demo_try tries[] = {
	{.command = "mapctl dump " PINS "last",
	 .example = "key   pid comm     calls\n"
		    "  0 16202 \"bash\"       4\n"
		    "  1 16195 \"mapctl\"     5\n"},
	{.command = "mapctl -r lookup " PINS "last 1 -o calls",
	 .output = "5\n"},
	{.command = "mapctl demo stop cgroup-gate"},
	{0},
};

static int prepare(struct demo_live *live, struct err *err)
{
	int map = bpf_object__find_map_fd_by_name(live->object, "gate");
	int fd = demo_cgroup_open(live->demo);
	__u32 zero = 0;
	int rc = fd < 0 ? fd : bpf_map_update_elem(map, &zero, &fd, BPF_ANY);

	if (fd >= 0)
		close(fd);
	return rc ? fail_op(err, OP_ACCESS, rc, "cannot put the cgroup into \"gate\"") : 0;
}

static int call_five(const struct demo_live *live, unsigned int nth)
{
	(void)live;
	(void)nth;
	for (int i = 0; i < 5; i++)
		syscall(SYS_getppid);
	return 0;
}

static int traffic(const struct demo_live *live, struct err *err)
{
	syscall(SYS_getppid);
	return traffic_child_in_cgroup(call_five, live, err);
}

static const char *const also[] = {"test_cgrp2_array_pin", "test_current_task_under_cgroup", NULL};

const struct demo demo_cgroup_gate = {
	.name = "cgroup-gate",
	.also = also,
	.brief = "tells calls in a cgroup from those outside",
	.about = "After the kernel's test_current_task_under_cgroup and\n"
		 "test_cgrp2_array_pin: slot 0 of the cgroup array gate holds a cgroup,\n"
		 "mapctl-cgroup-gate, which the demo makes for itself. At each getppid call\n"
		 "the program asks whether the task is in it, or in one below it, and notes\n"
		 "the caller in entry 1 of last, else in entry 0. Move a shell in by writing\n"
		 "its pid to cgroup.procs, and run anything that starts a shell.",
	.object = "cgroup-gate",
	.cgroup = true,
	.hooks = hooks,
	.maps = maps,
	.prepare = prepare,
	.tries = tries,
	.traffic_about = "getppid once outside and five times inside",
	.traffic = traffic,
};
