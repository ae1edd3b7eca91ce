// SPDX-License-Identifier: GPL-2.0-or-later
/* The demo conntrack: maps that forget what was not used for the longest time, and prefixes. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bpf/demo_traffic.h"

#define PINS "/sys/fs/bpf/mapctl/conntrack/"

#define BUSY_PORT 1001
#define FIRST_PORT 10001
#define CONNECTIONS 3000

static const struct demo_hook hooks[] = {
	{.program = "track", .name = "packet socket on lo", .place = PLACE_LO},
	{0},
};

static const char *const maps[] = {"policy", "conntrack", "hosts", NULL};

static const struct demo_entry entries[] = {
	{"policy", "{prefixlen: 16, addr: 127.78.0.0}", "{verdict: TRACK}"},
	{"policy", "{prefixlen: 24, addr: 127.78.2.0}", "{verdict: IGNORE}"},
	{"policy", "{prefixlen: 32, addr: 127.78.2.9}", "{verdict: TRACK}"},
	{0},
};

static const struct demo_try tries[] = {
	{.command = "mapctl dump " PINS "policy",
	 .output = "key           verdict packets\n"
		   "127.78.0.0/16 TRACK      3300\n"
		   "127.78.2.0/24 IGNORE        5\n"
		   "127.78.2.9/32 TRACK         4\n"},
	{.command = "mapctl list --under " PINS " -o name,type,entries,max",
	 .example = "name      type            entries  max\n"
		    "conntrack lru_hash            954 1024\n"
		    "hosts     lru_percpu_hash       2 1024\n"
		    "policy    lpm_trie              3  256\n"},
	{.command = "mapctl dump " PINS "conntrack --csv --hints | grep ,1001,",
	 .output = "127.0.0.1,127.78.0.1,1001,9,udp,300,30000\n"},
	{.command = "mapctl dump " PINS "hosts --cpu sum",
	 .output = "key        packets  bytes\n"
		   "127.78.0.1    3300 330000\n"
		   "127.78.2.9       4    400\n"},
	{.command = "mapctl update " PINS "policy 127.78.0.0/24 '{verdict: IGNORE}'",
	 .output = "127.78.0.0/24: {verdict: IGNORE, packets: 0}\n"},
	{.command = "mapctl demo stop conntrack"},
	{0},
};

/* A frame of 100 bytes. Its UDP length of 0 lets every receiver drop it: nothing answers. */
static int send_udp(int fd, __u32 to, unsigned int port)
{
	struct sockaddr_in dest = {.sin_family = AF_INET, .sin_addr = {htonl(to)}};
	struct {
		struct udphdr udp;
		char data[58];
	} packet = {.udp = {.source = htons((__u16)port), .dest = htons(9)}};

	if (sendto(fd, &packet, sizeof(packet), 0, (struct sockaddr *)&dest, sizeof(dest)) < 0)
		return -errno;
	return 0;
}

static int send_all(int fd)
{
	int rc = 0;

	for (unsigned int i = 0; !rc && i < CONNECTIONS; i++) {
		rc = send_udp(fd, 0x7f4e0001, FIRST_PORT + i);
		if (!rc && i % 10 == 9)
			rc = send_udp(fd, 0x7f4e0001, BUSY_PORT);
	}
	for (int i = 0; !rc && i < 5; i++)
		rc = send_udp(fd, 0x7f4e0201, BUSY_PORT);
	for (int i = 0; !rc && i < 4; i++)
		rc = send_udp(fd, 0x7f4e0209, BUSY_PORT + 1);
	return rc;
}

static int traffic(const struct demo_live *live, struct err *err)
{
	struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	int fd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_UDP), rc = 0;

	(void)live;
	if (fd < 0 || bind(fd, (struct sockaddr *)&from, sizeof(from)))
		rc = -errno;
	if (!rc)
		rc = send_all(fd);
	if (fd >= 0)
		close(fd);
	return rc ? fail(err, rc, "cannot send packets to 127.78.0.0/16: %s", err_text(rc)) : 0;
}

const struct demo demo_conntrack = {
	.name = "conntrack",
	.brief = "follows connections on lo that a policy names",
	.about = "Two uses of map types. The LPM trie policy has prefixes: of those that a\n"
		 "packet's destination lies in, the longest decides whether the packet is\n"
		 "tracked, and counts it. What is tracked is counted by connection in\n"
		 "conntrack, an LRU hash of 1024 entries: when it is full, a new connection\n"
		 "takes the place of one that was not seen for long. The traffic has 3000\n"
		 "connections of one packet and one, from port 1001, that is seen time and\n"
		 "again: it stays. hosts counts by destination, each CPU for itself.",
	.object = "conntrack",
	.hooks = hooks,
	.maps = maps,
	.entries = entries,
	.tries = tries,
	.traffic_about = "3309 packets of 100 bytes to 127.78.0.1, 127.78.2.1 and 127.78.2.9",
	.traffic = traffic,
};
