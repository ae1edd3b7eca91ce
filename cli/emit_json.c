// SPDX-License-Identifier: GPL-2.0-or-later
/* Rows as JSON: one document, the same indented, or a value a line. */
#include <stdlib.h>

#include "cli/emit_impl.h"

/* The members' names are made once: `,"name":` for each column, one behind the other. */
static int json_init(struct emit *emit, struct err *err)
{
	BUF_CLEANUP struct buf pieces = {0};
	const char *piece;

	for (size_t i = 0; i < emit->n_shown; i++) {
		const struct emit_column *column = emit->shown[i].column;
		size_t start = pieces.len;

		buf_putc(&pieces, ',');
		buf_json(&pieces, column->json ? column->json : column->name);
		buf_putc(&pieces, ':');
		emit->shown[i].piece_len = pieces.len - start;
	}
	emit->state = buf_take(&pieces);
	if (!emit->state)
		return fail_oom(err);
	piece = emit->state;
	for (size_t i = 0; i < emit->n_shown; i++) {
		emit->shown[i].piece = piece;
		piece += emit->shown[i].piece_len;
	}
	return 0;
}

static void json_free(struct emit *emit)
{
	free(emit->state);
}

static void series_line(const struct emit_series *series, struct buf *out)
{
	buf_puts(out, ",\"line\":");
	buf_u64(out, series->line);
}

/* The first member's comma becomes the brace. */
static void row_object(struct buf *out, const struct emit *emit, const struct cell *cells)
{
	size_t start = out->len;

	if (emit->opt.series)
		series_line(emit->opt.series, out);
	if (emit->head.len)
		buf_add(out, emit->head.data, emit->head.len);
	for (size_t i = 0; i < emit->n_shown; i++) {
		const struct shown *shown = &emit->shown[i];
		const struct cell *cell = &cells[shown->index];

		if (cell_absent(cell))
			continue;
		buf_add(out, shown->piece, shown->piece_len);
		cell_json(out, cell);
	}
	if (out->len == start)
		buf_putc(out, '{');
	else
		out->data[start] = '{';
	buf_putc(out, '}');
}

/* Levels of indentation: an element of the document; a group's members; a group's rows. */
enum {
	LEVEL_ELEMENT = 1,
	LEVEL_MEMBER = 2,
	LEVEL_ROW = 3
};

static void line_break(struct emit *emit, unsigned int level)
{
	if (emit->opt.format == EMIT_PRETTY)
		indent_newline(&emit->out, level);
}

static void add_object(struct emit *emit, const struct cell *cells, unsigned int level)
{
	if (emit->opt.format != EMIT_PRETTY) {
		row_object(&emit->out, emit, cells);
		return;
	}
	buf_reset(&emit->scratch);
	row_object(&emit->scratch, emit, cells);
	indent_json(emit->scratch.data, emit->scratch.len, level, &emit->out);
}

/* Begins the n-th element of an array whose bracket, for the first of all, is not there yet. */
static void begin_element(struct emit *emit, const char *first, size_t n, unsigned int level)
{
	buf_puts(&emit->out, n ? "," : first);
	line_break(emit, level);
}

/* What stands before a row: `[` or a comma, where they make one document. */
static void series_before(struct emit_series *series, struct buf *out)
{
	if (series->array)
		buf_puts(out, !series->begun ? "[" : series->pretty ? "," : ",\n");
	if (series->pretty)
		indent_newline(out, LEVEL_ELEMENT);
	series->begun = true;
}

void emit_series_end(struct emit_series *series, struct buf *out)
{
	if (!series->array)
		return;
	if (!series->begun)
		buf_putc(out, '[');
	else if (series->pretty)
		buf_putc(out, '\n');
	buf_puts(out, "]\n");
}

void emit_series_row(struct emit_series *series, const char *members, struct buf *out)
{
	BUF_CLEANUP struct buf row = {0};

	series_before(series, out);
	series_line(series, &row);
	buf_puts(&row, members);
	buf_putc(&row, '}');
	if (row.oom) {
		out->oom = true;
		return;
	}
	row.data[0] = '{';
	if (series->pretty)
		indent_json(row.data, row.len, LEVEL_ELEMENT, out);
	else
		buf_add(out, row.data, row.len);
	if (!series->array)
		buf_putc(out, '\n');
}

static void series_row(struct emit *emit, const struct cell *cells)
{
	struct emit_series *series = emit->opt.series;

	series_before(series, &emit->out);
	if (series->pretty) {
		buf_reset(&emit->scratch);
		row_object(&emit->scratch, emit, cells);
		indent_json(emit->scratch.data, emit->scratch.len, LEVEL_ELEMENT, &emit->out);
	} else {
		row_object(&emit->out, emit, cells);
	}
	if (!series->array)
		buf_putc(&emit->out, '\n');
}

static int json_row(struct emit *emit, const struct cell *cells, struct err *err)
{
	(void)err;
	if (emit->opt.series)
		series_row(emit, cells);
	else if (emit->opt.format == EMIT_LINES || emit->shape == EMIT_ONE) {
		add_object(emit, cells, 0);
		buf_putc(&emit->out, '\n');
	} else if (emit->groups) {
		begin_element(emit, "", emit->rows, LEVEL_ROW);
		add_object(emit, cells, LEVEL_ROW);
	} else {
		begin_element(emit, "[", emit->rows, LEVEL_ELEMENT);
		add_object(emit, cells, LEVEL_ELEMENT);
	}
	return 0;
}

static void close_group(struct emit *emit)
{
	if (emit->rows)
		line_break(emit, LEVEL_MEMBER);
	buf_putc(&emit->out, ']');
	line_break(emit, LEVEL_ELEMENT);
	buf_putc(&emit->out, '}');
}

static void member_name(struct emit *emit, const char *name)
{
	buf_json(&emit->out, name);
	buf_puts(&emit->out, emit->opt.format == EMIT_PRETTY ? ": " : ":");
}

static void open_group(struct emit *emit, const struct emit_group *group)
{
	begin_element(emit, "[", emit->groups, LEVEL_ELEMENT);
	buf_putc(&emit->out, '{');
	line_break(emit, LEVEL_MEMBER);
	member_name(emit, group->head_name);
	buf_reset(&emit->scratch);
	group->head(&emit->scratch, group->arg);
	if (emit->opt.format == EMIT_PRETTY)
		indent_json(emit->scratch.data, emit->scratch.len, LEVEL_MEMBER, &emit->out);
	else
		buf_add(&emit->out, emit->scratch.data, emit->scratch.len);
	buf_putc(&emit->out, ',');
	line_break(emit, LEVEL_MEMBER);
	member_name(emit, group->rows_name);
	buf_putc(&emit->out, '[');
}

static int json_group(struct emit *emit, const struct emit_group *group, struct err *err)
{
	(void)err;
	if (emit->opt.format == EMIT_LINES) {
		buf_reset(&emit->head);
		buf_putc(&emit->head, ',');
		buf_json(&emit->head, group->head_name);
		buf_putc(&emit->head, ':');
		group->head(&emit->head, group->arg);
		return 0;
	}
	if (emit->groups)
		close_group(emit);
	open_group(emit, group);
	return 0;
}

static int json_end(struct emit *emit, struct err *err)
{
	(void)err;
	if (emit->opt.format == EMIT_LINES || emit->shape == EMIT_ONE)
		return 0;
	if (emit->groups)
		close_group(emit);
	if (!emit->groups && !emit->rows)
		buf_putc(&emit->out, '[');
	else
		line_break(emit, 0);
	buf_puts(&emit->out, "]\n");
	return 0;
}

const struct emit_driver emit_json_driver = {
	.init = json_init,
	.free = json_free,
	.row = json_row,
	.group = json_group,
	.end = json_end,
};
