/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The inside of a view, shared by view.c, view_columns.c, view_cells.c and view_sample.c. */
#ifndef MAPCTL_COMMANDS_VIEW_IMPL_H
#define MAPCTL_COMMANDS_VIEW_IMPL_H

#include "commands/field.h"
#include "commands/view.h"

enum view_source {
	SOURCE_KEY,    /* the key, or a part of it */
	SOURCE_CPU,    /* which CPU the row is of */
	SOURCE_VALUE,  /* the value of the row's CPU, or a part of it */
	SOURCE_VALUES, /* JSON: all CPUs' values */
	SOURCE_ERROR,  /* JSON: why the value could not be read */
};

struct view_column {
	enum view_source source;
	bool whole;         /* SOURCE_KEY, SOURCE_VALUE: all of it */
	bool first;         /* the first column of the key: a key that prints packed stands here */
	struct place place; /* the part, when not whole */
	char *name;         /* owned */
};

/* What a CELL_CALL needs to know. */
struct view_cell {
	const struct view *view;
	const struct view_column *column;
};

/* Which CPU a row is of. */
enum { ROW_NO_CPU = -1, ROW_REDUCED = -2 };

/* The first entries of a table, kept until the columns are chosen. */
struct view_sample {
	unsigned char *entries; /* n of them, entry_size apart: key, then value */
	int *errors;
	size_t n, max, entry_size;
	bool done; /* columns are chosen: rows stream */
};

struct view {
	const struct run *run;
	const struct map *map;
	struct view_options options;
	struct emit *emit;
	bool own_emit;
	bool whole; /* JSON without -o: one row an entry */
	bool leaves; /* struct members are columns of their own */
	struct view_column *columns;
	size_t n_columns;
	struct view_cell *cell_args;
	struct cell *cells;
	struct form forms[4]; /* by enum cell_form */
	struct view_sample sample;
	/* the row being printed */
	const unsigned char *key, *value;
	const struct place *place; /* a variable of a datasec, or NULL */
	int error;
	int cpu;            /* ROW_*, or the CPU */
	bool packed_key;
};

/* view_columns.c: fills columns for -o, a JSON document, or leaves / whole key and value. */
int view_choose_listed(struct view *view, const char *list, struct err *err);
int view_choose_whole_json(struct view *view, struct err *err);
int view_choose_plain(struct view *view, bool leaves, struct err *err);
void view_drop_columns(struct view *view);
/* Makes the emit and the cells for the columns chosen. */
int view_open_emit(struct view *view, struct err *err);

/* view_cells.c */
void view_cell_add(struct buf *out, enum cell_form form, const void *arg);
/* The rows of one entry: one, or one for each CPU or variable. */
int view_rows(struct view *view, const void *key, const void *value, int error,
	      const struct place *place, struct err *err);

/* Makes this entry the one that cells are of. */
void view_set(struct view *view, const void *key, const void *value, int error,
	      const struct place *place);
/* True when the column has nothing to say about the row: in JSON its member is left out. */
bool view_column_absent(const struct view *view, const struct view_column *column);

/* view_nested.c: adds the member "entries" of an inner map, or "error". */
void view_add_nested(const struct view *view, __u32 id, struct buf *out);

/* view_sample.c */
int view_sample_add(struct view *view, const void *key, const void *value, int error,
		    struct err *err);
/* Chooses the columns after the sample and prints it; `all`: there is nothing behind it. */
int view_sample_end(struct view *view, bool all, struct err *err);

static inline bool view_per_cpu(const struct view *view)
{
	return view->map->n_cpus > 0;
}

/* The row stands for several CPUs at once: --cpu sum, max or min, or the sum row of a table. */
static inline enum reduce view_reduce(const struct view *view)
{
	if (view->options.cpu.how == CPU_MAX)
		return REDUCE_MAX;
	return view->options.cpu.how == CPU_MIN ? REDUCE_MIN : REDUCE_SUM;
}

#endif
