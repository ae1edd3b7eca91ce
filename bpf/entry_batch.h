/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Many entries of one map updated or deleted with few calls of the kernel. */
#ifndef MAPCTL_BPF_ENTRY_BATCH_H
#define MAPCTL_BPF_ENTRY_BATCH_H

#include "bpf/map.h"

/* Entries in the order in which they are to be done. Starts zeroed; memory is the caller's. */
struct entry_batch {
	const struct map *map;
	bool deletes; /* else updates */
	const unsigned char *keys; /* n of info.key_size */
	const unsigned char *values; /* n of value_bytes; not for deletes */
	__u32 n;
	__u32 done; /* entries done, all those before the rest */
	bool plain; /* set where the kernel refuses batches for the map: one call an entry */
};

/* True where the type takes such batches, and plain bytes as keys and values. */
bool entry_batch_takes(const struct map *map, bool deletes);

/*
 * Does the entries from `done` on, as entry_update() with BPF_ANY or entry_delete() would one by
 * one. 0, or -errno of the entry at `done`, which is not done, and neither are those behind it. The
 * kernel is asked for an entry alone before it is blamed.
 */
int entry_batch_send(struct entry_batch *batch);

/* What entry_update() or entry_delete() would have said of rc for the entry at `done`. */
int entry_batch_refuse(const struct entry_batch *batch, int rc, const char *key_text,
		       struct err *err);

/* A thread that sends one batch while the caller fills another. */
struct entry_sender;

int entry_sender_new(struct entry_sender **out, struct err *err);
/* Waits for the batch that is on its way. Accepts NULL. */
void entry_sender_free(struct entry_sender *sender);

/* Hands the batch over: it belongs to the thread until entry_sender_wait(). One at a time. */
void entry_sender_start(struct entry_sender *sender, struct entry_batch *batch);
/* What entry_batch_send() returned of the batch handed over last; 0 where there was none. */
int entry_sender_wait(struct entry_sender *sender);

#endif
