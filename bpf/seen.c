// SPDX-License-Identifier: GPL-2.0-or-later
/* A set of keys: those that a walk has met, so that each is given once, or those that stay. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "bpf/seen.h"

struct seen_slot {
	__u32 hash;
	__u32 index; /* of the key, from 1; 0: empty */
};

enum { SEEN_FIRST_SLOTS = 1024 };

/* Seeded, or whoever fills the map could choose keys that all fall into one slot. */
static __u32 hash_key(const struct seen *seen, const unsigned char *key)
{
	__u64 h = seen->seed;

	for (__u32 i = 0; i < seen->key_size; i += 8) {
		__u64 word = 0;
		__u32 left = seen->key_size - i;

		memcpy(&word, key + i, left < 8 ? left : 8);
		h = (h ^ word) * 0x9e3779b97f4a7c15ull;
		h ^= h >> 29;
	}
	h *= 0xbf58476d1ce4e5b9ull;
	return (__u32)(h >> 32);
}

static const unsigned char *key_at(const struct seen *seen, __u32 index)
{
	return seen->keys + (size_t)(index - 1) * seen->key_size;
}

/* The slot that holds the key, or the empty one where it belongs. */
static struct seen_slot *slot_of(const struct seen *seen, __u32 hash, const unsigned char *key)
{
	for (size_t i = hash & (seen->n_slots - 1);; i = (i + 1) & (seen->n_slots - 1)) {
		struct seen_slot *slot = &seen->slots[i];

		if (!slot->index || (slot->hash == hash && !memcmp(key_at(seen, slot->index), key,
								   seen->key_size)))
			return slot;
	}
}

static int slots_grow(struct seen *seen)
{
	struct seen_slot *old = seen->slots;
	size_t n_old = seen->n_slots;

	if (!old)
		(void)!getrandom(&seen->seed, sizeof(seen->seed), GRND_NONBLOCK);
	seen->n_slots = n_old ? n_old * 2 : SEEN_FIRST_SLOTS;
	seen->slots = calloc(seen->n_slots, sizeof(*seen->slots));
	if (!seen->slots) {
		seen->slots = old;
		seen->n_slots = n_old;
		return -ENOMEM;
	}
	for (size_t i = 0; i < n_old; i++) {
		if (old[i].index)
			*slot_of(seen, old[i].hash, key_at(seen, old[i].index)) = old[i];
	}
	free(old);
	return 0;
}

static int keys_grow(struct seen *seen)
{
	size_t cap = seen->keys_cap ? seen->keys_cap * 2 : SEEN_FIRST_SLOTS / 2;
	void *keys = reallocarray(seen->keys, cap, seen->key_size);

	if (!keys)
		return -ENOMEM;
	seen->keys = keys;
	seen->keys_cap = cap;
	return 0;
}

int seen_add(struct seen *seen, const void *key)
{
	struct seen_slot *slot;
	__u32 hash;

	if (seen->n >= UINT32_MAX - 1)
		return -ENOMEM;
	if (seen->n * 2 >= seen->n_slots && slots_grow(seen))
		return -ENOMEM;
	if (seen->n == seen->keys_cap && keys_grow(seen))
		return -ENOMEM;
	hash = hash_key(seen, key);
	slot = slot_of(seen, hash, key);
	if (slot->index)
		return 0;
	memcpy(seen->keys + seen->n * seen->key_size, key, seen->key_size);
	*slot = (struct seen_slot){.hash = hash, .index = (__u32)++seen->n};
	return 1;
}

bool seen_has(const struct seen *seen, const void *key)
{
	return seen->n && slot_of(seen, hash_key(seen, key), key)->index;
}

void seen_free(struct seen *seen)
{
	free(seen->keys);
	free(seen->slots);
	memset(seen, 0, sizeof(*seen));
}
