/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of typed cells, streamed as a table, JSON, JSON lines or CSV. */
#ifndef MAPCTL_CLI_EMIT_H
#define MAPCTL_CLI_EMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

#include "cli/buf.h"
#include "cli/err.h"

enum emit_format {
	EMIT_TABLE,
	EMIT_JSON,   /* -j: one document */
	EMIT_PRETTY, /* -p: the same, indented */
	EMIT_LINES,  /* -J: one JSON value a line */
	EMIT_CSV,    /* --csv: RFC 4180, \n line ends */
	EMIT_RAW, /* -r: one column, unquoted, no header; a newline or control byte is an error */
};

/* Tables with one field a line: never, where a row is wider than the terminal, always. */
enum emit_expanded { EXPANDED_OFF, EXPANDED_AUTO, EXPANDED_ON };

/* Rows of many commands as one stream of JSON: EMIT_LINES, where each row says its line. */
struct emit_series {
	unsigned long line;
	bool array, pretty; /* one document */
	bool begun;
};

/* Adds a row that is not of a command: members is `,"changed":1`. */
void emit_series_row(struct emit_series *series, const char *members, struct buf *out);
/* Ends the document, also one without a row. */
void emit_series_end(struct emit_series *series, struct buf *out);

/* Where and how: filled by main from the options and the terminal. */
struct emit_options {
	int fd; /* 1, but for tests and the REPL's redirections */
	enum emit_format format;
	enum emit_expanded expanded;
	bool no_header;
	bool colour;        /* header bold */
	unsigned int width; /* of the terminal in columns, 0: unlimited (not a terminal) */
	size_t chunk;       /* bytes held back before they are written; 0: 256 KiB */
	struct emit_series *series; /* that the rows belong to; NULL: none */
};

static inline bool emit_is_json(enum emit_format format)
{
	return format == EMIT_JSON || format == EMIT_PRETTY || format == EMIT_LINES;
}

enum {
	EMIT_RIGHT = 1 << 0,   /* right-aligned in tables: numbers */
	EMIT_HIDDEN = 1 << 1,     /* only in JSON, or when the user names it: see emit_pick() */
	EMIT_TABLE_ONLY = 1 << 2, /* not in JSON */
};

struct emit_column {
	const char *name; /* header, and what -o takes: lower case */
	const char *json; /* member name in JSON; NULL: the same as name */
	const char *help; /* what it holds: one line, lower case, no full stop; NULL where no
			     command's table lists it */
	unsigned int flags;
	int drop; /* tables wider than the terminal lose the column with the highest drop first;
		     0: never dropped */
};

enum cell_type {
	CELL_ABSENT, /* JSON: no member; table: empty */
	CELL_NULL,   /* JSON: null; table: "-" */
	CELL_U64,
	CELL_S64,
	CELL_BOOL,   /* table: yes, no; else true, false */
	CELL_TEXT,   /* a string; escaped in every form */
	CELL_LIST,   /* JSON: array of strings; table: joined with "," */
	CELL_CALL,   /* a function adds what the form wants */
};

/* What a CELL_CALL function is asked for. */
enum cell_form { CELL_FORM_TABLE, CELL_FORM_JSON, CELL_FORM_CSV, CELL_FORM_RAW };

struct cell {
	enum cell_type type;
	union {
		__u64 u64;
		__s64 s64;
		bool yes;
		const char *text; /* NULL: as CELL_ABSENT */
		struct {
			const char *const *items;
			size_t n;
		} list;
		struct {
			/* Adds valid JSON, or text that may hold no raw control byte. */
			void (*add)(struct buf *out, enum cell_form form, const void *arg);
			const void *arg;
		} call;
	};
};

struct emit;

/* EMIT_ONE: exactly one row; JSON has an object and no array around it (info, lookup). */
enum emit_shape { EMIT_MANY, EMIT_ONE };

/*
 * Nothing is written before the first row, emit_group() or emit_end(). Columns are copied (their
 * strings are not); those that the format does not show are skipped, but rows have cells for all.
 * EMIT_RAW with more than one column to show is ERR_USAGE. The caller frees with emit_free(), also
 * after an error (*out is then NULL or valid).
 */
int emit_new(struct emit **out, const struct emit_options *options,
	     const struct emit_column *columns, size_t n, enum emit_shape shape, struct err *err);
void emit_free(struct emit *emit);

/*
 * Adds a row of as many cells as there are columns. What the cells point to is used before it
 * returns (tables keep copies). Tables hold the first 1,000 rows to fix the widths, then stream.
 * Returns 0 or what fail() returned: a write error ("cannot write to standard output: …").
 */
int emit_row(struct emit *emit, const struct cell *cells, struct err *err);

/*
 * Rows that follow belong to a group: JSON {"HEAD_NAME":HEAD,"ROWS_NAME":[…]}, in JSON lines the
 * member HEAD_NAME first in each row; tables print the title (a line) and start anew; CSV gets a
 * first column HEAD_NAME with the title. All rows are in groups, or none. `head` adds JSON.
 */
struct emit_group {
	const char *head_name, *rows_name;
	const char *title;
	void (*head)(struct buf *out, const void *arg);
	const void *arg;
};
int emit_group(struct emit *emit, const struct emit_group *group, struct err *err);

/* A line of text behind the rows, tables only (totals). */
int emit_footer(struct emit *emit, const char *line, struct err *err);

/* Writes what is held back, closes brackets. An EMIT_MANY without rows prints [] in JSON. */
int emit_end(struct emit *emit, struct err *err);

/* Writes what is held back now (JSON lines of endless commands, when their source is idle). */
int emit_flush(struct emit *emit, struct err *err);

/* ERR_USAGE for a -o list with an empty name, or with one twice, which no JSON object can have. */
int emit_check_list(const char *list, struct err *err);

/*
 * Chooses columns by a -o list ("id,name,max"). Unknown names are ERR_USAGE with all names in the
 * hint. Writes indices into chosen[] (room for max). NULL list: all that are not EMIT_HIDDEN.
 * Returns their number.
 */
int emit_choose(const struct emit_column *columns, size_t n, const char *list, size_t *chosen,
		size_t max, struct err *err);

/* The chosen columns for emit_new(): in that order, shown in every format. `out` has room for n. */
void emit_pick(const struct emit_column *columns, const size_t *chosen, size_t n,
	       struct emit_column *out);

/* Writes all of it to fd; a write error is recorded ("cannot write to standard output: …"). */
int emit_write(int fd, const void *data, size_t n, struct err *err);

#endif
