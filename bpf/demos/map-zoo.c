// SPDX-License-Identifier: GPL-2.0-or-later
/* The demo map-zoo: a filled map of every type that this kernel has. */
#include "bpf/demo_traffic.h"
#include "bpf/demos/map-zoo.h"

#define PINS "/sys/fs/bpf/mapctl/map-zoo/"

static const struct demo_hook hooks[] = {
	{.program = "zoo_egress", .name = "cgroup egress", .place = PLACE_CGROUP},
	{0},
};

static const char *const maps[] = {
	"hash",
	"array",
	"prog_array",
	"perf_event_array",
	"percpu_hash",
	"percpu_array",
	"stack_trace",
	"cgroup_array",
	"lru_hash",
	"lru_percpu_hash",
	"lpm_trie",
	"array_of_maps",
	"hash_of_maps",
	"devmap",
	"sockmap",
	"cpumap",
	"xskmap",
	"sockhash",
	"cgroup_storage",
	"reuseport_sockarray",
	"percpu_cgroup_storage",
	"queue",
	"stack",
	"sk_storage",
	"devmap_hash",
	"struct_ops",
	"ringbuf",
	"inode_storage",
	"task_storage",
	"bloom_filter",
	"user_ringbuf",
	"cgrp_storage",
	"arena",
	"insn_array",
	"rhash",
	NULL,
};

static const struct demo_slot slots[] = {
	{"prog_array", 1, "zoo_fill"},
	{0},
};

static const struct demo_try tries[] = {
	{.command = "mapctl list --under " PINS " -o type,max,fill | head -n 4",
	 .example = "type                   max fill\n"
		    "array                   16\n"
		    "array_of_maps           16\n"
		    "hash                    16  12%\n"},
	{.command = "mapctl dump " PINS "lpm_trie --hints",
	 .output = "key          name     legs\n"
		   "127.0.0.0/8  \"spider\"    8\n"
		   "127.0.0.1/32 \"cat\"       4\n"},
	{.command = "mapctl dump " PINS "array_of_maps --recursive | head -n 7",
	 .example = "key value\n"
		    "  0 120593 /* array */\n"
		    "\n"
		    "array (id 120593, array)\n"
		    "key name     legs\n"
		    "  0 \"\"          0\n"
		    "  1 \"spider\"    8\n"},
	{.command = "mapctl dump " PINS "sockmap -o key,family,type,remote,state",
	 .output = "key family type  remote      state\n"
		   "  1 inet   dgram \"0.0.0.0:*\" CLOSE\n"},
	{.command = "mapctl dump " PINS "sk_storage -o key.comm,name,legs",
	 .output = "key.comm      name  legs\n"
		   "\"mapctl-demo\" \"cat\"    4\n"},
	{.command = "mapctl -r dump " PINS "cgroup_storage -o value",
	 .output = "3\n"},
	{.command = "mapctl -r lookup " PINS "task_storage key pid 1 -o name",
	 .output = "cat\n"},
	{.command = "mapctl -r peek " PINS "stack",
	 .output = "hex:03000000\n"},
	{.command = "mapctl -r lookup " PINS "bloom_filter 2",
	 .output = "2\n"},
	{.command = "mapctl events " PINS "ringbuf --history --count 3",
	 .example = "time            value\n"
		    "20:51:55.411568 {name: \"ant\", legs: 6}\n"
		    "20:51:55.411568 {name: \"ant\", legs: 8}\n"
		    "20:51:55.411568 {name: \"ant\", legs: 10}\n"},
	{.command = "mapctl dump " PINS "stack_trace | cut -c 1-70",
	 .example = "key value\n"
		    "  6 [bpf_prog_3eaabf10e3bc157c_zoo_fill+0x47, __bpf_prog_test_run_raw\n"},
	{.command = "mapctl demo stop map-zoo"},
	{0},
};

static int send_three(const struct demo_live *live, unsigned int nth)
{
	int rc = 0;

	(void)live;
	(void)nth;
	for (int i = 0; !rc && i < 3; i++)
		rc = traffic_packet(0x7f4d0009, 253, 80);
	return rc;
}

static int traffic(const struct demo_live *live, struct err *err)
{
	return traffic_child_in_cgroup(send_three, live, err);
}

const struct demo demo_map_zoo = {
	.name = "map-zoo",
	.brief = "a filled map of every type this kernel has",
	.about = "After the tables of map types in books and manuals: each map has the name\n"
		 "of its type, and something is in it; types that this kernel has not are\n"
		 "missing. Hashes, arrays and storages hold animals and their legs, queue,\n"
		 "stack and bloom filter the numbers 1 to 3, ringbuf three records that nobody\n"
		 "has read. Process 1, the directory / and the demo's own cgroup have a cat in\n"
		 "task_storage, inode_storage and cgrp_storage. The cgroup storages count the\n"
		 "packets that leave the cgroup, mapctl-map-zoo. struct_ops is a congestion\n"
		 "control that is not registered: no connection can use it; before Linux 6.4\n"
		 "it is missing. inode_storage is empty where the BPF LSM is off.",
	.object = "map-zoo",
	.cgroup = true,
	.hooks = hooks,
	.maps = maps,
	.slots = slots,
	.opened = map_zoo_choose,
	.prepare = map_zoo_fill,
	.tries = tries,
	.traffic_about = "three packets from a process in the demo's cgroup",
	.traffic = traffic,
};
