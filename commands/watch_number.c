// SPDX-License-Identifier: GPL-2.0-or-later
/* The numbers in values: how much they changed, and the order that follows from it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "btf/field.h"
#include "btf/float.h"
#include "btf/path.h"
#include "commands/watch.h"

/* More numbers than a person looks at; those behind are not shown on their own. */
#define LEAVES_MAX 1024

void leaves_free(struct leaves *leaves)
{
	for (size_t i = 0; i < leaves->n; i++)
		free(leaves->list[i].name);
	free(leaves->list);
	*leaves = (struct leaves){0};
}

static int add_leaf(struct leaves *leaves, const struct map *map, struct place place,
		    bool element, struct err *err)
{
	struct watch_leaf *leaf = &leaves->list[leaves->n];
	bool in_value = map->value->fields->kind == LAYOUT_ARRAY; /* "[3]" alone is no name */
	BUF_CLEANUP struct buf name = {0};

	if (leaves->n == LEAVES_MAX)
		return 0;
	field_name(map, SIDE_VALUE, place, in_value, &name);
	*leaf = (struct watch_leaf){place, layout_numeric(map->value, place), element,
				    buf_take(&name)};
	if (!leaf->name)
		return fail_oom(err);
	leaves->n++;
	return 0;
}

/* Those of bytes, which have this hint, are data. */
static bool has_numbers(const struct layout_field *field)
{
	return field_is_array(field) && field->hint != HINT_TEXT;
}

/* The numbers in an element of an array: beside the array, which is a leaf. */
static int add_element(struct leaves *leaves, const struct map *map, struct place place,
		       struct err *err)
{
	const struct layout *layout = map->value;
	const struct layout_field *field = &layout->fields[place.field];
	__u32 n = has_numbers(field) ? layout_count(layout, place) : 0;
	int rc = 0;

	if (layout_numeric(layout, place))
		return add_leaf(leaves, map, place, true, err);
	for (__u32 i = 0; !rc && i < n && leaves->n < LEAVES_MAX; i++)
		rc = add_element(leaves, map, place_element(layout, place, i), err);
	if (field->kind != LAYOUT_STRUCT)
		return rc;
	for (__u32 i = place.field + 1; !rc && i < field->end; i = member_next(layout, i)) {
		if (!layout->fields[i].anonymous)
			rc = add_element(leaves, map, member_place(layout, place, i), err);
	}
	return rc;
}

int leaves_find(struct leaves *leaves, const struct map *map, struct place part, struct err *err)
{
	__u32 end = map->value->fields[part.field].end;
	struct place place;
	int rc = 0;

	leaves->n = 0;
	leaves->list = calloc(LEAVES_MAX, sizeof(*leaves->list));
	if (!leaves->list)
		return fail_oom(err);
	for (__u32 i = layout_leaf(map->value, 0, &place); !rc && i && leaves->n < LEAVES_MAX;
	     i = layout_leaf(map->value, i, &place)) {
		if (place.field < part.field || place.field >= end)
			continue;
		rc = add_leaf(leaves, map, place, false, err);
		if (!rc && has_numbers(&map->value->fields[place.field]))
			rc = add_element(leaves, map, place, err);
	}
	return rc;
}

static bool is_float(const struct map *map, const struct watch_leaf *leaf)
{
	return map->value->fields[leaf->place.field].kind == LAYOUT_FLOAT;
}

/* Of all CPUs. */
static double load_float(const struct map *map, const struct watch_leaf *leaf,
			 const unsigned char *value)
{
	size_t size = map->value->fields[leaf->place.field].bits / 8;
	long double sum = float_load(value += leaf->place.bit_off / 8, size);

	for (unsigned int cpu = 1; cpu < map->n_cpus; cpu++)
		sum += float_load(value + (size_t)cpu * map->value_stride, size);
	return (double)sum;
}

/* A number as a double, good enough to sort by. */
static double load_real(const struct map *map, const struct watch_leaf *leaf,
			const unsigned char *value)
{
	bool is_signed = map->value->fields[leaf->place.field].is_signed;
	u128 number;

	if (is_float(map, leaf))
		return load_float(map, leaf, value);
	if (!field_number(map, SIDE_VALUE, leaf->place, value, &number))
		return 0;
	return is_signed ? (double)(s128)number : (double)number;
}

bool delta_find(const struct map *map, const struct watch_leaf *leaf, const struct change *change,
		struct delta *delta)
{
	bool is_signed = map->value->fields[leaf->place.field].is_signed;
	u128 old, now;

	*delta = (struct delta){0};
	if (!leaf->number || change->kind != CHANGE_VALUE)
		return false;
	delta->is_real = is_float(map, leaf);
	if (delta->is_real) {
		delta->real = load_float(map, leaf, change->value) -
			      load_float(map, leaf, change->old);
		return isfinite(delta->real);
	}
	if (!field_number(map, SIDE_VALUE, leaf->place, change->old, &old) ||
	    !field_number(map, SIDE_VALUE, leaf->place, change->value, &now))
		return false;
	delta->falls = is_signed ? (s128)now < (s128)old : now < old;
	delta->whole = delta->falls ? old - now : now - old;
	return true;
}

double delta_real(const struct delta *delta)
{
	if (delta->is_real)
		return delta->real;
	return delta->falls ? -(double)delta->whole : (double)delta->whole;
}

void delta_add(const struct delta *delta, enum cell_form form, struct buf *out)
{
	bool json = form == CELL_FORM_JSON;

	if (delta->is_real) {
		buf_printf(out, json ? "%.17g" : "%+g", delta->real);
		return;
	}
	if (delta->falls)
		buf_putc(out, '-');
	else if (delta->whole && !json)
		buf_putc(out, '+');
	buf_u128(out, delta->whole);
}

/* What happens once in a long interval has a small rate, which must not read as 0. */
static void add_json_rate(double rate, struct buf *out)
{
	if (!isfinite(rate))
		buf_puts(out, rate < 0 ? "\"-inf\"" : "\"inf\"");
	else
		buf_printf(out, fabs(rate) < 1 && rate != 0 ? "%.4g" : "%.3f", rate);
}

void rate_add(double rate, enum cell_form form, struct buf *out)
{
	double size = fabs(rate);

	if (form == CELL_FORM_JSON)
		add_json_rate(rate, out);
	else if (size < 0.1 && size > 0)
		buf_printf(out, "%.2g", rate);
	else
		buf_printf(out, "%.*f", size < 10 && rate != (int)rate ? 1 : 0, rate);
}

static double weigh(const struct map *map, const struct watch_leaf *leaf,
		    const struct change *change)
{
	struct delta delta;

	if (!leaf->number || change->kind == CHANGE_GONE)
		return -1;
	if (change->kind == CHANGE_NEW)
		return fabs(load_real(map, leaf, change->value));
	return delta_find(map, leaf, change, &delta) ? fabs(delta_real(&delta)) : 0;
}

static int heavier_first(const void *a, const void *b, void *arg)
{
	const struct change *x = a, *y = b;
	const size_t *key_size = arg;

	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	return memcmp(x->key, y->key, *key_size);
}

void changes_sort(struct changes *changes, const struct map *map, const struct leaves *leaves,
		  const struct watch_leaf *by)
{
	size_t key_size = map->key_bytes;

	for (size_t i = 0; i < changes->n; i++) {
		struct change *change = &changes->list[i];

		change->weight = by ? weigh(map, by, change) : -1;
		for (size_t k = 0; !by && k < leaves->n; k++) {
			double weight = weigh(map, &leaves->list[k], change);

			if (weight > change->weight)
				change->weight = weight;
		}
	}
	if (changes->n)
		qsort_r(changes->list, changes->n, sizeof(*changes->list), heavier_first,
			&key_size);
}
