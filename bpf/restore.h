/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The entries of a snapshot into a map. */
#ifndef MAPCTL_BPF_RESTORE_H
#define MAPCTL_BPF_RESTORE_H

#include "bpf/seen.h"
#include "bpf/snapshot_reader.h"

/* Zeroed; the caller fills what stands above the line, and ends with restore_free(). */
struct restore {
	struct snapshot_reader *reader;
	const struct map *map; /* open for writing; NULL until there is one */
	bool replaces; /* other keys are deleted */
	bool threads; /* one may write while the next entries are read */
	/* Asked every batch: true ends it with -EINTR, status 130. NULL: never. */
	bool (*stop)(void *arg);
	void *arg;
	/* ---- */
	__u64 entries; /* of the snapshot, after restore_verify() */
	__u32 top; /* the highest index of an array's */
	struct seen keys; /* of the snapshot, where others are deleted, or the map evicts */
	__u64 written, deleted; /* also after an error */
	__u64 lost; /* of the snapshot's keys those that a map which evicts let go */
	const char *note; /* what finding others cannot promise; NULL: nothing. Static */
};

void restore_free(struct restore *restore);

/*
 * Whether entries of such a map can be written into restore->map at all: by the map's type, its
 * sizes, the number of CPUs. ERR_USAGE names what does not fit.
 */
int restore_check_map(const struct restore *restore, struct err *err);

/*
 * Reads all of the snapshot, and checks that the entries fit in restore->map. Nothing is written
 * before it returns 0. With `replaces`, and for a map that evicts, it keeps every key.
 */
int restore_verify(struct restore *restore, struct err *err);

/*
 * Makes the map that the header is of, without entries, called `name` (NULL: as it was called). Its
 * descriptor, or what fail() returned; dry: 0, it could be made, for all that can be told without.
 */
int restore_create(const struct restore *restore, struct kernel *kernel, const char *name, bool dry,
		   struct buf *note, struct err *err);

/* Counts into `deleted` the keys that are not in the snapshot. */
int restore_count_others(struct restore *restore, struct err *err);

/*
 * Writes all entries, and deletes the others with `replaces`: those first where they may be in the
 * way, in a full map, or in one that evicts. 0 or what fail() returned.
 */
int restore_run(struct restore *restore, struct err *err);

/*
 * The bytes that the kernel tells keys apart by: of an LPM trie's those of the prefix, in `room` of
 * SNAPSHOT_LPM_MAX bytes; else the key itself.
 */
const void *restore_key(const struct restore *restore, const void *key, unsigned char *room);

/* bpf/restore_others.c: deletes the keys that are not in the snapshot. */
int restore_delete_others(struct restore *restore, struct err *err);
/* The same: counts into `lost` those of the snapshot's keys that are not there. */
int restore_count_lost(struct restore *restore, struct err *err);

/* The check of restore->stop. 0 or what fail() returned. */
int restore_stopped(const struct restore *restore, struct err *err);

#endif
