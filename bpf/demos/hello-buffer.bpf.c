// SPDX-License-Identifier: GPL-2.0-or-later
/* A record per execve through a perf event array: "Learning eBPF", chapter 2. */
#include <asm/unistd.h>
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct data_t {
	int pid;
	int uid;
	char command[16];
	char message[12];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} output SEC(".maps");

/* A function of its own, so that the object's BTF describes the record. */
static __noinline int hello(void *ctx, struct data_t *data)
{
	volatile char *message = data->message;

	data->pid = (int)(bpf_get_current_pid_tgid() >> 32);
	data->uid = (int)bpf_get_current_uid_gid();
	bpf_get_current_comm(data->command, sizeof(data->command));
	/* Byte by byte: copied whole the literal would bring a .rodata map. */
#pragma unroll
	for (int i = 0; i < (int)sizeof("Hello World"); i++)
		message[i] = "Hello World"[i];
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

SEC("ksyscall/execve")
int hello_kprobe(void *ctx)
{
	struct data_t data = {};

	hello(ctx, &data);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
