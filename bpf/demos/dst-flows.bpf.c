// SPDX-License-Identifier: GPL-2.0-or-later
/* Packets and bytes on loopback by destination address: sockex2 of the kernel's samples/bpf. */
#include "bpf/demos/packet.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __be32);
	__type(value, struct pair);
} hash_map SEC(".maps");

SEC("socket")
int count_flows(struct __sk_buff *skb)
{
	struct iphdr ip;

	if (load_ipv4(skb, &ip))
		count_packet(&hash_map, &ip.daddr, skb->len);
	return 0; /* none of the packet for the socket: nobody reads it */
}

char LICENSE[] SEC("license") = "GPL";
