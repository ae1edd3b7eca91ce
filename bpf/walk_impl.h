/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of a walk share: readers, the chunks they fill, keys already seen, reading ahead.
 */
#ifndef MAPCTL_BPF_WALK_IMPL_H
#define MAPCTL_BPF_WALK_IMPL_H

#include <pthread.h>

#include "bpf/seen.h"
#include "bpf/walk.h"

/* Entries as they come from the kernel. Belongs to whoever reads or uses it at the moment. */
struct chunk {
	unsigned char *keys, *values;
	int *errors;
	size_t n, cap;
	bool failed;     /* one of errors[0 .. n - 1] is not 0 */
	bool has_values; /* false: only keys were read */
};

struct reader;

struct reader_ops {
	enum walk_method method;
	unsigned int needs; /* TYPE_* of a map type that it can read; 0: described maps only */
	int (*open)(struct reader *reader, struct err *err);
	/*
	 * Fills the chunk, whose n may stay 0, and sets reader->end when nothing is left. After a
	 * failure it is not called again.
	 */
	int (*read)(struct reader *reader, struct chunk *chunk, struct err *err);
	void (*close)(struct reader *reader); /* also after a failed open; state may be NULL */
};

extern const struct reader_ops reader_batch, reader_iterator, reader_next_key, reader_probe;

struct reader {
	const struct reader_ops *ops;
	const struct map *map;
	void *state; /* the method's own */
	bool keys_only;
	bool end;
	size_t cap;         /* entries that a chunk should hold; grows on demand */
	struct seen seen;
	__u64 visits;       /* entries met, repeats too */
	const char *caveat; /* what the method cannot promise; NULL: nothing */
	char note[256];     /* why the walk ended early; empty: it did not */
};

/* Makes room for reader->cap entries; what was in the chunk is lost. 0 or what fail() returned. */
int chunk_reserve(struct chunk *chunk, const struct reader *reader, struct err *err);

/* True, with reader->note set, when a map that keeps changing made it meet far too many entries. */
bool reader_lost(struct reader *reader);

/* Removes entries from the chunk whose keys were seen before. 0 or what fail() returned. */
int reader_drop_repeats(struct reader *reader, struct chunk *chunk, struct err *err);

/*
 * The caller uses one chunk while the thread fills the others: with three it never waits for the
 * caller to wake up.
 */
enum { WALK_CHUNKS = 3 };

/* A thread that reads on to the end. Zeroed: not running. */
struct ahead {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct reader *reader; /* the thread's own until the end */
	struct chunk *chunks;  /* WALK_CHUNKS, used in turn */
	unsigned int filled;   /* chunks that the thread has filled, counted on and on */
	unsigned int taken;    /* of those the one that the caller has */
	bool running, done, quit;
	int result;
	struct err err;
};

/* Starts the thread; the caller has chunks[0]. False: there is no thread to be had. */
bool ahead_start(struct ahead *ahead, struct reader *reader, struct chunk *chunks);
/*
 * Gives back the chunk that the caller has and takes the next: 1; 0: the end; negative: fail()'s.
 */
int ahead_next(struct ahead *ahead, struct chunk **chunk, struct err *err);
/* Ends and joins the thread, in the midst of a read too. */
void ahead_stop(struct ahead *ahead);

#endif
