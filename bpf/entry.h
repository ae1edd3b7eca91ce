/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One entry of a map: lookup, next key, update, delete, with refusals explained. */
#ifndef MAPCTL_BPF_ENTRY_H
#define MAPCTL_BPF_ENTRY_H

#include "bpf/map.h"

/*
 * key: map->info.key_size bytes (NULL where the type has none), value: map->value_bytes. flags:
 * BPF_F_LOCK, BPF_F_CPU … as the kernel takes them. Absent: -ENOENT, without a message in err when
 * err is NULL. `key_text` is the key as the user typed it or as it prints, for messages.
 */
int entry_lookup(const struct map *map, const void *key, void *value, __u64 flags,
		 const char *key_text, struct err *err);
/*
 * The entry that update and delete of this key mean: not the longest prefix of it in an LPM trie.
 */
int entry_lookup_own(const struct map *map, const void *key, void *value, __u64 flags,
		     const char *key_text, struct err *err);
int entry_update(const struct map *map, const void *key, const void *value, __u64 flags,
		 const char *key_text, struct err *err);
int entry_delete(const struct map *map, const void *key, const char *key_text, struct err *err);

/*
 * True where a slot that was empty cannot be told from one that was full: deleting never gives
 * -ENOENT.
 */
bool entry_delete_is_blind(const struct map *map);

/* key NULL: the first. -ENOENT at the end (status 3, "no key after …"). */
int entry_next_key(const struct map *map, const void *key, void *next, const char *key_text,
		   struct err *err);

/*
 * Takes the next element of a queue or stack; with `keep` it stays there. ERR_USAGE for maps of
 * other types, -ENOENT when there is none.
 */
int entry_take(const struct map *map, bool keep, void *value, struct err *err);

/*
 * Writes one CPU's value of a per-CPU entry, value_stride bytes. Uses BPF_F_CPU where the kernel
 * has it; else reads all CPUs and writes them back with this one changed: *rewrote is then true. An
 * absent entry is made with zeroes on the other CPUs. cpu is range-checked against the possible
 * CPUs (ERR_USAGE).
 */
int entry_update_cpu(const struct map *map, const void *key, const void *value, unsigned int cpu,
		     __u64 flags, const char *key_text, bool *rewrote, struct err *err);

/*
 * ERR_USAGE when the key of an array-like map is not below max_entries, or the prefix of an LPM
 * trie's longer than the key. err may be NULL.
 */
int entry_check_key(const struct map *map, const void *key, struct err *err);

#endif
