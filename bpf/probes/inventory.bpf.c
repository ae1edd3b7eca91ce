// SPDX-License-Identifier: GPL-2.0-or-later
/* What only the kernel knows of all maps: how full they are and who holds a descriptor. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#include "bpf/probes/inventory.h"

/*
 * Each kernel type costs libbpf a walk over the kernel's BTF (0.9 ms), so only those whose layout
 * changes are relocated. The iterators' contexts are fixed by the kernel's API.
 */
#define KERNEL_TYPE __attribute__((preserve_access_index))

struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
};

struct bpf_map {
	enum bpf_map_type map_type;
	__u32 key_size;
	__u32 value_size;
	__u32 max_entries;
	__u32 map_flags;
	__u32 id;
	char name[16];
	__s64 *elem_count;
} KERNEL_TYPE;

struct bpf_iter__bpf_map {
	struct bpf_iter_meta *meta;
	struct bpf_map *map;
};

struct task_struct {
	int tgid;
	char comm[16];
} KERNEL_TYPE;

struct file {
	void *private_data;
} KERNEL_TYPE;

struct bpf_iter__task_file {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	__u32 fd __attribute__((aligned(8)));
	struct file *file;
};

struct lpm_trie {
	struct bpf_map map;
	__u64 n_entries;
} KERNEL_TYPE;

struct bpf_queue_stack {
	struct bpf_map map;
	__u32 head, tail, size;
} KERNEL_TYPE;

/*
 * Linux 6.6. Weak, so that programs that don't call it load without; "counts" does not ask whether
 * it is there, since libbpf's loader program answers no to that.
 */
extern __s64 bpf_map_sum_elem_count(const struct bpf_map *map) __ksym __weak;

/*
 * Map pointer -> id. Which files are maps is told by their private_data, since the symbol of the
 * maps' file operations is not to be had on kernels without CONFIG_KALLSYMS_ALL.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1);
	__type(key, __u64);
	__type(value, __u32);
} mapctl_ids SEC(".maps");

SEC("iter/bpf_map")
int maps(struct bpf_iter__bpf_map *ctx)
{
	struct bpf_map *map = ctx->map;
	__u64 pointer = (__u64)map;
	struct probe_map record = {};

	if (!map)
		return 0;
	record.id = map->id;
	record.type = map->map_type;
	record.key_size = map->key_size;
	record.value_size = map->value_size;
	record.max_entries = map->max_entries;
	record.flags = map->map_flags;
	bpf_probe_read_kernel(record.name, sizeof(record.name), map->name);
	/* What cannot be joined is not listed: its holders would seem to be none. */
	if (!bpf_map_update_elem(&mapctl_ids, &pointer, &record.id, BPF_ANY))
		bpf_seq_write(ctx->meta->seq, &record, sizeof(record));
	return 0;
}

SEC("iter/bpf_map")
int counts(struct bpf_iter__bpf_map *ctx)
{
	struct bpf_map *map = ctx->map;
	struct probe_count record = {};

	if (!map || !bpf_core_field_exists(map->elem_count))
		return 0;
	/* Of a type without a counter the sum is 0, which would be a lie. */
	if (!map->elem_count)
		return 0;
	record.id = map->id;
	record.entries = bpf_map_sum_elem_count(map);
	bpf_seq_write(ctx->meta->seq, &record, sizeof(record));
	return 0;
}

/* A stack is a ring, too: a push over its oldest element moves the tail. */
static __u64 queue_entries(struct bpf_queue_stack *queue)
{
	__u32 head = BPF_CORE_READ(queue, head);
	__u32 tail = BPF_CORE_READ(queue, tail);

	return head >= tail ? head - tail : head + BPF_CORE_READ(queue, size) - tail;
}

/* Apart from "counts": these are names of the kernel's inside, which any version may change. */
SEC("iter/bpf_map")
int other_counts(struct bpf_iter__bpf_map *ctx)
{
	struct bpf_map *map = ctx->map;
	struct probe_count record = {};
	__u32 type;

	if (!map)
		return 0;
	type = map->map_type;
	if (type == BPF_MAP_TYPE_LPM_TRIE)
		record.entries = BPF_CORE_READ((struct lpm_trie *)map, n_entries);
	else if (type == BPF_MAP_TYPE_QUEUE || type == BPF_MAP_TYPE_STACK)
		record.entries = queue_entries((struct bpf_queue_stack *)map);
	else
		return 0;
	record.id = map->id;
	bpf_seq_write(ctx->meta->seq, &record, sizeof(record));
	return 0;
}

SEC("iter/task_file")
int files(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	struct probe_holder record = {};
	__u64 pointer;
	__u32 *id;

	if (!task || !file)
		return 0;
	pointer = (__u64)file->private_data;
	id = bpf_map_lookup_elem(&mapctl_ids, &pointer);
	if (!id || task->tgid == bpf_get_current_pid_tgid() >> 32)
		return 0;
	record.id = *id;
	record.pid = task->tgid;
	bpf_probe_read_kernel(record.comm, sizeof(record.comm), task->comm);
	bpf_seq_write(ctx->meta->seq, &record, sizeof(record));
	return 0;
}

char _license[] SEC("license") = "GPL";
