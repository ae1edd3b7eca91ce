// SPDX-License-Identifier: GPL-2.0-or-later
/* Walking key by key: by get_next_key, or by index where the keys are indices. */
#include <stdlib.h>
#include <string.h>
#include <bpf/bpf.h>

#include "bpf/caps.h"
#include "bpf/walk_impl.h"

struct next {
	unsigned char *key, *after; /* the key to visit, and room for the one behind it */
	bool looks_up;              /* values are wanted, or tell empty slots from full ones */
};

/* Bounds one read, so that a sparse map can be left in the midst of it. */
enum { NEXT_VISITS_PER_READ = 16384 };

static bool by_index(const struct reader *reader)
{
	return reader->map->type->can & TYPE_ARRAY;
}

/* An update moves an entry to the head of its bucket, where a walker in that bucket never looks. */
static bool moves_on_update(__u32 type)
{
	switch (type) {
	case MAP_HASH:
	case MAP_LRU_HASH:
	case MAP_HASH_OF_MAPS:
	case MAP_DEVMAP_HASH:
	case MAP_SOCKHASH:
	case MAP_RHASH:
		return true;
	}
	return false;
}

static int next_open(struct reader *reader, struct err *err)
{
	const struct map *map = reader->map;
	struct next *next = calloc(1, sizeof(*next));

	reader->state = next;
	if (!next)
		return fail_oom(err);
	next->key = calloc(1, map->key_bytes);
	next->after = calloc(1, map->key_bytes);
	if (!next->key || !next->after)
		return fail_oom(err);
	next->looks_up = !reader->keys_only || by_index(reader);
	if (moves_on_update(map->info.type))
		reader->caveat = "entries that were updated while they were read may be missing: "
				 "the kernel reads this map key by key only";
	return 0;
}

static void next_close(struct reader *reader)
{
	struct next *next = reader->state;

	if (next) {
		free(next->key);
		free(next->after);
	}
	free(next);
	reader->state = NULL;
}

/* Finds the key behind `key` (NULL: the first), or the end. */
static int step(struct reader *reader, const unsigned char *key, unsigned char *after,
		struct err *err)
{
	const struct map *map = reader->map;
	__u32 index;
	int code;

	if (by_index(reader)) {
		if (key)
			memcpy(&index, key, sizeof(index));
		index = key ? index + 1 : 0;
		memcpy(after, &index, sizeof(index));
		reader->end = index >= map->info.max_entries;
		return 0;
	}
	code = bpf_map_get_next_key(map->fd, key, after);
	if (code == -ENOENT)
		reader->end = true;
	else if (code)
		return fail_op(err, OP_ACCESS, code, "cannot read the keys of map \"%s\"",
			       map->name);
	return 0;
}

/* Adds the entry to the chunk, unless it is a repeat, an empty slot or was deleted meanwhile. */
static int visit(struct reader *reader, struct chunk *chunk, struct err *err)
{
	const struct map *map = reader->map;
	const struct next *next = reader->state;
	int code = 0;

	if (!by_index(reader)) {
		int is_new = seen_add(&reader->seen, next->key);

		if (is_new <= 0)
			return is_new ? fail_oom(err) : 0;
	}
	if (next->looks_up)
		code = bpf_map_lookup_elem(map->fd, next->key,
					   chunk->values + chunk->n * map->value_bytes);
	if (code == -ENOENT)
		return 0;
	memcpy(chunk->keys + chunk->n * map->key_bytes, next->key, map->key_bytes);
	chunk->errors[chunk->n++] = code;
	chunk->failed |= code != 0;
	return 0;
}

/*
 * The key behind is fetched before the value, so that a key deleted between the two costs nothing.
 */
static int visit_and_step(struct reader *reader, struct chunk *chunk, struct err *err)
{
	struct next *next = reader->state;
	unsigned char *key = next->key;
	int code = step(reader, key, next->after, err);

	if (!code)
		code = visit(reader, chunk, err);
	next->key = next->after;
	next->after = key;
	return code;
}

static int next_read(struct reader *reader, struct chunk *chunk, struct err *err)
{
	struct next *next = reader->state;
	int code = chunk_reserve(chunk, reader, err);

	chunk->has_values = next->looks_up;
	if (!code && !reader->visits)
		code = step(reader, NULL, next->key, err);
	for (int i = 0; !code && !reader->end && i < NEXT_VISITS_PER_READ; i++) {
		if (chunk->n == chunk->cap)
			break;
		reader->visits++;
		code = visit_and_step(reader, chunk, err);
		if (!by_index(reader) && reader_lost(reader))
			reader->end = true;
	}
	return code;
}

const struct reader_ops reader_next_key = {
	.method = WALK_NEXT_KEY,
	.needs = TYPE_NEXT_KEY,
	.open = next_open,
	.read = next_read,
	.close = next_close,
};
