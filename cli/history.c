// SPDX-License-Identifier: GPL-2.0-or-later
/* The history file: private, added to line by line under a lock, cut when it has grown long. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/emit.h"
#include "cli/history.h"
#include "cli/paths.h"

/* A file with more than so many lines too many is cut. */
#define SLACK 1000

/* The directories on the way to a file. */
static int make_directories(const char *path)
{
	for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		BUF_CLEANUP struct buf directory = {0};

		buf_add(&directory, path, (size_t)(slash - path));
		if (mkdir(buf_cstr(&directory), 0700) && errno != EEXIST)
			return -errno;
	}
	return 0;
}

static int open_private(const char *path, int *fd)
{
	struct stat st;

	*fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);
	if (*fd < 0)
		return -errno;
	if (fstat(*fd, &st) || !S_ISREG(st.st_mode))
		return -EINVAL;
	if (st.st_mode & 077)
		fchmod(*fd, 0600);
	return 0;
}

static int read_all(int fd, struct buf *out)
{
	ssize_t n = 1;

	for (off_t at = 0; n; at += n) {
		char *room = buf_room(out, 65536);

		if (!room)
			return -ENOMEM;
		n = pread(fd, room, 65536, at);
		if (n < 0)
			return -errno;
		out->len += (size_t)n;
	}
	return 0;
}

/* Where the last `keep` lines begin. */
static size_t find_tail(const struct buf *text, size_t keep)
{
	size_t at = text->len, lines = 0;

	while (at && (text->data[at - 1] != '\n' || lines++ < keep))
		at--;
	return at;
}

/* Under the lock nobody adds meanwhile. */
static void cut(int fd, const struct buf *text)
{
	size_t from = find_tail(text, HISTORY_LINES);
	struct err ignored = {0};

	if (!ftruncate(fd, 0))
		emit_write(fd, text->data + from, text->len - from, &ignored);
}

static int load(struct history *history, void (*each)(const char *line))
{
	BUF_CLEANUP struct buf text = {0};
	bool locked;
	int rc;

	locked = !flock(history->fd, LOCK_EX);
	rc = read_all(history->fd, &text);
	if (!rc && locked && buf_lines(&text) > HISTORY_LINES + SLACK)
		cut(history->fd, &text);
	flock(history->fd, LOCK_UN);
	if (rc)
		return rc;
	for (size_t at = find_tail(&text, HISTORY_LINES), end; at < text.len; at = end + 1) {
		const char *stop = memchr(text.data + at, '\n', text.len - at);

		end = stop ? (size_t)(stop - text.data) : text.len;
		buf_reset(&history->last);
		buf_add(&history->last, text.data + at, end - at);
		each(buf_cstr(&history->last));
	}
	return 0;
}

int history_open(struct history *history, void (*each)(const char *line), struct buf *path)
{
	const char *named = getenv("MAPCTL_HISTORY");
	int rc;

	*history = (struct history){.fd = -1};
	if (named)
		buf_puts(path, named);
	else if (!user_path("XDG_STATE_HOME", ".local/state", "history", path))
		return 0;
	if (!path->len)
		return 0;
	rc = named ? 0 : make_directories(buf_cstr(path));
	rc = rc ? rc : open_private(buf_cstr(path), &history->fd);
	rc = rc ? rc : load(history, each);
	if (rc)
		history_close(history);
	return rc;
}

void history_close(struct history *history)
{
	if (history->fd >= 0)
		close(history->fd);
	history->fd = -1;
	buf_free(&history->last);
}

bool history_add(struct history *history, const char *line)
{
	size_t n = strlen(line);
	BUF_CLEANUP struct buf out = {0};
	struct err ignored = {0};

	if (!n || (history->last.len == n && !memcmp(history->last.data, line, n)))
		return false;
	buf_reset(&history->last);
	buf_add(&history->last, line, n);
	buf_printf(&out, "%s\n", line);
	if (history->fd < 0 || out.oom)
		return true;
	flock(history->fd, LOCK_EX);
	emit_write(history->fd, out.data, out.len, &ignored);
	flock(history->fd, LOCK_UN);
	return true;
}
