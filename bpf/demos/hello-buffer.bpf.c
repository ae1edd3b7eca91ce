// SPDX-License-Identifier: GPL-2.0-or-later
/* A record per execve through a perf event array: "Learning eBPF", chapter 2. */
#include <asm/unistd.h>

#include "bpf/demos/greeting.h"
#include "bpf/demos/syscall.h"

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} output SEC(".maps");

/* A function of its own, so that the object's BTF describes the record. */
static __noinline int hello(void *ctx, struct data_t *data)
{
	greeting_fill(data, NULL);
	return (int)bpf_perf_event_output(ctx, &output, BPF_F_CURRENT_CPU, data, sizeof(*data));
}

SEC("raw_tp/sys_enter")
int hello_raw_tp(struct bpf_raw_tracepoint_args *ctx)
{
	struct data_t data = {};

	if (ctx->args[1] == __NR_execve)
		hello(ctx, &data);
	return 0;
}

SEC(FENTRY_SYSCALL("execve"))
int hello_fentry(void *ctx)
{
	struct data_t data = {};

	hello(ctx, &data);
	return 0;
}

SEC("ksyscall/execve")
int hello_kprobe(void *ctx)
{
	struct data_t data = {};

	hello(ctx, &data);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
