// SPDX-License-Identifier: GPL-2.0-or-later
/* Large records built in a per-CPU entry: the kernel's ring buffer example. */
#include <linux/bpf.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "bpf/demos/kernel.h"

struct event {
	int pid;
	char comm[16];
	char filename[512];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} rb SEC(".maps");

/* A program's stack has 512 bytes: too few for a record. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct event);
} heap SEC(".maps");

/* (struct task_struct *task, pid_t old_pid, struct linux_binprm *bprm) */
SEC("raw_tp/sched_process_exec")
int log_exec(struct bpf_raw_tracepoint_args *ctx)
{
	const struct linux_binprm *bprm = (const struct linux_binprm *)ctx->args[2];
	struct event *event;
	__u32 zero = 0;

	event = bpf_map_lookup_elem(&heap, &zero);
	if (!event)
		return 0;
	event->pid = (int)(bpf_get_current_pid_tgid() >> 32);
	bpf_get_current_comm(event->comm, sizeof(event->comm));
	bpf_probe_read_kernel_str(event->filename, sizeof(event->filename),
				  BPF_CORE_READ(bprm, filename));
	bpf_ringbuf_output(&rb, event, sizeof(*event), 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
