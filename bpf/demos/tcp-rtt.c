// SPDX-License-Identifier: GPL-2.0-or-later
/* The demo tcp-rtt: statistics of the TCP connections of a cgroup. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bpf/caps.h"
#include "bpf/demo_traffic.h"

#define PINS "/sys/fs/bpf/mapctl/tcp-rtt/"

#define ADDRESS "127.77.0.9"
#define PORT 7709
#define WAIT_SECONDS 5
#define ROUND_TRIPS 10

static const struct demo_hook hooks[] = {
	{"tcp_dumpstats", "sockops in a cgroup of its own", NULL, PLACE_CGROUP},
	{0},
};

static const char *const also[] = {"tcp-dumpstats", "tcp_dumpstats", NULL};
static const char *const maps[] = {"next_dump", "stats", NULL};

static const struct demo_try tries[] = {
	{"mapctl dump " PINS "stats", NULL},
	{"mapctl dump " PINS "stats -o daddr,dport,closed,bytes_acked,bytes_received",
	 "daddr      dport closed bytes_acked bytes_received\n"
	 "127.77.0.9  7709 true          1002           3001\n"},
	{"mapctl demo stop tcp-rtt", NULL},
	{0},
};

static struct sockaddr_in address(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(PORT)};

	inet_pton(AF_INET, ADDRESS, &address.sin_addr);
	return address;
}

/* Without blocking: accepting from it also clears away what others have left in its queue. */
static int listener_open(void)
{
	struct sockaddr_in own = address();
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1, rc;

	if (fd < 0)
		return -errno;
	if (!setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) &&
	    !bind(fd, (struct sockaddr *)&own, sizeof(own)) && !listen(fd, 16))
		return fd;
	rc = -errno;
	close(fd);
	return rc;
}

static int prepare(struct demo_live *live, struct err *err)
{
	int fd = listener_open(), rc = fd < 0 ? fd : demo_hold(live, fd);

	return rc ? fail_op(err, OP_NET, rc, "cannot listen on " ADDRESS ":%d", PORT) : 0;
}

static int connect_to_listener(void)
{
	struct sockaddr_in peer = address();
	struct timeval wait = {.tv_sec = WAIT_SECONDS};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) ||
	    connect(fd, (struct sockaddr *)&peer, sizeof(peer)))
		return -errno;
	return fd;
}

/* The last in the queue is ours. */
static int accept_last(int listener)
{
	struct timeval wait = {.tv_sec = WAIT_SECONDS};
	int last = -1, fd;

	while ((fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
		if (last >= 0)
			close(last);
		last = fd;
	}
	if (last < 0 || setsockopt(last, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)))
		return -errno;
	return last;
}

static int pass(int from, int to, size_t size)
{
	static const char data[1024];
	char got[sizeof(data)];

	if (send(from, data, size, MSG_NOSIGNAL) != (ssize_t)size ||
	    recv(to, got, size, MSG_WAITALL) != (ssize_t)size)
		return -errno;
	return 0;
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
	int client = connect_to_listener();
	int server = client < 0 ? client : accept_last(live->held[0]);
	int rc = server < 0 ? server : 0;

	(void)nth;
	for (int i = 0; !rc && i < ROUND_TRIPS; i++) {
		rc = pass(client, server, 100);
		rc = rc ? rc : pass(server, client, 300);
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
	.brief = "round-trip times and more of each TCP connection of a cgroup",
	.about = "After tcp_dumpstats of the kernel's samples, which printed: a sockops program\n"
		 "on a cgroup, mapctl-tcp-rtt, which the demo makes for itself, sees each\n"
		 "round-trip time that is measured on a connection made in it. At most once a\n"
		 "second, and when the connection ends, it writes what the kernel counts into\n"
		 "stats, under the socket's cookie. next_dump is storage that goes with each\n"
		 "socket and tells when it is due again; it has no list of keys, but an entry\n"
		 "for whoever holds the socket: mapctl lookup next_dump key socket pid N fd M.\n"
		 "Move a shell in by writing its pid to cgroup.procs, and download something;\n"
		 "the traffic's other end is the keeper's socket on 127.77.0.9, port 7709.",
	.object = "tcp-rtt",
	.hooks = hooks,
	.maps = maps,
	.prepare = prepare,
	.tries = tries,
	.traffic_about = "a connection in the cgroup, ten times 100 bytes out and 300 back",
	.traffic = traffic,
};
