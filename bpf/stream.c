// SPDX-License-Identifier: GPL-2.0-or-later
/* Records as they come: who else reads decides whether they are consumed or peeked at. */
#include <poll.h>
#include <stdlib.h>

#include "bpf/perf.h"
#include "bpf/ring.h"
#include "bpf/stream.h"
#include "bpf/uapi.h"

/* Between two looks at a buffer that cannot be waited for: doubled while nothing comes. */
enum { NAP_MS = 1, MAX_NAP_MS = 16 };

/* Programs may send without waking anybody up. */
enum { MAX_WAIT_MS = 100 };

struct stream {
	const struct map *map;
	struct stream_options options;
	struct readers readers;
	struct ring *ring;
	struct perf *perf;
	bool consumes;   /* a ring; else: may take slots */
	bool alone;      /* there is no other reader, and if one has ended that was said */
	__u64 signature; /* of the slots when they were opened */
	size_t own;      /* slots that hold buffers of this process; the rest is in `readers` */
	int nap_ms;
};

static bool is_ring(const struct stream *stream)
{
	return stream->map->info.type == MAP_RINGBUF;
}

int stream_check_map(const struct map *map, struct err *err)
{
	__u32 type = map->info.type;

	if (type == MAP_RINGBUF || type == MAP_PERF_EVENT_ARRAY)
		return 0;
	fail(err, -EOPNOTSUPP, "map \"%s\" sends no records: its type is %s", map->name,
	     map->type->name);
	err_hint(err, type == MAP_USER_RINGBUF
			      ? "a user_ringbuf takes records from user space: `push` sends one"
			      : "events reads a ringbuf or perf_event_array; `dump` shows entries");
	return err->code;
}

/* Closing the map leaves what is in the slots of one with this flag. */
static void give_slots_back(struct stream *stream)
{
	struct err unknown = {0};

	if (stream->perf && (stream->map->info.map_flags & BPF_F_PRESERVE_ELEMS) &&
	    !readers_find(&stream->readers, stream->map, &unknown))
		perf_give_back(stream->perf, stream->map->fd, &stream->readers);
}

void stream_free(struct stream *stream)
{
	if (!stream)
		return;
	give_slots_back(stream);
	ring_free(stream->ring);
	perf_free(stream->perf);
	readers_free(&stream->readers);
	free(stream);
}

static void note(struct buf *notes, const char *start, const struct readers *readers,
		 const char *end)
{
	BUF_CLEANUP struct buf who = {0};

	readers_format(readers, &who);
	if (who.len)
		buf_printf(notes, "%s%s%s\n", start, buf_cstr(&who), end);
}

/*
 * What is not consumed is overwritten: nobody waits for room, and so nobody is helped by consuming.
 */
static bool overwrites(const struct stream *stream)
{
	return stream->map->info.map_flags & BPF_F_RB_OVERWRITE;
}

/* Who reads, but for this process. */
static int find_readers(struct stream *stream, struct err *err)
{
	int rc = readers_find(&stream->readers, stream->map, err);

	stream->own = !rc && stream->perf ? perf_claim(stream->perf, &stream->readers) : 0;
	return rc;
}

/* May it consume? Where the kernel does not tell who reads, the answer is no. */
static int decide(struct stream *stream, struct buf *notes, struct err *err)
{
	const struct stream_options *options = &stream->options;
	struct err unknown = {0};

	if (options->peek && is_ring(stream))
		return 0;
	if (overwrites(stream)) {
		buf_puts(notes, "peeking, since it overwrites its oldest records: nobody need "
				"consume them\n");
		return 0;
	}
	stream->consumes = options->steal;
	if (options->steal)
		return 0;
	if (find_readers(stream, &unknown)) {
		if (!is_ring(stream)) {
			*err = unknown;
			err_prefix(err, "cannot tell who reads \"%s\"", stream->map->name);
			err_hint(err, "--steal takes its slots, whoever reads");
			return err->code;
		}
		buf_printf(notes, "peeking, since it cannot be told who else reads: %s; --steal "
			   "consumes\n", unknown.msg);
		return 0;
	}
	stream->consumes = !options->peek && stream->map->writable &&
			   (!is_ring(stream) || !stream->readers.n_rings);
	return 0;
}

static int open_ring(struct stream *stream, struct buf *notes, struct err *err)
{
	int rc;

	stream->alone = !stream->readers.n_rings;
	if (!stream->consumes && stream->readers.n_rings)
		note(notes, "peeking, since it is read by ", &stream->readers,
		     "; --steal consumes");
	rc = ring_open(&stream->ring, stream->map, stream->consumes, stream->options.history, err);
	if (rc && !stream->map->writable)
		err_prefix(err,
			   "ring buffer \"%s\" cannot be mapped, since it cannot be opened for "
			   "writing, nor be looked into",
			   stream->map->name);
	else if (!stream->map->writable)
		buf_puts(notes, "peeking through a probe, since it cannot be opened for writing\n");
	return rc;
}

static int fail_unread(const struct stream *stream, struct err *err)
{
	if (!stream->options.peek)
		return fail(err, -EACCES, "nobody reads \"%s\", and its slots cannot be taken: it "
			    "cannot be opened for writing", stream->map->name);
	fail(err, -ENODATA, "nobody reads \"%s\": there is nothing to peek at", stream->map->name);
	err_hint(err, "without a reader the kernel drops perf records; events without --peek "
		 "takes the slots");
	return err->code;
}

/* Others' buffers, seen through descriptors copied from them. */
static int follow_slots(struct stream *stream, struct buf *notes, struct err *err)
{
	size_t all = stream->readers.n_slots;
	int missed = perf_follow(stream->perf, &stream->readers, stream->options.history, err);

	if (missed < 0 || (size_t)missed == all) {
		err_prefix(err, "\"%s\" is read, but its buffers cannot be followed",
			   stream->map->name);
		err_hint(err, "--steal takes the slots: its reader gets no more records");
		return err->code;
	}
	err_clear(err);
	note(notes, "peeking at the buffers of ", &stream->readers, "; --steal takes the slots");
	if (missed)
		buf_printf(notes, "%d of its %zu buffers cannot be followed\n", missed, all);
	return 0;
}

/* Slots that nobody reads are taken, the others followed. */
static int open_slots(struct stream *stream, struct buf *notes, struct err *err)
{
	const struct map *map = stream->map;
	bool read = stream->readers.n_slots && !stream->options.steal;
	int rc = read ? follow_slots(stream, notes, err) : 0;

	if (rc)
		return rc;
	if (!stream->consumes)
		return read || stream->own ? 0 : fail_unread(stream, err);
	rc = perf_take(stream->perf, map->fd, map->info.max_entries,
		       stream->options.steal ? NULL : &stream->readers, err);
	if (rc > 0 && read)
		buf_printf(notes, "taking %d slot%s that nobody reads\n", rc, rc == 1 ? "" : "s");
	return rc < 0 ? rc : 0;
}

static int open_perf(struct stream *stream, struct buf *notes, struct err *err)
{
	int rc = perf_new(&stream->perf, err);

	return rc ? rc : open_slots(stream, notes, err);
}

static __u64 signature(const struct readers *readers, size_t own)
{
	__u64 sum = own;

	for (size_t i = 0; i < readers->n_slots; i++)
		sum = sum * 31 + (readers->slots[i].file ^ readers->slots[i].index);
	return sum;
}

/* Remembers what is in the slots; who may not see that is not told when it changes. */
static void sign(struct stream *stream)
{
	struct err unknown = {0};

	if (!stream->perf)
		return;
	find_readers(stream, &unknown);
	stream->signature = signature(&stream->readers, stream->own);
}

/* What stealing did is said with the names of those who were robbed. */
static void note_stolen(struct stream *stream, struct buf *notes)
{
	struct err ignored = {0};

	if (!stream->options.steal || overwrites(stream) ||
	    readers_find(&stream->readers, stream->map, &ignored))
		return;
	if (stream->readers.n_rings || stream->readers.n_slots)
		note(notes, "taking the records of ", &stream->readers,
		     is_ring(stream) ? "" : ": it gets no more until it starts anew");
}

int stream_open(struct stream **out, const struct map *map, const struct stream_options *options,
		struct buf *notes, struct err *err)
{
	struct stream *stream = calloc(1, sizeof(*stream));
	int rc;

	*out = NULL;
	if (!stream)
		return fail_oom(err);
	stream->map = map;
	stream->options = *options;
	stream->options.peek = options->peek || options->history;
	stream->nap_ms = NAP_MS;
	note_stolen(stream, notes);
	rc = decide(stream, notes, err);
	if (!rc)
		rc = is_ring(stream) ? open_ring(stream, notes, err)
				     : open_perf(stream, notes, err);
	if (rc) {
		stream_free(stream);
		return rc;
	}
	sign(stream);
	*out = stream;
	return 0;
}

int stream_next(struct stream *stream, struct event *event, struct err *err)
{
	int rc = stream->ring ? ring_next(stream->ring, event) : perf_next(stream->perf, event);

	if (rc == -ENOMEM)
		return fail_oom(err);
	if (rc < 0 && rc != -EPROTO)
		return fail(err, rc, "\"%s\" cannot be looked into any more: %s",
			    stream->map->name, err_text(rc));
	if (rc < 0)
		return fail(err, rc, "the buffer of \"%s\" holds what is no record",
			    stream->map->name);
	if (rc)
		stream->nap_ms = NAP_MS;
	return rc;
}

void stream_stop(struct stream *stream)
{
	if (stream->ring)
		ring_stop(stream->ring);
	else
		perf_stop(stream->perf);
}

/* An eighth of the ring at most: programs need room while the rest is formatted. */
bool stream_is_due(const struct stream *stream)
{
	return stream->ring && ring_held(stream->ring) * 8 >= stream->map->info.max_entries;
}

static int stop_consuming(struct stream *stream, struct buf *notes, struct err *err)
{
	stream->consumes = false;
	stream->alone = !stream->readers.n_rings;
	if (stream->readers.n_rings)
		note(notes, "peeking from now on, since it is read by ", &stream->readers, "");
	else
		buf_puts(notes, "peeking from now on, since somebody else consumes, too\n");
	return ring_stop_consuming(stream->ring, err);
}

int stream_release(struct stream *stream, struct buf *notes, struct err *err)
{
	if (!stream->ring)
		return 0;
	if (!stream->options.steal && ring_is_shared(stream->ring))
		return stop_consuming(stream, notes, err);
	ring_release(stream->ring);
	return 0;
}

/*
 * The slots hold other buffers than when they were opened: those are followed, or what is empty
 * taken. Whoever took a slot from this process keeps it, also with --steal.
 */
static void reopen_slots(struct stream *stream, struct buf *notes)
{
	struct err why = {0};

	buf_puts(notes, "the slots have changed hands\n");
	perf_retire(stream->perf);
	stream->options.steal = false;
	if (open_slots(stream, notes, &why))
		buf_printf(notes, "%s\n", why.msg);
	sign(stream);
}

static void look_at_ring(struct stream *stream, struct buf *notes)
{
	if (stream->alone || stream->readers.n_rings)
		return;
	stream->alone = true;
	buf_puts(notes, "its reader has ended: events goes on peeking, until the ring is full\n");
}

int stream_look(struct stream *stream, struct buf *notes, struct err *err)
{
	struct err unknown = {0};

	if (is_ring(stream) && (stream->options.steal || stream->options.peek))
		return 0;
	if (find_readers(stream, &unknown))
		return 0;
	if (stream->perf && signature(&stream->readers, stream->own) != stream->signature)
		reopen_slots(stream, notes);
	else if (stream->ring && !stream->consumes)
		look_at_ring(stream, notes);
	else if (stream->ring && stream->readers.n_rings)
		return stop_consuming(stream, notes, err);
	return 0;
}

/* The descriptor to wait for, -1: naps must do. */
static int wait_fd(const struct stream *stream)
{
	if (stream->perf)
		return perf_wait_fd(stream->perf);
	return ring_must_nap(stream->ring) ? -1 : stream->map->fd;
}

bool stream_wait(struct stream *stream, int fd, int ms)
{
	struct pollfd fds[] = {
		{.fd = fd, .events = POLLIN},
		{.fd = wait_fd(stream), .events = POLLIN},
	};
	int limit = MAX_WAIT_MS;

	if (fds[1].fd < 0) {
		limit = stream->nap_ms;
		stream->nap_ms = limit * 2 < MAX_NAP_MS ? limit * 2 : MAX_NAP_MS;
	}
	poll(fds, 2, ms < 0 || ms > limit ? limit : ms);
	return fds[0].revents != 0;
}

/* The kernel rounds a perf record with the u32 before its data up to 8 bytes. */
__u32 stream_record_size(const struct map *map, __u32 size)
{
	if (map->info.type != MAP_PERF_EVENT_ARRAY)
		return size;
	return ((size + 4 + 7) & ~7u) - 4;
}
