// SPDX-License-Identifier: GPL-2.0-or-later
/* The demo ip-tracker: XDP programs on a network of their own. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bpf/demo_traffic.h"

#define TRACKER_MAP "/sys/fs/bpf/mapctl/ip-tracker/tracker_map"

#define PORT 7701
#define WAIT_SECONDS 5

static const struct demo_hook hooks[] = {
	{"track_rx", "XDP on the near end of a veth pair", "near", PLACE_NEAR},
	{"track_tx", "XDP on the far end", "far", PLACE_FAR},
	{0},
};

static const char *const also[] = {"xdp-ip-tracker", "xdp_ip_tracker", NULL};
static const char *const maps[] = {"tracker_map", NULL};

static const struct demo_try tries[] = {
	{.command = "mapctl dump " TRACKER_MAP,
	 .output = "src_ip    dest_ip   tx_cnt rx_cnt tx_bytes rx_bytes\n"
		   "10.77.0.1 10.77.0.2      5      3      500      600\n"},
	{.command = "mapctl -r dump " TRACKER_MAP " -o rx_bytes",
	 .output = "600\n"},
	{.command = "mapctl schema " TRACKER_MAP,
	 .output = "struct addresses {                       /* 8 bytes */\n"
		   "\t__be32 src_ip;                   /* 0  4 */\n"
		   "\t__be32 dest_ip;                  /* 4  4 */\n"
		   "} key;\n"
		   "\n"
		   "struct counts {                          /* 32 bytes */\n"
		   "\t__u64 tx_cnt;                    /*  0   8 */\n"
		   "\t__u64 rx_cnt;                    /*  8   8 */\n"
		   "\t__u64 tx_bytes;                  /* 16   8 */\n"
		   "\t__u64 rx_bytes;                  /* 24   8 */\n"
		   "} value;\n"},
	{.command = "mapctl demo stop ip-tracker"},
	{0},
};

static struct sockaddr_in address_of(const char *text)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(PORT)};

	inet_pton(AF_INET, text, &address.sin_addr);
	return address;
}

/* A socket stays in the namespace that it was made in. */
static int open_end(int netns, const char *from, const char *to)
{
	struct sockaddr_in own = address_of(from), peer = address_of(to);
	struct timeval wait = {.tv_sec = WAIT_SECONDS};
	int fd = setns(netns, CLONE_NEWNET) ? -1 : socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) ||
	    bind(fd, (struct sockaddr *)&own, sizeof(own)) ||
	    connect(fd, (struct sockaddr *)&peer, sizeof(peer)))
		return -errno;
	return fd;
}

/* Waits until all have arrived: by then they have been counted. */
static int pass(int from, int to, size_t size, int times)
{
	static const char data[1024];
	char got[sizeof(data)];

	for (int i = 0; i < times; i++) {
		if (send(from, data, size, 0) < 0)
			return -errno;
	}
	for (int i = 0; i < times; i++) {
		if (recv(to, got, sizeof(got), 0) < 0)
			return -errno;
	}
	return 0;
}

/* In a child, which ends in another namespace. The frames are larger than the data by 42 bytes. */
static int talk(const struct demo_live *live, unsigned int nth)
{
	int near = open_end(live->netns[NETNS_NEAR], NETNS_NEAR_ADDRESS, NETNS_FAR_ADDRESS);
	int far = open_end(live->netns[NETNS_FAR], NETNS_FAR_ADDRESS, NETNS_NEAR_ADDRESS);
	int rc;

	(void)nth;
	if (near < 0 || far < 0)
		return near < 0 ? near : far;
	rc = pass(near, far, 58, 5);
	return rc ? rc : pass(far, near, 158, 3);
}

static int traffic(const struct demo_live *live, struct err *err)
{
	int rc = traffic_child(talk, live);

	return rc ? fail(err, rc, "cannot send packets through the veth pair: %s", err_text(rc))
		  : 0;
}

const struct demo demo_ip_tracker = {
	.name = "ip-tracker",
	.also = also,
	.brief = "counts packets between two addresses, by XDP",
	.about = "The IP tracker of XDP tutorials. The demo makes two network namespaces of\n"
		 "its own and a veth pair between them, with the addresses 10.77.0.1 at the\n"
		 "near and 10.77.0.2 at the far end: the machine's network is not touched.\n"
		 "XDP sees what arrives: at the near end that is received, at the far end it\n"
		 "was sent by the near one. Both add to one entry of tracker_map, atomically,\n"
		 "the length of the frames included, and pass every packet. The namespaces\n"
		 "go with the process that holds them, the keeper in mapctl demo list.",
	.object = "ip-tracker",
	.hooks = hooks,
	.maps = maps,
	.tries = tries,
	.traffic_about = "five datagrams to the far end, 100 bytes each, three back, 200 bytes",
	.traffic = traffic,
};
