// SPDX-License-Identifier: GPL-2.0-or-later
/* Readings of a map, and the entries that differ between two of them. */
#include <stdlib.h>
#include <string.h>

#include "bpf/entry.h"
#include "bpf/walk.h"
#include "btf/path.h"
#include "commands/watch.h"

void reading_free(struct reading *reading)
{
	free(reading->entries);
	free(reading->index);
	*reading = (struct reading){0};
}

void changes_free(struct changes *changes)
{
	free(changes->list);
	*changes = (struct changes){0};
}

static int reserve(struct reading *reading, size_t more, struct err *err)
{
	size_t cap = reading->cap ? reading->cap : 64;
	unsigned char *entries;

	while (cap < reading->n + more)
		cap *= 2;
	if (cap == reading->cap)
		return 0;
	entries = reallocarray(reading->entries, cap, reading->stride + 1);
	if (!entries)
		return fail_oom(err);
	reading->entries = entries;
	reading->cap = cap;
	return 0;
}

static int add(struct reading *reading, const struct map *map, const struct walk_batch *batch,
	       struct err *err)
{
	int rc = reserve(reading, batch->n, err);

	for (size_t i = 0; !rc && i < batch->n; i++) {
		unsigned char *entry = reading->entries + reading->n * reading->stride;

		if (batch->errors && batch->errors[i]) {
			reading->unread++;
			continue;
		}
		memcpy(entry, batch->keys + i * reading->key_size, reading->key_size);
		memcpy(entry + reading->key_size, batch->values + i * map->value_bytes,
		       map->value_bytes);
		reading->n++;
	}
	return rc;
}

static int take_all(struct reading *reading, const struct map *map, struct err *err)
{
	struct walk_batch batch;
	struct walk *walk = NULL;
	int rc = walk_new(&walk, map, WALK_BEST, false, err);

	while (!rc && (rc = walk_next(walk, &batch, err)) > 0)
		rc = add(reading, map, &batch, err);
	walk_free(walk);
	return rc;
}

static int take_one(struct reading *reading, const struct map *map, const void *key,
		    struct err *err)
{
	int rc = reserve(reading, 1, err);

	if (rc)
		return rc;
	rc = entry_lookup(map, key, reading->entries + reading->key_size, 0, NULL, NULL);
	if (rc == -ENOENT)
		return 0;
	if (rc)
		return fail(err, rc, "cannot read the entry: %s", err_text(rc));
	memcpy(reading->entries, key, reading->key_size);
	reading->n = 1;
	return 0;
}

static size_t hash(const unsigned char *key, size_t n)
{
	__u64 h = 0xcbf29ce484222325;

	for (size_t i = 0; i < n; i++)
		h = (h ^ key[i]) * 0x100000001b3;
	return (size_t)(h ^ h >> 32);
}

static const unsigned char *entry_at(const struct reading *reading, size_t i)
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

static int make_index(struct reading *reading, struct err *err)
{
	size_t n = 64;

	while (n < reading->n * 2)
		n *= 2;
	if (n != reading->n_index) {
		free(reading->index);
		reading->index = calloc(n, sizeof(*reading->index));
		reading->n_index = n;
	} else {
		memset(reading->index, 0, n * sizeof(*reading->index));
	}
	if (!reading->index) {
		reading->n_index = 0;
		return fail_oom(err);
	}
	for (size_t i = 0; i < reading->n; i++)
		reading->index[slot_of(reading, entry_at(reading, i))] = (__u32)i + 1;
	return 0;
}

int reading_take(struct reading *reading, const struct map *map, const void *key, struct err *err)
{
	int rc;

	reading->key_size = map->key_bytes;
	reading->stride = reading->key_size + map->value_bytes;
	reading->n = 0;
	reading->unread = 0;
	reading->at = screen_now();
	rc = key ? take_one(reading, map, key, err) : take_all(reading, map, err);
	return rc ? rc : make_index(reading, err);
}

static const unsigned char *find(const struct reading *reading, const unsigned char *key)
{
	__u32 i = reading->index[slot_of(reading, key)];

	return i ? entry_at(reading, i - 1) : NULL;
}

static int add_change(struct changes *changes, struct change change, struct err *err)
{
	if (changes->n == changes->cap) {
		size_t cap = changes->cap ? changes->cap * 2 : 64;
		struct change *list = reallocarray(changes->list, cap, sizeof(*list));

		if (!list)
			return fail_oom(err);
		changes->list = list;
		changes->cap = cap;
	}
	changes->list[changes->n++] = change;
	return 0;
}

int changes_find(struct changes *changes, const struct reading *old, const struct reading *now,
		 struct err *err)
{
	size_t key_size = now->key_size, value_size = now->stride - key_size;
	int rc = 0;

	changes->n = 0;
	for (size_t i = 0; !rc && i < now->n; i++) {
		const unsigned char *entry = entry_at(now, i), *was = find(old, entry);
		struct change change = {
			.kind = was ? CHANGE_VALUE : CHANGE_NEW,
			.key = entry,
			.old = was ? was + key_size : NULL,
			.value = entry + key_size,
		};

		if (!was || memcmp(change.old, change.value, value_size) != 0)
			rc = add_change(changes, change, err);
	}
	for (size_t i = 0; !rc && i < old->n; i++) {
		const unsigned char *was = entry_at(old, i);
		struct change change = {.kind = CHANGE_GONE, .key = was, .old = was + key_size};

		if (!find(now, was))
			rc = add_change(changes, change, err);
	}
	return rc;
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
