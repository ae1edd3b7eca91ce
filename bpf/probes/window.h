/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For the programs that read a map's entries: the window and its records. */
#ifndef MAPCTL_BPF_PROBES_WINDOW_H
#define MAPCTL_BPF_PROBES_WINDOW_H

#include "bpf/probes/entries.h"
#include "bpf/probes/kernel.h"

/* What one run may visit: the kernel is not left for longer than a few milliseconds. */
#define MAX_VISITS (1u << 18)

#define E2BIG	     7
#define ENAMETOOLONG 36

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct entries_window);
} mapctl_window SEC(".maps");

static __always_inline struct entries_window *window_get(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&mapctl_window, &zero);
}

/* NULL: this is not the map that is asked for. */
static __always_inline struct entries_window *window_of(struct bpf_map *map)
{
	struct entries_window *window = window_get();

	if (!map || !window || map->id != window->map_id)
		return NULL;
	window->found = 1;
	window->map = (__u64)map;
	return window;
}

/*
 * Where the next record goes, NULL when the window is full. It counts only when record_add() is
 * called: until then nothing may be written to its key.
 */
static __always_inline struct entries_record *record_new(struct entries_window *window)
{
	__u32 at = window->used;

	if (at >= ENTRIES_ROOM)
		return NULL;
	barrier_var(at);
	at &= ENTRIES_ROOM - 8;
	return (struct entries_record *)(window->data + at);
}

static __always_inline void *record_key(struct entries_record *record)
{
	return record + 1;
}

/*
 * Copies the value behind a key of key_bytes, a constant. A value that cannot be had is an error.
 */
static __always_inline void record_value(struct entries_record *record, __u32 key_bytes,
					 __u32 value_bytes, __u64 from)
{
	void *value = (char *)record_key(record) + ENTRIES_ALIGN(key_bytes);

	record->key_bytes = key_bytes;
	record->value_bytes = 0;
	barrier_var(value_bytes);
	if (value_bytes > ENTRIES_VALUE_MAX) {
		record->error = -E2BIG;
		return;
	}
	record->error = bpf_probe_read_kernel(value, value_bytes, (void *)from);
	if (!record->error)
		record->value_bytes = value_bytes;
}

static __always_inline void record_add(struct entries_window *window,
				       const struct entries_record *record)
{
	window->used += sizeof(*record) + ENTRIES_ALIGN(record->key_bytes) +
			ENTRIES_ALIGN(record->value_bytes);
}

#endif
