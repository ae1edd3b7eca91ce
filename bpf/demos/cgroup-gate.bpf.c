// SPDX-License-Identifier: GPL-2.0-or-later
/* Who calls getppid in a cgroup, and who outside: after test_current_task_under_cgroup. */
#include <asm/unistd.h>
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "bpf/demos/syscall.h"

struct {
	__uint(type, BPF_MAP_TYPE_CGROUP_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} gate SEC(".maps");

struct caller {
	int pid;
	char comm[16];
	__u64 calls;
};

/* 0: outside, 1: in the cgroup */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct caller);
} last SEC(".maps");

static __always_inline void note(void)
{
	__u32 inside = bpf_current_task_under_cgroup(&gate, 0) == 1;
	struct caller *caller = bpf_map_lookup_elem(&last, &inside);

	if (!caller)
		return;
	caller->pid = (int)(bpf_get_current_pid_tgid() >> 32);
	bpf_get_current_comm(caller->comm, sizeof(caller->comm));
	__sync_fetch_and_add(&caller->calls, 1);
}

SEC("raw_tp/sys_enter")
int gate_raw_tp(struct bpf_raw_tracepoint_args *ctx)
{
	if (ctx->args[1] == __NR_getppid)
		note();
	return 0;
}

SEC(FENTRY_SYSCALL0("getppid"))
int gate_fentry(void *ctx)
{
	note();
	return 0;
}

SEC("ksyscall/getppid")
int gate_kprobe(void *ctx)
{
	note();
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
