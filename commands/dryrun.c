// SPDX-License-Identifier: GPL-2.0-or-later
/* What --dry-run can tell of a write without trying it. */
#include "bpf/inventory.h"
#include "commands/kept.h"

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
		return fail(err, -EPERM, "map \"%s\" is frozen: user space can no longer write it",
			    map->name);
	if (new_entry && state->full)
		return fail(err, -E2BIG, "map \"%s\" is full (max_entries %u)", map->name,
			    map->info.max_entries);
	return 0;
}
