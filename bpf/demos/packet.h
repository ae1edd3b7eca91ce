/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the demos on the loopback interface do with every packet. For BPF programs only. */
#ifndef MAPCTL_BPF_DEMOS_PACKET_H
#define MAPCTL_BPF_DEMOS_PACKET_H

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <stdbool.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

struct pair {
	__u64 packets;
	__u64 bytes;
};

/* A socket on the loopback interface gets each packet twice: as it leaves and as it arrives. */
static __always_inline bool is_outgoing(const struct __sk_buff *skb)
{
	return skb->pkt_type == PACKET_OUTGOING;
}

/* Copies the IPv4 header of a packet that leaves. False: this is none. */
static __always_inline bool load_ipv4(struct __sk_buff *skb, struct iphdr *ip)
{
	return is_outgoing(skb) && skb->protocol == bpf_htons(ETH_P_IP) &&
	       !bpf_skb_load_bytes(skb, ETH_HLEN, ip, sizeof(*ip));
}

/* Adds to the pair of a key. Whoever comes first makes it, empty; all add, and atomically. */
static __always_inline void count_packet(void *map, const void *key, __u64 bytes)
{
	struct pair empty = {}, *pair = bpf_map_lookup_elem(map, key);

	if (!pair) {
		bpf_map_update_elem(map, key, &empty, BPF_NOEXIST);
		pair = bpf_map_lookup_elem(map, key);
	}
	if (!pair)
		return;
	__sync_fetch_and_add(&pair->packets, 1);
	__sync_fetch_and_add(&pair->bytes, bytes);
}

#endif
