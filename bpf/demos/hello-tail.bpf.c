// SPDX-License-Identifier: GPL-2.0-or-later
/* Tail calls by the number of the system call: "Learning eBPF", chapter 2. */
#include <asm/unistd.h>
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct event {
	int pid;
	int uid;
	int syscall;
	char command[16];
	char message[28];
};

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 500);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} syscall SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} output SEC(".maps");

/* A function of its own, so that the object's BTF describes the record. */
static __noinline int send(struct event *event, int number)
{
	event->pid = (int)(bpf_get_current_pid_tgid() >> 32);
	event->uid = (int)bpf_get_current_uid_gid();
	event->syscall = number;
	bpf_get_current_comm(event->command, sizeof(event->command));
	return (int)bpf_ringbuf_output(&output, event, sizeof(*event), 0);
}

/* Byte by byte: copied whole the literal would bring a .rodata map. */
#define SEND(number, text)                                                                         \
	do {                                                                                       \
		struct event event = {};                                                           \
		volatile char *message = event.message;                                            \
                                                                                                   \
		_Pragma("unroll") for (int i = 0; i < (int)sizeof(text); i++)                      \
			message[i] = (text)[i];                                                    \
		send(&event, (int)(number));                                                       \
	} while (0)

SEC("raw_tp/sys_enter")
int hello_raw_tp(struct bpf_raw_tracepoint_args *ctx)
{
	__u32 number = (__u32)ctx->args[1];

	bpf_tail_call(ctx, &syscall, number);
	/* There is no program in its slot. */
	SEND(number, "Another syscall");
	return 0;
}

SEC("raw_tp/sys_enter")
int hello_exec(struct bpf_raw_tracepoint_args *ctx)
{
	SEND(ctx->args[1], "Executing a program");
	return 0;
}

SEC("raw_tp/sys_enter")
int hello_timer(struct bpf_raw_tracepoint_args *ctx)
{
	switch (ctx->args[1]) {
	case __NR_timer_create:
		SEND(__NR_timer_create, "Creating a timer");
		break;
	case __NR_timer_delete:
		SEND(__NR_timer_delete, "Deleting a timer");
		break;
	default:
		SEND(ctx->args[1], "Some other timer operation");
	}
	return 0;
}

SEC("raw_tp/sys_enter")
int ignore_opcode(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
