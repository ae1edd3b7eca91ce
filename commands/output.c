// SPDX-License-Identifier: GPL-2.0-or-later
/* What commands print beside rows: forms after the options, and what changed. */
#include <string.h>

#include "commands/commands.h"

void run_notes(const struct run *run, struct buf *notes)
{
	const char *line = buf_cstr(notes);

	while (*line) {
		size_t n = strcspn(line, "\n");

		run_note(run, "%.*s", (int)n, line);
		line += n + (line[n] == '\n');
	}
	buf_reset(notes);
}

struct form run_form(const struct run *run, enum cell_form form)
{
	const struct options *opt = run->opt;
	struct form out = {
		.syntax = form == CELL_FORM_JSON ? SYNTAX_JSON : SYNTAX_TEXT,
		.objects = !opt->no_hints,
		.int64_strings = opt->int64_strings,
		.raw = form == CELL_FORM_RAW || form == CELL_FORM_CSV,
		.raw_safe = form == CELL_FORM_CSV, /* -r refuses such text */
		.resolver = kernel_resolver(run_kernel(run)),
	};

	if (form == CELL_FORM_TABLE || form == CELL_FORM_RAW)
		out.hints = !opt->no_hints;
	else
		out.hints = opt->hints;
	out.comments = form == CELL_FORM_TABLE && out.hints;
	return out;
}

bool csv_wants_json(enum cell_form form, const struct layout *layout, struct place place)
{
	enum layout_kind kind = layout->fields[place.field].kind;

	return form == CELL_FORM_CSV &&
	       (kind == LAYOUT_STRUCT || kind == LAYOUT_UNION || kind == LAYOUT_ARRAY);
}

bool csv_keeps_json(struct buf *out, size_t start)
{
	if (out->len > start && out->data[start] != '"')
		return true;
	out->len = start;
	return false;
}

int run_emit_one(const struct run *run, const struct emit_column *columns, size_t n,
		 const struct cell *cells, struct err *err)
{
	struct emit *emit = NULL;
	int rc = emit_new(&emit, &run->opt->emit, columns, n, EMIT_ONE, err);

	if (!rc)
		rc = emit_row(emit, cells, err);
	if (!rc)
		rc = emit_end(emit, err);
	emit_free(emit);
	return rc;
}

int picked_open(struct picked *picked, const struct run *run, const struct emit_column *from,
		size_t n, bool all, enum emit_shape shape, struct err *err)
{
	struct emit_column columns[PICKED_MAX];
	const char *list = run->opt->columns;
	int count = (int)n;

	picked->emit = NULL;
	if (list || !all)
		count = emit_choose(from, n, list, picked->chosen, PICKED_MAX, err);
	else
		for (size_t i = 0; i < n; i++)
			picked->chosen[i] = i;
	if (count < 0)
		return count;
	picked->n = (size_t)count;
	for (size_t i = 0; i < picked->n; i++)
		columns[i] = from[picked->chosen[i]];
	if (list)
		emit_pick(from, picked->chosen, picked->n, columns);
	return emit_new(&picked->emit, &run->opt->emit, columns, picked->n, shape, err);
}

int picked_row(const struct picked *picked, const struct cell *all, struct err *err)
{
	struct cell cells[PICKED_MAX];

	for (size_t i = 0; i < picked->n; i++)
		cells[i] = all[picked->chosen[i]];
	return emit_row(picked->emit, cells, err);
}

int picked_one(const struct run *run, const struct emit_column *from, size_t n,
	       const struct cell *all, struct err *err)
{
	struct picked picked;
	int rc = picked_open(&picked, run, from, n, true, EMIT_ONE, err);

	if (!rc)
		rc = picked_row(&picked, all, err);
	if (!rc)
		rc = emit_end(picked.emit, err);
	emit_free(picked.emit);
	return rc;
}

int run_changed(const struct run *run, __u64 n, struct err *err)
{
	static const struct emit_column columns[] = {{.name = "changed"}, {.name = "would_change"}};
	const struct emit_column *column = &columns[run->opt->dry_run];
	struct cell cell = {.type = CELL_U64, .u64 = n};

	if (!emit_is_json(run->opt->emit.format))
		return 0;
	return run_emit_one(run, column, 1, &cell, err);
}

bool run_shows_changes(const struct run *run)
{
	return !emit_is_json(run->opt->emit.format) && (run->opt->tty_out || run->opt->dry_run);
}

int run_change_line(const struct run *run, const char *line, struct err *err)
{
	BUF_CLEANUP struct buf out = {0};

	if (run->opt->dry_run)
		buf_puts(&out, "would change ");
	buf_puts(&out, line);
	return run_result_line(run, buf_cstr(&out), err);
}

int run_result_line(const struct run *run, const char *line, struct err *err)
{
	BUF_CLEANUP struct buf out = {0};

	if (!run_shows_changes(run))
		return 0;
	buf_printf(&out, "%s\n", line);
	if (out.oom)
		return fail_oom(err);
	return emit_write(run->opt->emit.fd, out.data, out.len, err);
}
