/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For the programs that read arrays of pointers: which slots are full, in windows. */
#ifndef MAPCTL_BPF_PROBES_SLOTS_H
#define MAPCTL_BPF_PROBES_SLOTS_H

#include "bpf/probes/window.h"

struct slots_cursor {
	__u64 next; /* the slot */
};

/* What a program knows of its array. */
struct slots_kind {
	__u32 offset; /* of the first pointer, from the start of the map */
	__u32 value_bytes;
	/* Fills in what stands for the object in a slot, which is zero before: 0 or -errno. */
	int (*fill)(void *value, __u64 object);
};

static __always_inline long slots_visit(const struct slots_kind *kind)
{
	struct entries_window *window = window_get();
	struct entries_record *record;
	struct slots_cursor *cursor;
	void *object;
	__u32 slot;

	if (!window)
		return 1;
	cursor = (struct slots_cursor *)window->cursor;
	record = record_new(window);
	slot = cursor->next;
	if (!record || slot >= window->max_entries)
		return 1;
	cursor->next++;
	object = slot_read(window->map, kind->offset, slot);
	if (!object)
		return 0;
	*(__u32 *)record_key(record) = slot;
	record->key_bytes = sizeof(slot);
	record->value_bytes = kind->value_bytes;
	record->error = kind->fill((char *)record_key(record) + 8, (__u64)object);
	record_add(window, record);
	return 0;
}

typedef long slots_visit_fn(__u32 i, void *unused);

static __always_inline int slots_run(struct bpf_map *map, bool known, slots_visit_fn *visit)
{
	struct entries_window *window = window_of(map);
	struct slots_cursor *cursor;

	if (!window)
		return 0;
	window->unknown = !known;
	if (!known)
		return 0;
	bpf_loop(MAX_VISITS, visit, NULL, 0);
	cursor = (struct slots_cursor *)window->cursor;
	window->end = cursor->next >= window->max_entries;
	return 0;
}

/* The program of a map type whose struct has the pointers in `member`. */
#define SLOTS_PROGRAM(program, map_struct, member, value_struct, fill_fn)                          \
	static long program##_visit(__u32 i, void *unused)                                         \
	{                                                                                          \
		const struct slots_kind kind = {                                                   \
			.offset = bpf_core_field_offset(map_struct, member),                       \
			.value_bytes = sizeof(value_struct),                                       \
			.fill = fill_fn,                                                           \
		};                                                                                 \
                                                                                                   \
		return slots_visit(&kind);                                                         \
	}                                                                                          \
                                                                                                   \
	SEC("iter/bpf_map")                                                                        \
	int program(struct bpf_iter__bpf_map *ctx)                                                 \
	{                                                                                          \
		return slots_run(ctx->map, bpf_core_field_exists(map_struct, member),              \
				 program##_visit);                                                 \
	}

#endif
