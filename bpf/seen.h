/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A set of keys that were met. */
#ifndef MAPCTL_BPF_SEEN_H
#define MAPCTL_BPF_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

struct seen_slot;

/*
 * Keys of one size, each kept whole. Zeroed but for key_size it is empty; it grows with the number
 * of different keys.
 */
struct seen {
	unsigned char *keys;
	struct seen_slot *slots;
	size_t n, keys_cap, n_slots;
	__u32 key_size;
	__u64 seed;
};

/* 1: the key is new and now known; 0: it was known; -ENOMEM. */
int seen_add(struct seen *seen, const void *key);
bool seen_has(const struct seen *seen, const void *key);
void seen_free(struct seen *seen);

#endif
