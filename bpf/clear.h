/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Emptying a map: its entries deleted, its queue drained, or an array's values made zero. */
#ifndef MAPCTL_BPF_CLEAR_H
#define MAPCTL_BPF_CLEAR_H

#include "bpf/map.h"

struct clear {
	const struct map *map; /* open for writing, but with `dry` */
	bool zero; /* values become zero; else entries are deleted */
	bool dry;  /* only counts what is there */
	/* True for an entry that is meant; NULL: all are. With needs_value the value is read, and
	 * once more right before the entry goes; else it is NULL. Not for queues. */
	bool (*wanted)(void *arg, const void *key, const void *value);
	void *wanted_arg;
	bool needs_value;
	/* Asked every 1,024 entries: true ends it with -EINTR, status 130. NULL: never. */
	bool (*stop)(void *arg);
	void *arg;
	__u64 done;   /* entries cleared, also after an error */
	__u64 unread; /* entries that stayed because their value could not be read */
	const char *note; /* with `wanted`: what the walk cannot promise; NULL: nothing. Static */
};

/* Whether entries of a type can be deleted, or with `zero` their values made zero. */
bool clear_takes(const struct map_type *type, bool zero);
/* ERR_USAGE where entries of the type cannot be cleared so; says what else to do. */
int clear_check(const struct map *map, bool zero, struct err *err);

/*
 * Clears all that is there when it comes by: what is added meanwhile may stay. An entry that goes
 * away first is not counted. 0 or what fail() returned.
 */
int clear_run(struct clear *clear, struct err *err);

#endif
