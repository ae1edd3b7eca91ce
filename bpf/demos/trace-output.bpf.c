// SPDX-License-Identifier: GPL-2.0-or-later
/* A record per write through a perf event array: trace_output of the kernel's samples/bpf. */
#include <asm/unistd.h>
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "bpf/demos/syscall.h"

/* The user of the demo's traffic: the reader's own writes would make records for ever. */
#define TRAFFIC_UID 5008

struct record {
	__u64 pid;
	__u64 cookie;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} my_map SEC(".maps");

/* A function of its own, so that the object's BTF describes the record. */
static __noinline int send(void *ctx, struct record *record)
{
	record->pid = bpf_get_current_pid_tgid() >> 32;
	record->cookie = 0x12345678;
	return (int)bpf_perf_event_output(ctx, &my_map, BPF_F_CURRENT_CPU, record,
					  sizeof(*record));
}

static __always_inline void trace_write(void *ctx)
{
	struct record record = {};

	if ((__u32)bpf_get_current_uid_gid() == TRAFFIC_UID)
		send(ctx, &record);
}

SEC("raw_tp/sys_enter")
int write_raw_tp(struct bpf_raw_tracepoint_args *ctx)
{
	if (ctx->args[1] == __NR_write)
		trace_write(ctx);
	return 0;
}

SEC(FENTRY_SYSCALL("write"))
int write_fentry(void *ctx)
{
	trace_write(ctx);
	return 0;
}

SEC("ksyscall/write")
int write_kprobe(void *ctx)
{
	trace_write(ctx);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
