// SPDX-License-Identifier: GPL-2.0-or-later
/* Entries that no bpf(2) call lists, read out of the kernel's own structures. */
#include "bpf/probes/window.h"
#include "bpf/probes/socket.h"

/* ---- queues and stacks: a ring from tail to head, which is one short of full when full ------- */

struct bpf_queue_stack {
	struct bpf_map map;
	__u32 head, tail, size;
	char elements[0];
} KERNEL_TYPE;

/*
 * The elements of the first run are read by their places, and those that have left meanwhile are
 * skipped: whatever stays is met once, and what comes later is not waited for.
 */
struct queue_cursor {
	__u64 started;
	__u64 first, count; /* the place of the first element, the number of elements */
	__u64 next;
	__u64 head, tail; /* when the last run ended */
};

static __always_inline __u64 queue_count(__u64 head, __u64 tail, __u64 size)
{
	return head >= tail ? head - tail : head + size - tail;
}

static __always_inline bool queue_holds(struct bpf_queue_stack *queue, __u64 place, __u64 size)
{
	__u64 head = BPF_CORE_READ(queue, head), tail = BPF_CORE_READ(queue, tail);

	return queue_count(place, tail, size) < queue_count(head, tail, size);
}

static __always_inline __u64 queue_place(const struct queue_cursor *cursor, bool is_stack,
					 __u64 size)
{
	__u64 nth = is_stack ? cursor->count - 1 - cursor->next : cursor->next;
	__u64 place = cursor->first + nth;

	return place < size ? place : place - size;
}

static long queue_element(__u32 i, const bool *is_stack)
{
	struct entries_window *window = window_get();
	struct entries_record *record;
	struct bpf_queue_stack *queue;
	struct queue_cursor *cursor;
	__u64 size, place;

	if (!window)
		return 1;
	queue = (struct bpf_queue_stack *)window->map;
	cursor = (struct queue_cursor *)window->cursor;
	record = record_new(window);
	if (!record || cursor->next >= cursor->count)
		return 1;
	size = BPF_CORE_READ(queue, size);
	place = queue_place(cursor, *is_stack, size);
	cursor->next++;
	if (!queue_holds(queue, place, size))
		return 0;
	record_value(record, 0, window->value_bytes,
		     (__u64)queue + bpf_core_field_offset(struct bpf_queue_stack, elements) +
			     place * window->value_bytes);
	/* one that left while it was copied may have been overwritten */
	if (queue_holds(queue, place, size))
		record_add(window, record);
	return 0;
}

static __always_inline void queue_start(struct entries_window *window, struct queue_cursor *cursor,
					struct bpf_queue_stack *queue)
{
	__u64 head = BPF_CORE_READ(queue, head), tail = BPF_CORE_READ(queue, tail);

	if (cursor->started) {
		window->moved |= head != cursor->head || tail != cursor->tail;
		return;
	}
	cursor->started = 1;
	cursor->first = tail;
	cursor->count = queue_count(head, tail, BPF_CORE_READ(queue, size));
}

SEC("iter/bpf_map")
int queues(struct bpf_iter__bpf_map *ctx)
{
	struct entries_window *window = window_of(ctx->map);
	struct bpf_queue_stack *queue;
	struct queue_cursor *cursor;
	bool is_stack;

	if (!window)
		return 0;
	if (!bpf_core_field_exists(struct bpf_queue_stack, elements)) {
		window->unknown = 1;
		return 0;
	}
	is_stack = window->map_type == BPF_MAP_TYPE_STACK;
	cursor = (struct queue_cursor *)window->cursor;
	queue = (struct bpf_queue_stack *)window->map;
	queue_start(window, cursor, queue);
	bpf_loop(MAX_VISITS, queue_element, &is_stack, 0);
	cursor->head = BPF_CORE_READ(queue, head);
	cursor->tail = BPF_CORE_READ(queue, tail);
	window->end = cursor->next >= cursor->count;
	return 0;
}

/* ---- slots of a reuseport_sockarray ---------------------------------------------------------- */

struct reuseport_array {
	struct bpf_map map;
	struct sock *ptrs[0];
} KERNEL_TYPE;

static long socket_slot(__u32 i, const void *unused)
{
	struct entries_window *window = window_get();
	struct entries_record *record;
	struct probe_socket *socket;
	struct sock *sk = NULL;
	__u64 index;

	if (!window)
		return 1;
	record = record_new(window);
	index = window->cursor[0];
	if (!record || index >= window->max_entries)
		return 1;
	window->cursor[0]++;
	bpf_probe_read_kernel(&sk, sizeof(sk), (void *)(window->map + index * sizeof(sk) +
			      bpf_core_field_offset(struct reuseport_array, ptrs)));
	if (!sk)
		return 0;
	record->key_bytes = sizeof(__u32);
	record->value_bytes = sizeof(*socket);
	*(__u32 *)record_key(record) = index;
	socket = record_key(record) + ENTRIES_ALIGN(sizeof(__u32));
	read_socket(socket, sk);
	record_add(window, record);
	return 0;
}

SEC("iter/bpf_map")
int socket_slots(struct bpf_iter__bpf_map *ctx)
{
	struct entries_window *window = window_of(ctx->map);

	if (!window)
		return 0;
	if (!bpf_core_field_exists(struct reuseport_array, ptrs)) {
		window->unknown = 1;
		return 0;
	}
	bpf_loop(MAX_VISITS, socket_slot, NULL, 0);
	window->end = window->cursor[0] >= window->max_entries;
	return 0;
}

char _license[] SEC("license") = "GPL";
