// SPDX-License-Identifier: GPL-2.0-or-later
/* --recursive in JSON: the entries of an inner map inside the outer map's value. */
#include <string.h>

#include "bpf/described.h"
#include "bpf/walk.h"
#include "commands/view_impl.h"

static void add_row(struct view *view, struct buf *out)
{
	bool first = true;

	if (out->len)
		buf_putc(out, ',');
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

/* The slots from *next on that the walk has passed over. */
static void add_empty(struct view *view, __u32 *next, __u32 end, struct buf *out)
{
	for (; view->options.empty_slots && *next < end; ++*next) {
		view_set(view, next, NULL, VIEW_EMPTY, NULL);
		add_row(view, out);
	}
}

static void add_entry(struct view *view, const unsigned char *key, const unsigned char *value,
		      int error, __u32 *next, struct buf *out)
{
	__u32 index = 0;

	if (view->options.empty_slots)
		memcpy(&index, key, sizeof(index));
	add_empty(view, next, index, out);
	*next = index + 1;
	view_set(view, key, value, error, NULL);
	add_row(view, out);
	*view->options.unread += error != 0;
}

static int add_rows(struct view *view, struct walk *walk, struct buf *out, struct err *err)
{
	const struct map *map = view->map;
	struct walk_batch batch;
	__u32 next = 0;
	int rc;

	while ((rc = walk_next(walk, &batch, err)) > 0) {
		for (size_t i = 0; i < batch.n; i++)
			add_entry(view, map->key_bytes ? batch.keys + i * map->key_bytes : NULL,
				  batch.values + i * map->value_bytes,
				  batch.errors ? batch.errors[i] : 0, &next, out);
	}
	if (!rc)
		add_empty(view, &next, map->info.max_entries, out);
	return rc;
}

static int add_entries(const struct view *outer, struct map *map, struct buf *out, struct err *err)
{
	struct view view = {.run = outer->run, .map = map, .whole = true, .cpu = ROW_NO_CPU};
	struct walk *walk = NULL;
	int rc = walk_new(&walk, map, WALK_BEST, false, err);

	view.options.parts = VIEW_KEY | VIEW_VALUE;
	view.options.unread = outer->options.unread;
	view.options.empty_slots = outer->options.empty_slots && map->type->can & TYPE_ARRAY;
	for (int i = 0; i < 4; i++)
		view.forms[i] = outer->forms[i];
	if (!rc)
		rc = view_choose_whole_json(&view, err);
	if (!rc)
		rc = add_rows(&view, walk, out, err);
	if (!rc && walk_note(walk))
		run_note(view.run, "%s", walk_note(walk));
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
		buf_puts(out, ",\"error\":");
		view_error_add(out, err.code, err.msg);
	}
	err_clear(&err);
}
