/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A struct_ops map with three programs: a TCP congestion control that nobody can choose. */
#ifndef MAPCTL_DEMOS_CONGESTION_H
#define MAPCTL_DEMOS_CONGESTION_H

#include <linux/types.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

/* As much of it as is set here. */
struct tcp_congestion_ops {
	__u32 (*ssthresh)(void *sk);
	__u32 (*undo_cwnd)(void *sk);
	void (*cong_avoid)(void *sk, __u32 ack, __u32 acked);
	char name[16];
};

/* The map, what the kernel would call it, and its programs. It is loaded, and never registered. */
#define CONGESTION_CONTROL(map_, name_, ssthresh_, undo_cwnd_, cong_avoid_)                        \
	SEC("struct_ops/" #ssthresh_)                                                              \
	__u32 BPF_PROG(ssthresh_, void *sk)                                                        \
	{                                                                                          \
		return 2;                                                                          \
	}                                                                                          \
                                                                                                   \
	SEC("struct_ops/" #undo_cwnd_)                                                             \
	__u32 BPF_PROG(undo_cwnd_, void *sk)                                                       \
	{                                                                                          \
		return 2;                                                                          \
	}                                                                                          \
                                                                                                   \
	SEC("struct_ops/" #cong_avoid_)                                                            \
	void BPF_PROG(cong_avoid_, void *sk, __u32 ack, __u32 acked)                               \
	{                                                                                          \
	}                                                                                          \
                                                                                                   \
	SEC(".struct_ops")                                                                         \
	struct tcp_congestion_ops map_ = {                                                         \
		.ssthresh = (void *)ssthresh_,                                                     \
		.undo_cwnd = (void *)undo_cwnd_,                                                   \
		.cong_avoid = (void *)cong_avoid_,                                                 \
		.name = name_,                                                                     \
	}

#endif
