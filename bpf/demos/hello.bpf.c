// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A line per execve, and a reader of such lines: the first program of "Learning eBPF", chapter 2.
 */
#define BPF_NO_GLOBAL_DATA /* bpf_printk()'s format would bring a .rodata map */
#include <asm/unistd.h>
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "bpf/demos/syscall.h"

struct line {
	int pid;
	int uid;
	char command[16];
	char text[64];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} lines SEC(".maps");

SEC("raw_tp/sys_enter")
int hello_raw_tp(struct bpf_raw_tracepoint_args *ctx)
{
	if (ctx->args[1] == __NR_execve)
		bpf_printk("Hello World!");
	return 0;
}

SEC(FENTRY_SYSCALL("execve"))
int hello_fentry(void *ctx)
{
	bpf_printk("Hello World!");
	return 0;
}

SEC("ksyscall/execve")
int hello_kprobe(void *ctx)
{
	bpf_printk("Hello World!");
	return 0;
}

/* A function of its own, so that the object's BTF describes the record. */
static __noinline int fill(struct line *line, const char *text)
{
	line->pid = (int)(bpf_get_current_pid_tgid() >> 32);
	line->uid = (int)bpf_get_current_uid_gid();
	bpf_get_current_comm(line->command, sizeof(line->command));
	return (int)bpf_probe_read_kernel_str(line->text, sizeof(line->text), text);
}

/*
 * What any program prints passes here; taken is what says the same as this demo, whoever prints it.
 */
SEC("raw_tp/bpf_trace_printk")
int hello_reader(struct bpf_raw_tracepoint_args *ctx)
{
	struct line line = {};

	fill(&line, (const char *)ctx->args[0]);
	if (line.text[0] == 'H' && line.text[6] == 'W' && line.text[11] == '!')
		bpf_ringbuf_output(&lines, &line, sizeof(line), 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
