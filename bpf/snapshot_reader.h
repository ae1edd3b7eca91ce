/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A snapshot in a file or pipe, read entry by entry, as often as it takes, in constant memory. */
#ifndef MAPCTL_BPF_SNAPSHOT_READER_H
#define MAPCTL_BPF_SNAPSHOT_READER_H

#include "bpf/snapshot.h"

struct snapshot_reader;

/*
 * Begins to read at the place where `fd` is, which must stay open. What cannot be read twice is
 * kept in an unlinked file below $TMPDIR, else /tmp. Messages begin with the place, "line 3: …".
 * The caller frees, also after an error.
 */
int snapshot_reader_new(struct snapshot_reader **out, int fd, struct err *err);
/* Accepts NULL. */
void snapshot_reader_free(struct snapshot_reader *reader);

/* What the header says; it lives as long as the reader. */
const struct snapshot *snapshot_reader_header(const struct snapshot_reader *reader);

/*
 * 1: the next entry, into key_size and snapshot_value_bytes() bytes. 0: the end, after the number
 * of entries and the checksum were found right, and nothing behind them. Else what fail() returned:
 * -EBADMSG where the snapshot is broken.
 */
int snapshot_reader_next(struct snapshot_reader *reader, void *key, void *value, struct err *err);

/* From the first entry on again; after the end only. -EBADMSG: the file has changed meanwhile. */
int snapshot_reader_rewind(struct snapshot_reader *reader, struct err *err);

#endif
