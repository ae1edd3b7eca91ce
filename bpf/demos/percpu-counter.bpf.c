// SPDX-License-Identifier: GPL-2.0-or-later
/* Counts getppid calls per user twice: in a hash that loses updates, and per CPU. */
#include <asm/unistd.h>
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

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

SEC("raw_tp/sys_enter")
int count_raw_tp(struct bpf_raw_tracepoint_args *ctx)
{
	if (ctx->args[1] == __NR_getppid)
		count();
	return 0;
}

SEC("ksyscall/getppid")
int count_kprobe(void *ctx)
{
	count();
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
