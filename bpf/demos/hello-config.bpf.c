// SPDX-License-Identifier: GPL-2.0-or-later
/* Greets every execve with its user's message: the config map of "Learning eBPF", chapter 4. */
#include <asm/unistd.h>

#include "bpf/demos/greeting.h"
#include "bpf/demos/syscall.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__type(key, __u32);
	__type(value, struct user_msg_t);
} config SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} output SEC(".maps");

/* A function of its own, so that the object's BTF describes the record: it lists no local types. */
static __noinline int greet(void *ctx, struct data_t *data)
{
	__u32 uid = (__u32)bpf_get_current_uid_gid();

	greeting_fill(data, bpf_map_lookup_elem(&config, &uid));
	return (int)bpf_perf_event_output(ctx, &output, BPF_F_CURRENT_CPU, data, sizeof(*data));
}

SEC("raw_tp/sys_enter")
int hello_raw_tp(struct bpf_raw_tracepoint_args *ctx)
{
	struct data_t data = {};

	if (ctx->args[1] == __NR_execve)
		greet(ctx, &data);
	return 0;
}

SEC(FENTRY_SYSCALL("execve"))
int hello_fentry(void *ctx)
{
	struct data_t data = {};

	greet(ctx, &data);
	return 0;
}

SEC("ksyscall/execve")
int hello_kprobe(void *ctx)
{
	struct data_t data = {};

	greet(ctx, &data);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
