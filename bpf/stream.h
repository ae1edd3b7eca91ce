/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The records of a ring buffer or perf event array as they come. It consumes, or takes slots, only
 * when no other process reads; else it follows what the other reads.
 */
#ifndef MAPCTL_BPF_STREAM_H
#define MAPCTL_BPF_STREAM_H

#include "bpf/event.h"
#include "bpf/map.h"

struct stream;

struct stream_options {
	bool peek;    /* never consume */
	bool history; /* also what was consumed and is still there; implies peek */
	bool steal;   /* consume whoever reads */
};

/* -EOPNOTSUPP when the map holds no records; with a hint. */
int stream_check_map(const struct map *map, struct err *err);

/*
 * The map must outlive the stream, and be open read-write to be consumed; a ring that is not is
 * peeked at through a probe. `notes` gets what the user should know: who
 * else reads, that it only peeks. The caller frees with stream_free(); NULL is fine.
 */
int stream_open(struct stream **out, const struct map *map, const struct stream_options *options,
		struct buf *notes, struct err *err);
void stream_free(struct stream *stream);

/*
 * The next record: 1, or 0 when there is none now. Its data stays valid until stream_release(), or
 * while peeking until the next call.
 */
int stream_next(struct stream *stream, struct event *event, struct err *err);

/* Records that are sent from now on are not handed out any more; what the last ones lost is. */
void stream_stop(struct stream *stream);

/* True when so much is held back that a release is due. */
bool stream_is_due(const struct stream *stream);

/*
 * What was handed out has been dealt with and its room may be used again. Finds out whether another
 * reader moved the position meanwhile: it then peeks from now on, and says so in `notes`.
 */
int stream_release(struct stream *stream, struct buf *notes, struct err *err);

/*
 * Looks for readers that came or went: once a second is often enough. A ring whose reader came is
 * peeked at from then on; slots that changed hands are followed anew, or taken when they are empty.
 */
int stream_look(struct stream *stream, struct buf *notes, struct err *err);

/*
 * Waits until there may be records, `fd` is readable, or `ms` milliseconds are over (-1: forever).
 * True when `fd` is readable.
 */
bool stream_wait(struct stream *stream, int fd, int ms);

/* Bytes that a record of a type of `size` bytes has: perf buffers pad theirs. */
__u32 stream_record_size(const struct map *map, __u32 size);

#endif
