// SPDX-License-Identifier: GPL-2.0-or-later
/* The demo tcp-rtt: statistics of the TCP connections of a cgroup. */
#include <sys/socket.h>
#include <unistd.h>

#include "bpf/caps.h"
#include "bpf/demo_tcp.h"
#include "bpf/demo_traffic.h"

#define PINS "/sys/fs/bpf/mapctl/tcp-rtt/"

#define ADDRESS "127.77.0.9"
#define PORT 7709
#define ROUND_TRIPS 10

static const struct demo_hook hooks[] = {
	{"tcp_dumpstats", "sockops in a cgroup of its own", NULL, PLACE_CGROUP},
	{0},
};

static const char *const also[] = {"tcp-dumpstats", "tcp_dumpstats", NULL};
static const char *const maps[] = {"next_dump", "stats", NULL};

static const struct demo_try tries[] = {
	{.command =
		 "mapctl dump " PINS "stats -o key,dumps,srtt_us,min_rtt_us,delivered,retransmits",
	 .example = "   key dumps srtt_us min_rtt_us delivered retransmits\n"
		    "142423     2      12          5        12           0\n"},
	{.command = "mapctl dump " PINS "stats -o daddr,dport,closed,bytes_acked,bytes_received",
	 .output = "daddr      dport closed bytes_acked bytes_received\n"
		   "127.77.0.9  7709 true          1002           3001\n"},
	{.command = "mapctl dump " PINS "next_dump", .output = ""},
	{.command = "mapctl demo stop tcp-rtt"},
	{0},
};

/* It also takes the connections that others leave in its queue: each round clears them away. */
static int prepare(struct demo_live *live, struct err *err)
{
	int fd = tcp_listen(ADDRESS, PORT), rc = fd < 0 ? fd : demo_hold(live, fd);

	return rc ? fail_op(err, OP_NET, rc, "cannot listen on " ADDRESS ":%d", PORT) : 0;
}

/* The other end first sees the end of the data, then closes; by its answer all is counted. */
static int hang_up(int client, int server)
{
	char none;

	if (shutdown(client, SHUT_WR) || recv(server, &none, 1, 0) || close(server) ||
	    recv(client, &none, 1, 0) || close(client))
		return -errno;
	return 0;
}

/* In a child, whose end closes what an error left open. */
static int talk(const struct demo_live *live, unsigned int nth)
{
	int client = tcp_connect(ADDRESS, PORT);
	int server = client < 0 ? client : tcp_accept(live->held[0], client);
	int rc = server < 0 ? server : 0;

	(void)nth;
	for (int i = 0; !rc && i < ROUND_TRIPS; i++) {
		rc = tcp_pass(client, server, 100);
		rc = rc ? rc : tcp_pass(server, client, 300);
	}
	return rc ? rc : hang_up(client, server);
}

static int traffic(const struct demo_live *live, struct err *err)
{
	return traffic_child_in_cgroup(talk, live, err);
}

const struct demo demo_tcp_rtt = {
	.name = "tcp-rtt",
	.also = also,
	.brief = "round-trip times of TCP connections of a cgroup",
	.about = "After tcp_dumpstats of the kernel's samples, which printed: a sockops program\n"
		 "on a cgroup, mapctl-tcp-rtt, which the demo makes for itself, sees each\n"
		 "round-trip time that is measured on a connection made in it. At most once a\n"
		 "second, and when the connection ends, it writes what the kernel counts into\n"
		 "stats, under the socket's cookie. next_dump is storage that goes with each\n"
		 "socket and tells when it is due again: a dump shows the sockets that are open,\n"
		 "with their addresses, cookie and holder, and none once the traffic has closed\n"
		 "its own; mapctl lookup next_dump key socket pid N fd M the entry of one.\n"
		 "Move a shell in by writing its pid to cgroup.procs, and download something:\n"
		 "daddr has IPv4 addresses only, and is 0.0.0.0 for IPv6. The traffic's other\n"
		 "end is the keeper's socket on 127.77.0.9, port 7709.",
	.object = "tcp-rtt",
	.hooks = hooks,
	.maps = maps,
	.prepare = prepare,
	.tries = tries,
	.traffic_about = "a connection in the cgroup, ten times 100 bytes out and 300 back",
	.traffic = traffic,
};
