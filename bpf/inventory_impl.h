/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of the inventory share. */
#ifndef MAPCTL_BPF_INVENTORY_IMPL_H
#define MAPCTL_BPF_INVENTORY_IMPL_H

#include "bpf/inventory.h"

/* NULL: not in the inventory. */
struct inventory_map *inventory_find(const struct inventory *inventory, __u32 id);

/* A new zeroed element at the end of a malloc()ed array of *n; NULL: out of memory. */
void *inventory_append(void *array_pointer, size_t *n, size_t size);

/*
 * Each part fills what it is named for in all maps that are there. What cannot be read becomes a
 * note; negative only when memory runs out or the kernel fails in an unforeseen way.
 */
int inventory_programs(struct inventory *inventory, struct err *err);
int inventory_pins(struct inventory *inventory, struct err *err);

/* Entries and processes, by a probe; processes from /proc where it cannot be loaded. */
int inventory_probe(struct inventory *inventory, struct kernel *kernel, unsigned int want,
		    struct err *err);
/* Positions in ring buffers, by a probe. */
void inventory_rings(struct inventory *inventory);
/* Processes from /proc. */
int inventory_proc(struct inventory *inventory, struct err *err);

/*
 * Fills an empty inventory through a probe, entries and processes included: for those who may load
 * programs but not ask for maps by id.
 */
int inventory_from_probe(struct inventory *inventory, struct kernel *kernel, __u32 only,
			 unsigned int want, struct err *err);

/* Adds a process that holds the map, once. 0 or -ENOMEM. */
int inventory_add_pid(struct inventory_map *map, __u32 pid, const char comm[16]);

#endif
