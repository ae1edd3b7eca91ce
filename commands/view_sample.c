// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The first entries of a table: they decide whether leaves fit as columns, and are sorted by key.
 */
#include <stdlib.h>
#include <string.h>

#include "btf/compare.h"
#include "commands/view_impl.h"

#define SAMPLE_ENTRIES 1000
#define SAMPLE_BYTES   (4u << 20)

static int sample_start(struct view *view, struct err *err)
{
	struct view_sample *sample = &view->sample;

	sample->entry_size = view->map->key_bytes + view->map->value_bytes;
	sample->max = SAMPLE_BYTES / (sample->entry_size + 1) + 1;
	if (sample->max > SAMPLE_ENTRIES)
		sample->max = SAMPLE_ENTRIES;
	if (view->options.one)
		sample->max = 1;
	sample->entries = calloc(sample->max, sample->entry_size + 1);
	sample->errors = calloc(sample->max, sizeof(*sample->errors));
	return sample->entries && sample->errors ? 0 : fail_oom(err);
}

static unsigned char *sample_entry(const struct view *view, size_t i)
{
	return view->sample.entries + i * view->sample.entry_size;
}

int view_sample_add(struct view *view, const void *key, const void *value, int error,
		    struct err *err)
{
	struct view_sample *sample = &view->sample;
	unsigned char *entry;
	int rc;

	if (!sample->entries) {
		rc = sample_start(view, err);
		if (rc)
			return rc;
	}
	if (sample->n == sample->max) {
		rc = view_sample_end(view, false, err);
		return rc ? rc : view_rows(view, key, value, error, NULL, err);
	}
	entry = sample_entry(view, sample->n);
	if (key)
		memcpy(entry, key, view->map->key_bytes);
	if (value)
		memcpy(entry + view->map->key_bytes, value, view->map->value_bytes);
	sample->errors[sample->n++] = error;
	return 0;
}

/*
 * The width that the sample needs in this column, in bytes: an estimate good enough to choose by.
 */
static size_t column_width(struct view *view, const struct view_column *column)
{
	struct view_cell cell = {.view = view, .column = column};
	BUF_CLEANUP struct buf text = {0};
	size_t width = strlen(column->name);

	for (size_t i = 0; i < view->sample.n; i++) {
		const unsigned char *entry = sample_entry(view, i);

		view_set(view, entry, entry + view->map->key_bytes, view->sample.errors[i],
			 NULL);
		view->cpu = view->options.cpu.how == CPU_ALL ? ROW_NO_CPU : ROW_REDUCED;
		buf_reset(&text);
		view_cell_add(&text, CELL_FORM_TABLE, &cell);
		if (text.len > width)
			width = text.len;
	}
	return width;
}

static bool columns_fit(struct view *view)
{
	size_t width = 0;

	/* Rows that are too wide get one field a line there. */
	if (!view->run->opt->emit.width || view->run->opt->emit.expanded != EXPANDED_OFF)
		return true;
	for (size_t i = 0; i < view->n_columns; i++)
		width += (i ? 1 : 0) + column_width(view, &view->columns[i]);
	return width <= view->run->opt->emit.width;
}

/* Leaves that don't fit beside each other go back into their structs. */
static int choose_by_sample(struct view *view, struct err *err)
{
	const struct place *place = view->place;
	int rc;

	if (view->n_columns)
		return 0; /* by -o */
	rc = view_choose_plain(view, true, err);
	if (!rc && !place && !map_is_datasec(view->map) && !columns_fit(view)) {
		view_drop_columns(view);
		rc = view_choose_plain(view, false, err);
	}
	view->place = place;
	return rc ? rc : view_open_emit(view, err);
}

static int compare_entries(const void *a, const void *b, void *arg)
{
	const struct view *view = arg;
	int order = layout_compare(view->map->key, a, b);

	/* keys that differ in their padding only */
	return order ? order : memcmp(a, b, view->map->key_bytes);
}

int view_sample_end(struct view *view, bool all, struct err *err)
{
	const __u32 key_size = view->map->key_bytes;
	const struct place *place = view->place;
	bool keys = view->options.parts & VIEW_KEY && key_size,
	     values = view->options.parts & VIEW_VALUE;
	int rc = choose_by_sample(view, err);
	bool any_error = false;

	view->sample.done = true;
	for (size_t i = 0; i < view->sample.n; i++)
		any_error |= view->sample.errors[i] < 0;
	if (!rc && all && view->options.sort && keys && !any_error && view->sample.n > 1)
		qsort_r(view->sample.entries, view->sample.n, view->sample.entry_size,
			compare_entries, view);
	for (size_t i = 0; !rc && i < view->sample.n; i++) {
		unsigned char *entry = sample_entry(view, i);

		rc = view_rows(view, keys ? entry : NULL, values ? entry + key_size : NULL,
			       view->sample.errors[i], place, err);
	}
	return rc;
}
