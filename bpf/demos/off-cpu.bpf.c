// SPDX-License-Identifier: GPL-2.0-or-later
/* Who waits for whom, and where: after offwaketime of the kernel's samples. */
#include <stdbool.h>
#include <linux/bpf.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "bpf/demos/kernel.h"

#define ENTRIES	   10240
#define MAX_FRAMES 64

struct wait {
	char waker[16];
	char target[16];
	int waker_stack; /* keys in stackmap; negative: there is none */
	int target_stack;
};

struct total {
	__u64 us;
	__u64 times;
};

struct blocked {
	__u64 time_ns;
	int stack;
};

struct wokeby {
	char name[16];
	int stack;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, ENTRIES);
	__type(key, struct wait);
	__type(value, struct total);
} counts SEC(".maps");

/* By task: since when it waits. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, ENTRIES);
	__type(key, int);
	__type(value, struct blocked);
} start SEC(".maps");

/* By task: who has woken it, before it runs. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, ENTRIES);
	__type(key, int);
	__type(value, struct wokeby);
} wokeby SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, 4096);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, MAX_FRAMES * sizeof(__u64));
} stackmap SEC(".maps");

/* (struct task_struct *p): the current task wakes p, or an interrupt while that task runs. */
SEC("raw_tp/sched_waking")
int note_waker(struct bpf_raw_tracepoint_args *ctx)
{
	int pid = BPF_CORE_READ((const struct task_struct *)ctx->args[0], pid);
	struct wokeby by = {};

	bpf_get_current_comm(by.name, sizeof(by.name));
	by.stack = (int)bpf_get_stackid(ctx, &stackmap, BPF_F_FAST_STACK_CMP);
	bpf_map_update_elem(&wokeby, &pid, &by, BPF_ANY);
	return 0;
}

static __always_inline void add_wait(const struct wait *wait, __u64 us)
{
	struct total *total = bpf_map_lookup_elem(&counts, wait), none = {};

	if (!total) {
		bpf_map_update_elem(&counts, wait, &none, BPF_NOEXIST);
		total = bpf_map_lookup_elem(&counts, wait);
	}
	if (!total)
		return;
	__sync_fetch_and_add(&total->us, us);
	__sync_fetch_and_add(&total->times, 1);
}

static __always_inline void end_wait(const struct task_struct *task)
{
	int pid = BPF_CORE_READ(task, pid);
	struct blocked *blocked = bpf_map_lookup_elem(&start, &pid);
	struct wokeby *by = bpf_map_lookup_elem(&wokeby, &pid);
	struct wait wait = {};

	if (blocked && by) {
		BPF_CORE_READ_STR_INTO(&wait.target, task, comm);
		__builtin_memcpy(wait.waker, by->name, sizeof(wait.waker));
		wait.waker_stack = by->stack;
		wait.target_stack = blocked->stack;
		add_wait(&wait, (bpf_ktime_get_ns() - blocked->time_ns) / 1000);
	}
	bpf_map_delete_elem(&start, &pid);
	bpf_map_delete_elem(&wokeby, &pid);
}

/* (bool preempt, struct task_struct *prev, struct task_struct *next); the current task is prev. */
SEC("raw_tp/sched_switch")
int note_switch(struct bpf_raw_tracepoint_args *ctx)
{
	bool preempted = ctx->args[0];
	int prev = BPF_CORE_READ((const struct task_struct *)ctx->args[1], pid);
	struct blocked blocked = {};

	/* Whose turn is over waits for a CPU, not for a task; 0 is what idle CPUs do. */
	if (!preempted && prev) {
		blocked.time_ns = bpf_ktime_get_ns();
		blocked.stack = (int)bpf_get_stackid(ctx, &stackmap, BPF_F_FAST_STACK_CMP);
		bpf_map_update_elem(&start, &prev, &blocked, BPF_ANY);
	}
	end_wait((const struct task_struct *)ctx->args[2]);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
