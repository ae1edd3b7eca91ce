// SPDX-License-Identifier: GPL-2.0-or-later
/* Who reads a ring buffer or the slots of a perf event array. */
#include "bpf/probes/kernel.h"
#include "bpf/probes/readers.h"

#define VM_WRITE 2

struct perf_buffer {
	int nr_pages;
	int page_order; /* only with CONFIG_PERF_USE_VMALLOC */
} KERNEL_TYPE;

struct vm_area_struct {
	unsigned long vm_flags;
	unsigned long vm_pgoff;
	struct file *vm_file;
} KERNEL_TYPE;

struct bpf_iter__task_vma {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	struct vm_area_struct *vma;
};

/* Address of a ring buffer, or of the file in a perf slot -> the map's id. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 16384);
	__type(key, __u64);
	__type(value, __u32);
} mapctl_ids SEC(".maps");

/* The id of the map whose readers are asked for. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} mapctl_asked SEC(".maps");

static bool is_asked(const struct bpf_map *map)
{
	__u32 zero = 0, *id = bpf_map_lookup_elem(&mapctl_asked, &zero);

	return map && id && map->id == *id;
}

SEC("iter/bpf_map")
int rings(struct bpf_iter__bpf_map *ctx)
{
	struct bpf_map *map = ctx->map;
	__u64 pointer = (__u64)map;
	__u32 id;

	if (!is_asked(map))
		return 0;
	id = map->id;
	bpf_map_update_elem(&mapctl_ids, &pointer, &id, BPF_ANY);
	return 0;
}

SEC("iter/task_vma")
int mappings(struct bpf_iter__task_vma *ctx)
{
	struct vm_area_struct *vma = ctx->vma;
	struct task_struct *task = ctx->task;
	struct probe_mapping record = {};
	struct file *file;
	__u64 pointer;
	__u32 *id;

	if (!task || !vma || task->tgid == bpf_get_current_pid_tgid() >> 32)
		return 0;
	file = vma->vm_file;
	if (!file)
		return 0;
	pointer = (__u64)file->private_data;
	id = bpf_map_lookup_elem(&mapctl_ids, &pointer);
	if (!id)
		return 0;
	record.map_id = *id;
	record.pid = task->tgid;
	record.page = vma->vm_pgoff;
	record.writable = (vma->vm_flags & VM_WRITE) != 0;
	bpf_probe_read_kernel(record.comm, sizeof(record.comm), task->comm);
	bpf_seq_write(ctx->meta->seq, &record, sizeof(record));
	return 0;
}

static __u64 data_pages(struct perf_event *event)
{
	struct perf_buffer *rb = BPF_CORE_READ(event, rb);
	__u64 pages;

	if (!rb)
		return 0;
	pages = BPF_CORE_READ(rb, nr_pages);
	if (bpf_core_field_exists(rb->page_order))
		pages <<= BPF_CORE_READ(rb, page_order) & 31;
	return pages;
}

SEC("iter/bpf_map")
int slots(struct bpf_iter__bpf_map *ctx)
{
	__u32 offset = bpf_core_field_offset(struct bpf_array, ptrs);
	struct bpf_map *map = ctx->map;

	if (!is_asked(map))
		return 0;
	for (__u32 i = 0; i < PROBE_SLOTS && i < map->max_entries; i++) {
		struct bpf_event_entry *entry = slot_read((__u64)map, offset, i);
		struct probe_slot record = {.map_id = map->id, .index = i};
		struct perf_event *event;

		if (!entry)
			continue;
		event = BPF_CORE_READ(entry, event);
		record.file = (__u64)BPF_CORE_READ(entry, perf_file);
		record.sample_type = BPF_CORE_READ(event, attr.sample_type);
		record.data_pages = data_pages(event);
		bpf_map_update_elem(&mapctl_ids, &record.file, &record.map_id, BPF_ANY);
		bpf_seq_write(ctx->meta->seq, &record, sizeof(record));
	}
	return 0;
}

SEC("iter/task_file")
int perf_files(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct probe_perf_file record = {};

	record.file = (__u64)ctx->file;
	if (!task || !ctx->file || !bpf_map_lookup_elem(&mapctl_ids, &record.file))
		return 0;
	record.pid = task->tgid;
	record.fd = ctx->fd;
	record.mine = task->tgid == bpf_get_current_pid_tgid() >> 32;
	bpf_probe_read_kernel(record.comm, sizeof(record.comm), task->comm);
	bpf_seq_write(ctx->meta->seq, &record, sizeof(record));
	return 0;
}

char _license[] SEC("license") = "GPL";
