/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's structures that several probes read, with the members they need. */
#ifndef MAPCTL_BPF_PROBES_KERNEL_H
#define MAPCTL_BPF_PROBES_KERNEL_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

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
	__u32 id;
} KERNEL_TYPE;

struct bpf_iter__bpf_map {
	struct bpf_iter_meta *meta;
	struct bpf_map *map;
};

struct bpf_array {
	struct bpf_map map;
	void *ptrs[0];
} KERNEL_TYPE;

struct task_struct {
	int pid, tgid;
	char comm[16];
} KERNEL_TYPE;

struct file {
	void *private_data;
	struct inode *f_inode;
} KERNEL_TYPE;

struct bpf_iter__task_file {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	__u32 fd __attribute__((aligned(8)));
	struct file *file;
};

struct hlist_node {
	struct hlist_node *next;
} KERNEL_TYPE;

struct hlist_head {
	struct hlist_node *first;
} KERNEL_TYPE;

struct super_block {
	__u32 s_dev;
	unsigned long s_magic;
} KERNEL_TYPE;

struct inode {
	struct super_block *i_sb;
	unsigned long i_ino;
	struct hlist_head i_dentry;
} KERNEL_TYPE;

struct perf_event_attr {
	__u32 type;
	__u64 config;
	__u64 sample_type;
} KERNEL_TYPE;

struct perf_event {
	struct perf_event_attr attr;
	int cpu;
	struct task_struct *owner;
	struct perf_buffer *rb;
} KERNEL_TYPE;

/* What a slot of a perf event array points to. */
struct bpf_event_entry {
	struct perf_event *event;
	struct file *perf_file;
} KERNEL_TYPE;

/* The pointer in slot i of an array that starts `offset` bytes behind `base`. */
static __always_inline void *slot_read(__u64 base, __u32 offset, __u32 i)
{
	void *pointer = NULL;

	bpf_probe_read_kernel(&pointer, sizeof(pointer),
			      (void *)(base + offset + i * sizeof(pointer)));
	return pointer;
}

#endif
