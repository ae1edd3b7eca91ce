/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the front of emit and its formats share. Included by cli/emit*.c only. */
#ifndef MAPCTL_CLI_EMIT_IMPL_H
#define MAPCTL_CLI_EMIT_IMPL_H

#include "cli/emit.h"

/* Output is handed to the kernel in pieces of about this size. */
#define EMIT_CHUNK (256 * 1024)

/* A column that the format shows, and where its cell stands in a row. */
struct shown {
	const struct emit_column *column;
	size_t index;
	const char *piece; /* JSON: `,"name":` */
	size_t piece_len;
};

/* One format. All but row() and end() may be NULL. */
struct emit_driver {
	int (*init)(struct emit *emit, struct err *err);
	void (*free)(struct emit *emit);
	int (*row)(struct emit *emit, const struct cell *cells, struct err *err);
	int (*group)(struct emit *emit, const struct emit_group *group, struct err *err);
	int (*footer)(struct emit *emit, const char *line, struct err *err);
	int (*flush)(struct emit *emit, struct err *err);
	int (*end)(struct emit *emit, struct err *err);
};

struct emit {
	struct emit_options opt;
	enum emit_shape shape;
	const struct emit_driver *driver;
	struct emit_column *columns;
	struct shown *shown;
	size_t n_shown;
	void *state; /* the driver's own */
	struct buf out; /* not yet written */
	struct buf scratch; /* one cell or row at work */
	struct buf head; /* the group's: JSON lines `{"map":…`, CSV the title as a cell */
	size_t groups;
	size_t rows; /* since the last group, or since the start */
};

extern const struct emit_driver emit_json_driver, emit_csv_driver, emit_raw_driver,
	emit_table_driver;

/* CELL_ABSENT, or a text that is NULL. */
bool cell_absent(const struct cell *cell);
void cell_json(struct buf *out, const struct cell *cell);
/* For tables, CSV and raw; text is escaped but for raw, which refuses what would need it. */
void cell_text(struct buf *out, const struct cell *cell, enum cell_form form);

/*
 * emit_record.c: a row with one field a line. `cell`: the shown texts, each with its NUL; returns
 * what stands behind them.
 */
const char *record_add(struct emit *emit, size_t number, const char *cell);

/*
 * Re-indents one compact JSON value (2 spaces a level), which stands `level` levels deep; no
 * newline at the end.
 */
void indent_json(const char *json, size_t n, unsigned int level, struct buf *out);
void indent_newline(struct buf *out, unsigned int level);

#endif
