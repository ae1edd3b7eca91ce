// SPDX-License-Identifier: GPL-2.0-or-later
/* The demo hello-config: a configuration from user space. */
#include "bpf/demos/hello-config.h"

static const struct demo_hook hooks[] = {
	{.program = "hello_raw_tp", .name = "raw tracepoint sys_enter"},
	{.program = "hello_fentry", .name = "fentry on execve"},
	{.program = "hello_kprobe", .name = "kprobe on execve"},
	{0},
};

static const char *const also[] = {"hello-buffer-config", NULL};
static const char *const maps[] = {"config", "output", NULL};

const struct demo_entry hello_config_entries[] = {
	{"config", "0", "{message: \"Hey root!\"}"},
	{"config", "501", "{message: \"Hi user 501!\"}"},
	{0},
};

static const struct demo_try tries[] = {
	{.command =
		 "mapctl list --under /sys/fs/bpf/mapctl/hello-config -o name,type,key,value,max",
	 .example = "name   type             key   value              max\n"
		    "config hash             __u32 struct user_msg_t 10240\n"
		    "output perf_event_array                             8\n"},
	{.command = "mapctl dump name config",
	 .output = "key message\n"
		   "  0 \"Hey root!\"\n"
		   "501 \"Hi user 501!\"\n"},
	{.command = "mapctl update config 1000 '{message: \"Hi 1000!\"}'",
	 .output = "1000: {message: \"Hi 1000!\"}\n"},
	{.command = "mapctl demo stop hello-config"},
	{0},
};

int hello_config_traffic(const struct demo_live *live, struct err *err)
{
	static const struct traffic_execs users[] = {{0, 1}, {501, 1}, {502, 1}, {0}};

	(void)live;
	return traffic_execs(users, err);
}

const struct demo demo_hello_config = {
	.name = "hello-config",
	.also = also,
	.brief = "greets every execve with its user's message",
	.about = "The config map of \"Learning eBPF\", chapter 4: a hash from a user id\n"
		 "to struct user_msg_t { char message[12]; }. At every execve the program\n"
		 "looks up the caller's uid and sends pid, uid, command and message, or\n"
		 "\"Hello World\" for a user without one, through the perf event array\n"
		 "output.",
	.object = "hello-config",
	.hooks = hooks,
	.maps = maps,
	.entries = hello_config_entries,
	.output = "output",
	.record = "data_t",
	.tries = tries,
	.traffic_about = "one execve each of root, user 501 and user 502",
	.traffic = hello_config_traffic,
};
