// SPDX-License-Identifier: GPL-2.0-or-later
/* Counts in the inner maps of an array and of a hash: after the kernel's test_map_in_map. */
#include "bpf/demos/getppid.h"

struct counts {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} counts_a SEC(".maps"), counts_b SEC(".maps"), user_5007 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct counts);
} current SEC(".maps") = {.values = {(void *)&counts_a}};

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 16);
	__type(key, __u32);
	__array(values, struct counts);
} by_user SEC(".maps");

static __always_inline void add_one(void *outer, __u32 key)
{
	void *inner = bpf_map_lookup_elem(outer, &key);
	__u32 zero = 0;
	__u64 *count;

	if (!inner)
		return;
	count = bpf_map_lookup_elem(inner, &zero);
	if (count)
		__sync_fetch_and_add(count, 1);
}

static __always_inline void count(void)
{
	__u32 uid = (__u32)bpf_get_current_uid_gid();

	/* Only users with a map of their own: what others call is not the demo's. */
	if (!bpf_map_lookup_elem(&by_user, &uid))
		return;
	add_one(&by_user, uid);
	add_one(&current, 0);
}

char LICENSE[] SEC("license") = "GPL";
