// SPDX-License-Identifier: GPL-2.0-or-later
/* The demo dst-flows: a hash with addresses as keys. */
#include <netinet/in.h>

#include "bpf/demo_traffic.h"

#define HASH_MAP "/sys/fs/bpf/mapctl/dst-flows/hash_map"

static const struct demo_hook hooks[] = {
	{.program = "count_flows", .name = "packet socket on lo", .place = PLACE_LO},
	{0},
};

static const char *const also[] = {"sockex2", NULL};
static const char *const maps[] = {"hash_map", NULL};

static const struct demo_try tries[] = {
	{.command = "mapctl lookup " HASH_MAP " 127.77.0.1",
	 .output = "key        packets bytes\n"
		   "127.77.0.1       3   300\n"},
	{.command = "mapctl -J lookup " HASH_MAP " 127.77.0.2 --hints",
	 .output = "{\"key\":\"127.77.0.2\",\"value\":{\"packets\":2,\"bytes\":400}}\n"},
	{.command = "mapctl dump " HASH_MAP,
	 .example = "key        packets bytes\n"
		    "127.77.0.1       3   300\n"
		    "127.77.0.2       2   400\n"},
	{.command = "mapctl update " HASH_MAP " 127.77.0.1 packets=0",
	 .output = "127.77.0.1: {packets: 3, bytes: 300} -> {packets: 0, bytes: 300}\n"},
	{.command = "mapctl demo stop dst-flows"},
	{0},
};

/*
 * With the headers, 34 bytes, the packets are 100 and 200 bytes large. Their UDP length is 0: every
 * receiver drops them, and nothing answers.
 */
static int traffic(const struct demo_live *live, struct err *err)
{
	static const struct traffic_packets packets[] = {
		{0x7f4d0001, IPPROTO_UDP, 66, 3},
		{0x7f4d0002, IPPROTO_UDP, 166, 2},
		{0},
	};

	(void)live;
	return traffic_packets(packets, err);
}

const struct demo demo_dst_flows = {
	.name = "dst-flows",
	.also = also,
	.brief = "counts packets and bytes on lo by destination",
	.about = "sockex2 of the kernel's samples/bpf: a socket filter on a packet socket\n"
		 "that is bound to lo, and a hash from the destination of IPv4 packets to\n"
		 "struct pair { packets, bytes }. The key is a __be32: mapctl shows it as an\n"
		 "address and takes one.",
	.object = "dst-flows",
	.hooks = hooks,
	.maps = maps,
	.tries = tries,
	.traffic_about = "three packets of 100 bytes to 127.77.0.1, two of 200 to 127.77.0.2",
	.traffic = traffic,
};
