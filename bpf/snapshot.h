/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A map as text: its definition and BTF, each entry to the byte, and a checksum, as JSON lines.
 * mapctl-save(8) has the format. Everything here is pure but for snapshot_of_map(); files are read
 * by bpf/snapshot_reader.h.
 */
#ifndef MAPCTL_BPF_SNAPSHOT_H
#define MAPCTL_BPF_SNAPSHOT_H

#include "bpf/map.h"

/* Map types whose entries can be written into each other; SNAPSHOT_NONE: they cannot be saved. */
enum snapshot_class {
	SNAPSHOT_NONE,
	SNAPSHOT_HASH,
	SNAPSHOT_PERCPU_HASH,
	SNAPSHOT_ARRAY,
	SNAPSHOT_PERCPU_ARRAY,
	SNAPSHOT_LPM,
};

enum snapshot_class snapshot_class(__u32 type);

/* Bytes of the longest key of an LPM trie. */
enum {
	SNAPSHOT_LPM_MAX = 260
};

/* What the header says. Zeroed, then filled; freed by snapshot_free(). */
struct snapshot {
	__u32 type, flags;
	__u32 key_size, value_size, max_entries;
	__u32 possible_cpus;
	char *name;
	char *key_type, *value_type; /* for people; NULL: no type is known */
	struct buf btf; /* as the kernel had it; empty: none */
	__u32 btf_key_id, btf_value_id;
};

void snapshot_free(struct snapshot *snapshot);

/* Values for each CPU? */
bool snapshot_is_percpu(const struct snapshot *snapshot);
/* Bytes of a whole value as bpf(2) has it: of all possible CPUs, each padded to 8. */
size_t snapshot_value_bytes(const struct snapshot *snapshot);
/* The longest line that an entry can be, blanks that nobody needs included. */
size_t snapshot_line_max(const struct snapshot *snapshot);

/* ERR_USAGE where maps of the type cannot be saved; says why. */
int snapshot_check_type(const struct map *map, struct err *err);

/* What a map is. 0 or what fail() returned. */
int snapshot_of_map(struct snapshot *snapshot, const struct map *map, struct err *err);

/*
 * Adds the header, an entry, the end: each a line. crc32 is zlib's, of all bytes before the line
 * that tells it.
 */
int snapshot_add_header(const struct snapshot *snapshot, struct buf *out, struct err *err);
void snapshot_add_entry(const struct snapshot *snapshot, const void *key, const void *value,
			struct buf *out);
void snapshot_add_end(__u64 entries, __u32 crc32, struct buf *out);

/*
 * Reads n bytes of a line, without its end. What is wrong is -EBADMSG; a snapshot of another
 * version, byte order or type of map, which this program cannot restore, ERR_USAGE. What they fill
 * is undefined after an error, but snapshot_free() takes it.
 */
int snapshot_read_header(struct snapshot *snapshot, const char *line, size_t n, struct err *err);
/* key: key_size bytes; value: snapshot_value_bytes(). Indices and prefix lengths are checked. */
int snapshot_read_entry(const struct snapshot *snapshot, const char *line, size_t n, void *key,
			void *value, struct err *err);
/* True for a line that begins as the end does. */
bool snapshot_is_end(const char *line, size_t n);
int snapshot_read_end(const char *line, size_t n, __u64 *entries, __u32 *crc32, struct err *err);

#endif
