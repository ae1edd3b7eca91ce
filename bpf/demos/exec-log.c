// SPDX-License-Identifier: GPL-2.0-or-later
/* The demo exec-log: large records through a ring buffer. */
#include "bpf/demo_traffic.h"

#define PINS "/sys/fs/bpf/mapctl/exec-log/"

static const struct demo_hook hooks[] = {
	{.program = "log_exec", .name = "raw tracepoint sched_process_exec"},
	{0},
};

static const char *const maps[] = {"rb", "heap", NULL};

static const struct demo_try tries[] = {
	{.command = "mapctl schema " PINS "heap",
	 .output = "__u32 key;                               /* 4 bytes */\n"
		   "\n"
		   "struct event {                           /* 532 bytes */\n"
		   "\tint pid;                         /*   0    4 */\n"
		   "\tchar comm[16];                   /*   4   16 */\n"
		   "\tchar filename[512];              /*  20  512 */\n"
		   "} value;\n"},
	{.command = "mapctl dump " PINS "heap",
	 .example = "key cpu   pid comm     filename\n"
		    "  0 1   16063 \"mapctl\" \"/usr/bin/mapctl\"\n"
		    "  0 sum 16063 -        -\n"},
	{.command = "mapctl events " PINS "rb --count 3 -o pid,comm,filename",
	 .example = "  pid comm   filename\n"
		    "16052 \"true\" \"/bin/true\"\n"
		    "16053 \"true\" \"/bin/true\"\n"
		    "16054 \"true\" \"/bin/true\"\n"},
	{.command = "mapctl demo stop exec-log"},
	{0},
};

static int traffic(const struct demo_live *live, struct err *err)
{
	(void)live;
	return traffic_exec(5006, 3, err);
}

const struct demo demo_exec_log = {
	.name = "exec-log",
	.brief = "logs every program that is executed, by its path",
	.about = "After the ring buffer example of the kernel: at sched_process_exec, when\n"
		 "an execve has succeeded, a record { pid, comm[16], filename[512] } goes\n"
		 "through the ring buffer rb. It is larger than a program's stack, and so is\n"
		 "built in the CPU's own entry of heap, where the last one can be seen.",
	.object = "exec-log",
	.hooks = hooks,
	.maps = maps,
	.output = "rb",
	.record = "event",
	.tries = tries,
	.traffic_about = "three times /bin/true as user 5006",
	.traffic = traffic,
};
