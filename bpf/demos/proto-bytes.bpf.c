// SPDX-License-Identifier: GPL-2.0-or-later
/* Adds up the bytes of each IP protocol on loopback: sockex1 of the kernel's samples/bpf. */
#include "bpf/demos/packet.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 256);
	__type(key, __u32);
	__type(value, __u64);
} my_map SEC(".maps");

SEC("socket")
int count_bytes(struct __sk_buff *skb)
{
	struct iphdr ip;
	__u64 *bytes;
	__u32 protocol;

	if (!load_ipv4(skb, &ip))
		return 0;
	protocol = ip.protocol;
	bytes = bpf_map_lookup_elem(&my_map, &protocol);
	if (bytes)
		__sync_fetch_and_add(bytes, skb->len);
	return 0; /* none of the packet for the socket: nobody reads it */
}

char LICENSE[] SEC("license") = "GPL";
