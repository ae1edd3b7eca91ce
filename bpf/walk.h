/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Batches of entries from a map by the best method that the kernel offers, read-only. */
#ifndef MAPCTL_BPF_WALK_H
#define MAPCTL_BPF_WALK_H

#include "bpf/map.h"

struct walk;

enum walk_method { WALK_BEST, WALK_BATCH, WALK_ITERATOR, WALK_NEXT_KEY, WALK_PROBE };

/* One batch. Valid until the next walk_next(). */
struct walk_batch {
	const unsigned char *keys;   /* n keys, map->key_bytes apart */
	const unsigned char *values; /* n values, map->value_bytes apart */
	const int *errors;           /* NULL: all were read; else 0 or -errno for each entry */
	size_t n;
};

/*
 * Starts a walk over all entries. `method` forces one (tests; -EOPNOTSUPP when it cannot),
 * WALK_BEST falls back. keys_only: values are not read where that is cheaper (then values is NULL).
 * The map must outlive the walk. A type whose entries cannot be listed: -EOPNOTSUPP with the type's
 * own explanation, unless map_describe() was called on the map: then WALK_PROBE reads them, and its
 * failures start with that explanation. From the second batch on a thread reads ahead while this
 * one is used.
 *
 * Memory is three chunks of 1,024 entries or 1 MiB, more only where one bucket or entry is larger.
 * LPM tries, sockhashes, walks by key and local storages also keep every key they met, to drop
 * repeats.
 */
int walk_new(struct walk **out, const struct map *map, enum walk_method method, bool keys_only,
	     struct err *err);
void walk_free(struct walk *walk);

/*
 * 1: *batch is filled, perhaps with no entry (so that long walks can be interrupted); 0: the end;
 * negative: what fail() returned.
 */
int walk_next(struct walk *walk, struct walk_batch *batch, struct err *err);

/*
 * What the user must know of how it went, after the end: keys dropped as repeats are no news, but
 * a method that cannot promise each staying entry exactly once under churn is. NULL: nothing.
 */
const char *walk_note(const struct walk *walk);

/* True when it gave up before the end: entries may be missing, as walk_note() says. */
bool walk_lost(const struct walk *walk);

/* The method in use, WALK_BEST before the first walk_next(): for doctor, tests and the bench. */
enum walk_method walk_method(const struct walk *walk);

#endif
