// SPDX-License-Identifier: GPL-2.0-or-later
/* restore --replace: the keys of a map that its snapshot does not have. */
#include <stdlib.h>

#include "bpf/entry_batch.h"
#include "bpf/restore.h"
#include "bpf/walk.h"

const void *restore_key(const struct restore *restore, const void *key, unsigned char *room)
{
	const struct snapshot *snapshot = snapshot_reader_header(restore->reader);
	__u32 bits, size = snapshot->key_size;

	if (snapshot_class(snapshot->type) != SNAPSHOT_LPM)
		return key;
	memcpy(room, key, size);
	memcpy(&bits, key, sizeof(bits));
	for (__u32 i = sizeof(bits); i < size; i++) {
		if (bits < 8)
			room[i] &= (unsigned char)~(0xff >> bits);
		bits -= bits < 8 ? bits : 8;
	}
	return room;
}

/* Deletes the n keys. One that has gone by itself is no error, and not counted. */
static int delete_keys(struct restore *restore, const unsigned char *keys, size_t n,
		       struct err *err)
{
	struct entry_batch batch = {
		.map = restore->map,
		.deletes = true,
		.keys = keys,
		.n = (__u32)n,
		.plain = !entry_batch_takes(restore->map, true),
	};
	__u32 gone = 0;
	int rc;

	while ((rc = entry_batch_send(&batch)) == -ENOENT) {
		batch.done++;
		gone++;
	}
	restore->deleted += batch.done - gone;
	return rc ? entry_batch_refuse(&batch, rc, "of an entry", err) : 0;
}

/* Moves the keys that the snapshot does not have to the front of `others`; how many there are. */
static size_t pick_others(const struct restore *restore, const struct walk_batch *batch,
			  unsigned char *others)
{
	size_t key_size = restore->map->info.key_size, n = 0;
	unsigned char room[SNAPSHOT_LPM_MAX];

	for (size_t i = 0; i < batch->n; i++) {
		const unsigned char *key = batch->keys + i * key_size;

		if (!seen_has(&restore->keys, restore_key(restore, key, room)))
			memcpy(others + n++ * key_size, key, key_size);
	}
	return n;
}

static int count_others(struct restore *restore, const struct walk_batch *batch, struct err *err)
{
	unsigned char room[SNAPSHOT_LPM_MAX];

	(void)err;
	for (size_t i = 0; i < batch->n; i++) {
		const unsigned char *key = batch->keys + i * restore->map->info.key_size;

		restore->deleted += !seen_has(&restore->keys, restore_key(restore, key, room));
	}
	return 0;
}

static int delete_others(struct restore *restore, const struct walk_batch *batch, struct err *err)
{
	unsigned char *others = calloc(batch->n + 1, restore->map->info.key_size);
	int rc;

	if (!others)
		return fail_oom(err);
	rc = delete_keys(restore, others, pick_others(restore, batch, others), err);
	free(others);
	return rc;
}

static int count_kept(struct restore *restore, const struct walk_batch *batch, struct err *err)
{
	(void)err;
	for (size_t i = 0; i < batch->n; i++)
		restore->lost -=
			seen_has(&restore->keys, batch->keys + i * restore->map->info.key_size);
	return 0;
}

/* Calls `take` with all keys of the map. */
static int each_batch(struct restore *restore,
		      int (*take)(struct restore *restore, const struct walk_batch *batch,
				  struct err *err),
		      struct err *err)
{
	struct walk_batch batch;
	struct walk *walk = NULL;
	int rc = walk_new(&walk, restore->map, WALK_BEST, true, err);

	while (!rc && (rc = walk_next(walk, &batch, err)) > 0) {
		rc = restore_stopped(restore, err);
		if (!rc)
			rc = take(restore, &batch, err);
	}
	if (!rc)
		restore->note = walk_note(walk);
	if (!rc && walk_lost(walk)) {
		rc = fail(err, -EAGAIN, "%s", restore->note);
		restore->note = NULL;
	}
	walk_free(walk);
	return rc;
}

/* Keys of arrays are always there, and the snapshot has them all. */
static bool has_others(const struct restore *restore)
{
	return !(restore->map->type->can & TYPE_ARRAY);
}

int restore_count_others(struct restore *restore, struct err *err)
{
	restore->deleted = 0;
	return has_others(restore) ? each_batch(restore, count_others, err) : 0;
}

int restore_delete_others(struct restore *restore, struct err *err)
{
	return has_others(restore) ? each_batch(restore, delete_others, err) : 0;
}

int restore_count_lost(struct restore *restore, struct err *err)
{
	restore->lost = restore->keys.n;
	return each_batch(restore, count_kept, err);
}
