// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Two network namespaces of a demo's own, joined by a veth pair: nothing of the machine's network.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bpf/demo_impl.h"

static const struct {
	const char *interface, *address;
} ends[] = {
	[NETNS_NEAR] = {"near", NETNS_NEAR_ADDRESS},
	[NETNS_FAR] = {"far", NETNS_FAR_ADDRESS},
};

static int netns_open(void)
{
	int fd = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/* A request to rtnetlink for a new link, with room for its attributes. */
struct request {
	struct nlmsghdr header;
	struct ifinfomsg link;
	char attributes[256];
};

static void put_data(struct request *request, const void *data, size_t size)
{
	memcpy((char *)request + request->header.nlmsg_len, data, size);
	request->header.nlmsg_len += (__u32)NLMSG_ALIGN(size);
}

static void put_attribute(struct request *request, unsigned int type, const void *data, size_t size)
{
	const struct rtattr attribute = {
		.rta_len = (unsigned short)RTA_LENGTH(size),
		.rta_type = (unsigned short)type,
	};

	put_data(request, &attribute, sizeof(attribute));
	put_data(request, data, size);
}

static void put_text(struct request *request, unsigned int type, const char *text)
{
	put_attribute(request, type, text, strlen(text) + 1);
}

/* An attribute of attributes: those put until nest_end() with the same `nest`. */
static __u32 nest_begin(struct request *request, unsigned int type)
{
	const struct rtattr attribute = {.rta_type = (unsigned short)type};
	__u32 nest = request->header.nlmsg_len;

	put_data(request, &attribute, sizeof(attribute));
	return nest;
}

static void nest_end(struct request *request, __u32 nest)
{
	unsigned short size = (unsigned short)(request->header.nlmsg_len - nest);

	memcpy((char *)request + nest + offsetof(struct rtattr, rta_len), &size, sizeof(size));
}

/* "far" in the namespace of this thread, its peer "near" in the other. */
static void request_veth(struct request *request, int near)
{
	const struct ifinfomsg peer = {.ifi_family = AF_UNSPEC};
	__u32 info, data, nest;

	memset(request, 0, sizeof(*request));
	request->header.nlmsg_len = NLMSG_LENGTH(sizeof(request->link));
	request->header.nlmsg_type = RTM_NEWLINK;
	request->header.nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK;
	put_text(request, IFLA_IFNAME, ends[NETNS_FAR].interface);
	info = nest_begin(request, IFLA_LINKINFO);
	put_text(request, IFLA_INFO_KIND, "veth");
	data = nest_begin(request, IFLA_INFO_DATA);
	nest = nest_begin(request, VETH_INFO_PEER);
	put_data(request, &peer, sizeof(peer));
	put_text(request, IFLA_IFNAME, ends[NETNS_NEAR].interface);
	put_attribute(request, IFLA_NET_NS_FD, &near, sizeof(near));
	nest_end(request, nest);
	nest_end(request, data);
	nest_end(request, info);
}

static int make_veth(int near)
{
	struct request request;
	struct {
		struct nlmsghdr header;
		struct nlmsgerr answer;
		char rest[sizeof(request)];
	} reply;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), rc = 0;

	if (fd < 0)
		return -errno;
	request_veth(&request, near);
	if (send(fd, &request, request.header.nlmsg_len, 0) < 0 ||
	    recv(fd, &reply, sizeof(reply), 0) < 0)
		rc = -errno;
	else if (reply.header.nlmsg_type == NLMSG_ERROR)
		rc = reply.answer.error;
	close(fd);
	return rc;
}

static int configure(int fd, const char *interface, const char *address)
{
	struct ifreq request = {0};
	struct sockaddr_in in = {.sin_family = AF_INET};

	strncpy(request.ifr_name, interface, IFNAMSIZ - 1);
	inet_pton(AF_INET, address, &in.sin_addr);
	memcpy(&request.ifr_addr, &in, sizeof(in));
	if (ioctl(fd, SIOCSIFADDR, &request))
		return -errno;
	inet_pton(AF_INET, "255.255.255.0", &in.sin_addr);
	memcpy(&request.ifr_netmask, &in, sizeof(in));
	if (ioctl(fd, SIOCSIFNETMASK, &request))
		return -errno;
	request.ifr_flags = IFF_UP;
	return ioctl(fd, SIOCSIFFLAGS, &request) ? -errno : 0;
}

/* Its address, and up. */
static int set_up(enum netns_end end)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), rc;

	if (fd < 0)
		return -errno;
	rc = configure(fd, ends[end].interface, ends[end].address);
	close(fd);
	return rc;
}

/* Leaves this thread in a new namespace, which is held open. */
static int make_end(struct demo_live *live, enum netns_end end)
{
	int fd = unshare(CLONE_NEWNET) ? -errno : netns_open(), rc;

	if (fd < 0)
		return fd;
	rc = demo_hold(live, fd);
	live->netns[end] = fd;
	return rc;
}

/* Leaves this thread in one of the new namespaces. */
static int make_pair(struct demo_live *live)
{
	int rc = make_end(live, NETNS_NEAR);

	if (!rc)
		rc = make_end(live, NETNS_FAR);
	if (!rc)
		rc = make_veth(live->netns[NETNS_NEAR]);
	if (!rc)
		rc = set_up(NETNS_FAR);
	if (!rc && setns(live->netns[NETNS_NEAR], CLONE_NEWNET))
		rc = -errno;
	return rc ? rc : set_up(NETNS_NEAR);
}

int demo_netns_make(struct demo_live *live)
{
	int home = netns_open(), rc;

	if (home < 0)
		return home;
	rc = make_pair(live);
	if (setns(home, CLONE_NEWNET) && !rc)
		rc = -errno;
	close(home);
	live->has_netns = !rc;
	return rc;
}

int demo_netns_attach(const struct demo_live *live, enum netns_end end,
		      const struct bpf_program *program, struct bpf_link **link)
{
	int home = netns_open(), rc = 0;

	if (home < 0)
		return home;
	if (setns(live->netns[end], CLONE_NEWNET)) {
		rc = -errno;
	} else {
		*link = bpf_program__attach_xdp(program,
						(int)if_nametoindex(ends[end].interface));
		rc = *link ? 0 : -errno;
	}
	if (setns(home, CLONE_NEWNET) && !rc)
		rc = -errno;
	close(home);
	return rc;
}
