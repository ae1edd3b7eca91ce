// SPDX-License-Identifier: GPL-2.0-or-later
/* The demo flow-parser: programs that call each other through a table. */
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bpf/demo_traffic.h"

#define HASH_MAP "/sys/fs/bpf/mapctl/flow-parser/hash_map"
#define JMP_TABLE "/sys/fs/bpf/mapctl/flow-parser/jmp_table"
#define FRAME_SIZE 100

static const struct demo_hook hooks[] = {
	{.program = "parse_ethernet", .name = "packet socket on lo", .place = PLACE_LO},
	{0},
};

static const char *const also[] = {"sockex3", NULL};
static const char *const maps[] = {"jmp_table", "hash_map", "percpu_map", NULL};

static const struct demo_slot slots[] = {
	{"jmp_table", 1, "parse_vlan"},
	{"jmp_table", 2, "parse_mpls"},
	{"jmp_table", 3, "parse_ip"},
	{"jmp_table", 4, "parse_ipv6"},
	{0},
};

static const struct demo_try tries[] = {
	{.command = "mapctl dump " JMP_TABLE,
	 .example = "key value\n"
		    "  1 157749 /* parse_vlan */\n"
		    "  2 157750 /* parse_mpls */\n"
		    "  3 157751 /* parse_ip */\n"
		    "  4 157752 /* parse_ipv6 */\n"},
	{.command = "mapctl dump " HASH_MAP " --where 'src == 127.77.1.1'",
	 .output = "src        dst        sport dport proto packets bytes\n"
		   "127.77.1.1 127.77.1.2  1001    53 udp         3   300\n"
		   "127.77.1.1 127.77.1.3  1001    80 tcp         2   200\n"
		   "127.77.1.1 127.77.1.4  1001    53 udp         1   100\n"
		   "127.77.1.1 127.77.1.5  1001    53 udp         1   100\n"},
	{.command = "mapctl delete " JMP_TABLE " 1",
	 .output = "1: there -> deleted\n"},
	{.command = "mapctl demo stop flow-parser"},
	{0},
};

/* The bytes of a frame; what is not written stays 0, checksums too: no receiver takes it. */
struct frame {
	unsigned char data[FRAME_SIZE];
	size_t len;
};

static void put(struct frame *frame, unsigned int bytes, __u32 number)
{
	while (bytes--)
		frame->data[frame->len++] = (unsigned char)(number >> 8 * bytes);
}

static void put_ethernet(struct frame *frame, __u32 type)
{
	memset(frame, 0, sizeof(*frame));
	frame->len = 2 * ETH_ALEN;
	put(frame, 2, type);
}

static void put_ip(struct frame *frame, __u32 to, unsigned int proto)
{
	put(frame, 2, 0x4500); /* version 4, five words of header */
	put(frame, 2, FRAME_SIZE - (__u32)frame->len + 2);
	put(frame, 4, 0);
	put(frame, 2, 0x4000 | proto); /* time to live, protocol */
	put(frame, 2, 0);
	put(frame, 4, 0x7f4d0101);
	put(frame, 4, to);
}

static void put_ipv6(struct frame *frame, unsigned int proto)
{
	put(frame, 4, 0x60000000);
	put(frame, 2, FRAME_SIZE - (__u32)frame->len - 36);
	put(frame, 2, proto << 8 | 0x40);
	for (__u32 host = 1; host <= 2; host++) { /* fd77::1 to fd77::2 */
		put(frame, 4, 0xfd770000);
		put(frame, 4, 0);
		put(frame, 4, 0);
		put(frame, 4, host);
	}
}

static void put_ports(struct frame *frame, __u32 to)
{
	put(frame, 2, 1001);
	put(frame, 2, to);
}

static void frame_plain(struct frame *frame)
{
	put_ethernet(frame, ETH_P_IP);
	put_ip(frame, 0x7f4d0102, IPPROTO_UDP);
	put_ports(frame, 53);
}

static void frame_vlan(struct frame *frame)
{
	put_ethernet(frame, ETH_P_8021Q);
	put(frame, 2, 7);
	put(frame, 2, ETH_P_IP);
	put_ip(frame, 0x7f4d0103, IPPROTO_TCP);
	put_ports(frame, 80);
}

static void frame_mpls(struct frame *frame)
{
	put_ethernet(frame, ETH_P_MPLS_UC);
	put(frame, 4, 16 << 12 | 64);
	put(frame, 4, 17 << 12 | 0x100 | 64); /* the last label */
	put_ip(frame, 0x7f4d0104, IPPROTO_UDP);
	put_ports(frame, 53);
}

static void frame_tunnel(struct frame *frame)
{
	put_ethernet(frame, ETH_P_IP);
	put_ip(frame, 0x7f4d0102, IPPROTO_IPIP);
	put_ip(frame, 0x7f4d0105, IPPROTO_UDP);
	put_ports(frame, 53);
}

static void frame_ipv6(struct frame *frame)
{
	put_ethernet(frame, ETH_P_IPV6);
	put_ipv6(frame, IPPROTO_UDP);
	put_ports(frame, 53);
}

static int send_frame(int fd, void (*make)(struct frame *frame), int times)
{
	struct sockaddr_ll lo = {.sll_family = AF_PACKET, .sll_halen = ETH_ALEN};
	struct frame frame;

	make(&frame);
	lo.sll_ifindex = (int)if_nametoindex("lo");
	memcpy(&lo.sll_protocol, frame.data + 2 * ETH_ALEN, sizeof(lo.sll_protocol));
	while (times--) {
		if (sendto(fd, frame.data, sizeof(frame.data), 0, (struct sockaddr *)&lo,
			   sizeof(lo)) < 0)
			return -errno;
	}
	return 0;
}

static int send_frames(int fd)
{
	static const struct {
		void (*make)(struct frame *frame);
		int times;
	} rounds[] = {
		{frame_plain, 3},  {frame_vlan, 2}, {frame_mpls, 1},
		{frame_tunnel, 1}, {frame_ipv6, 1},
	};
	int rc = 0;

	for (size_t i = 0; !rc && i < sizeof(rounds) / sizeof(rounds[0]); i++)
		rc = send_frame(fd, rounds[i].make, rounds[i].times);
	return rc;
}

static int traffic(const struct demo_live *live, struct err *err)
{
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0), rc;

	(void)live;
	rc = fd < 0 ? -errno : send_frames(fd);
	if (fd >= 0)
		close(fd);
	return rc ? fail(err, rc, "cannot send frames on lo: %s", err_text(rc)) : 0;
}

const struct demo demo_flow_parser = {
	.name = "flow-parser",
	.also = also,
	.brief = "counts flows on lo with a program per header",
	.about = "sockex3 of the kernel's samples/bpf: the socket filter on lo reads the\n"
		 "Ethernet header only and calls the program in the slot of jmp_table for\n"
		 "what follows: 1 a VLAN tag, 2 an MPLS label, 3 IPv4, 4 IPv6. Those call\n"
		 "each other in the same way, also for packets in packets. percpu_map has\n"
		 "the flow that they hand on; the last one counts it in hash_map: addresses\n"
		 "(of IPv6 the four words of each, combined by exclusive or), ports, protocol.\n"
		 "Without a program in its slot a kind of packet is no longer counted.",
	.object = "flow-parser",
	.hooks = hooks,
	.maps = maps,
	.slots = slots,
	.tries = tries,
	.traffic_about = "8 frames of 100 bytes: UDP, TCP in a VLAN, UDP in MPLS, IP in IP, IPv6",
	.traffic = traffic,
};
