// SPDX-License-Identifier: GPL-2.0-or-later
/* The demo proto-bytes: an array with an element per protocol number. */
#include "bpf/demo_traffic.h"

#define MY_MAP "/sys/fs/bpf/mapctl/proto-bytes/my_map"

static const struct demo_hook hooks[] = {
	{.program = "count_bytes", .name = "packet socket on lo", .place = PLACE_LO},
	{0},
};

static const char *const also[] = {"sockex1", NULL};
static const char *const maps[] = {"my_map", NULL};

static const struct demo_try tries[] = {
	{.command = "mapctl lookup " MY_MAP " 253",
	 .output = "key value\n"
		   "253   300\n"},
	{.command = "mapctl -J lookup " MY_MAP " 254",
	 .output = "{\"key\":254,\"value\":400}\n"},
	{.command = "mapctl update " MY_MAP " 253 0",
	 .output = "253: 300 -> 0\n"},
	{.command = "mapctl -J dump " MY_MAP " | grep -v '\"value\":0}'",
	 .example = "{\"key\":1,\"value\":840}\n"
		    "{\"key\":254,\"value\":400}\n"},
	{.command = "mapctl demo stop proto-bytes"},
	{0},
};

/* With the headers, 34 bytes, the packets are 100 and 200 bytes large. */
static int traffic(const struct demo_live *live, struct err *err)
{
	static const struct traffic_packets packets[] = {
		{0x7f4d0003, 253, 66, 3},
		{0x7f4d0003, 254, 166, 2},
		{0},
	};

	(void)live;
	return traffic_packets(packets, err);
}

const struct demo demo_proto_bytes = {
	.name = "proto-bytes",
	.also = also,
	.brief = "adds up the bytes of each IP protocol on lo",
	.about = "sockex1 of the kernel's samples/bpf: a socket filter on a packet socket\n"
		 "that is bound to lo. It adds the length of every IPv4 packet, Ethernet\n"
		 "header included, to the element of my_map that has its protocol's number:\n"
		 "1 is ICMP, 6 TCP, 17 UDP. An array always has all its elements: most stay\n"
		 "0. The filter lets none of the packets through to the socket, and so does\n"
		 "not disturb them either.",
	.object = "proto-bytes",
	.hooks = hooks,
	.maps = maps,
	.tries = tries,
	.traffic_about = "three packets of protocol 253, 100 bytes each, two of 254, 200 bytes",
	.traffic = traffic,
};
