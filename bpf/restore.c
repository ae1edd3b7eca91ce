// SPDX-License-Identifier: GPL-2.0-or-later
/* restore: the entries of a snapshot, sent in batches while the next are read. */
#include <stdlib.h>

#include "bpf/entry_batch.h"
#include "bpf/restore.h"

/* Entries that go to the kernel in one piece. */
enum {
	ENTRIES_MAX = 16384,
	BYTES_MAX = 1 << 20
};

struct chunk {
	struct entry_batch batch;
	unsigned char *keys, *values;
};

struct writer {
	struct restore *restore;
	struct chunk chunks[2];
	struct chunk *sending; /* on its way; NULL: none */
	struct entry_sender *sender; /* NULL: the chunk was sent at once, with this result */
	int result;
	__u32 room;
	bool made_room; /* the others have been deleted */
};

int restore_stopped(const struct restore *restore, struct err *err)
{
	if (!restore->stop || !restore->stop(restore->arg))
		return 0;
	return fail_status(err, STATUS_SIGINT, -EINTR, "interrupted");
}

static void writer_free(struct writer *w)
{
	entry_sender_free(w->sender);
	for (size_t i = 0; i < 2; i++) {
		free(w->chunks[i].keys);
		free(w->chunks[i].values);
	}
}

static int chunk_new(struct chunk *chunk, const struct map *map, __u32 room, struct err *err)
{
	chunk->keys = calloc(room, map->info.key_size);
	chunk->values = calloc(room, map->value_bytes);
	if (!chunk->keys || !chunk->values)
		return fail_oom(err);
	chunk->batch = (struct entry_batch){
		.map = map,
		.keys = chunk->keys,
		.values = chunk->values,
		.plain = !entry_batch_takes(map, false),
	};
	return 0;
}

static int writer_begin(struct writer *w, struct err *err)
{
	const struct map *map = w->restore->map;
	size_t room = BYTES_MAX / ((size_t)map->info.key_size + map->value_bytes);
	struct err no_thread = {0};
	int rc = 0;

	w->room = (__u32)(room < ENTRIES_MAX ? room + !room : ENTRIES_MAX);
	for (size_t i = 0; !rc && i < 2; i++)
		rc = chunk_new(&w->chunks[i], map, w->room, err);
	if (!rc && w->restore->threads)
		entry_sender_new(&w->sender, &no_thread); /* without one it takes longer */
	return rc;
}

/* 1: there may be more; 0: that was the last of them. */
static int chunk_fill(struct writer *w, struct chunk *chunk, struct err *err)
{
	const struct map *map = w->restore->map;
	struct entry_batch *batch = &chunk->batch;
	int more = 1;

	batch->n = batch->done = 0;
	while (more > 0 && batch->n < w->room) {
		more = snapshot_reader_next(
			w->restore->reader, chunk->keys + (size_t)batch->n * map->info.key_size,
			chunk->values + (size_t)batch->n * map->value_bytes, err);
		batch->n += more > 0;
	}
	return more;
}

static int refuse(const struct writer *w, const struct chunk *chunk, int rc, struct err *err)
{
	const struct map *map = w->restore->map;
	const struct form form = {0};
	BUF_CLEANUP struct buf key = {0};

	layout_format_key(map->key, chunk->keys + (size_t)chunk->batch.done * map->info.key_size,
			  &form, &key);
	return entry_batch_refuse(&chunk->batch, rc, buf_cstr(&key), err);
}

static int make_room(struct writer *w, struct err *err)
{
	w->made_room = true;
	return restore_delete_others(w->restore, err);
}

static bool is_full(int rc)
{
	return rc == -E2BIG || rc == -ENOSPC;
}

/* Waits for the chunk on its way, and counts what was written of it. */
static int wait_sent(struct writer *w)
{
	const struct chunk *chunk = w->sending;
	int rc;

	if (!chunk)
		return 0;
	w->sending = NULL;
	rc = w->sender ? entry_sender_wait(w->sender) : w->result;
	w->restore->written += chunk->batch.done;
	return rc;
}

/* What came of the chunk on its way. A map that is full of other keys gets room, and goes on. */
static int finish_sending(struct writer *w, struct err *err)
{
	struct chunk *chunk = w->sending;
	int rc = wait_sent(w);

	if (is_full(rc) && w->restore->replaces && !w->made_room) {
		__u32 before = chunk->batch.done;
		int failed = make_room(w, err);

		if (failed)
			return failed;
		rc = entry_batch_send(&chunk->batch);
		w->restore->written += chunk->batch.done - before;
	}
	return rc ? refuse(w, chunk, rc, err) : 0;
}

static void chunk_send(struct writer *w, struct chunk *chunk)
{
	w->sending = chunk;
	if (w->sender)
		entry_sender_start(w->sender, &chunk->batch);
	else
		w->result = entry_batch_send(&chunk->batch);
}

static int write_all(struct writer *w, struct err *err)
{
	int more = 1, rc = 0;

	for (size_t i = 0; more > 0; i = !i) {
		struct chunk *chunk = &w->chunks[i];

		more = restore_stopped(w->restore, err);
		more = more ? more : chunk_fill(w, chunk, err);
		if (more < 0)
			break;
		rc = finish_sending(w, err);
		if (rc)
			return rc;
		chunk_send(w, chunk);
	}
	if (!more)
		return finish_sending(w, err);
	wait_sent(w);
	return more;
}

/* An entry that is written may push out another of the snapshot's, as long as there are others. */
static bool others_first(const struct restore *restore)
{
	return restore->replaces && restore->map->type->can & TYPE_LRU;
}

static int run(struct writer *w, struct err *err)
{
	struct restore *restore = w->restore;
	int rc = writer_begin(w, err);

	if (!rc && others_first(restore))
		rc = make_room(w, err);
	if (!rc)
		rc = write_all(w, err);
	if (!rc && restore->replaces && !w->made_room)
		rc = make_room(w, err);
	if (!rc && restore->map->type->can & TYPE_LRU)
		rc = restore_count_lost(restore, err);
	return rc;
}

int restore_run(struct restore *restore, struct err *err)
{
	__attribute__((cleanup(writer_free))) struct writer writer = {.restore = restore};
	int rc = snapshot_reader_rewind(restore->reader, err);

	restore->written = restore->deleted = restore->lost = 0;
	return rc ? rc : run(&writer, err);
}
