// SPDX-License-Identifier: GPL-2.0-or-later
/* The front of emit: columns chosen and shown, rows passed to the format, bytes written. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/emit_impl.h"
#include "cli/interrupt.h"

static const struct emit_driver *driver_of(enum emit_format format)
{
	switch (format) {
	case EMIT_JSON:
	case EMIT_PRETTY:
	case EMIT_LINES:
		return &emit_json_driver;
	case EMIT_CSV:
		return &emit_csv_driver;
	case EMIT_RAW:
		return &emit_raw_driver;
	case EMIT_TABLE:
		break;
	}
	return &emit_table_driver;
}

static bool column_shown(const struct emit_column *column, enum emit_format format)
{
	return !(column->flags & (emit_is_json(format) ? EMIT_TABLE_ONLY : EMIT_HIDDEN));
}

static int columns_copy(struct emit *emit, const struct emit_column *columns, size_t n,
			struct err *err)
{
	emit->columns = calloc(n + 1, sizeof(*emit->columns));
	emit->shown = calloc(n + 1, sizeof(*emit->shown));
	if (!emit->columns || !emit->shown)
		return fail_oom(err);
	for (size_t i = 0; i < n; i++) {
		emit->columns[i] = columns[i];
		if (!column_shown(&columns[i], emit->opt.format))
			continue;
		emit->shown[emit->n_shown].column = &emit->columns[i];
		emit->shown[emit->n_shown++].index = i;
	}
	return 0;
}

static int emit_init(struct emit *emit, const struct emit_column *columns, size_t n,
		     struct err *err)
{
	int ret = columns_copy(emit, columns, n, err);

	if (!ret && emit->driver->init)
		ret = emit->driver->init(emit, err);
	return ret;
}

int emit_new(struct emit **out, const struct emit_options *options,
	     const struct emit_column *columns, size_t n, enum emit_shape shape, struct err *err)
{
	struct emit *emit = calloc(1, sizeof(*emit));
	int ret;

	*out = NULL;
	if (!emit)
		return fail_oom(err);
	emit->opt = *options;
	emit->shape = shape;
	emit->driver = driver_of(options->format);
	ret = emit_init(emit, columns, n, err);
	if (ret) {
		emit_free(emit);
		return ret;
	}
	*out = emit;
	return 0;
}

void emit_free(struct emit *emit)
{
	if (!emit)
		return;
	if (emit->driver->free)
		emit->driver->free(emit);
	buf_free(&emit->out);
	buf_free(&emit->scratch);
	buf_free(&emit->head);
	free(emit->shown);
	free(emit->columns);
	free(emit);
}

/* Writes what stands in emit->out. */
static int drain(struct emit *emit, struct err *err)
{
	int ret;

	if (emit->out.oom || emit->scratch.oom || emit->head.oom)
		return fail_oom(err);
	ret = emit_write(emit->opt.fd, emit->out.data, emit->out.len, err);
	buf_reset(&emit->out);
	return ret;
}

/* The same if it is a chunk's worth. */
static int spill(struct emit *emit, struct err *err)
{
	size_t chunk = emit->opt.chunk ? emit->opt.chunk : EMIT_CHUNK;

	return emit->out.len >= chunk || emit->out.oom ? drain(emit, err) : 0;
}

int emit_row(struct emit *emit, const struct cell *cells, struct err *err)
{
	int ret = interrupted() ? fail_interrupted(err) : emit->driver->row(emit, cells, err);

	emit->rows++;
	return ret ? ret : spill(emit, err);
}

int emit_group(struct emit *emit, const struct emit_group *group, struct err *err)
{
	int ret = emit->driver->group ? emit->driver->group(emit, group, err) : 0;

	emit->groups++;
	emit->rows = 0;
	return ret ? ret : spill(emit, err);
}

int emit_footer(struct emit *emit, const char *line, struct err *err)
{
	return emit->driver->footer ? emit->driver->footer(emit, line, err) : 0;
}

int emit_flush(struct emit *emit, struct err *err)
{
	int ret = emit->driver->flush ? emit->driver->flush(emit, err) : 0;

	return ret ? ret : drain(emit, err);
}

int emit_end(struct emit *emit, struct err *err)
{
	int ret = emit->driver->end(emit, err);

	return ret ? ret : drain(emit, err);
}

static int write_failed(int fd, int code, struct err *err)
{
	/* Only where SIGPIPE is ignored: elsewhere the signal has ended the program. */
	if (code == -EPIPE)
		return fail_status(err, 128 + SIGPIPE, ERR_INTERRUPTED, "the reader went away");
	return fail(err, code, "cannot write to %s: %s",
		    fd == STDOUT_FILENO ? "standard output" : "the output", err_text(code));
}

/* Messages are for whoever pressed Ctrl-C, too: they are not given up for it. */
static bool gives_up(int fd)
{
	return fd != STDERR_FILENO && interrupted();
}

/* The reader of a descriptor that does not block is behind. */
static void wait_for_room(int fd)
{
	struct pollfd pollfd = {.fd = fd, .events = POLLOUT};

	if (fd == STDERR_FILENO)
		poll(&pollfd, 1, -1);
	else
		interrupt_poll_room(fd);
}

int emit_write(int fd, const void *data, size_t n, struct err *err)
{
	const char *p = data;

	while (n) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno != EAGAIN && errno != EINTR)
			return write_failed(fd, -errno, err);
		if (done < 0 && errno == EAGAIN)
			wait_for_room(fd);
		if (done < 0 && gives_up(fd))
			return fail_interrupted(err);
		if (done > 0) {
			p += done;
			n -= (size_t)done;
		}
	}
	return 0;
}
