// SPDX-License-Identifier: GPL-2.0-or-later
/* Logical lines of a file, pipe or terminal, read in large pieces into constant memory. */
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/interrupt.h"
#include "cli/line.h"
#include "cli/paths.h"
#include "cli/script.h"

enum { PIECE = 64 << 10 };

/* A physical line within script->data. */
struct physical {
	char *text;
	size_t n;
	bool too_long; /* only its beginning was kept */
};

int script_open(const char *path, bool session, struct err *err)
{
	BUF_CLEANUP struct buf expanded = {0};
	struct stat status;
	int fd;

	if (session)
		path_expand(path, &expanded);
	fd = open(session ? buf_cstr(&expanded) : path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return fail_status(err, STATUS_REFUSED, -errno, "cannot open \"%s\": %s", path,
				   err_text(-errno));
	if (!fstat(fd, &status) && S_ISDIR(status.st_mode)) {
		close(fd);
		return fail(err, -EISDIR, "\"%s\" is a directory", path);
	}
	return fd;
}

void script_init(struct script *script, int fd)
{
	memset(script, 0, sizeof(*script));
	script->fd = fd;
}

void script_free(struct script *script)
{
	free(script->data);
	buf_free(&script->joined);
	memset(script, 0, sizeof(*script));
}

/* Room for another piece: what is left of the line moves to the front. */
static bool make_room(struct script *script)
{
	size_t left = script->end - script->start, cap = script->cap ? script->cap : 2 * PIECE;
	char *data;

	if (script->start && script->cap - script->end < PIECE) {
		memmove(script->data, script->data + script->start, left);
		script->start = 0;
		script->end = left;
	}
	while (cap - script->end < PIECE)
		cap *= 2;
	if (cap == script->cap)
		return true;
	data = realloc(script->data, cap);
	if (!data)
		return false;
	script->data = data;
	script->cap = cap;
	return true;
}

static bool would_wait(const struct script *script)
{
	struct pollfd poll_fd = {.fd = script->fd, .events = POLLIN};

	return poll(&poll_fd, 1, 0) == 0;
}

/* Another piece behind script->end, or script->eof. */
static int read_piece(struct script *script, struct err *err)
{
	ssize_t got;
	int rc;

	if (!make_room(script))
		return fail_oom(err);
	if (script->idle && would_wait(script)) {
		rc = script->idle(script->arg, err);
		if (rc)
			return rc;
	}
	do {
		if (interrupted())
			return fail_interrupted(err);
		got = read(script->fd, script->data + script->end, PIECE);
		if (got < 0 && errno != EINTR)
			return fail(err, -errno, "cannot read: %s", err_text(-errno));
	} while (got < 0);
	script->end += (size_t)got;
	script->eof = !got;
	return 0;
}

/* The newline behind the first `looked` bytes of the line, which have none. */
static char *find_newline(const struct script *script, size_t looked)
{
	size_t n = script->end - script->start - looked;

	return n ? memchr(script->data + script->start + looked, '\n', n) : NULL;
}

/* Reads until the line's end is there. What is too long is dropped while it is read. */
static int read_line(struct script *script, char **newline, bool *too_long, struct err *err)
{
	size_t looked = 0;
	int rc = 0;

	while (!rc && !(*newline = find_newline(script, looked)) && !script->eof) {
		looked = script->end - script->start;
		if (looked > SCRIPT_LINE_MAX + 1) {
			*too_long = true;
			looked = SCRIPT_LINE_MAX + 1;
			script->end = script->start + looked;
		}
		rc = read_piece(script, err);
	}
	return rc;
}

/* Editors of some systems put one where a text begins. */
static void skip_mark(struct physical *line)
{
	static const char mark[] = "\xef\xbb\xbf";
	size_t n = sizeof(mark) - 1;

	if (line->n >= n && !memcmp(line->text, mark, n)) {
		line->text += n;
		line->n -= n;
	}
}

/* 1: a line; 0: the end. */
static int next_physical(struct script *script, struct physical *line, struct err *err)
{
	char *newline = NULL;
	int rc;

	*line = (struct physical){0};
	rc = read_line(script, &newline, &line->too_long, err);
	if (rc)
		return rc;
	line->text = script->data + script->start;
	line->n = newline ? (size_t)(newline - line->text) : script->end - script->start;
	if (!newline && !line->n)
		return 0;
	script->start += line->n + (newline != NULL);
	if (!script->seen++)
		skip_mark(line);
	if (line->n && line->text[line->n - 1] == '\r')
		line->n--;
	line->too_long |= line->n > SCRIPT_LINE_MAX;
	return 1;
}

static bool ends_in_comment(const char *text, size_t n)
{
	LINE_CLEANUP struct line line = {0};
	struct err ignored = {0};

	return !line_split(&line, text, n, LINE_PARTIAL, &ignored) && line.comment;
}

/* An even number of backslashes at the end are pairs, which mean themselves. */
static bool goes_on(const char *text, size_t n)
{
	size_t slashes = 0;

	while (slashes < n && text[n - 1 - slashes] == '\\')
		slashes++;
	return slashes % 2 && !ends_in_comment(text, n);
}

static int check_line(const char *text, size_t n, bool too_long, struct err *err)
{
	const char *nul;

	if (too_long || n > SCRIPT_LINE_MAX)
		return fail(err, ERR_USAGE, "the line is longer than %d bytes", SCRIPT_LINE_MAX);
	nul = n ? memchr(text, '\0', n) : NULL;
	if (nul)
		return fail(err, ERR_USAGE, "byte %zu of the line is a NUL",
			    (size_t)(nul - text) + 1);
	return 0;
}

/* Puts physical lines together until one does not go on; `line` is the first. */
static int join(struct script *script, struct physical *line, struct err *err)
{
	struct buf *joined = &script->joined;
	bool too_long = false;
	int rc = 1;

	buf_reset(joined);
	while (rc > 0) {
		bool more = !line->too_long && goes_on(line->text, line->n);

		too_long |= line->too_long || joined->len + line->n > SCRIPT_LINE_MAX;
		if (!too_long)
			buf_add(joined, line->text, line->n - more);
		if (!more)
			break;
		rc = next_physical(script, line, err);
	}
	if (rc >= 0 && joined->oom)
		return fail_oom(err);
	line->too_long = too_long;
	return rc;
}

int script_next(struct script *script, const char **text, size_t *n, struct err *err)
{
	struct physical line;
	int rc = next_physical(script, &line, err);

	if (rc <= 0)
		return rc;
	script->line = script->seen;
	*text = line.text;
	*n = line.n;
	if (line.n && line.text[line.n - 1] == '\\' && !line.too_long) {
		rc = join(script, &line, err);
		if (rc < 0)
			return rc;
		*text = script->joined.data;
		*n = script->joined.len;
	}
	rc = check_line(*text, *n, line.too_long, err);
	return rc ? rc : 1;
}
