/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Maps whose entries mapctl itself describes: bpf(2) does not list them, or they are objects. */
#ifndef MAPCTL_BPF_DESCRIBED_H
#define MAPCTL_BPF_DESCRIBED_H

#include "bpf/map.h"

struct probe;

/* Entries with the same key are one. */
#define IDENTITY_KEY 0xffffffffu

/* How the entries of a map type are read and what they look like. */
struct described {
	__u32 type;
	const char *program; /* what reads them, of the probe `object` */
	const char *key, *value; /* C text of what stands for them; NULL: the map's own */
	const char *object; /* NULL: "entries" */
	bool by_file; /* the program is of an iterator over the map's entries, and writes records to
			 the iterator's file; false: it walks the map itself and fills the window */
	bool optional; /* where the program does not load, the type's next row is taken; or, behind
			  the last, what bpf(2) gives */
	/*
	 * The leading bytes of a key that tell entries apart, or IDENTITY_KEY, where the program
	 * may give one twice; 0: it does not.
	 */
	__u32 identity;
	const char *caveat; /* by_file: what holds no more once it took several reads; or NULL */
	/* What finish() needs, found before the program runs; *prepared is given to release(). */
	int (*prepare)(const struct map *map, void **prepared, struct err *err);
	void (*release)(void *prepared);
	/* Makes of a record what is shown; NULL: it is that already. In a thread of the walk. */
	void (*finish)(const void *prepared, void *key, void *value);
};

/* Of a map type; NULL: none. */
const struct described *described_get(__u32 type);

/* True when the program that reads such a map's entries can be loaded here. */
bool described_loads(__u32 type);

/*
 * For commands that show entries, between map_open_types() and walk_new(): where the type has a
 * description, the layouts of key and value become those of it, and with them key_bytes,
 * value_bytes and n_cpus; a walk then gives such entries. Other maps stay as they are. Never for a
 * map that is written: the kernel's own keys and values are gone.
 *
 * Where the program cannot be loaded and bpf(2) gives something without it, the map stays as it is.
 */
int map_describe(struct map *map, struct err *err);

/* True where map_describe() has a description for the map's type. */
bool map_describable(const struct map *map);

/*
 * How many bytes of a map's type->no_dump tell why nothing lists its entries: without what to use
 * instead where map_describable() has something better.
 */
int described_why(const struct map *map);

/* Loads what reads the entries, also with an error to be freed by probe_free(). */
int described_open(const struct described *described, struct probe **out, struct err *err);

/*
 * The value of one key of a described map, whose keys are the map's own, found by walking it.
 * -ENOENT when it is not there, else what fail() returned. key_text is for the message.
 */
int described_lookup(const struct map *map, const void *key, void *value, const char *key_text,
		     struct err *err);

#endif
