// SPDX-License-Identifier: GPL-2.0-or-later
/* Counts the packets between two addresses in both directions, by XDP, and passes every one. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

struct addresses {
	__be32 src_ip; /* at the near end */
	__be32 dest_ip;
};

struct counts {
	__u64 tx_cnt;
	__u64 rx_cnt;
	__u64 tx_bytes;
	__u64 rx_bytes;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 2048);
	__type(key, struct addresses);
	__type(value, struct counts);
} tracker_map SEC(".maps");

static __always_inline struct counts *find_or_make(const struct addresses *key)
{
	struct counts empty = {}, *counts = bpf_map_lookup_elem(&tracker_map, key);

	if (counts)
		return counts;
	bpf_map_update_elem(&tracker_map, key, &empty, BPF_NOEXIST);
	return bpf_map_lookup_elem(&tracker_map, key);
}

/* NULL: this is no IPv4 packet. */
static __always_inline const struct iphdr *find_ipv4(const struct xdp_md *ctx)
{
	const struct ethhdr *ethernet = (void *)(long)ctx->data;
	const struct iphdr *ip = (void *)(ethernet + 1);

	if ((void *)(ip + 1) > (void *)(long)ctx->data_end)
		return NULL;
	return ethernet->h_proto == bpf_htons(ETH_P_IP) ? ip : NULL;
}

/* Atomic: both ends, and each of their queues, may count at once. */
SEC("xdp")
int track_rx(struct xdp_md *ctx)
{
	const struct iphdr *ip = find_ipv4(ctx);
	struct addresses key;
	struct counts *counts;

	if (!ip)
		return XDP_PASS;
	key = (struct addresses){.src_ip = ip->daddr, .dest_ip = ip->saddr};
	counts = find_or_make(&key);
	if (!counts)
		return XDP_PASS;
	__sync_fetch_and_add(&counts->rx_cnt, 1);
	__sync_fetch_and_add(&counts->rx_bytes, ctx->data_end - ctx->data);
	return XDP_PASS;
}

/* What arrives at the far end was sent by the near one: XDP sees only what arrives. */
SEC("xdp")
int track_tx(struct xdp_md *ctx)
{
	const struct iphdr *ip = find_ipv4(ctx);
	struct addresses key;
	struct counts *counts;

	if (!ip)
		return XDP_PASS;
	key = (struct addresses){.src_ip = ip->saddr, .dest_ip = ip->daddr};
	counts = find_or_make(&key);
	if (!counts)
		return XDP_PASS;
	__sync_fetch_and_add(&counts->tx_cnt, 1);
	__sync_fetch_and_add(&counts->tx_bytes, ctx->data_end - ctx->data);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
