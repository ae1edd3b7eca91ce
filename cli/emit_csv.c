// SPDX-License-Identifier: GPL-2.0-or-later
/* Rows as CSV (RFC 4180 with \n), and as raw text: one column without quotes. */
#include "cli/emit_impl.h"

static bool needs_quotes(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] == ',' || s[i] == '"' || s[i] == '\n' || s[i] == '\r')
			return true;
	}
	return false;
}

static void csv_text(struct buf *out, const char *s, size_t n)
{
	if (!n)
		return;
	if (!needs_quotes(s, n)) {
		buf_add(out, s, n);
		return;
	}
	buf_putc(out, '"');
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '"')
			buf_putc(out, '"');
		buf_putc(out, s[i]);
	}
	buf_putc(out, '"');
}

static void csv_escaped(struct emit *emit, struct buf *out, const char *s)
{
	buf_reset(&emit->scratch);
	buf_escaped(&emit->scratch, s, strlen(s));
	csv_text(out, emit->scratch.data, emit->scratch.len);
}

static void csv_header(struct emit *emit, const char *head_name)
{
	if (emit->opt.no_header)
		return;
	if (head_name)
		csv_escaped(emit, &emit->out, head_name);
	for (size_t i = 0; i < emit->n_shown; i++) {
		if (i || head_name)
			buf_putc(&emit->out, ',');
		csv_escaped(emit, &emit->out, emit->shown[i].column->name);
	}
	buf_putc(&emit->out, '\n');
}

static int csv_row(struct emit *emit, const struct cell *cells, struct err *err)
{
	(void)err;
	if (!emit->groups && !emit->rows)
		csv_header(emit, NULL);
	if (emit->groups)
		buf_add(&emit->out, emit->head.data, emit->head.len);
	for (size_t i = 0; i < emit->n_shown; i++) {
		if (i)
			buf_putc(&emit->out, ',');
		buf_reset(&emit->scratch);
		cell_text(&emit->scratch, &cells[emit->shown[i].index], CELL_FORM_CSV);
		csv_text(&emit->out, emit->scratch.data, emit->scratch.len);
	}
	buf_putc(&emit->out, '\n');
	return 0;
}

static int csv_group(struct emit *emit, const struct emit_group *group, struct err *err)
{
	(void)err;
	if (!emit->groups)
		csv_header(emit, group->head_name);
	buf_reset(&emit->head);
	csv_escaped(emit, &emit->head, group->title);
	buf_putc(&emit->head, ',');
	return 0;
}

static int csv_end(struct emit *emit, struct err *err)
{
	(void)err;
	if (!emit->groups && !emit->rows)
		csv_header(emit, NULL);
	return 0;
}

const struct emit_driver emit_csv_driver = {
	.row = csv_row,
	.group = csv_group,
	.end = csv_end,
};

static int raw_init(struct emit *emit, struct err *err)
{
	BUF_CLEANUP struct buf names = {0};

	if (emit->n_shown == 1)
		return 0;
	for (size_t i = 0; i < emit->n_shown; i++) {
		buf_puts(&names, i ? ", " : "");
		buf_puts(&names, emit->shown[i].column->name);
	}
	fail(err, ERR_USAGE, "-r prints one column, and there are %zu", emit->n_shown);
	err_hint(err, "choose one with -o: %s", buf_cstr(&names));
	return err->code;
}

static int raw_row(struct emit *emit, const struct cell *cells, struct err *err)
{
	size_t start = emit->out.len;
	const char *text;
	size_t len;

	cell_text(&emit->out, &cells[emit->shown[0].index], CELL_FORM_RAW);
	text = buf_cstr(&emit->out) + start;
	len = emit->out.len - start;
	if (!text_shows(text, len)) {
		buf_reset(&emit->scratch);
		buf_quoted(&emit->scratch, text, len);
		emit->out.len = start;
		fail(err, -EILSEQ, "%s %s has a control byte, which -r cannot print",
		     emit->shown[0].column->name, buf_cstr(&emit->scratch));
		err_hint(err, "-J prints it as a JSON string");
		return err->code;
	}
	buf_putc(&emit->out, '\n');
	return 0;
}

static int raw_end(struct emit *emit, struct err *err)
{
	(void)emit;
	(void)err;
	return 0;
}

const struct emit_driver emit_raw_driver = {
	.init = raw_init,
	.row = raw_row,
	.end = raw_end,
};
