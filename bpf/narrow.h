/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Narrowing maps down: --prog, --pid and --under. */
#ifndef MAPCTL_BPF_NARROW_H
#define MAPCTL_BPF_NARROW_H

#include "bpf/inventory.h"

/* What narrow_passes() must know of a map: WANT_*. 0: the reference narrows nothing. */
unsigned int narrow_want(const struct map_ref *ref);

/* 1: the map passes what ref asks for; 0: it does not; negative: that cannot be told. */
int narrow_passes(const struct map_ref *ref, const struct inventory_map *map, struct err *err);

#endif
