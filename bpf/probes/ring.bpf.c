// SPDX-License-Identifier: GPL-2.0-or-later
/* Positions of ring buffers, and what is in one, for readers that may not map it. */
#include "bpf/probes/kernel.h"
#include "bpf/probes/ring.h"

struct list_head {
	struct list_head *next;
} KERNEL_TYPE;

struct wait_queue_head {
	struct list_head head;
} KERNEL_TYPE;

struct bpf_ringbuf {
	struct wait_queue_head waitq;
	__u64 mask;
	unsigned long consumer_pos;
	unsigned long producer_pos;
	unsigned long pending_pos;   /* since 6.9, and in stable kernels */
	unsigned long overwrite_pos; /* 6.19 */
	char data[];
} KERNEL_TYPE;

struct bpf_ringbuf_map {
	struct bpf_map map;
	struct bpf_ringbuf *rb;
} KERNEL_TYPE;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct probe_peek);
} mapctl_peek SEC(".maps");

static bool is_ring(struct bpf_map *map)
{
	return map->map_type == BPF_MAP_TYPE_RINGBUF || map->map_type == 31;
}

static struct bpf_ringbuf *ring_of(struct bpf_map *map)
{
	return BPF_CORE_READ((struct bpf_ringbuf_map *)map, rb);
}

static void read_positions(struct bpf_ringbuf *rb, struct probe_positions *at)
{
	at->consumer = BPF_CORE_READ(rb, consumer_pos);
	if (bpf_core_field_exists(rb->overwrite_pos))
		at->overwrite = BPF_CORE_READ(rb, overwrite_pos);
	if (bpf_core_field_exists(rb->pending_pos))
		at->pending = BPF_CORE_READ(rb, pending_pos);
	at->producer = BPF_CORE_READ(rb, producer_pos);
}

SEC("iter/bpf_map")
int positions(struct bpf_iter__bpf_map *ctx)
{
	struct bpf_map *map = ctx->map;
	struct probe_ring record = {};
	struct bpf_ringbuf *rb;
	char *head;

	if (!map || !is_ring(map))
		return 0;
	rb = ring_of(map);
	record.id = map->id;
	read_positions(rb, &record.at);
	record.has_pending = bpf_core_field_exists(rb->pending_pos);
	/* Its list of who waits is empty when it points to itself. */
	head = (char *)rb + bpf_core_field_offset(rb->waitq) +
	       bpf_core_field_offset(struct wait_queue_head, head);
	record.waits = (char *)BPF_CORE_READ(rb, waitq.head.next) != head;
	bpf_seq_write(ctx->meta->seq, &record, sizeof(record));
	return 0;
}

/* The kernel has the data mapped twice, one behind the other: no window breaks off at its end. */
SEC("iter/bpf_map")
int window(struct bpf_iter__bpf_map *ctx)
{
	struct bpf_map *map = ctx->map;
	__u32 zero = 0;
	struct probe_peek *peek = bpf_map_lookup_elem(&mapctl_peek, &zero);
	struct probe_positions at = {};
	struct bpf_ringbuf *rb;
	__u64 n;

	if (!map || !peek || !is_ring(map) || map->id != peek->map_id)
		return 0;
	rb = ring_of(map);
	read_positions(rb, &at);
	n = at.producer > peek->from ? at.producer - peek->from : 0;
	if (n > PROBE_WINDOW)
		n = PROBE_WINDOW;
	if (bpf_probe_read_kernel(peek->data, n,
				  (char *)rb + bpf_core_field_offset(rb->data) +
					  (peek->from & BPF_CORE_READ(rb, mask))))
		return 0;
	peek->upto = peek->from + n;
	read_positions(rb, &peek->at);
	peek->seen = 1;
	return 0;
}

char _license[] SEC("license") = "GPL";
