// SPDX-License-Identifier: GPL-2.0-or-later
/* The cells and rows of one entry: parts of its key and value, per CPU or reduced. */
#include <string.h>

#include "commands/view_impl.h"

/* With --recursive an inner map has its entries, too. */
static void add_inner_map(const struct view *view, struct buf *out)
{
	const struct resolver *resolver = view->forms[CELL_FORM_JSON].resolver;
	BUF_CLEANUP struct buf name = {0};
	__u32 id;

	memcpy(&id, view->value, sizeof(id));
	buf_printf(out, "{\"id\":%u", id);
	if (resolver->map_name(resolver->self, id, &name)) {
		buf_puts(out, ",\"name\":");
		buf_json_string(out, name.data, name.len);
	}
	view_add_nested(view, id, out);
	buf_putc(out, '}');
}

static const unsigned char *cpu_value(const struct view *view, int cpu)
{
	return view->value + (size_t)(cpu > 0 ? cpu : 0) * view->map->value_stride;
}

static void add_place(const struct view *view, const struct layout *layout, struct place place,
		      const unsigned char *data, enum cell_form form, struct buf *out)
{
	const struct form *json = &view->forms[CELL_FORM_JSON];
	size_t start = out->len;

	if (csv_wants_json(form, layout, place)) {
		layout_format_place(layout, place, data, json, out);
		if (csv_keeps_json(out, start))
			return;
	}
	layout_format_place(layout, place, data, &view->forms[form], out);
}

static void add_value(const struct view *view, const struct view_column *column,
		      enum cell_form form, struct buf *out)
{
	const struct layout *layout = view->map->value;
	struct place place = {0};

	if (!column->whole)
		place = column->place;
	else if (view->place)
		place = *view->place;
	if (view->options.recursive && form == CELL_FORM_JSON)
		add_inner_map(view, out);
	else if (view->cpu == ROW_REDUCED)
		layout_format_reduced(layout, place, view->value, view->map->value_stride,
				      view->map->n_cpus, view_reduce(view),
				      &view->forms[csv_wants_json(form, layout, place)
							   ? CELL_FORM_JSON
							   : form],
				      out);
	else
		add_place(view, layout, place, cpu_value(view, view->cpu), form, out);
}

static void add_values(const struct view *view, struct buf *out)
{
	for (unsigned int cpu = 0; cpu < view->map->n_cpus; cpu++) {
		buf_printf(out, "%s{\"cpu\":%u,\"value\":", cpu ? "," : "[", cpu);
		layout_format(view->map->value, cpu_value(view, (int)cpu),
			      &view->forms[CELL_FORM_JSON], out);
		buf_putc(out, '}');
	}
	buf_putc(out, ']');
}

static void add_variable(const struct view *view, enum cell_form form, struct buf *out)
{
	BUF_CLEANUP struct buf path = {0};

	layout_path(view->map->value, *view->place, &path);
	if (form == CELL_FORM_JSON)
		buf_json_string(out, path.data, path.len);
	else
		buf_add(out, path.data, path.len);
}

/* A process by its number, all others by their words. */
static void add_owner(const struct view *view, enum cell_form form, struct buf *out)
{
	const struct buf *owner = view->options.owner;
	bool number = view->map->type->key_object == OBJECT_TASK &&
		      strspn(owner->data, "0123456789") == owner->len;

	if (number || form == CELL_FORM_RAW)
		buf_add(out, owner->data, owner->len);
	else if (form == CELL_FORM_JSON)
		buf_json_string(out, owner->data, owner->len);
	else
		buf_escaped(out, owner->data, owner->len);
}

static void add_key(const struct view *view, const struct view_column *column, enum cell_form form,
		    struct buf *out)
{
	const struct layout *layout = view->map->key;

	if (view->place && map_is_datasec(view->map))
		add_variable(view, form, out);
	else if (view->options.owner)
		add_owner(view, form, out);
	else if (column->whole && !view->packed_key && layout->typed)
		add_place(view, layout, (struct place){0}, view->key, form, out);
	else if (column->whole || (view->packed_key && column->first))
		layout_format_key(layout, view->key, &view->forms[form], out);
	else if (!view->packed_key)
		add_place(view, layout, column->place, view->key, form, out);
}

static void add_cpu(const struct view *view, enum cell_form form, struct buf *out)
{
	if (view->cpu >= 0)
		buf_printf(out, "%d", view->cpu);
	else
		buf_puts(out, form == CELL_FORM_JSON ? "\"sum\"" : "sum");
}

void view_error_add(struct buf *out, int code, const char *message)
{
	buf_puts(out, "{\"code\":");
	buf_json(out, err_name(code));
	buf_puts(out, ",\"message\":");
	buf_json(out, message);
	buf_putc(out, '}');
}

static void add_empty(enum cell_form form, struct buf *out)
{
	if (form == CELL_FORM_JSON)
		buf_puts(out, "null");
	else if (form != CELL_FORM_CSV)
		buf_putc(out, '-');
}

void view_cell_add(struct buf *out, enum cell_form form, const void *arg)
{
	const struct view_cell *cell = arg;
	const struct view *view = cell->view;

	switch (cell->column->source) {
	case SOURCE_KEY:
		add_key(view, cell->column, form, out);
		break;
	case SOURCE_CPU:
		add_cpu(view, form, out);
		break;
	case SOURCE_VALUE:
		if (view->error == VIEW_EMPTY)
			add_empty(form, out);
		else if (view->error)
			buf_printf(out, "<%s>", err_name(view->error));
		else
			add_value(view, cell->column, form, out);
		break;
	case SOURCE_VALUES:
		add_values(view, out);
		break;
	case SOURCE_ERROR:
		view_error_add(out, view->error, err_text(view->error));
		break;
	}
}

bool view_column_absent(const struct view *view, const struct view_column *column)
{
	bool all_cpus = view->whole && view_per_cpu(view) && view->options.cpu.how == CPU_ALL &&
			!view->place;

	switch (column->source) {
	case SOURCE_KEY:
		return !view->key;
	case SOURCE_CPU:
		return view->error || (view->whole && view->cpu < 0);
	case SOURCE_VALUE:
		if (view->error == VIEW_EMPTY)
			return !(view->options.parts & VIEW_VALUE);
		return !view->value || (view->error ? emit_is_json(view->run->opt->emit.format)
						    : all_cpus);
	case SOURCE_VALUES:
		return !view->value || view->error || !all_cpus;
	case SOURCE_ERROR:
		return !view->error || view->error == VIEW_EMPTY;
	}
	return true;
}

static int row(struct view *view, int cpu, struct err *err)
{
	view->cpu = cpu;
	for (size_t i = 0; i < view->n_columns; i++)
		view->cells[i].type =
			view_column_absent(view, &view->columns[i]) ? CELL_ABSENT : CELL_CALL;
	return emit_row(view->emit, view->cells, err);
}

static bool cpu_is_zero(const struct view *view, unsigned int cpu)
{
	const unsigned char *value = cpu_value(view, (int)cpu);

	for (__u32 i = 0; i < view->map->info.value_size; i++) {
		if (value[i])
			return false;
	}
	return true;
}

/* True when some column of the value can be summed. */
static bool summable(const struct view *view)
{
	struct place place;

	for (__u32 i = layout_leaf(view->map->value, 0, &place); i;
	     i = layout_leaf(view->map->value, i, &place)) {
		if (layout_numeric(view->map->value, place))
			return true;
	}
	return false;
}

static int cpu_rows(struct view *view, struct err *err)
{
	bool people = view->run->opt->emit.format == EMIT_TABLE && !view->run->opt->columns;
	bool sum = people && view->map->value->typed && summable(view);
	bool any = false;
	int rc = 0;

	for (unsigned int cpu = 0; !rc && cpu < view->map->n_cpus; cpu++) {
		if (people && !view->options.show_empty_cpus && cpu_is_zero(view, cpu) &&
		    (sum || any || cpu + 1 < view->map->n_cpus))
			continue;
		any = true;
		rc = row(view, (int)cpu, err);
	}
	return rc || !sum ? rc : row(view, ROW_REDUCED, err);
}

/* Tables show a datasec map's variables one by one. */
static int variable_rows(struct view *view, struct err *err)
{
	const struct layout *layout = view->map->value;
	const struct layout_field *root = layout->fields;
	int rc = 0;

	for (__u32 i = 1; !rc && i < root->end; i = layout->fields[i].end) {
		struct place place = {.field = i, .bit_off = layout->fields[i].bit_off};

		view->place = &place;
		rc = row(view, ROW_NO_CPU, err);
	}
	view->place = NULL;
	return rc;
}

void view_set(struct view *view, const void *key, const void *value, int error,
	      const struct place *place)
{
	view->key = key;
	view->value = value;
	view->error = error;
	view->place = place;
	view->packed_key = key && view->map->key->typed && !layout_exact(view->map->key, key);
}

int view_rows(struct view *view, const void *key, const void *value, int error,
	      const struct place *place, struct err *err)
{
	bool by_cpu = view_per_cpu(view) && !view->whole && !error && value;

	view_set(view, key, value, error, place);
	switch (view->options.cpu.how) {
	case CPU_ALL:
		if (by_cpu)
			return cpu_rows(view, err);
		break;
	case CPU_ONE:
		return row(view, (int)view->options.cpu.cpu, err);
	case CPU_SUM:
	case CPU_MAX:
	case CPU_MIN:
		return row(view, ROW_REDUCED, err);
	}
	if (map_is_datasec(view->map) && !view->whole && !place && value)
		return variable_rows(view, err);
	return row(view, ROW_NO_CPU, err);
}
