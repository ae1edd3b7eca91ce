// SPDX-License-Identifier: GPL-2.0-or-later
/* Counts execve calls per user in a hash, as "Learning eBPF", chapter 2, does: not atomically. */
#include <asm/unistd.h>
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "bpf/demos/syscall.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, __u64);
	__type(value, __u64);
} counter_table SEC(".maps");

/* Two CPUs that read the same count both write that count plus one. */
static __always_inline void count(void)
{
	__u64 uid = (__u32)bpf_get_current_uid_gid(), counter = 0, *value;

	value = bpf_map_lookup_elem(&counter_table, &uid);
	if (value)
		counter = *value;
	counter++;
	bpf_map_update_elem(&counter_table, &uid, &counter, BPF_ANY);
}

SEC("raw_tp/sys_enter")
int count_raw_tp(struct bpf_raw_tracepoint_args *ctx)
{
	if (ctx->args[1] == __NR_execve)
		count();
	return 0;
}

SEC(FENTRY_SYSCALL("execve"))
int count_fentry(void *ctx)
{
	count();
	return 0;
}

SEC("ksyscall/execve")
int count_kprobe(void *ctx)
{
	count();
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
