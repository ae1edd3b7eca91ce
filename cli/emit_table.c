// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Rows as a table. libsmartcols lays out the first rows, which fix the widths; as it keeps every
 * line in memory and fits the widths anew each time it prints, the rows behind them are padded
 * here to the same widths.
 */
#include <libsmartcols.h>
#include <stdlib.h>

#include "cli/emit_impl.h"
#include "cli/term.h"

/* The widths are fixed when this many rows or bytes are held. */
#define HELD_ROWS  1000
#define HELD_BYTES (1024 * 1024)

struct table {
	struct buf held; /* texts of cells with their NULs, row by row; once fixed, those of one */
	size_t rows; /* held to fix the widths by */
	bool fixed; /* the widths are, and the header is out */
	bool expanded; /* rows have one field a line */
	size_t records; /* so many of the group are out */
	size_t *width; /* of each shown column */
	bool *dropped;
	struct buf line;
};

static int table_init(struct emit *emit, struct err *err)
{
	struct table *table = calloc(1, sizeof(*table));

	emit->state = table;
	if (!table)
		return fail_oom(err);
	table->expanded = emit->opt.expanded == EXPANDED_ON;
	table->width = calloc(emit->n_shown + 1, sizeof(*table->width));
	table->dropped = calloc(emit->n_shown + 1, sizeof(*table->dropped));
	return table->width && table->dropped ? 0 : fail_oom(err);
}

static void table_free(struct emit *emit)
{
	struct table *table = emit->state;

	if (!table)
		return;
	buf_free(&table->held);
	buf_free(&table->line);
	free(table->width);
	free(table->dropped);
	free(table);
}

static bool column_right(const struct emit *emit, size_t i)
{
	return emit->shown[i].column->flags & EMIT_RIGHT;
}

/* Empty where there is no header: libsmartcols makes room for it all the same. */
static const char *header_text(struct emit *emit, size_t i)
{
	const char *name = emit->opt.no_header ? "" : emit->shown[i].column->name;

	buf_reset(&emit->scratch);
	buf_escaped(&emit->scratch, name, strlen(name));
	return buf_cstr(&emit->scratch);
}

static void widths_measure(struct emit *emit, struct table *table)
{
	const char *cell = buf_cstr(&table->held);

	for (size_t i = 0; i < emit->n_shown; i++) {
		const char *name = header_text(emit, i);

		table->width[i] = term_text_width(name, strlen(name));
		table->dropped[i] = false;
	}
	for (size_t n = 0; n < table->rows * emit->n_shown; n++) {
		size_t i = n % emit->n_shown, len = strlen(cell),
		       width = term_text_width(cell, len);

		if (table->width[i] < width)
			table->width[i] = width;
		cell += len + 1;
	}
}

static size_t table_width(const struct emit *emit, const struct table *table)
{
	size_t width = 0;

	for (size_t i = 0; i < emit->n_shown; i++)
		width += table->dropped[i] ? 0 : table->width[i] + 1;
	return width ? width - 1 : 0;
}

/* Drops columns, the one with the highest `drop` first, until the table fits the terminal. */
static void columns_drop(const struct emit *emit, struct table *table)
{
	while (emit->opt.width && table_width(emit, table) > emit->opt.width) {
		size_t best = emit->n_shown;
		int drop = 0;

		for (size_t i = 0; i < emit->n_shown; i++) {
			if (!table->dropped[i] && emit->shown[i].column->drop > drop) {
				drop = emit->shown[i].column->drop;
				best = i;
			}
		}
		if (best == emit->n_shown)
			return;
		table->dropped[best] = true;
	}
}

/* Adds finished lines without the blanks at their ends. */
static void add_lines(struct buf *out, const char *text, size_t n)
{
	while (n) {
		const char *end = memchr(text, '\n', n);
		size_t len = end ? (size_t)(end - text) : n, keep = len;

		while (keep && text[keep - 1] == ' ')
			keep--;
		buf_add(out, text, keep);
		buf_putc(out, '\n');
		len += end != NULL;
		text += len;
		n -= len;
	}
}

static void scols_unref(struct libscols_table **scols)
{
	scols_unref_table(*scols);
}

static int scols_header(struct emit *emit, const struct table *table, struct libscols_table *scols)
{
	int ret = 0;

	for (size_t i = 0; i < emit->n_shown; i++) {
		struct libscols_column *column;

		if (table->dropped[i])
			continue;
		column = scols_table_new_column(scols, header_text(emit, i), 0,
						column_right(emit, i) ? SCOLS_FL_RIGHT : 0);
		if (!column)
			return -ENOMEM;
		if (emit->opt.colour)
			ret = scols_cell_set_color(scols_column_get_header(column), "\033[1m");
		if (ret)
			return ret;
	}
	return 0;
}

static int scols_rows(const struct emit *emit, struct table *table, struct libscols_table *scols)
{
	const char *cell = buf_cstr(&table->held);

	for (size_t row = 0; row < table->rows; row++) {
		struct libscols_line *line = scols_table_new_line(scols, NULL);
		size_t at = 0;

		if (!line)
			return -ENOMEM;
		for (size_t i = 0; i < emit->n_shown; i++) {
			if (!table->dropped[i] && scols_line_set_data(line, at++, cell))
				return -ENOMEM;
			cell += strlen(cell) + 1;
		}
	}
	return 0;
}

/* Lays out and adds the held rows below their header. */
static int held_print(struct emit *emit, struct table *table, struct err *err)
{
	__attribute__((cleanup(scols_unref))) struct libscols_table *scols = scols_new_table();
	char *text = NULL;

	if (!scols || table->held.oom)
		return fail_oom(err);
	scols_table_enable_noencoding(scols, 1); /* cells are escaped already */
	scols_table_enable_noheadings(scols, emit->opt.no_header);
	scols_table_enable_colors(scols, emit->opt.colour);
	scols_table_set_termforce(scols, SCOLS_TERMFORCE_NEVER);
	if (scols_header(emit, table, scols) || scols_rows(emit, table, scols) ||
	    scols_print_table_to_string(scols, &text))
		return fail_oom(err);
	add_lines(&emit->out, text, strlen(text));
	free(text);
	return 0;
}

static void line_add(struct emit *emit, struct table *table, size_t i, const char *cell)
{
	size_t len = strlen(cell), width = term_text_width(cell, len);
	size_t pad = width < table->width[i] ? table->width[i] - width : 0;

	if (column_right(emit, i))
		buf_pad(&table->line, ' ', pad);
	buf_add(&table->line, cell, len);
	if (!column_right(emit, i))
		buf_pad(&table->line, ' ', pad);
}

/*
 * A line of texts with their NULs; a cell that is too wide moves the rest. Returns what stands
 * behind them.
 */
static const char *line_print(struct emit *emit, struct table *table, const char *cell)
{
	bool first = true;

	buf_reset(&table->line);
	for (size_t i = 0; i < emit->n_shown; i++) {
		if (!table->dropped[i]) {
			if (!first)
				buf_putc(&table->line, ' ');
			first = false;
			line_add(emit, table, i, cell);
		}
		cell += strlen(cell) + 1;
	}
	buf_putc(&table->line, '\n');
	add_lines(&emit->out, buf_cstr(&table->line), table->line.len);
	return cell;
}

/* What held_print() does, where libsmartcols cannot: in a locale of single bytes UTF-8 hangs it. */
static int held_print_plain(struct emit *emit, struct table *table, struct err *err)
{
	BUF_CLEANUP struct buf header = {0};
	const char *cell = buf_cstr(&table->held);

	for (size_t i = 0; i < emit->n_shown; i++) {
		buf_puts(&header, header_text(emit, i));
		buf_putc(&header, '\0');
	}
	if (header.oom || table->held.oom)
		return fail_oom(err);
	if (!emit->opt.no_header)
		line_print(emit, table, buf_cstr(&header));
	for (size_t row = 0; row < table->rows; row++)
		cell = line_print(emit, table, cell);
	return table->line.oom ? fail_oom(err) : 0;
}

static int held_expand(struct emit *emit, struct table *table, struct err *err)
{
	const char *cell = buf_cstr(&table->held);

	if (table->held.oom)
		return fail_oom(err);
	for (size_t row = 0; row < table->rows; row++)
		cell = record_add(emit, ++table->records, cell);
	return 0;
}

/* Columns that may go have gone, and the terminal is still not wide enough. */
static bool is_too_wide(const struct emit *emit, const struct table *table)
{
	return emit->opt.width && table_width(emit, table) > emit->opt.width;
}

/* Fixes the widths by the held rows, and prints these. */
static int table_fix(struct emit *emit, struct err *err)
{
	struct table *table = emit->state;
	int ret = 0;

	if (table->fixed || !table->rows)
		return 0;
	widths_measure(emit, table);
	columns_drop(emit, table);
	if (emit->opt.expanded == EXPANDED_AUTO)
		table->expanded = is_too_wide(emit, table);
	if (table->expanded)
		ret = held_expand(emit, table, err);
	else if (table_width(emit, table))
		ret = MB_CUR_MAX > 1 ? held_print(emit, table, err)
				     : held_print_plain(emit, table, err);
	table->fixed = true;
	table->rows = 0;
	buf_reset(&table->held);
	return ret;
}

static int table_row(struct emit *emit, const struct cell *cells, struct err *err)
{
	struct table *table = emit->state;

	for (size_t i = 0; i < emit->n_shown; i++) {
		cell_text(&table->held, &cells[emit->shown[i].index], CELL_FORM_TABLE);
		buf_putc(&table->held, '\0');
	}
	if (table->fixed) {
		if (!table->held.oom && table->expanded)
			record_add(emit, ++table->records, buf_cstr(&table->held));
		else if (!table->held.oom)
			line_print(emit, table, buf_cstr(&table->held));
		buf_reset(&table->held);
		return table->held.oom || table->line.oom ? fail_oom(err) : 0;
	}
	table->rows++;
	if (table->rows < HELD_ROWS && table->held.len < HELD_BYTES)
		return 0;
	return table_fix(emit, err);
}

static int table_group(struct emit *emit, const struct emit_group *group, struct err *err)
{
	struct table *table = emit->state;
	int ret = table_fix(emit, err);

	if (ret)
		return ret;
	table->fixed = false;
	table->records = 0;
	if (emit->groups)
		buf_putc(&emit->out, '\n');
	buf_puts(&emit->out, group->title);
	buf_putc(&emit->out, '\n');
	return 0;
}

static int table_footer(struct emit *emit, const char *line, struct err *err)
{
	int ret = table_fix(emit, err);

	buf_puts(&emit->out, line);
	buf_putc(&emit->out, '\n');
	return ret;
}

const struct emit_driver emit_table_driver = {
	.init = table_init,
	.free = table_free,
	.row = table_row,
	.group = table_group,
	.footer = table_footer,
	.flush = table_fix,
	.end = table_fix,
};
