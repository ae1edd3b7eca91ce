/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Maps kept open from line to line. */
#ifndef MAPCTL_COMMANDS_KEPT_H
#define MAPCTL_COMMANDS_KEPT_H

#include "commands/commands.h"

/*
 * While a batch keeps maps, target_open() gives the same open map, with its types, for the same
 * words of MAP, if nothing narrows them down and no types are given. A name or path that is bound
 * to another map meanwhile is not noticed until kept_drop(): the batch calls it before and after
 * each command that is not about one entry, and when it waits for input.
 */
struct kept;

/* From here on maps are kept in world->kept. kept_end() closes those that are not in use. */
int kept_begin(struct world *world, struct err *err);
void kept_end(struct world *world);
void kept_drop(struct world *world);

/*
 * The map that is kept for these words, held for the caller; NULL: none. For target_open(), and for
 * who wants a kept map only.
 */
struct map *kept_find(const struct world *world, const struct map_words *words, unsigned int mode);
/* Keeps it where there is room; the map stays the caller's. */
void kept_add(const struct world *world, const struct map_words *words, unsigned int mode,
	      struct map *map);

/* True where nothing but MAP says which map it is and how its bytes are read. */
bool kept_suits(const struct target_args *target, const struct typing_args *typing);

/* What --dry-run learned of a map's state: asked for once while the map is kept. */
struct kept_state {
	bool known;
	bool frozen;
	bool full; /* takes no new entry */
};

/* NULL: the map is not kept. */
struct kept_state *kept_state(const struct world *world, const struct map *map);

#endif
