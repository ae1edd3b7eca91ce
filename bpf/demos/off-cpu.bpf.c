// SPDX-License-Identifier: GPL-2.0-or-later
/* How long tasks waited, and who woke them: offwaketime of the kernel's samples/bpf. */
#include <linux/bpf.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "bpf/demos/kernel.h"

#define STACK_DEPTH 127
/* A shorter wait is none that anybody looks for. */
#define MIN_WAIT_NS 1000

struct wait {
	char waker[16];
	char target[16];
	int waker_stack; /* of the kernel, an id in stackmap; negative: there is none */
	int target_stack;
};

struct since {
	__u64 time_ns;
	int stack;
};

struct waker {
	char comm[16];
	int stack;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10000);
	__type(key, struct wait);
	__type(value, __u64); /* nanoseconds */
} counts SEC(".maps");

/* Tasks that are off a CPU. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10000);
	__type(key, __u32);
	__type(value, struct since);
} start SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10000);
	__type(key, __u32);
	__type(value, struct waker);
} wokeby SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, 10000);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, STACK_DEPTH * sizeof(__u64));
} stackmap SEC(".maps");

static __always_inline void add_wait(const struct wait *wait, __u64 ns)
{
	__u64 zero = 0, *total = bpf_map_lookup_elem(&counts, wait);

	if (!total) {
		bpf_map_update_elem(&counts, wait, &zero, BPF_NOEXIST);
		total = bpf_map_lookup_elem(&counts, wait);
	}
	if (total)
		__sync_fetch_and_add(total, ns);
}

/* A task gets a CPU: its wait is over. */
static __always_inline void end_wait(struct task_struct *task)
{
	__u32 pid = (__u32)BPF_CORE_READ(task, pid);
	struct since *since = bpf_map_lookup_elem(&start, &pid);
	struct waker *waker = bpf_map_lookup_elem(&wokeby, &pid);
	struct wait wait = {};
	__u64 ns;

	if (!since)
		return;
	ns = bpf_ktime_get_ns() - since->time_ns;
	wait.target_stack = since->stack;
	bpf_map_delete_elem(&start, &pid);
	/* Without a waker it was only pre-empted. */
	if (!waker)
		return;
	__builtin_memcpy(wait.waker, waker->comm, sizeof(wait.waker));
	wait.waker_stack = waker->stack;
	bpf_map_delete_elem(&wokeby, &pid);
	bpf_probe_read_kernel_str(wait.target, sizeof(wait.target), task->comm);
	if (ns >= MIN_WAIT_NS)
		add_wait(&wait, ns);
}

/* (bool preempt, struct task_struct *prev, struct task_struct *next, …), in the context of prev */
SEC("raw_tp/sched_switch")
int on_switch(struct bpf_raw_tracepoint_args *ctx)
{
	__u32 pid = (__u32)bpf_get_current_pid_tgid();
	struct since since = {.time_ns = bpf_ktime_get_ns()};

	if (pid) { /* 0 is the idle task */
		since.stack = (int)bpf_get_stackid(ctx, &stackmap, BPF_F_FAST_STACK_CMP);
		bpf_map_update_elem(&start, &pid, &since, BPF_ANY);
	}
	end_wait((struct task_struct *)ctx->args[2]);
	return 0;
}

/* (struct task_struct *task), in the context of the waker */
SEC("raw_tp/sched_waking")
int on_waking(struct bpf_raw_tracepoint_args *ctx)
{
	struct task_struct *task = (struct task_struct *)ctx->args[0];
	__u32 pid = (__u32)BPF_CORE_READ(task, pid);
	struct waker waker = {};

	bpf_get_current_comm(waker.comm, sizeof(waker.comm));
	waker.stack = (int)bpf_get_stackid(ctx, &stackmap, BPF_F_FAST_STACK_CMP);
	bpf_map_update_elem(&wokeby, &pid, &waker, BPF_ANY);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
