// SPDX-License-Identifier: GPL-2.0-or-later
/* A table's row with one field a line, for rows that no terminal is wide enough for. */
#include "cli/emit_impl.h"
#include "cli/term.h"

/* Dashes reach so far on a terminal that is wider. */
#define RULE_WIDTH 80

static size_t name_width(const struct emit *emit)
{
	size_t most = 0;

	for (size_t i = 0; i < emit->n_shown; i++) {
		const char *name = emit->shown[i].column->name;
		size_t width = term_text_width(name, strlen(name));

		if (most < width)
			most = width;
	}
	return most;
}

/* "-[ 12 ]------------": more dashes than the terminal is wide would be a second line. */
static void add_rule(struct emit *emit, size_t number)
{
	size_t start = emit->out.len, width = emit->opt.width, used;

	if (!width || width > RULE_WIDTH)
		width = RULE_WIDTH;
	buf_printf(&emit->out, "-[ %zu ]", number);
	used = emit->out.len - start;
	if (used < width)
		buf_pad(&emit->out, '-', width - used);
	buf_putc(&emit->out, '\n');
}

static void add_name(struct emit *emit, const char *name, size_t width)
{
	size_t used = term_text_width(name, strlen(name));

	if (emit->opt.colour)
		buf_puts(&emit->out, "\033[1m");
	buf_escaped(&emit->out, name, strlen(name));
	if (emit->opt.colour)
		buf_puts(&emit->out, "\033[0m");
	buf_pad(&emit->out, ' ', used < width ? width - used : 0);
}

const char *record_add(struct emit *emit, size_t number, const char *cell)
{
	size_t width = name_width(emit);

	if (!emit->opt.no_header)
		add_rule(emit, number);
	for (size_t i = 0; i < emit->n_shown; i++) {
		add_name(emit, emit->shown[i].column->name, width);
		buf_puts(&emit->out, *cell ? " | " : " |");
		buf_puts(&emit->out, cell);
		buf_putc(&emit->out, '\n');
		cell += strlen(cell) + 1;
	}
	return cell;
}
