// SPDX-License-Identifier: GPL-2.0-or-later
/* What --dry-run can tell of a write without trying it. */
#include "bpf/inventory.h"
#include "commands/commands.h"

static int check_state(const struct inventory_map *state, const struct map *map, bool new_entry,
		       struct err *err)
{
	bool bounded = (map->type->can & TYPE_COUNTED) && !(map->type->can & TYPE_LRU);

	if (state->has_frozen && state->frozen)
		return fail(err, -EPERM, "map \"%s\" is frozen: user space can no longer write it",
			    map->name);
	if (new_entry && bounded && state->has_entries && state->entries >= map->info.max_entries)
		return fail(err, -E2BIG, "map \"%s\" is full (max_entries %u)", map->name,
			    map->info.max_entries);
	return 0;
}

int dry_run_check(const struct run *run, const struct map *map, bool new_entry, struct err *err)
{
	struct inventory *inventory = NULL;
	struct err ignored = {0};
	int rc = 0;

	if (!inventory_new(&inventory, run_kernel(run), map->info.id, WANT_MEMORY | WANT_ENTRIES,
			   &ignored))
		rc = check_state(&inventory->maps[0], map, new_entry, err);
	err_clear(&ignored);
	inventory_free(inventory);
	return rc;
}
