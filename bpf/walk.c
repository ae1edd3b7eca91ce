// SPDX-License-Identifier: GPL-2.0-or-later
/* Walks: choosing the method, chunks and their hand-over to the caller. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bpf/described.h"
#include "bpf/walk_impl.h"

struct walk {
	struct reader reader;
	enum walk_method wanted;
	struct chunk chunks[WALK_CHUNKS];
	struct ahead ahead;
	bool failed;
};

enum {
	CHUNK_ENTRIES = 1024,
	CHUNK_BYTES = 1 << 20,
};

static const struct reader_ops *const methods[] = {
	&reader_batch,
	&reader_iterator,
	&reader_next_key,
	&reader_probe,
};

enum { N_METHODS = sizeof(methods) / sizeof(methods[0]) };

static void chunk_free(struct chunk *chunk)
{
	free(chunk->keys);
	free(chunk->values);
	free(chunk->errors);
	memset(chunk, 0, sizeof(*chunk));
}

int chunk_reserve(struct chunk *chunk, const struct reader *reader, struct err *err)
{
	const struct map *map = reader->map;

	chunk->n = 0;
	chunk->failed = false;
	if (chunk->cap >= reader->cap)
		return 0;
	chunk_free(chunk);
	chunk->keys = calloc(reader->cap, map->key_bytes);
	chunk->values = calloc(reader->cap, map->value_bytes);
	chunk->errors = calloc(reader->cap, sizeof(*chunk->errors));
	if (!chunk->keys || !chunk->values || !chunk->errors)
		return fail_oom(err);
	chunk->cap = reader->cap;
	return 0;
}

bool reader_lost(struct reader *reader)
{
	__u64 most = reader->map->info.max_entries, limit;

	/* local storages have no limit of their own */
	if (most < reader->seen.n)
		most = reader->seen.n;
	limit = most * 4 + (1 << 16);
	if (reader->visits < limit)
		return false;
	snprintf(reader->note, sizeof(reader->note),
		 "the map changes faster than it can be read: gave up after meeting %llu entries, "
		 "repeats included; some may be missing", reader->visits);
	return true;
}

int reader_drop_repeats(struct reader *reader, struct chunk *chunk, struct err *err)
{
	size_t key_size = reader->map->key_bytes, value_bytes = reader->map->value_bytes;
	size_t kept = 0;

	for (size_t i = 0; i < chunk->n; i++) {
		int is_new = seen_add(&reader->seen, chunk->keys + i * key_size);

		if (is_new < 0)
			return fail_oom(err);
		if (!is_new)
			continue;
		if (kept < i) {
			memcpy(chunk->keys + kept * key_size, chunk->keys + i * key_size, key_size);
			memcpy(chunk->values + kept * value_bytes, chunk->values + i * value_bytes,
			       value_bytes);
		}
		kept++;
	}
	chunk->n = kept;
	return 0;
}

/* Entries a chunk holds at first: one more than the map has shows the end with the first read. */
static size_t chunk_entries(const struct map *map)
{
	size_t entry = (size_t)map->key_bytes + map->value_bytes;
	size_t n = (size_t)map->info.max_entries + 1;

	if (n > CHUNK_ENTRIES || !map->info.max_entries)
		n = CHUNK_ENTRIES;
	if (n > CHUNK_BYTES / entry)
		n = CHUNK_BYTES / entry;
	return n ? n : 1;
}

static void reader_close(struct reader *reader)
{
	reader->ops->close(reader);
	seen_free(&reader->seen);
	reader->visits = 0;
	reader->caveat = NULL;
	reader->end = false;
	reader->note[0] = '\0';
}

static int reader_open(struct reader *reader, const struct reader_ops *ops, struct err *err)
{
	reader->ops = ops;
	reader->seen.key_size = reader->map->key_bytes;
	reader->cap = chunk_entries(reader->map);
	return ops->open(reader, err);
}

static bool method_fits(const struct walk *walk, const struct reader_ops *ops)
{
	const struct map_type *type = walk->reader.map->type;

	if (walk->reader.map->described)
		return ops->method == WALK_PROBE;
	if (walk->wanted != WALK_BEST)
		return ops->method == walk->wanted;
	/* Indices are as exact as the iterator, and need neither privilege nor a program. */
	if (ops->method == WALK_ITERATOR && type->can & TYPE_ARRAY)
		return false;
	return type->can & ops->needs;
}

/* Kernels before 5.6 do not know the batch commands, before 5.9 the iterator: EINVAL. */
static bool method_missing(const struct reader *reader, int code)
{
	if (reader->ops->method == WALK_ITERATOR)
		return true;
	return code == -EINVAL || code == -ENOTSUPP || code == -EOPNOTSUPP;
}

/* The first chunk, by the first of the methods that works here. */
static int first_read(struct walk *walk, struct chunk *chunk, struct err *err)
{
	int code = -EOPNOTSUPP;

	for (unsigned int i = 0; i < N_METHODS; i++) {
		struct reader *reader = &walk->reader;

		if (!method_fits(walk, methods[i]))
			continue;
		if (reader->ops) {
			reader_close(reader);
			err_clear(err);
		}
		code = reader_open(reader, methods[i], err);
		if (!code)
			code = reader->ops->read(reader, chunk, err);
		if (!code || walk->wanted != WALK_BEST || !method_missing(reader, code))
			break;
	}
	return code;
}

/* Why the entries of a map cannot be listed. */
static int check_listable(const struct map *map, enum walk_method method, struct err *err)
{
	const struct map_type *type = map->type;
	bool sockets = type->type == MAP_SOCKMAP || type->type == MAP_REUSEPORT_SOCKARRAY;
	unsigned int listing = TYPE_BATCH | TYPE_ITERATOR | TYPE_NEXT_KEY;

	if (map->described)
		return 0;
	if (type->no_dump) {
		fail(err, -EOPNOTSUPP, "map \"%s\": %.*s", map->name, described_why(map),
		     type->no_dump);
		if (map_describable(map))
			err_hint(err, "`dump` reads them by a program in the kernel, which takes "
				 "CAP_BPF and CAP_PERFMON");
		return -EOPNOTSUPP;
	}
	if (!(type->can & listing) || !map->key_bytes)
		return fail(err, -EOPNOTSUPP, "the entries of a %s map cannot be listed",
			    type->name);
	if (sockets && map->info.value_size == 4) {
		fail(err, -EOPNOTSUPP, "map \"%s\": the kernel shows the sockets of a %s only "
		     "when its values are 8 bytes, not 4", map->name, type->name);
		err_hint(err, "`dump` reads them by a program in the kernel, which takes CAP_BPF "
			 "and CAP_PERFMON");
		return -EOPNOTSUPP;
	}
	for (unsigned int i = 0; i < N_METHODS; i++) {
		if (methods[i]->method == method && !(type->can & methods[i]->needs))
			return fail(err, -EOPNOTSUPP, "%s maps cannot be read by this method",
				    type->name);
	}
	return 0;
}

int walk_new(struct walk **out, const struct map *map, enum walk_method method, bool keys_only,
	     struct err *err)
{
	int code = check_listable(map, method, err);
	struct walk *walk;

	if (code)
		return code;
	walk = calloc(1, sizeof(*walk));
	if (!walk)
		return fail_oom(err);
	walk->reader.map = map;
	walk->reader.keys_only = keys_only;
	walk->wanted = method;
	*out = walk;
	return 0;
}

void walk_free(struct walk *walk)
{
	if (!walk)
		return;
	ahead_stop(&walk->ahead);
	if (walk->reader.ops)
		reader_close(&walk->reader);
	for (int i = 0; i < WALK_CHUNKS; i++)
		chunk_free(&walk->chunks[i]);
	free(walk);
}

/* Reads a chunk at once: the first one, and all where no thread is to be had. */
static int read_chunk(struct walk *walk, struct chunk *chunk, struct err *err)
{
	struct reader *reader = &walk->reader;
	int code;

	if (reader->end)
		return 0;
	code = reader->ops ? reader->ops->read(reader, chunk, err) : first_read(walk, chunk, err);
	if (code)
		return code;
	if (reader->end)
		return chunk->n > 0;
	ahead_start(&walk->ahead, reader, walk->chunks);
	return 1;
}

int walk_next(struct walk *walk, struct walk_batch *batch, struct err *err)
{
	struct chunk *chunk = walk->chunks;
	int more;

	if (walk->failed)
		return 0;
	if (interrupted())
		return fail_interrupted(err);
	if (walk->ahead.running)
		more = ahead_next(&walk->ahead, &chunk, err);
	else
		more = read_chunk(walk, chunk, err);
	walk->failed = more < 0;
	if (more <= 0)
		return more;
	*batch = (struct walk_batch){
		.keys = chunk->keys,
		.values = chunk->has_values ? chunk->values : NULL,
		.errors = chunk->failed ? chunk->errors : NULL,
		.n = chunk->n,
	};
	return 1;
}

const char *walk_note(const struct walk *walk)
{
	return walk->reader.note[0] ? walk->reader.note : walk->reader.caveat;
}

bool walk_lost(const struct walk *walk)
{
	return walk->reader.note[0];
}

enum walk_method walk_method(const struct walk *walk)
{
	return walk->reader.ops ? walk->reader.ops->method : WALK_BEST;
}
