// SPDX-License-Identifier: GPL-2.0-or-later
/* What --dry-run can tell of a write without trying it. */
#include <stdlib.h>

#include "bpf/entry_refusal.h"
#include "bpf/inventory.h"
#include "cli/session.h"
#include "commands/kept.h"

/*
 * One bit for each hash, so that memory does not grow with the lines: what was not changed may be
 * taken for changed, which only costs a note, but not the other way round.
 */
enum { CHANGED_BITS = 1 << 23 };

/* What a bit is of. */
enum part { SOME_KEY, ALL_KEYS, ONE_KEY };

static __u64 hash_bytes(__u64 hash, const void *data, size_t n)
{
	const unsigned char *bytes = data;

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ bytes[i]) * 0x100000001b3ULL; /* FNV-1a */
	return hash;
}

static size_t bit_of(const struct map *map, enum part part, const void *key)
{
	__u64 hash = hash_bytes(0xcbf29ce484222325ULL, &map->info.id, sizeof(map->info.id));

	hash = hash_bytes(hash, &part, sizeof(part));
	hash = hash_bytes(hash, key, key ? map->info.key_size : 0);
	return (hash ^ hash >> 32) % CHANGED_BITS;
}

static void set_bit(unsigned char *bits, size_t bit)
{
	bits[bit / 8] |= (unsigned char)(1 << bit % 8);
}

static bool is_set(const unsigned char *bits, size_t bit)
{
	return bits[bit / 8] & 1 << bit % 8;
}

void dry_run_changed(const struct run *run, const struct map *map, const void *key)
{
	struct world *world = run->world;

	if (!run->opt->dry_run || !run->session || !run->session->lines)
		return;
	if (!world->changed)
		world->changed = calloc(1, CHANGED_BITS / 8);
	if (!world->changed)
		return;
	set_bit(world->changed, bit_of(map, SOME_KEY, NULL));
	set_bit(world->changed, bit_of(map, key ? ONE_KEY : ALL_KEYS, key));
}

bool dry_run_unsure(const struct run *run, const struct map *map, const void *key)
{
	const unsigned char *bits = ((const struct world *)run->world)->changed;

	if (!bits || !key)
		return bits && is_set(bits, bit_of(map, SOME_KEY, NULL));
	return is_set(bits, bit_of(map, ONE_KEY, key)) || is_set(bits, bit_of(map, ALL_KEYS, NULL));
}

int dry_run_doubt(const struct run *run, const struct map *map, const void *key, int rc,
		  struct err *err)
{
	if (!rc || !dry_run_unsure(run, map, key))
		return rc;
	run_note(run, "%s, unless a line before it changes that", err->msg);
	err_clear(err);
	return 0;
}

static void read_state(const struct run *run, const struct map *map, struct kept_state *state)
{
	bool bounded = (map->type->can & TYPE_COUNTED) && !(map->type->can & TYPE_LRU);
	struct inventory *inventory = NULL;
	struct err ignored = {0};

	if (!inventory_new(&inventory, run_kernel(run), map->info.id, WANT_MEMORY | WANT_ENTRIES,
			   &ignored)) {
		const struct inventory_map *found = &inventory->maps[0];

		state->frozen = found->has_frozen && found->frozen;
		state->full = bounded && found->has_entries &&
			      found->entries >= map->info.max_entries;
	}
	state->known = true;
	err_clear(&ignored);
	inventory_free(inventory);
}

int dry_run_check(const struct run *run, const struct map *map, bool new_entry, struct err *err)
{
	struct kept_state own = {0}, *kept = kept_state(run->world, map);
	struct kept_state *state = kept ? kept : &own;

	if (!state->known)
		read_state(run, map, state);
	if (state->frozen)
		return refuse_write(map, -EPERM, err);
	if (!new_entry || !state->full)
		return 0;
	return dry_run_doubt(run, map, NULL, refuse_update(map, -E2BIG, 0, NULL, err), err);
}
