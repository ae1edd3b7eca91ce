// SPDX-License-Identifier: GPL-2.0-or-later
/* Follows connections on loopback that a prefix policy names, in maps that forget the oldest. */
#include "bpf/demos/packet.h"

enum verdict { IGNORE, TRACK };

struct prefix {
	__u32 prefixlen;
	__be32 addr;
};

struct policy {
	enum verdict verdict;
	__u64 packets;
};

struct connection {
	__be32 saddr;
	__be32 daddr;
	__be16 sport;
	__be16 dport;
	__u32 proto;
};

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 256);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct prefix);
	__type(value, struct policy);
} policy SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, struct connection);
	__type(value, struct pair);
} conntrack SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_PERCPU_HASH);
	__uint(max_entries, 1024);
	__type(key, __be32);
	__type(value, struct pair);
} hosts SEC(".maps");

/* The longest prefix decides, and counts. */
static __always_inline bool is_tracked(__be32 addr)
{
	struct prefix prefix = {.prefixlen = 32, .addr = addr};
	struct policy *found = bpf_map_lookup_elem(&policy, &prefix);

	if (!found)
		return false;
	__sync_fetch_and_add(&found->packets, 1);
	return found->verdict == TRACK;
}

static __always_inline void load_ports(const struct __sk_buff *skb, const struct iphdr *ip,
				       struct connection *connection)
{
	__be16 ports[2];

	if ((ip->protocol != IPPROTO_TCP && ip->protocol != IPPROTO_UDP) ||
	    bpf_skb_load_bytes(skb, ETH_HLEN + ip->ihl * 4, ports, sizeof(ports)))
		return;
	connection->sport = ports[0];
	connection->dport = ports[1];
}

SEC("socket")
int track(struct __sk_buff *skb)
{
	struct connection connection = {};
	struct iphdr ip;

	if (!load_ipv4(skb, &ip) || !is_tracked(ip.daddr))
		return 0;
	connection.saddr = ip.saddr;
	connection.daddr = ip.daddr;
	connection.proto = ip.protocol;
	load_ports(skb, &ip, &connection);
	count_packet(&conntrack, &connection, skb->len);
	count_packet(&hosts, &ip.daddr, skb->len);
	return 0; /* none of the packet for the socket: nobody reads it */
}

char LICENSE[] SEC("license") = "GPL";
