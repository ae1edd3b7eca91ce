/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "Did you mean": the known word nearest to a mistyped one. */
#ifndef MAPCTL_CLI_NEAREST_H
#define MAPCTL_CLI_NEAREST_H

#include <stddef.h>

struct nearest {
	const char *typed;
	const char *best; /* NULL: none is near */
	size_t distance;
};

/* Offers a known word; `best` is kept if it is nearer than those before and near at all. */
void nearest_offer(struct nearest *nearest, const char *known);

#endif
