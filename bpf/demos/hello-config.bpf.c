// SPDX-License-Identifier: GPL-2.0-or-later
/* Greets every execve with its user's message: the config map of "Learning eBPF", chapter 4. */
#include <asm/unistd.h>
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct user_msg_t {
	char message[12];
};

struct data_t {
	int pid;
	int uid;
	char command[16];
	char message[12];
};

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

/* Byte by byte: a literal that is copied whole would bring a .rodata map beside the demo's two. */
static __always_inline void say_hello_world(volatile char *message)
{
#pragma unroll
	for (int i = 0; i < (int)sizeof("Hello World"); i++)
		message[i] = "Hello World"[i];
}

/* A function of its own, so that the object's BTF describes the record: it lists no local types. */
static __noinline int greet(void *ctx, struct data_t *data)
{
	__u32 uid = (__u32)bpf_get_current_uid_gid();
	struct user_msg_t *user;

	data->pid = (int)(bpf_get_current_pid_tgid() >> 32);
	data->uid = (int)uid;
	bpf_get_current_comm(data->command, sizeof(data->command));
	user = bpf_map_lookup_elem(&config, &uid);
	if (user)
		__builtin_memcpy(data->message, user->message, sizeof(data->message));
	else
		say_hello_world(data->message);
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

SEC("ksyscall/execve")
int hello_kprobe(void *ctx)
{
	struct data_t data = {};

	greet(ctx, &data);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
