// SPDX-License-Identifier: GPL-2.0-or-later
/* The demo map-in-map: an inner map that is swapped while it is counted in. */
#include <bpf/bpf.h>

#include "bpf/caps.h"
#include "bpf/demo_traffic.h"

#define PINS "/sys/fs/bpf/mapctl/map-in-map/"
#define CALLS 300000

static const struct demo_hook hooks[] = {
	{.program = "count_raw_tp", .name = "raw tracepoint sys_enter"},
	{.program = "count_fentry", .name = "fentry on getppid"},
	{.program = "count_kprobe", .name = "kprobe on getppid"},
	{0},
};

static const char *const maps[] = {"current", "by_user", "counts_a", "counts_b", "user_5007", NULL};

static const struct demo_try tries[] = {
	{.command = "mapctl dump --recursive " PINS "current",
	 .example = "key value\n"
		    "  0 120516 /* counts_b */\n"
		    "\n"
		    "counts_b (id 120516, array)\n"
		    "key  value\n"
		    "  0 143247\n"},
	{.command = "mapctl dump " PINS "by_user --types u32 u32",
	 .example = " key value\n"
		    "5007 120517 /* user_5007 */\n"},
	{.command = "mapctl dump " PINS "user_5007",
	 .output = "key  value\n"
		   "  0 300000\n"},
	{.command = "mapctl update " PINS "current key 0 value pinned " PINS "counts_a",
	 .output = "0: pinned " PINS "counts_a\n"},
	{.command = "mapctl demo stop map-in-map"},
	{0},
};

static int map_fd(const struct demo_live *live, const char *name)
{
	return bpf_object__find_map_fd_by_name(live->object, name);
}

static int prepare(struct demo_live *live, struct err *err)
{
	__u32 user = 5007;
	int inner = map_fd(live, "user_5007");
	int rc = bpf_map_update_elem(map_fd(live, "by_user"), &user, &inner, BPF_ANY);

	return rc ? fail_op(err, OP_ACCESS, rc, "cannot give user %u a map", user) : 0;
}

static int call(const struct demo_live *live, unsigned int nth)
{
	(void)live;
	(void)nth;
	return traffic_getppid(5007, CALLS);
}

static int set_current(const struct demo_live *live, const char *name)
{
	int inner = map_fd(live, name);
	__u32 zero = 0;

	return bpf_map_update_elem(map_fd(live, "current"), &zero, &inner, BPF_ANY);
}

static int swap(const struct demo_live *live)
{
	int rc = set_current(live, "counts_a");

	return rc ? rc : set_current(live, "counts_b");
}

static int traffic(const struct demo_live *live, struct err *err)
{
	int rc = traffic_while(call, swap, live);

	return rc ? fail(err, rc, "cannot swap maps under traffic: %s", err_text(rc)) : 0;
}

static const char *const also[] = {"test_map_in_map", NULL};

const struct demo demo_map_in_map = {
	.name = "map-in-map",
	.also = also,
	.brief = "swaps the map that is counted in, as it counts",
	.about = "After the kernel's test_map_in_map: current is an array of maps with one\n"
		 "slot, by_user a hash of maps from a user id. Each getppid call of a user\n"
		 "who is in by_user is counted in the user's own map and in the one in the\n"
		 "slot. The traffic swaps that between counts_a and counts_b all the time; as\n"
		 "a swap is atomic, the two together miss no call: they add up to the count\n"
		 "in user_5007.",
	.object = "map-in-map",
	.hooks = hooks,
	.maps = maps,
	.prepare = prepare,
	.tries = tries,
	.traffic_about = "user 5007 calls getppid 300,000 times while maps are swapped",
	.traffic = traffic,
};
