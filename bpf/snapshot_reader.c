// SPDX-License-Identifier: GPL-2.0-or-later
/* Reading snapshots: lines, their checksum, and a copy of what comes through a pipe. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "bpf/snapshot_reader.h"

enum {
	READ_BYTES = 256 << 10,
	HEADER_MAX = 32 << 20, /* the kernel takes 16 MiB of BTF */
};

struct snapshot_reader {
	int fd;
	int copy; /* of what cannot be read twice; -1: none */
	bool copied; /* the copy has all of it, and is what is read */
	off_t start, at; /* of what can be read twice */
	char *data; /* read from `from` to `to`; `seen` bytes of it hold no end of a line */
	size_t cap, from, to, seen;
	bool eof;
	size_t line_max;
	unsigned long line;
	__u32 crc, header_crc;
	__u64 entries;
	bool ended; /* it was read to its end, with this checksum: the next time is no other */
	__u32 end_crc;
	struct stat status; /* of what can be read twice, when it was read first */
	struct snapshot header;
};

/* ---- bytes ---------------------------------------------------------------------------------- */

static int copy_new(struct err *err)
{
	const char *directory = getenv("TMPDIR");
	BUF_CLEANUP struct buf path = {0};
	char *name;
	int fd;

	buf_printf(&path, "%s/mapctl-XXXXXX", directory && *directory ? directory : "/tmp");
	name = buf_take(&path);
	if (!name)
		return fail_oom(err);
	fd = mkostemp(name, O_CLOEXEC);
	if (fd < 0)
		fail_status(err, STATUS_REFUSED, -errno, "cannot make a temporary file as %s: %s",
			    name, err_text(-errno));
	else
		unlink(name);
	free(name);
	return fd < 0 ? err->code : fd;
}

static int copy_add(int fd, const char *data, size_t n, struct err *err)
{
	while (n) {
		ssize_t done = write(fd, data, n);

		if (done < 0 && errno == EINTR && !interrupted())
			continue;
		if (done < 0) {
			fail_status(err, STATUS_REFUSED, -errno,
				    "cannot keep a copy in a temporary file: %s", err_text(-errno));
			err_hint(err, "TMPDIR names a directory with more room");
			return err->code;
		}
		data += done;
		n -= (size_t)done;
	}
	return 0;
}

static ssize_t read_some(struct snapshot_reader *r)
{
	char *room = r->data + r->to;
	size_t n = r->cap - r->to;

	if (r->copy >= 0 && !r->copied)
		return read(r->fd, room, n);
	return pread(r->copied ? r->copy : r->fd, room, n, r->at);
}

/* Reads on: into the room that is left. */
static int refill(struct snapshot_reader *r, struct err *err)
{
	ssize_t n;

	do {
		if (interrupted())
			return fail_interrupted(err);
		n = read_some(r);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return fail_status(err, STATUS_REFUSED, -errno, "cannot be read: %s",
				   err_text(-errno));
	r->eof = !n;
	if (r->copy >= 0 && !r->copied && copy_add(r->copy, r->data + r->to, (size_t)n, err))
		return err->code;
	r->at += n;
	r->to += (size_t)n;
	return 0;
}

/* ---- lines ---------------------------------------------------------------------------------- */

static int fail_long(const struct snapshot_reader *r, struct err *err)
{
	return fail(err, -EBADMSG, "it is longer than %zu bytes", r->line_max);
}

/* Makes room behind what is there: by moving it to the front, else by getting more. */
static int make_room(struct snapshot_reader *r, struct err *err)
{
	size_t kept = r->to - r->from, cap = r->cap ? 2 * r->cap : READ_BYTES;
	char *more;

	if (r->from) {
		memmove(r->data, r->data + r->from, kept);
		r->from = 0;
		r->to = kept;
	}
	if (kept < r->cap)
		return 0;
	if (kept > r->line_max)
		return fail_long(r, err);
	more = realloc(r->data, cap);
	if (!more)
		return fail_oom(err);
	r->data = more;
	r->cap = cap;
	return 0;
}

/* The end of the line at `from`, at which `seen` bytes were looked through; NULL: not there yet. */
static const char *find_end(struct snapshot_reader *r)
{
	size_t seen = r->seen;

	r->seen = r->to - r->from;
	return r->seen > seen ? memchr(r->data + r->from + seen, '\n', r->seen - seen) : NULL;
}

/*
 * 1: a line, and in *n its bytes; with `ended` there is an end of a line behind them. 0: there is
 * no other. It is valid until the next.
 */
static int next_line(struct snapshot_reader *r, const char **text, size_t *n, bool *ended,
		     struct err *err)
{
	const char *end;
	int rc = 0;

	r->seen = 0;
	r->line++;
	while (!(end = find_end(r)) && !r->eof) {
		rc = make_room(r, err);
		rc = rc ? rc : refill(r, err);
		if (rc)
			return rc;
	}
	*text = r->data + r->from;
	*n = end ? (size_t)(end - *text) : r->to - r->from;
	*ended = end;
	r->from += *n + *ended;
	if (*n > r->line_max)
		return fail_long(r, err);
	return *n || *ended;
}

static int check_nothing_behind(struct snapshot_reader *r, struct err *err)
{
	int rc = 0;

	r->line++;
	while (!rc && r->from == r->to && !r->eof) {
		rc = make_room(r, err);
		rc = rc ? rc : refill(r, err);
	}
	if (!rc && r->from < r->to)
		return fail(err, -EBADMSG, "it stands behind the end");
	return rc;
}

static int fail_cut(struct err *err)
{
	return fail(err, -EBADMSG, "the snapshot is cut off: its end is missing");
}

static int fail_changed(struct err *err)
{
	return fail(err, -EBADMSG, "it has changed while it was read");
}

static int take_end(struct snapshot_reader *r, const char *text, size_t n, struct err *err)
{
	__u64 entries;
	__u32 crc;
	int rc = snapshot_read_end(text, n, &entries, &crc, err);

	if (rc)
		return rc;
	if (entries != r->entries)
		return fail(err, -EBADMSG, "%llu entries should stand before it, and %llu do",
			    (unsigned long long)entries, (unsigned long long)r->entries);
	if (crc != r->crc)
		return fail(err, -EBADMSG,
			    "the checksum is not that of the lines before it: "
			    "the snapshot is damaged");
	if (r->ended && crc != r->end_crc)
		return fail_changed(err);
	r->ended = true;
	r->end_crc = crc;
	return check_nothing_behind(r, err);
}

/* ---- entries -------------------------------------------------------------------------------- */

/* One line at most: as snapshot_reader_next(), without the place in messages. */
static int take_entry(struct snapshot_reader *r, void *key, void *value, struct err *err)
{
	const char *text;
	size_t n;
	bool ended;
	int rc = next_line(r, &text, &n, &ended, err);

	if (rc < 0)
		return rc;
	if (rc && snapshot_is_end(text, n))
		return take_end(r, text, n, err);
	if (!ended)
		return fail_cut(err);
	rc = snapshot_read_entry(&r->header, text, n, key, value, err);
	if (rc)
		return rc;
	r->crc = (__u32)crc32(r->crc, (const Bytef *)text, (uInt)n + 1);
	r->entries++;
	return 1;
}

static int add_place(const struct snapshot_reader *r, int rc, struct err *err)
{
	if (rc == -EBADMSG || rc == ERR_USAGE)
		err_prefix(err, "line %lu", r->line);
	return rc;
}

int snapshot_reader_next(struct snapshot_reader *reader, void *key, void *value, struct err *err)
{
	return add_place(reader, take_entry(reader, key, value, err), err);
}

/* The first line, and its checksum; `again`: it is known what it says. */
static int take_header(struct snapshot_reader *r, bool again, struct err *err)
{
	const char *text;
	size_t n;
	bool ended;
	int rc;

	r->line_max = HEADER_MAX;
	rc = next_line(r, &text, &n, &ended, err);
	if (rc < 0)
		return rc;
	if (!rc)
		return fail(err, -EBADMSG, "it is empty");
	rc = again ? 0 : snapshot_read_header(&r->header, text, n, err);
	if (rc)
		return rc;
	if (!ended)
		return fail_cut(err);
	r->crc = (__u32)crc32(crc32(0, NULL, 0), (const Bytef *)text, (uInt)n + 1);
	r->line_max = snapshot_line_max(&r->header);
	return 0;
}

int snapshot_reader_new(struct snapshot_reader **out, int fd, struct err *err)
{
	struct snapshot_reader *r = calloc(1, sizeof(*r));
	int rc;

	*out = r;
	if (!r)
		return fail_oom(err);
	r->fd = fd;
	r->copy = -1;
	r->start = r->at = lseek(fd, 0, SEEK_CUR);
	if (r->start < 0 || fstat(fd, &r->status) || !S_ISREG(r->status.st_mode)) {
		r->start = r->at = 0;
		r->copy = copy_new(err);
		if (r->copy < 0)
			return r->copy;
	}
	rc = add_place(r, take_header(r, false, err), err);
	r->header_crc = r->crc;
	return rc;
}

void snapshot_reader_free(struct snapshot_reader *reader)
{
	if (!reader)
		return;
	if (reader->copy >= 0)
		close(reader->copy);
	free(reader->data);
	snapshot_free(&reader->header);
	free(reader);
}

const struct snapshot *snapshot_reader_header(const struct snapshot_reader *reader)
{
	return &reader->header;
}

/* Somebody wrote to it, perhaps while a question waited for its answer. */
static bool has_changed(const struct snapshot_reader *r)
{
	struct stat now;

	return r->copy < 0 && (fstat(r->fd, &now) || now.st_size != r->status.st_size ||
			       now.st_mtim.tv_sec != r->status.st_mtim.tv_sec ||
			       now.st_mtim.tv_nsec != r->status.st_mtim.tv_nsec);
}

int snapshot_reader_rewind(struct snapshot_reader *reader, struct err *err)
{
	int rc;

	if (has_changed(reader))
		return fail_changed(err);
	reader->copied = reader->copy >= 0;
	reader->at = reader->start;
	reader->from = reader->to = 0;
	reader->line = 0;
	reader->entries = 0;
	reader->eof = false;
	rc = add_place(reader, take_header(reader, true, err), err);
	if (!rc && reader->crc != reader->header_crc)
		rc = fail_changed(err);
	return rc;
}
