// SPDX-License-Identifier: GPL-2.0-or-later
/* The numbers in values: how much they changed, and the order that follows from it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "btf/field.h"
#include "btf/float.h"
#include "commands/watch.h"

/* More leaves than a person looks at; those behind are not shown on their own. */
#define LEAVES_MAX 200

void leaves_free(struct leaves *leaves)
{
	for (size_t i = 0; i < leaves->n; i++)
		free(leaves->list[i].name);
	free(leaves->list);
	*leaves = (struct leaves){0};
}

static int add_leaf(struct leaves *leaves, const struct map *map, struct place place,
		    struct err *err)
{
	struct watch_leaf *leaf = &leaves->list[leaves->n];
	const struct layout_field *field = &map->value->fields[place.field];
	BUF_CLEANUP struct buf name = {0};

	field_name(map, SIDE_VALUE, place, false, &name);
	leaf->place = place;
	leaf->number = layout_numeric(map->value, place) &&
		       (field->kind == LAYOUT_INT || !map->n_cpus);
	leaf->name = buf_take(&name);
	if (!leaf->name)
		return fail_oom(err);
	leaves->n++;
	return 0;
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
		if (place.field >= part.field && place.field < end)
			rc = add_leaf(leaves, map, place, err);
	}
	return rc;
}

static bool is_float(const struct map *map, const struct watch_leaf *leaf)
{
	return map->value->fields[leaf->place.field].kind == LAYOUT_FLOAT;
}

static double load_float(const struct map *map, const struct watch_leaf *leaf,
			 const unsigned char *value)
{
	return (double)float_load(value + leaf->place.bit_off / 8,
				  map->value->fields[leaf->place.field].bits / 8);
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
	delta->whole = (s128)(now - old);
	return true;
}

double delta_real(const struct delta *delta)
{
	return delta->is_real ? delta->real : (double)delta->whole;
}

void delta_add(const struct delta *delta, struct buf *out)
{
	if (delta->is_real) {
		buf_printf(out, "%+g", delta->real);
		return;
	}
	if (delta->whole > 0)
		buf_putc(out, '+');
	buf_s128(out, delta->whole);
}

void rate_add(double rate, struct buf *out)
{
	buf_printf(out, "%.*f", fabs(rate) < 10 && rate != (int)rate ? 1 : 0, rate);
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
