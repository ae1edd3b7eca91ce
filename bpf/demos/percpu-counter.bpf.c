// SPDX-License-Identifier: GPL-2.0-or-later
/* Counts getppid calls per user twice: in a hash that loses updates, and per CPU. */
#include "bpf/demos/getppid.h"

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 1024);
	__type(key, __u64);
	__type(value, __u64);
} percpu_counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u64);
	__type(value, __u64);
} hash_counts SEC(".maps");

static __always_inline void count_percpu(__u64 uid)
{
	__u64 *value = bpf_map_lookup_elem(&percpu_counts, &uid), one = 1;

	if (value)
		++*value;
	else
		bpf_map_update_elem(&percpu_counts, &uid, &one, BPF_ANY);
}

/* As hello-map does: between the lookup and the update another CPU may count. */
static __always_inline void count_hash(__u64 uid)
{
	__u64 *value = bpf_map_lookup_elem(&hash_counts, &uid);
	__u64 counter = value ? *value + 1 : 1;

	bpf_map_update_elem(&hash_counts, &uid, &counter, BPF_ANY);
}

static __always_inline void count(void)
{
	__u64 uid = (__u32)bpf_get_current_uid_gid();

	count_percpu(uid);
	count_hash(uid);
}

char LICENSE[] SEC("license") = "GPL";
