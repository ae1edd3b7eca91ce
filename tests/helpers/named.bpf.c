// SPDX-License-Identifier: GPL-2.0-or-later
/* What reads back as numbers of kernel objects: stacks, a struct_ops, programs of XDP maps. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "bpf/demos/congestion.h"

#define FRAMES 20

#define STACKS(name_, flags_, frame_)                                                              \
	struct {                                                                                   \
		__uint(type, BPF_MAP_TYPE_STACK_TRACE);                                            \
		__uint(max_entries, 16);                                                           \
		__uint(map_flags, flags_);                                                         \
		__uint(key_size, 4);                                                               \
		__uint(value_size, FRAMES *(frame_));                                              \
	} name_ SEC(".maps")

STACKS(kernel_stacks, 0, 8);
STACKS(user_stacks, 0, 8);
STACKS(build_ids, BPF_F_STACK_BUILD_ID, 32);

/* A stack in a map of the program's own. */
struct sample {
	__u32 depth;
	__u64 stack[FRAMES];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct sample);
} samples SEC(".maps");

SEC("raw_tp/take_stacks")
int take_stacks(void *ctx)
{
	struct sample *sample;
	__u32 key = 0;
	long bytes;

	bpf_get_stackid(ctx, &kernel_stacks, 0);
	bpf_get_stackid(ctx, &user_stacks, BPF_F_USER_STACK);
	bpf_get_stackid(ctx, &build_ids, BPF_F_USER_STACK);
	sample = bpf_map_lookup_elem(&samples, &key);
	if (!sample)
		return 0;
	bytes = bpf_get_stack(ctx, sample->stack, sizeof(sample->stack), 0);
	sample->depth = bytes > 0 ? (__u32)bytes / 8 : 0;
	return 0;
}

/* The kernel's names for programs end with their 15th byte. */
SEC("xdp/devmap")
int pass_behind_redirect(struct xdp_md *ctx)
{
	return XDP_PASS;
}

SEC("xdp/cpumap")
int pass_on_cpu(struct xdp_md *ctx)
{
	return XDP_PASS;
}

CONGESTION_CONTROL(congestion, "mapctl_named", named_slow_start_threshold, named_undo, named_avoid);

char LICENSE[] SEC("license") = "GPL";
