// SPDX-License-Identifier: GPL-2.0-or-later
/* --recursive in JSON: the entries of an inner map inside the outer map's value. */
#include "bpf/described.h"
#include "bpf/walk.h"
#include "commands/view_impl.h"

static void add_row(struct view *view, struct buf *out)
{
	bool first = true;

	buf_putc(out, '{');
	for (size_t i = 0; i < view->n_columns; i++) {
		struct view_cell cell = {.view = view, .column = &view->columns[i]};

		if (view_column_absent(view, cell.column))
			continue;
		buf_printf(out, "%s\"%s\":", first ? "" : ",", view_json_columns[i].name);
		view_cell_add(out, CELL_FORM_JSON, &cell);
		first = false;
	}
	buf_putc(out, '}');
}

static int add_rows(struct view *view, struct walk *walk, struct buf *out, struct err *err)
{
	const struct map *map = view->map;
	struct walk_batch batch;
	bool first = true;
	int rc;

	while ((rc = walk_next(walk, &batch, err)) > 0) {
		for (size_t i = 0; i < batch.n; i++) {
			if (!first)
				buf_putc(out, ',');
			first = false;
			view_set(view, map->key_bytes ? batch.keys + i * map->key_bytes : NULL,
				 batch.values + i * map->value_bytes,
				 batch.errors ? batch.errors[i] : 0, NULL);
			add_row(view, out);
		}
	}
	return rc;
}

static int add_entries(const struct view *outer, struct map *map, struct buf *out, struct err *err)
{
	struct view view = {.run = outer->run, .map = map, .whole = true, .cpu = ROW_NO_CPU};
	struct walk *walk = NULL;
	int rc = walk_new(&walk, map, WALK_BEST, false, err);

	for (int i = 0; i < 4; i++)
		view.forms[i] = outer->forms[i];
	if (!rc)
		rc = view_choose_whole_json(&view, err);
	if (!rc)
		rc = add_rows(&view, walk, out, err);
	view_drop_columns(&view);
	walk_free(walk);
	return rc;
}

void view_add_nested(const struct view *view, __u32 id, struct buf *out)
{
	BUF_CLEANUP struct buf entries = {0};
	MAP_CLEANUP struct map *map = NULL;
	struct err err = {0};
	int rc = target_open_id(view->run, id, NULL, MAP_READ, &map, &err);

	if (!rc)
		rc = map_describe(map, &err);
	if (!rc)
		rc = add_entries(view, map, &entries, &err);
	if (!rc) {
		buf_puts(out, ",\"entries\":[");
		buf_add(out, entries.data, entries.len);
		buf_putc(out, ']');
	} else {
		++*view->options.unread;
		buf_puts(out, ",\"error\":{\"code\":");
		buf_json(out, err_name(err.code));
		buf_puts(out, ",\"message\":");
		buf_json(out, err.msg);
		buf_putc(out, '}');
	}
	err_clear(&err);
}
