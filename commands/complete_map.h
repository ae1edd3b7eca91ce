/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What completion's answers about one map share. */
#ifndef MAPCTL_COMMANDS_COMPLETE_MAP_H
#define MAPCTL_COMMANDS_COMPLETE_MAP_H

#include "commands/complete.h"

/* The map of the line, with its types; NULL: none, or it cannot be had. Freed by map_free(). */
struct map *complete_open(const struct complete_query *query);

/* The names that a number may have: enumerators, true and false, protocols. */
void complete_place(const struct complete_query *query, const struct layout *layout,
		    struct place place, struct candidates *out);

/*
 * Inside a literal of the field at `place` that is being typed, `{saddr: 10.0.0.1, sta`: names of
 * members and what they may be. False: none is being typed.
 */
bool complete_literal(const struct complete_query *query, const struct layout *layout,
		    struct place place, struct candidates *out);

/* "ipv4", "mac" … */
void complete_hints(struct candidates *out);

#endif
