// SPDX-License-Identifier: GPL-2.0-or-later
/* Splices two sockets in the kernel: what one of them receives is sent out by the other. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

/* The local ports of the two. */
#define LEFT 7711
#define RIGHT 7712

struct {
	__uint(type, BPF_MAP_TYPE_SOCKHASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u64);
} sockets SEC(".maps");

struct amount {
	__u64 calls;
	__u64 bytes;
};

/* By the port that it came in at. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, struct amount);
} spliced SEC(".maps");

static __always_inline void count(__u32 port, __u32 bytes)
{
	struct amount empty = {}, *amount = bpf_map_lookup_elem(&spliced, &port);

	if (!amount) {
		bpf_map_update_elem(&spliced, &port, &empty, BPF_NOEXIST);
		amount = bpf_map_lookup_elem(&spliced, &port);
	}
	if (!amount)
		return;
	__sync_fetch_and_add(&amount->calls, 1);
	__sync_fetch_and_add(&amount->bytes, bytes);
}

SEC("sk_skb/stream_verdict")
int splice(struct __sk_buff *skb)
{
	__u32 port = skb->local_port, other = port == LEFT ? RIGHT : LEFT;

	count(port, skb->len);
	return (int)bpf_sk_redirect_hash(skb, &sockets, &other, 0);
}

char LICENSE[] SEC("license") = "GPL";
