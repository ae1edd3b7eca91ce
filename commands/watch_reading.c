// SPDX-License-Identifier: GPL-2.0-or-later
/* Readings of a map, and the entries that differ between two of them. */
#include <stdlib.h>
#include <string.h>

#include "bpf/entry.h"
#include "bpf/walk.h"
#include "btf/path.h"
#include "cli/clock.h"
#include "commands/watch.h"

/* Of an entry, in one reading. */
enum {
	MET = 1,     /* there now */
	CHANGED = 2, /* listed among the changes, new ones too */
	GONE = 4,    /* since the last reading: forgotten at the next */
};

void reading_free(struct reading *reading)
{
	free(reading->entries);
	free(reading->states);
	free(reading->index);
	*reading = (struct reading){0};
}

void changes_free(struct changes *changes)
{
	free(changes->list);
	free(changes->olds);
	*changes = (struct changes){0};
}

/*
 * Room for one more of `size` bytes in an array of *cap: half as much again, so that little is
 * idle.
 */
static int grow(void *array_pointer, size_t n, size_t *cap, size_t size, struct err *err)
{
	size_t more = n + n / 2 + 64;
	void *array;

	if (n < *cap)
		return 0;
	memcpy(&array, array_pointer, sizeof(array));
	array = reallocarray(array, more, size ? size : 1);
	if (!array)
		return fail_oom(err);
	memcpy(array_pointer, &array, sizeof(array));
	*cap = more;
	return 0;
}

static size_t hash(const unsigned char *key, size_t n)
{
	__u64 h = 0xcbf29ce484222325;

	for (size_t i = 0; i < n; i++)
		h = (h ^ key[i]) * 0x100000001b3;
	return (size_t)(h ^ h >> 32);
}

static unsigned char *entry_at(const struct reading *reading, size_t i)
{
	return reading->entries + i * reading->stride;
}

/* The place in the index where a key is, or is to be put. */
static size_t slot_of(const struct reading *reading, const unsigned char *key)
{
	size_t slot = hash(key, reading->key_size) & (reading->n_index - 1);

	while (reading->index[slot] &&
	       memcmp(entry_at(reading, reading->index[slot] - 1), key, reading->key_size) != 0)
		slot = (slot + 1) & (reading->n_index - 1);
	return slot;
}

/* An index of n places, a power of two, of what is held. */
static int make_index(struct reading *reading, size_t n, struct err *err)
{
	free(reading->index);
	reading->n_index = 0;
	reading->index = calloc(n, sizeof(*reading->index));
	if (!reading->index)
		return fail_oom(err);
	reading->n_index = n;
	for (size_t i = 0; i < reading->n_held; i++)
		reading->index[slot_of(reading, entry_at(reading, i))] = (__u32)i + 1;
	return 0;
}

/* Room for one more, of which the index is at most three quarters full. */
static int reserve(struct reading *reading, struct err *err)
{
	size_t cap = reading->cap;
	int rc = 0;

	if (reading->n_held == cap) {
		rc = grow(&reading->states, cap, &cap, 1, err);
		cap = reading->cap;
		if (!rc)
			rc = grow(&reading->entries, cap, &reading->cap, reading->stride, err);
	}
	if (!rc && (reading->n_held + 1) * 4 > reading->n_index * 3)
		rc = make_index(reading, reading->n_index ? reading->n_index * 2 : 64, err);
	return rc;
}

/* Forgets what was gone at the last reading; nothing is met yet at this one. */
static int begin(struct reading *reading, struct err *err)
{
	size_t kept = 0;

	for (size_t i = 0; i < reading->n_held; i++) {
		if (reading->states[i] & GONE)
			continue;
		if (kept != i)
			memcpy(entry_at(reading, kept), entry_at(reading, i), reading->stride);
		reading->states[kept++] = 0;
	}
	reading->n = 0;
	reading->unread = 0;
	reading->partial = false;
	reading->before = reading->at;
	reading->at = clock_ms();
	if (kept == reading->n_held)
		return 0;
	reading->n_held = kept;
	return make_index(reading, reading->n_index, err);
}

static int list(struct changes *changes, enum change_kind kind, size_t entry, struct err *err)
{
	int rc = grow(&changes->list, changes->n, &changes->cap, sizeof(*changes->list), err);

	if (!rc)
		changes->list[changes->n++] = (struct change){.kind = kind, .entry = (__u32)entry};
	return rc;
}

static int add_new(struct reading *reading, size_t slot, const void *key, const void *value,
		   struct changes *changes, struct err *err)
{
	size_t i = reading->n_held++;

	reading->index[slot] = (__u32)i + 1;
	memcpy(entry_at(reading, i), key, reading->key_size);
	memcpy(entry_at(reading, i) + reading->key_size, value,
	       reading->stride - reading->key_size);
	reading->states[i] = MET | CHANGED;
	reading->n++;
	return reading->taken ? list(changes, CHANGE_NEW, i, err) : 0;
}

static int change_value(struct reading *reading, size_t i, const void *value,
			struct changes *changes, struct err *err)
{
	unsigned char *was = entry_at(reading, i) + reading->key_size;
	int rc = 0;

	if (!(reading->states[i] & CHANGED)) {
		rc = grow(&changes->olds, changes->n_olds, &changes->cap_olds, changes->old_size,
			  err);
		if (!rc)
			rc = list(changes, CHANGE_VALUE, i, err);
		if (rc)
			return rc;
		memcpy(changes->olds + changes->n_olds++ * changes->old_size, was,
		       changes->old_size);
		reading->states[i] |= CHANGED;
	}
	memcpy(was, value, changes->old_size);
	return 0;
}

/* An entry as it is now. Under churn a walk may meet one twice: the latter counts. */
static int meet(struct reading *reading, const void *key, const void *value,
		struct changes *changes, struct err *err)
{
	int rc = reserve(reading, err);
	size_t slot, i;

	if (rc)
		return rc;
	slot = slot_of(reading, key);
	if (!reading->index[slot])
		return add_new(reading, slot, key, value, changes, err);
	i = reading->index[slot] - 1;
	reading->n += !(reading->states[i] & MET);
	reading->states[i] |= MET;
	if (memcmp(entry_at(reading, i) + reading->key_size, value, changes->old_size) != 0)
		rc = change_value(reading, i, value, changes, err);
	return rc;
}

/* What cannot be read this time is there all the same, as it was. */
static void meet_unread(struct reading *reading, const void *key)
{
	size_t slot = reading->n_index ? slot_of(reading, key) : 0;

	reading->unread++;
	if (reading->n_index && reading->index[slot])
		reading->states[reading->index[slot] - 1] |= MET;
}

static int meet_batch(struct reading *reading, const struct map *map,
		      const struct walk_batch *batch, struct changes *changes, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < batch->n; i++) {
		if (batch->errors && batch->errors[i])
			meet_unread(reading, batch->keys + i * reading->key_size);
		else
			rc = meet(reading, batch->keys + i * reading->key_size,
				  batch->values + i * map->value_bytes, changes, err);
	}
	return rc;
}

static int take_all(struct reading *reading, const struct map *map, struct changes *changes,
		    struct err *err)
{
	struct walk_batch batch;
	struct walk *walk = NULL;
	int rc = walk_new(&walk, map, WALK_BEST, false, err);

	while (!rc && (rc = walk_next(walk, &batch, err)) > 0)
		rc = meet_batch(reading, map, &batch, changes, err);
	reading->partial = !rc && walk_note(walk);
	walk_free(walk);
	return rc;
}

static int take_one(struct reading *reading, const struct map *map, const void *key,
		    struct changes *changes, struct err *err)
{
	void *value = malloc(map->value_bytes + 1);
	int rc;

	if (!value)
		return fail_oom(err);
	rc = entry_lookup(map, key, value, 0, NULL, NULL);
	if (!rc)
		rc = meet(reading, key, value, changes, err);
	else if (rc != -ENOENT)
		fail(err, rc, "cannot read the entry: %s", err_text(rc));
	free(value);
	return rc == -ENOENT ? 0 : rc;
}

/* Not after a walk that may have missed some. */
static int list_gone(struct reading *reading, struct changes *changes, struct err *err)
{
	int rc = 0;

	if (reading->partial)
		return 0;
	for (size_t i = 0; !rc && i < reading->n_held; i++) {
		if (reading->states[i] & MET)
			continue;
		reading->states[i] = GONE;
		rc = list(changes, CHANGE_GONE, i, err);
	}
	return rc;
}

/* Nothing is added any more: where entries are is known. What was met twice may be as it was. */
static void point(const struct reading *reading, struct changes *changes)
{
	size_t kept = 0, n_olds = 0;

	for (size_t i = 0; i < changes->n; i++) {
		struct change change = changes->list[i];

		change.key = entry_at(reading, change.entry);
		change.value = change.key + reading->key_size;
		if (change.kind == CHANGE_VALUE)
			change.old = changes->olds + n_olds++ * changes->old_size;
		if (change.kind == CHANGE_GONE) {
			change.old = change.value;
			change.value = NULL;
		}
		if (change.kind != CHANGE_VALUE ||
		    memcmp(change.old, change.value, changes->old_size) != 0)
			changes->list[kept++] = change;
	}
	changes->n = kept;
}

static void begin_changes(struct changes *changes, size_t old_size)
{
	changes->n = changes->n_olds = 0;
	if (changes->old_size == old_size)
		return;
	free(changes->olds);
	changes->olds = NULL;
	changes->cap_olds = 0;
	changes->old_size = old_size;
}

int reading_take(struct reading *reading, const struct map *map, const void *key,
		 struct changes *changes, struct err *err)
{
	int rc = begin(reading, err);

	reading->key_size = map->key_bytes;
	reading->stride = reading->key_size + map->value_bytes;
	begin_changes(changes, map->value_bytes);
	if (!rc)
		rc = key ? take_one(reading, map, key, changes, err)
			 : take_all(reading, map, changes, err);
	if (!rc)
		rc = list_gone(reading, changes, err);
	if (rc)
		return rc;
	point(reading, changes);
	reading->taken++;
	return 0;
}

void changes_narrow(struct changes *changes, const struct map *map, struct place part)
{
	size_t at = part.bit_off / 8, size = place_bits(map->value, part) / 8, kept = 0;

	for (size_t i = 0; i < changes->n; i++) {
		const struct change *change = &changes->list[i];

		if (change->kind != CHANGE_VALUE ||
		    memcmp(change->old + at, change->value + at, size) != 0)
			changes->list[kept++] = *change;
	}
	changes->n = kept;
}
