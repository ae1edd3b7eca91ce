// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Walking by BPF_MAP_LOOKUP_BATCH: the fastest, and for hashes exact, as a bucket is read at once.
 */
#include <stdlib.h>
#include <bpf/bpf.h>

#include "bpf/caps.h"
#include "bpf/walk_impl.h"

/*
 * Where the kernel is to go on. It writes 4 bytes for hashes, however small their keys, and a whole
 * key for the other types.
 */
struct batch {
	unsigned char *in, *out;
	bool started;
};

enum { BATCH_MAX_RETRIES = 100 };

static int batch_open(struct reader *reader, struct err *err)
{
	__u32 size = reader->map->info.key_size < 8 ? 8 : reader->map->info.key_size;
	struct batch *batch = calloc(1, sizeof(*batch));

	reader->state = batch;
	if (!batch)
		return fail_oom(err);
	batch->in = calloc(1, size);
	batch->out = calloc(1, size);
	return batch->in && batch->out ? 0 : fail_oom(err);
}

static void batch_close(struct reader *reader)
{
	struct batch *batch = reader->state;

	if (batch) {
		free(batch->in);
		free(batch->out);
	}
	free(batch);
	reader->state = NULL;
}

/* A bucket must fit in whole; one that holds all entries is the worst there is. */
static int batch_enlarge(struct reader *reader, struct err *err)
{
	if (reader->cap > reader->map->info.max_entries)
		return fail(err, -ENOSPC, "cannot read map \"%s\": the kernel wants room for more "
			    "than all its %u entries", reader->map->name,
			    reader->map->info.max_entries);
	reader->cap *= 2;
	return 0;
}

/* The chunk holds n entries: go on behind them. */
static int batch_accept(struct reader *reader, struct chunk *chunk, __u32 n, struct err *err)
{
	struct batch *batch = reader->state;
	unsigned char *in = batch->in;

	chunk->n = n;
	chunk->has_values = true;
	batch->in = batch->out;
	batch->out = in;
	batch->started = true;
	if (!(reader->map->type->can & TYPE_REPEATS))
		return 0;
	reader->visits += n;
	if (reader_lost(reader))
		reader->end = true;
	return reader_drop_repeats(reader, chunk, err);
}

static bool try_again(int code)
{
	return !code || code == -EINTR || code == -EAGAIN || code == -EBUSY;
}

static int batch_refused(struct reader *reader, int code, struct err *err)
{
	return fail_op(err, OP_ACCESS, code, "cannot read map \"%s\"", reader->map->name);
}

static int batch_read(struct reader *reader, struct chunk *chunk, struct err *err)
{
	struct batch *batch = reader->state;
	int retries = 0;

	for (;;) {
		__u32 n;
		int code = chunk_reserve(chunk, reader, err);

		if (code)
			return code;
		n = (__u32)chunk->cap;
		code = bpf_map_lookup_batch(reader->map->fd, batch->started ? batch->in : NULL,
					    batch->out, chunk->keys, chunk->values, &n, NULL);
		if (code == -ENOENT)
			reader->end = true;
		if (code == -ENOENT || (try_again(code) && n))
			return batch_accept(reader, chunk, n, err);
		if (code == -ENOSPC)
			code = batch_enlarge(reader, err);
		else if (!try_again(code) || ++retries > BATCH_MAX_RETRIES)
			return batch_refused(reader, code ? code : -EAGAIN, err);
		else
			code = 0;
		if (code)
			return code;
	}
}

const struct reader_ops reader_batch = {
	.method = WALK_BATCH,
	.needs = TYPE_BATCH,
	.open = batch_open,
	.read = batch_read,
	.close = batch_close,
};
