/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For the programs that read local storages: a hash of lists of elements, each with its owner. */
#ifndef MAPCTL_BPF_PROBES_STORAGES_H
#define MAPCTL_BPF_PROBES_STORAGES_H

#include "bpf/probes/window.h"

struct bpf_local_storage_map_bucket {
	struct hlist_head list;
} KERNEL_TYPE;

struct bpf_local_storage_map {
	struct bpf_map map;
	struct bpf_local_storage_map_bucket *buckets;
	__u32 bucket_log;
} KERNEL_TYPE;

struct bpf_local_storage {
	void *owner;
} KERNEL_TYPE;

struct bpf_local_storage_data {
	struct bpf_local_storage_map *smap;
	__u8 data[0];
} KERNEL_TYPE;

struct bpf_local_storage_elem {
	struct hlist_node map_node;
	struct bpf_local_storage *local_storage;
	struct bpf_local_storage_data sdata;
} KERNEL_TYPE;

/*
 * New elements stand at the head of their list. A run goes on behind the last element that it gave;
 * where that one has left, with the list's head, and mapctl drops what it has got already.
 */
struct storages_cursor {
	__u64 bucket;
	__u64 node; /* in the bucket's list, the next to visit; 0: none */
	__u64 last; /* the last one that was given */
	__u64 skip; /* when not 0: visit none up to this one */
	__u64 torn; /* times that a list led into another */
};

enum { STORAGES_MAX_TORN = 1000, STORAGES_MAX_LOG = 24, STORAGES_MAX_LIST = 1 << 20 };

/* Writes what stands for an owner to a key, which is zero before: 0 or -errno. */
typedef int storages_owner_fn(void *key, __u64 owner);

static __always_inline __u64 storages_elem(__u64 node)
{
	return node - bpf_core_field_offset(struct bpf_local_storage_elem, map_node);
}

static __always_inline bool storages_has(struct bpf_local_storage_elem *elem, __u64 map)
{
	__u64 smap = (__u64)BPF_CORE_READ(elem, sdata.smap);

	return smap + bpf_core_field_offset(struct bpf_local_storage_map, map) == map;
}

/* False: the element is no longer one of this map's, and neither is what it links to. */
static __always_inline bool storages_give(struct entries_window *window,
					  struct entries_record *record, __u64 node,
					  __u32 key_bytes, storages_owner_fn *fill)
{
	struct bpf_local_storage_elem *elem = (void *)storages_elem(node);
	struct bpf_local_storage *storage = BPF_CORE_READ(elem, local_storage);
	__u64 owner = (__u64)BPF_CORE_READ(storage, owner);
	int error;

	record_value(record, key_bytes, window->value_bytes,
		     (__u64)elem +
			     bpf_core_field_offset(struct bpf_local_storage_elem, sdata.data));
	if (!storages_has(elem, window->map))
		return false;
	if (!owner)
		return true; /* it is being freed */
	error = fill(record_key(record), owner);
	if (error) {
		record->error = error;
		record->value_bytes = 0;
	}
	record_add(window, record);
	return true;
}

static __always_inline long storages_visit(__u32 key_bytes, storages_owner_fn *fill)
{
	struct entries_window *window = window_get();
	struct entries_record *record;
	struct storages_cursor *cursor;
	__u64 node;

	if (!window)
		return 1;
	cursor = (struct storages_cursor *)window->cursor;
	record = record_new(window);
	node = cursor->node;
	if (!record || !node)
		return 1;
	if (!cursor->skip && !storages_give(window, record, node, key_bytes, fill)) {
		cursor->torn++;
		cursor->node = 0;
		cursor->skip = 1; /* no node's address: the list begins anew */
		return 1;
	}
	if (!cursor->skip)
		cursor->last = node;
	else if (cursor->skip == node)
		cursor->skip = 0;
	cursor->node = (__u64)BPF_CORE_READ((struct hlist_node *)node, next);
	return 0;
}

typedef long storages_visit_fn(__u32 i, void *unused);

static __always_inline __u64 storages_first(__u64 map, __u64 bucket)
{
	struct bpf_local_storage_map *smap =
		(void *)(map - bpf_core_field_offset(struct bpf_local_storage_map, map));
	__u64 buckets = (__u64)BPF_CORE_READ(smap, buckets);
	struct bpf_local_storage_map_bucket *at =
		(void *)(buckets +
			 bucket * bpf_core_type_size(struct bpf_local_storage_map_bucket));

	return (__u64)BPF_CORE_READ(at, list.first);
}

/* The bucket of the cursor. Returns 1 where there is none, or the window is full. */
static __always_inline long storages_bucket(const __u64 *n_buckets, storages_visit_fn *visit)
{
	struct entries_window *window = window_get();
	struct storages_cursor *cursor;

	if (!window)
		return 1;
	cursor = (struct storages_cursor *)window->cursor;
	if (cursor->bucket >= *n_buckets || cursor->torn > STORAGES_MAX_TORN)
		return 1;
	cursor->node = storages_first(window->map, cursor->bucket);
	bpf_loop(STORAGES_MAX_LIST, visit, NULL, 0);
	if (cursor->node) {
		/* the window is full, or the list so long that the place to go on at was not met */
		if (cursor->skip)
			cursor->torn = STORAGES_MAX_TORN + 1;
		cursor->skip = cursor->last;
		return 1;
	}
	/* where the one to go on behind was not met, once more from the head */
	if (!cursor->skip)
		cursor->bucket++;
	cursor->skip = 0;
	return 0;
}

static __always_inline bool storages_known(void)
{
	return bpf_core_field_exists(struct bpf_local_storage_map, buckets) &&
	       bpf_core_field_exists(struct bpf_local_storage_map, bucket_log) &&
	       bpf_core_field_exists(struct bpf_local_storage_map_bucket, list) &&
	       bpf_core_field_exists(struct bpf_local_storage_elem, map_node) &&
	       bpf_core_field_exists(struct bpf_local_storage_elem, local_storage) &&
	       bpf_core_field_exists(struct bpf_local_storage_data, smap) &&
	       bpf_core_field_exists(struct bpf_local_storage, owner);
}

static __always_inline int storages_run(struct bpf_map *map, bool owner_known,
					storages_visit_fn *bucket)
{
	struct entries_window *window = window_of(map);
	struct bpf_local_storage_map *smap;
	struct storages_cursor *cursor;
	__u64 n_buckets;
	__u32 log;

	if (!window)
		return 0;
	if (!owner_known || !storages_known()) {
		window->unknown = 1;
		return 0;
	}
	smap = (void *)(window->map - bpf_core_field_offset(struct bpf_local_storage_map, map));
	log = BPF_CORE_READ(smap, bucket_log);
	if (log > STORAGES_MAX_LOG) {
		window->unknown = 1;
		return 0;
	}
	n_buckets = 1ull << log;
	bpf_loop(MAX_VISITS, bucket, &n_buckets, 0);
	cursor = (struct storages_cursor *)window->cursor;
	window->lost = cursor->torn > STORAGES_MAX_TORN;
	window->end = window->lost || cursor->bucket >= n_buckets;
	return 0;
}

/* The program of a type whose owners `known` says this kernel has, and `fill` makes a key of. */
#define STORAGES_PROGRAM(program, key_struct, known, fill)                                         \
	static long program##_visit(__u32 i, void *unused)                                         \
	{                                                                                          \
		return storages_visit(sizeof(key_struct), fill);                                   \
	}                                                                                          \
                                                                                                   \
	static long program##_bucket(__u32 i, void *n_buckets)                                     \
	{                                                                                          \
		return storages_bucket(n_buckets, program##_visit);                                \
	}                                                                                          \
                                                                                                   \
	SEC("iter/bpf_map")                                                                        \
	int program(struct bpf_iter__bpf_map *ctx)                                                 \
	{                                                                                          \
		return storages_run(ctx->map, known, program##_bucket);                            \
	}

#endif
