// SPDX-License-Identifier: GPL-2.0-or-later
/* A run of lines that update, or delete from, one map: collected, and sent together. */
#include <stdlib.h>
#include <string.h>

#include "bpf/entry_batch.h"
#include "commands/data.h"
#include "commands/pending.h"

/* Entries of a run that go to the kernel in one piece. */
enum { ENTRIES_MAX = 16384, BYTES_MAX = 1 << 20 };

struct chunk {
	struct entry_batch batch;
	unsigned char *keys, *values;
	unsigned long *lines;
	size_t keys_size, values_size;
	__u32 room;
	__u32 told; /* of those done the hooks know of so many */
	struct run run; /* of the first line */
};

struct pending {
	struct pending_hooks hooks;
	struct chunk chunks[2];
	struct chunk *filling, *sending; /* sending: on its way; NULL: none */
	struct entry_sender *sender; /* NULL until a chunk is full */
};

int pending_new(struct pending **out, const struct pending_hooks *hooks, struct err *err)
{
	struct pending *pending = calloc(1, sizeof(*pending));

	*out = pending;
	if (!pending)
		return fail_oom(err);
	pending->hooks = *hooks;
	pending->filling = &pending->chunks[0];
	return 0;
}

void pending_free(struct pending *pending)
{
	if (!pending)
		return;
	entry_sender_free(pending->sender);
	for (size_t i = 0; i < 2; i++) {
		free(pending->chunks[i].keys);
		free(pending->chunks[i].values);
		free(pending->chunks[i].lines);
	}
	free(pending);
}

static void chunk_empty(struct chunk *chunk)
{
	chunk->batch.n = chunk->batch.done = chunk->told = 0;
}

/* Those that are done and were not told of. False: they cannot be. */
static bool tell_done(struct pending *pending, struct chunk *chunk, struct err *err)
{
	__u32 n = chunk->batch.done - chunk->told;
	const unsigned long *lines = chunk->lines + chunk->told;
	int rc = n ? pending->hooks.done(pending->hooks.arg, lines, n, err) : 0;

	chunk->told = chunk->batch.done;
	if (!rc)
		return true;
	pending->hooks.failed(pending->hooks.arg, lines[n - 1], chunk->run.cmd, err);
	return false;
}

/* The entry at `done` was refused. True: those behind it shall be sent. */
static bool tell_failed(struct pending *pending, struct chunk *chunk, int rc, struct err *err)
{
	struct entry_batch *batch = &chunk->batch;
	size_t at = (size_t)batch->done * batch->map->info.key_size;
	BUF_CLEANUP struct buf key = {0};

	data_describe_key(&chunk->run, batch->map, chunk->keys + at, &key);
	entry_batch_refuse(batch, rc, buf_cstr(&key), err);
	chunk->told = ++batch->done;
	return pending->hooks.failed(pending->hooks.arg, chunk->lines[batch->done - 1],
				     chunk->run.cmd, err);
}

/* rc: what came of sending it. Sends the rest behind a line that failed, if there shall be one. */
static bool chunk_finish(struct pending *pending, struct chunk *chunk, int rc)
{
	struct err err = {0};
	bool on = tell_done(pending, chunk, &err);

	while (on && rc) {
		on = tell_failed(pending, chunk, rc, &err);
		rc = on ? entry_batch_send(&chunk->batch) : 0;
		on = on && tell_done(pending, chunk, &err);
	}
	chunk_empty(chunk);
	err_clear(&err);
	return on;
}

/* Waits for the chunk that is on its way. */
static bool finish_sending(struct pending *pending)
{
	struct chunk *chunk = pending->sending;

	pending->sending = NULL;
	return !chunk || chunk_finish(pending, chunk, entry_sender_wait(pending->sender));
}

bool pending_flush(struct pending *pending)
{
	struct chunk *chunk = pending->filling;

	if (!finish_sending(pending)) {
		chunk_empty(chunk);
		return false;
	}
	return !chunk->batch.n ||
	       chunk_finish(pending, chunk, entry_batch_send(&chunk->batch));
}

/* The chunk that is full: sent by the thread while the next one is filled, else at once. */
static bool pending_submit(struct pending *pending)
{
	struct chunk *full = pending->filling;
	struct err ignored = {0};

	if (!pending->hooks.threads)
		return pending_flush(pending);
	if (!pending->sender && entry_sender_new(&pending->sender, &ignored)) {
		err_clear(&ignored);
		return pending_flush(pending);
	}
	if (!finish_sending(pending)) {
		chunk_empty(full);
		return false;
	}
	entry_sender_start(pending->sender, &full->batch);
	pending->sending = full;
	pending->filling = &pending->chunks[full == &pending->chunks[0]];
	return true;
}

static bool grow(unsigned char **data, size_t *size, size_t want)
{
	unsigned char *more = want > *size ? realloc(*data, want) : *data;

	if (want && !more)
		return false;
	*data = more;
	*size = want > *size ? want : *size;
	return true;
}

static int chunk_prepare(struct chunk *chunk, const struct run *run, const struct map *map,
			 struct err *err)
{
	bool deletes = run->cmd == &cmd_delete;
	size_t entry = (size_t)map->info.key_size + (deletes ? 0 : map->value_bytes);
	size_t room = BYTES_MAX / entry;

	room = room < ENTRIES_MAX ? room + !room : ENTRIES_MAX;
	if (!chunk->lines)
		chunk->lines = calloc(ENTRIES_MAX, sizeof(*chunk->lines));
	if (!chunk->lines || !grow(&chunk->keys, &chunk->keys_size, room * map->info.key_size) ||
	    (!deletes && !grow(&chunk->values, &chunk->values_size, room * map->value_bytes)))
		return fail_oom(err);
	chunk->batch = (struct entry_batch){
		.map = map, .deletes = deletes, .keys = chunk->keys, .values = chunk->values};
	chunk->room = (__u32)room;
	chunk->told = 0;
	chunk->run = *run;
	return 0;
}

/* The map and command that are collected for: the filling chunk's, or the one's on its way. */
static bool is_for(const struct pending *pending, const struct run *run, const struct map *map)
{
	const struct chunk *chunk = pending->filling->batch.n ? pending->filling : pending->sending;

	return !chunk || (chunk->batch.map == map && chunk->run.cmd == run->cmd);
}

static int chunk_slot(struct chunk *chunk, struct pending_slot *slot)
{
	const struct entry_batch *batch = &chunk->batch;
	size_t key_size = batch->map->info.key_size, value_size = batch->map->value_bytes;

	slot->key = chunk->keys + batch->n * key_size;
	memset(slot->key, 0, key_size);
	slot->value = batch->deletes ? NULL : chunk->values + batch->n * value_size;
	if (slot->value)
		memset(slot->value, 0, value_size);
	return 1;
}

int pending_slot(struct pending *pending, const struct run *run, const struct map *map,
		 struct pending_slot *slot, struct err *err)
{
	int rc;

	if (!is_for(pending, run, map) && !pending_flush(pending))
		return -ECANCELED;
	if (!pending->filling->batch.n) {
		if (!entry_batch_takes(map, run->cmd == &cmd_delete) || map_is_datasec(map))
			return 0;
		rc = chunk_prepare(pending->filling, run, map, err);
		if (rc)
			return rc;
	}
	return chunk_slot(pending->filling, slot);
}

int pending_take(struct pending *pending, unsigned long line)
{
	struct chunk *chunk = pending->filling;

	chunk->lines[chunk->batch.n++] = line;
	if (chunk->batch.n < chunk->room)
		return 0;
	return pending_submit(pending) ? 0 : -ECANCELED;
}
