// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Statistics of the TCP connections that a cgroup makes, at most once a second each, and when they
 * end: after tcp_dumpstats of the kernel's samples.
 */
#include <linux/bpf.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define INTERVAL_NS 1000000000ULL
#define CLOSED 7 /* TCP_CLOSE of the kernel's enum */

/* When a socket's statistics are due again; it goes with its socket. */
struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, __u64);
} next_dump SEC(".maps");

struct tcp_stats {
	__be32 daddr; /* of IPv6 0.0.0.0 */
	__u16 dport;
	_Bool closed;
	__u32 dumps; /* how often this was written */
	__u32 srtt_us, min_rtt_us;
	__u32 delivered, delivered_ce;
	__u32 retransmits, dsack_dups;
	__u64 bytes_acked, bytes_received; /* SYN and FIN count as one each */
};

/* By the socket's cookie; it outlives the socket. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, __u64);
	__type(value, struct tcp_stats);
} stats SEC(".maps");

/* srtt is kept eight times as large, for its fraction. */
static __always_inline void dump(struct bpf_sock_ops *ctx, const struct bpf_tcp_sock *tcp,
				 _Bool closed)
{
	__u64 cookie = bpf_get_socket_cookie(ctx);
	const struct tcp_stats *before = bpf_map_lookup_elem(&stats, &cookie);
	struct tcp_stats now = {
		.daddr = ctx->remote_ip4,
		.dport = (__u16)bpf_ntohl(ctx->remote_port),
		.closed = closed,
		.dumps = (before ? before->dumps : 0) + 1,
		.srtt_us = tcp->srtt_us >> 3,
		.min_rtt_us = tcp->rtt_min,
		.delivered = tcp->delivered,
		.delivered_ce = tcp->delivered_ce,
		.retransmits = tcp->total_retrans,
		.dsack_dups = tcp->dsack_dups,
		.bytes_acked = tcp->bytes_acked,
		.bytes_received = tcp->bytes_received,
	};

	bpf_map_update_elem(&stats, &cookie, &now, BPF_ANY);
}

static __always_inline int is_due(struct bpf_sock *sk)
{
	__u64 now = bpf_ktime_get_ns();
	__u64 *next = bpf_sk_storage_get(&next_dump, sk, NULL, BPF_SK_STORAGE_GET_F_CREATE);

	if (!next || now < *next)
		return 0;
	*next = now + INTERVAL_NS;
	return 1;
}

static __always_inline void look(struct bpf_sock_ops *ctx, _Bool closed)
{
	struct bpf_sock *sk = ctx->sk;
	struct bpf_tcp_sock *tcp;

	if (!sk || (!closed && !is_due(sk)))
		return;
	tcp = bpf_tcp_sock(sk);
	if (tcp)
		dump(ctx, tcp, closed);
}

SEC("sockops")
int tcp_dumpstats(struct bpf_sock_ops *ctx)
{
	switch (ctx->op) {
	case BPF_SOCK_OPS_TCP_CONNECT_CB:
		bpf_sock_ops_cb_flags_set(ctx,
					  BPF_SOCK_OPS_RTT_CB_FLAG | BPF_SOCK_OPS_STATE_CB_FLAG);
		break;
	case BPF_SOCK_OPS_RTT_CB:
		look(ctx, 0);
		break;
	case BPF_SOCK_OPS_STATE_CB:
		if (ctx->args[1] == CLOSED)
			look(ctx, 1);
		break;
	}
	return 1;
}

char LICENSE[] SEC("license") = "GPL";
