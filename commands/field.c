// SPDX-License-Identifier: GPL-2.0-or-later
/* Field names, long and short, to places and back; the integers in fields. */
#include <string.h>

#include "btf/field.h"
#include "commands/field.h"

/*
 * The path behind "key." or "key[", or NULL where `path` doesn't start so. "" for the word alone.
 */
static const char *path_behind(const char *path, const char *side)
{
	size_t n = strlen(side);

	if (strncmp(path, side, n))
		return NULL;
	path += n;
	if (*path == '.')
		return path + 1;
	return *path == '\0' || *path == '[' ? path : NULL;
}

static bool layout_has(const struct layout *layout, const char *path, struct place *place)
{
	struct err ignored = {0};
	bool found = layout->typed && !layout_find(layout, path, "", place, &ignored);

	err_clear(&ignored);
	return found;
}

static int find_side(const struct map *map, enum side side, const char *path,
		     struct field_ref *ref, struct err *err)
{
	ref->side = side;
	ref->whole = !*path;
	return layout_find(side_layout(map, side), path, side == SIDE_KEY ? "key" : "value",
			   &ref->place, err);
}

static bool is_plain(const struct layout *layout)
{
	enum layout_kind kind = layout->fields->kind;

	return kind != LAYOUT_STRUCT && kind != LAYOUT_UNION && kind != LAYOUT_DATASEC &&
	       kind != LAYOUT_ARRAY;
}

/* A number or a text has no members, but a name all the same. */
static void hint_plain(const struct map *map, struct err *err)
{
	if (!map->info.key_size)
		err_hint(err, "the value has no fields: its own name is `value`");
	else if (is_plain(map->key))
		err_hint(err, "they have no fields: their own names are `key` and `value`");
	else
		err_hint(err, "the value has no fields: its own name is `value`; `schema` shows "
			 "those of the key");
}

/* A short name: it must be a path of one side only. */
static int find_short(const struct map *map, const char *path, struct field_ref *ref,
		      struct err *err)
{
	struct place place;
	bool in_key = layout_has(map->key, path, &place);
	bool in_value = layout_has(map->value, path, &place);
	int rc;

	if (in_key && in_value) {
		fail(err, ERR_USAGE, "\"%s\" is a field of the key and of the value", path);
		err_hint(err, "write key.%s or value.%s", path, path);
		return ERR_USAGE;
	}
	if (in_key)
		return find_side(map, SIDE_KEY, path, ref, err);
	rc = find_side(map, SIDE_VALUE, path, ref, err);
	if (rc && is_plain(map->value))
		hint_plain(map, err);
	return rc;
}

int field_find(const struct map *map, const char *path, struct field_ref *ref, struct err *err)
{
	const char *rest = path_behind(path, "key");

	if (rest)
		return find_side(map, SIDE_KEY, rest, ref, err);
	rest = path_behind(path, "value");
	if (rest)
		return find_side(map, SIDE_VALUE, rest, ref, err);
	return find_short(map, path, ref, err);
}

void field_name(const struct map *map, enum side side, struct place place, bool full,
		struct buf *out)
{
	const struct layout *other = side_layout(map, side == SIDE_KEY ? SIDE_VALUE : SIDE_KEY);
	const char *prefix = side == SIDE_KEY ? "key" : "value";
	BUF_CLEANUP struct buf path = {0};
	struct place ignored;

	layout_path(side_layout(map, side), place, &path);
	if (!path.len) {
		buf_puts(out, prefix);
		return;
	}
	if (full || layout_has(other, buf_cstr(&path), &ignored) ||
	    path_behind(buf_cstr(&path), "key") || path_behind(buf_cstr(&path), "value")) {
		buf_puts(out, prefix);
		if (*buf_cstr(&path) != '[')
			buf_putc(out, '.');
	}
	buf_add(out, path.data, path.len);
}

bool field_is_array(const struct layout_field *field)
{
	return field->kind == LAYOUT_ARRAY &&
	       (field->hint == HINT_NONE || field->hint == HINT_OFF || field->hint == HINT_HEX ||
		field->hint == HINT_TEXT);
}

bool field_is_integer(const struct layout_field *field)
{
	return field->kind == LAYOUT_INT || field->kind == LAYOUT_BOOL ||
	       field->kind == LAYOUT_CHAR || field->kind == LAYOUT_ENUM;
}

static bool add_number(bool is_signed, u128 more, u128 *sum)
{
	s128 signed_sum;

	if (!is_signed)
		return !__builtin_add_overflow(*sum, more, sum);
	if (__builtin_add_overflow((s128)*sum, (s128)more, &signed_sum))
		return false;
	*sum = (u128)signed_sum;
	return true;
}

bool field_number(const struct map *map, enum side side, struct place place, const void *object,
		  u128 *number)
{
	const struct layout_field *field = &side_layout(map, side)->fields[place.field];
	const __u8 *at = (const __u8 *)object + (place.bit_off - field->bit_off) / 8;
	bool fits = true;

	*number = field_load(field, at);
	for (unsigned int cpu = 1; fits && side == SIDE_VALUE && cpu < map->n_cpus; cpu++)
		fits = add_number(field->is_signed,
				  field_load(field, at + (size_t)cpu * map->value_stride), number);
	return fits;
}
