// SPDX-License-Identifier: GPL-2.0-or-later
/* Cells, the widths of their columns, and lines made of them. */
#include <stdlib.h>

#include "cli/grid.h"
#include "cli/term.h"

int grid_init(struct grid *grid, size_t n_columns, size_t max_rows, struct err *err)
{
	*grid = (struct grid){.n_columns = n_columns, .max_rows = max_rows};
	grid->columns = calloc(n_columns + 1, sizeof(*grid->columns));
	grid->cells = calloc(n_columns * max_rows + 1, sizeof(*grid->cells));
	grid->styles = calloc(max_rows + 1, sizeof(*grid->styles));
	return grid->columns && grid->cells && grid->styles ? 0 : fail_oom(err);
}

void grid_free(struct grid *grid)
{
	for (size_t i = 0; grid->columns && i < grid->n_columns; i++)
		buf_free(&grid->columns[i].name);
	for (size_t i = 0; grid->cells && i < grid->n_columns * grid->n_rows; i++)
		buf_free(&grid->cells[i]);
	free(grid->columns);
	free(grid->cells);
	free(grid->styles);
}

struct buf *grid_cell(struct grid *grid, size_t column)
{
	return &grid->cells[(grid->n_rows - 1) * grid->n_columns + column];
}

static size_t text_width(const struct buf *text)
{
	return text->len ? term_text_width(text->data, text->len) : 0;
}

size_t grid_measure(struct grid *grid)
{
	size_t total = 0;

	for (size_t c = 0; c < grid->n_columns; c++) {
		struct grid_column *column = &grid->columns[c];

		column->width = text_width(&column->name);
		for (size_t r = 0; r < grid->n_rows; r++) {
			size_t width = text_width(&grid->cells[r * grid->n_columns + c]);

			if (width > column->width)
				column->width = width;
		}
		if (!column->hidden)
			total += column->width + (total ? 1 : 0);
	}
	return total;
}

size_t grid_narrow(struct grid_column *column, size_t by, size_t least)
{
	size_t spare = column->width > least ? column->width - least : 0;

	if (by > spare)
		by = spare;
	column->width -= by;
	return by;
}

/* A wide character that does not fit leaves a blank. */
static void add_cut(size_t width, const struct buf *text, struct buf *line)
{
	size_t n = width ? term_text_fit(text->data, text->len, width - 1) : 0;

	if (!width)
		return;
	buf_add(line, text->data, n);
	buf_puts(line, "…");
	buf_pad(line, ' ', width - 1 - (n ? term_text_width(text->data, n) : 0));
}

static void add_cell(const struct grid_column *column, const struct buf *text, struct buf *line)
{
	size_t width = text_width(text), pad = width < column->width ? column->width - width : 0;

	if (line->len)
		buf_putc(line, ' ');
	if (column->right)
		buf_pad(line, ' ', pad);
	if (width > column->width)
		add_cut(column->width, text, line);
	else
		buf_add(line, text->data, text->len);
	if (!column->right)
		buf_pad(line, ' ', pad);
}

void grid_show(const struct grid *grid, struct screen *screen)
{
	BUF_CLEANUP struct buf line = {0};

	for (size_t r = 0; r <= grid->n_rows; r++) { /* 0: the header */
		buf_reset(&line);
		for (size_t c = 0; c < grid->n_columns; c++) {
			const struct grid_column *column = &grid->columns[c];

			if (!column->hidden)
				add_cell(column,
					 r ? &grid->cells[(r - 1) * grid->n_columns + c]
					   : &column->name,
					 &line);
		}
		screen_line(screen, r ? grid->styles[r - 1] : SCREEN_BOLD, buf_cstr(&line),
			    line.len);
	}
}
