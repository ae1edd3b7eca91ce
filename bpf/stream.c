// SPDX-License-Identifier: GPL-2.0-or-later
/* Records as they come: who else reads decides whether they are consumed or peeked at. */
#include <poll.h>
#include <stdlib.h>

#include "bpf/perf.h"
#include "bpf/ring.h"
#include "bpf/stream.h"
#include "bpf/uapi.h"

/* Between two looks at a buffer that can't be waited for: doubled while nothing comes. */
enum { NAP_MS = 1, MAX_NAP_MS = 16 };

/* Programs may send without waking anybody up. */
enum { MAX_WAIT_MS = 100 };

struct stream {
	const struct map *map;
	struct stream_options options;
	struct readers readers;
	struct ring *ring;
	struct perf *perf;
	bool consumes;
	bool alone;      /* there is no other reader, and if one has ended that was said */
	__u64 signature; /* of the slots when they were opened */
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

void stream_free(struct stream *stream)
{
	if (!stream)
		return;
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
	buf_printf(notes, "%s%s%s\n", start, buf_cstr(&who), end);
}

static bool is_read(const struct stream *stream)
{
	return stream->readers.n_rings || stream->readers.n_slots;
}

/* What is not consumed is overwritten: nobody waits for room, and so nobody is helped by consuming. */
static bool overwrites(const struct stream *stream)
{
	return stream->map->info.map_flags & BPF_F_RB_OVERWRITE;
}

/* May it consume? Where the kernel does not tell who reads, the answer is no. */
static int decide(struct stream *stream, struct buf *notes, struct err *err)
{
	const struct stream_options *options = &stream->options;
	struct err unknown = {0};

	stream->consumes = options->steal;
	if (options->steal || (options->peek && is_ring(stream)))
		return 0;
	if (overwrites(stream)) {
		buf_puts(notes, "peeking, since it overwrites its oldest records: nobody need "
				"consume them\n");
		return 0;
	}
	if (readers_find(&stream->readers, stream->map, &unknown)) {
		if (!is_ring(stream)) {
			*err = unknown;
			err_prefix(err, "can't tell who reads \"%s\"", stream->map->name);
			err_hint(err, "--steal takes its slots, whoever reads");
			return err->code;
		}
		buf_printf(notes, "peeking, since it can't be told who else reads: %s; --steal "
			   "consumes\n", unknown.msg);
		return 0;
	}
	stream->consumes = !options->peek && !is_read(stream) &&
			   (stream->map->writable || !is_ring(stream));
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
		err_prefix(err, "ring buffer \"%s\" can't be mapped, since it can't be opened for "
			   "writing, nor be looked into", stream->map->name);
	else if (!stream->map->writable)
		buf_puts(notes, "peeking through a probe, since it can't be opened for writing\n");
	return rc;
}

static int fail_unread(const struct stream *stream, struct err *err)
{
	fail(err, -ENODATA, "nobody reads \"%s\": there is nothing to peek at", stream->map->name);
	err_hint(err, "without a reader the kernel drops perf records; events without --peek "
		 "takes the slots");
	return err->code;
}

/* Another's buffers, seen through descriptors copied from it. */
static int open_followed(struct stream *stream, struct buf *notes, struct err *err)
{
	size_t followed;
	int rc = perf_follow(&stream->perf, &stream->readers, stream->options.history, &followed,
			     err);

	if (rc) {
		err_prefix(err, "\"%s\" is read, but its buffers can't be followed",
			   stream->map->name);
		err_hint(err, "--steal takes the slots: its reader gets no more records");
		return rc;
	}
	note(notes, "peeking at the buffers of ", &stream->readers, "; --steal takes the slots");
	if (followed < stream->readers.n_slots)
		buf_printf(notes, "%zu of its %zu buffers can't be followed\n",
			   stream->readers.n_slots - followed, stream->readers.n_slots);
	return 0;
}

static int open_perf(struct stream *stream, struct buf *notes, struct err *err)
{
	const struct map *map = stream->map;

	if (!stream->consumes && !stream->readers.n_slots)
		return fail_unread(stream, err);
	if (!stream->consumes)
		return open_followed(stream, notes, err);
	if (!map->writable)
		return fail(err, -EACCES, "nobody reads \"%s\", and its slots can't be taken: it "
			    "can't be opened for writing", map->name);
	return perf_take(&stream->perf, map->fd, map->info.max_entries, err);
}

static __u64 signature(const struct readers *readers)
{
	__u64 sum = readers->n_slots;

	for (size_t i = 0; i < readers->n_slots; i++)
		sum = sum * 31 + (readers->slots[i].file ^ readers->slots[i].index);
	return sum;
}

/* Remembers what is in the slots; who may not see that is not told when it changes. */
static void sign(struct stream *stream)
{
	struct err unknown = {0};

	if (!stream->perf || stream->options.steal)
		return;
	readers_find(&stream->readers, stream->map, &unknown);
	stream->signature = signature(&stream->readers);
}

/* What stealing did is said with the names of those who were robbed. */
static void note_stolen(struct stream *stream, struct buf *notes)
{
	struct err ignored = {0};

	if (!stream->options.steal || readers_find(&stream->readers, stream->map, &ignored))
		return;
	if (is_read(stream))
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
		return fail(err, rc, "\"%s\" can't be looked into any more: %s",
			    stream->map->name, err_text(rc));
	if (rc < 0)
		return fail(err, rc, "the buffer of \"%s\" holds what is no record",
			    stream->map->name);
	if (rc)
		stream->nap_ms = NAP_MS;
	return rc;
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

/* The slots hold other buffers than when they were opened: follow those, or take what is empty. */
static void reopen_perf(struct stream *stream, struct buf *notes)
{
	struct perf *before = stream->perf;
	struct err why = {0};

	stream->perf = NULL;
	buf_puts(notes, "the slots have changed hands\n");
	if (!decide(stream, notes, &why) && !open_perf(stream, notes, &why)) {
		perf_free(before);
		sign(stream);
		return;
	}
	buf_printf(notes, "%s\n", why.msg);
	stream->perf = before;
	stream->signature = signature(&stream->readers);
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

	if (stream->options.steal || (is_ring(stream) && stream->options.peek))
		return 0;
	if (readers_find(&stream->readers, stream->map, &unknown))
		return 0;
	if (stream->perf && signature(&stream->readers) != stream->signature)
		reopen_perf(stream, notes);
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
