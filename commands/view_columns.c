// SPDX-License-Identifier: GPL-2.0-or-later
/* Which columns a view has: those of -o, JSON's, or key and value whole or by their leaves. */
#include <stdlib.h>
#include <string.h>

#include "commands/view_impl.h"

/* More leaves than this are no table any more. */
#define MAX_LEAVES 64

const struct emit_column view_listed_columns[] = {
	{.name = "key", .help = "the key, whole; of a .bss, .data or .rodata map the variable"},
	{.name = "cpu", .help = "of per-CPU maps the CPU, or sum, max, min"},
	{.name = "value", .help = "the value, whole"},
	{0},
};

const struct emit_column view_json_columns[VIEW_JSON_COLUMNS] = {
	{.name = "key"}, {.name = "cpu"}, {.name = "value"}, {.name = "values"}, {.name = "error"},
};

void view_drop_columns(struct view *view)
{
	for (size_t i = 0; i < view->n_columns; i++)
		free(view->columns[i].name);
	free(view->columns);
	view->columns = NULL;
	view->n_columns = 0;
}

/* Takes over `name`, also on error. */
static int add_column(struct view *view, struct view_column column, char *name, struct err *err)
{
	struct view_column *columns =
		reallocarray(view->columns, view->n_columns + 1, sizeof(*columns));

	if (columns)
		view->columns = columns;
	if (!columns || !name) {
		free(name);
		return fail_oom(err);
	}
	column.name = name;
	columns[view->n_columns++] = column;
	return 0;
}

static int add_whole(struct view *view, enum view_source source, const char *name, struct err *err)
{
	struct view_column column = {.source = source, .whole = true, .first = true};

	return add_column(view, column, strdup(name), err);
}

int view_choose_whole_json(struct view *view, struct err *err)
{
	static const enum view_source sources[] = {SOURCE_KEY, SOURCE_CPU, SOURCE_VALUE,
						   SOURCE_VALUES, SOURCE_ERROR};
	int rc = 0;

	for (size_t i = 0; !rc && i < VIEW_JSON_COLUMNS; i++)
		rc = add_whole(view, sources[i], view_json_columns[i].name, err);
	return rc;
}

/* LPM keys read best as 10.0.0.0/8; so they stay whole where hints are shown. */
static bool opens(const struct view *view, enum side side, bool leaves)
{
	const struct layout *layout = side_layout(view->map, side);

	if (!leaves || !layout->typed || layout->fields[0].kind != LAYOUT_STRUCT)
		return false;
	return !(layout->fields[0].hint == HINT_LPM &&
		 view->forms[view->run->opt->emit.format == EMIT_CSV ? CELL_FORM_CSV
								     : CELL_FORM_TABLE].hints);
}

static int add_leaves(struct view *view, enum side side, bool full, struct err *err)
{
	const struct layout *layout = side_layout(view->map, side);
	struct place place;
	bool first = true;
	int rc = 0;

	for (__u32 i = layout_leaf(layout, 0, &place); i && !rc;
	     i = layout_leaf(layout, i, &place)) {
		struct view_column column = {
			.source = side == SIDE_KEY ? SOURCE_KEY : SOURCE_VALUE,
			.first = first,
			.place = place,
		};
		BUF_CLEANUP struct buf name = {0};

		field_name(view->map, side, place, full, &name);
		rc = add_column(view, column, buf_take(&name), err);
		first = false;
	}
	return rc;
}

static size_t count_leaves(const struct layout *layout)
{
	struct place place;
	size_t n = 0;

	for (__u32 i = layout_leaf(layout, 0, &place); i && n <= MAX_LEAVES;
	     i = layout_leaf(layout, i, &place))
		n++;
	return n;
}

static int add_side(struct view *view, enum side side, bool leaves, struct err *err)
{
	bool csv = view->run->opt->emit.format == EMIT_CSV;
	size_t n = count_leaves(side_layout(view->map, side));

	if (opens(view, side, leaves) && n > 0 && (csv || n <= MAX_LEAVES))
		return add_leaves(view, side, csv, err);
	return side == SIDE_KEY ? add_whole(view, SOURCE_KEY, "key", err)
				: add_whole(view, SOURCE_VALUE, "value", err);
}

int view_choose_plain(struct view *view, bool leaves, struct err *err)
{
	bool datasec = map_is_datasec(view->map);
	int rc = 0;

	view->leaves = leaves;
	if (view->options.parts & VIEW_KEY)
		rc = datasec ? add_whole(view, SOURCE_KEY, "variable", err)
			     : add_side(view, SIDE_KEY, leaves, err);
	if (rc || !(view->options.parts & VIEW_VALUE))
		return rc;
	if (view_per_cpu(view) && view->options.cpu.how == CPU_ALL)
		rc = add_whole(view, SOURCE_CPU, "cpu", err);
	if (rc)
		return rc;
	return datasec ? add_whole(view, SOURCE_VALUE, "value", err)
		       : add_side(view, SIDE_VALUE, leaves, err);
}

static void list_leaves(const struct view *view, enum side side, struct buf *names)
{
	const struct layout *layout = side_layout(view->map, side);
	struct place place;

	if (side == SIDE_KEY && !view->map->key_bytes)
		return;
	if (names->len)
		buf_puts(names, ", ");
	buf_puts(names, side == SIDE_KEY ? "key" : "value");
	if (layout->fields[0].kind != LAYOUT_STRUCT || count_leaves(layout) > MAX_LEAVES)
		return;
	for (__u32 i = layout_leaf(layout, 0, &place); i; i = layout_leaf(layout, i, &place)) {
		buf_puts(names, ", ");
		field_name(view->map, side, place, false, names);
	}
}

static int no_column(const struct view *view, const char *word, struct err *err)
{
	BUF_CLEANUP struct buf names = {0};

	list_leaves(view, SIDE_KEY, &names);
	list_leaves(view, SIDE_VALUE, &names);
	if (view_per_cpu(view))
		buf_puts(&names, ", cpu");
	fail(err, ERR_USAGE, "no column \"%s\" in map \"%s\"", word, view->map->name);
	err_hint(err, "columns: %s", buf_cstr(&names));
	return ERR_USAGE;
}

static int add_listed(struct view *view, const char *word, struct err *err)
{
	struct view_column column = {.first = true};
	struct field_ref ref;
	int rc;

	if (!strcmp(word, "cpu") && view_per_cpu(view))
		return add_whole(view, SOURCE_CPU, word, err);
	rc = field_find(view->map, word, &ref, err);
	if (rc && !strcmp(word, "cpu"))
		return fail(err, ERR_USAGE, "no column \"cpu\": maps of type %s have one value for "
			    "all CPUs", view->map->type->name);
	if (rc || (ref.side == SIDE_KEY && !view->map->key_bytes))
		return no_column(view, word, err);
	column.source = ref.side == SIDE_KEY ? SOURCE_KEY : SOURCE_VALUE;
	column.whole = ref.whole;
	column.place = ref.place;
	return add_column(view, column, strdup(word), err);
}

int view_choose_listed(struct view *view, const char *list, struct err *err)
{
	char *copy = strdup(list), *rest = copy, *word;
	int rc = copy ? emit_check_list(list, err) : fail_oom(err);

	while (!rc && (word = strsep(&rest, ",")))
		rc = add_listed(view, word, err);
	free(copy);
	return rc;
}

static bool column_right(const struct view *view, const struct view_column *column)
{
	const struct layout *layout;
	struct place whole = {0};

	if (column->source != SOURCE_KEY && column->source != SOURCE_VALUE)
		return false;
	if (map_is_datasec(view->map) && column->whole)
		return false; /* names of variables, and values of many types */
	if (column->source == SOURCE_VALUE && view->map->type->value_object != OBJECT_NONE &&
	    !view->map->described)
		return false; /* a name stands behind the number */
	layout = column->source == SOURCE_KEY ? view->map->key : view->map->value;
	return layout->typed && layout_numeric(layout, column->whole ? whole : column->place);
}

/* JSON of a single entry is one object, and no array, where that entry is one row. */
static bool has_one_row(const struct view *view)
{
	if (view->whole || !view->options.one)
		return view->options.one;
	return emit_is_json(view->run->opt->emit.format) && !map_is_datasec(view->map) &&
	       !(view_per_cpu(view) && view->options.cpu.how == CPU_ALL);
}

static int make_emit(struct view *view, struct err *err)
{
	struct emit_column *columns = calloc(view->n_columns, sizeof(*columns));
	int rc;

	if (!columns)
		return fail_oom(err);
	for (size_t i = 0; i < view->n_columns; i++) {
		columns[i].name = view->columns[i].name;
		if (column_right(view, &view->columns[i]))
			columns[i].flags = EMIT_RIGHT;
	}
	rc = emit_new(&view->emit, &view->run->opt->emit, columns, view->n_columns,
		      has_one_row(view) ? EMIT_ONE : EMIT_MANY, err);
	free(columns);
	return rc;
}

int view_open_emit(struct view *view, struct err *err)
{
	int rc = view->emit ? 0 : make_emit(view, err);

	if (rc)
		return rc;
	view->cells = calloc(view->n_columns, sizeof(*view->cells));
	view->cell_args = calloc(view->n_columns, sizeof(*view->cell_args));
	if (!view->cells || !view->cell_args)
		return fail_oom(err);
	for (size_t i = 0; i < view->n_columns; i++) {
		view->cell_args[i].view = view;
		view->cell_args[i].column = &view->columns[i];
		view->cells[i].call.add = view_cell_add;
		view->cells[i].call.arg = &view->cell_args[i];
	}
	return 0;
}
