/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts in columns, for a screen. */
#ifndef MAPCTL_CLI_GRID_H
#define MAPCTL_CLI_GRID_H

#include "cli/screen.h"

struct grid_column {
	struct buf name;
	bool right;  /* aligned: numbers */
	bool hidden;
	size_t width; /* grid_measure() sets it; what is wider than one set later is cut */
};

/* Freed by grid_free(), also after grid_init() failed. */
struct grid {
	struct grid_column *columns;
	size_t n_columns;
	struct buf *cells; /* row by row */
	enum screen_style *styles; /* of each row */
	size_t n_rows, max_rows;
};

int grid_init(struct grid *grid, size_t n_columns, size_t max_rows, struct err *err);
void grid_free(struct grid *grid);

/* A cell to be filled: column of the row that is n_rows - 1. */
struct buf *grid_cell(struct grid *grid, size_t column);

/* Finds the columns' widths; returns what all that are not hidden take together. */
size_t grid_measure(struct grid *grid);

/*
 * Makes a measured column narrower, but not below `least`: its cells are cut. Returns by how much.
 */
size_t grid_narrow(struct grid_column *column, size_t by, size_t least);

/* The header and all rows as lines of the screen. */
void grid_show(const struct grid *grid, struct screen *screen);

#endif
