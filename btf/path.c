// SPDX-License-Identifier: GPL-2.0-or-later
/* Paths: from "a.b[3].c" to a place in a layout, and back. */
#include <stdio.h>

#include "btf/number.h"
#include "btf/path.h"
#include "btf/suggest.h"

/* Twice what layout_new() lets pass; what is deeper is cut, not followed. */
enum {
	CHAIN_MAX = 128
};

/* ---- members and elements ------------------------------------------------------------------- */

static bool member_is(const struct layout_field *field, const char *name, size_t n)
{
	return n && !field->anonymous && !strncmp(field->name, name, n) && !field->name[n];
}

__u32 member_find(const struct layout *layout, __u32 parent, const char *name, size_t n)
{
	for (__u32 i = parent + 1; i < layout->fields[parent].end; i = member_next(layout, i)) {
		if (member_is(&layout->fields[i], name, n))
			return i;
	}
	return 0;
}

struct place member_place(const struct layout *layout, struct place place, __u32 member)
{
	__u32 base = place.bit_off - layout->fields[place.field].bit_off;

	return (struct place){member, base + layout->fields[member].bit_off};
}

static void members_hint(const struct layout *layout, struct place place, const char *name,
			 size_t n, struct err *err)
{
	struct suggestion names = {.word = name, .n = n};
	const struct layout_field *fields = layout->fields;

	for (__u32 i = place.field + 1; i < fields[place.field].end; i = member_next(layout, i)) {
		if (*fields[i].name)
			suggest_name(&names, fields[i].name);
	}
	suggest_hint(&names, "fields", err);
}

int member_unknown(const struct layout *layout, struct place place, const char *what,
		   const char *name, size_t n, struct err *err)
{
	const struct layout_field *parent = &layout->fields[place.field];
	BUF_CLEANUP struct buf msg = {0};

	place_name(layout, place, what, &msg);
	buf_puts(&msg, ": unknown field ");
	word_quote(&msg, name, n);
	fail(err, ERR_USAGE, "%s", buf_cstr(&msg));
	if (field_has_members(parent))
		members_hint(layout, place, name, n, err);
	else if (parent->kind == LAYOUT_ARRAY)
		err_hint(err, "it is an array: choose an element, as in %s[0]",
			 place.field ? parent->name : what);
	else
		err_hint(err, "it has no fields");
	return ERR_USAGE;
}

__u64 place_bits(const struct layout *layout, struct place place)
{
	const struct layout_field *field = &layout->fields[place.field];
	__u64 stride = field->kind == LAYOUT_TEXT ? 1 : field->stride;

	if (!place.field)
		return (__u64)layout->size * 8;
	if (field->count == LAYOUT_FLEXIBLE &&
	    (field->kind == LAYOUT_TEXT || field->kind == LAYOUT_ARRAY))
		return layout_count(layout, place) * stride * 8;
	return field->bits;
}

struct place place_element(const struct layout *layout, struct place place, __u32 index)
{
	const struct layout_field *array = &layout->fields[place.field];

	return (struct place){
		.field = place.field + 1,
		.bit_off = place.bit_off + index * array->stride * 8 + array[1].bit_off,
	};
}

/* ---- place to path -------------------------------------------------------------------------- */

/* The fields above a place, itself included, the innermost first. Returns how many. */
static unsigned int chain_of(const struct layout *layout, __u32 field, __u32 chain[CHAIN_MAX])
{
	unsigned int n = 0;

	while (n < CHAIN_MAX) {
		chain[n++] = field;
		if (!field)
			break;
		field = layout->fields[field].parent;
	}
	return n;
}

void layout_path(const struct layout *layout, struct place place, struct buf *out)
{
	__u32 chain[CHAIN_MAX], base = 0; /* base: where the innermost array element starts */
	size_t start = out->len;

	for (unsigned int n = chain_of(layout, place.field, chain); n-- > 1;) {
		const struct layout_field *parent = &layout->fields[chain[n]];
		const struct layout_field *field = &layout->fields[chain[n - 1]];

		if (parent->kind == LAYOUT_ARRAY) {
			__u32 from = base + parent->bit_off;
			__u32 index =
				parent->stride ? (place.bit_off - from) / 8 / parent->stride : 0;

			base = from + index * parent->stride * 8;
			buf_printf(out, "[%u]", index);
		} else if (!field->anonymous) {
			if (out->len > start)
				buf_putc(out, '.');
			buf_puts(out, field->name);
		}
	}
}

void place_name(const struct layout *layout, struct place place, const char *what, struct buf *out)
{
	BUF_CLEANUP struct buf path = {0};

	layout_path(layout, place, &path);
	buf_puts(out, what);
	if (path.len && path.data[0] != '[')
		buf_putc(out, '.');
	buf_add(out, path.len ? path.data : "", path.len);
}

/* ---- path to place -------------------------------------------------------------------------- */

/*
 * The member that the path goes on with, or 0; *len is the length of its name. The names of static
 * variables in a datasec hold dots themselves ("main.count"): the longest name that fits is meant.
 */
static __u32 step_member(const struct layout *layout, __u32 parent, const char *path, size_t *len)
{
	size_t n = strcspn(path, "[");

	while (n) {
		__u32 found = member_find(layout, parent, path, n);

		*len = n;
		if (found)
			return found;
		while (--n && path[n] != '.')
			;
	}
	*len = strcspn(path, ".[");
	return 0;
}

static int index_fail(const struct layout *layout, struct place at, const char *what,
		      const char *word, size_t n, const char *why, struct err *err)
{
	BUF_CLEANUP struct buf msg = {0};

	place_name(layout, at, what, &msg);
	buf_puts(&msg, ": index ");
	word_quote(&msg, word, n);
	return fail(err, ERR_USAGE, "%s %s", buf_cstr(&msg), why);
}

/* Reads "[N]" at *path and moves *at to that element. */
static int step_index(const struct layout *layout, const char **path, const char *what,
		      struct place *at, struct err *err)
{
	const char *word = *path + 1;
	size_t n = strcspn(word, "]");
	struct number index;
	__u32 count;
	char why[64];

	if (layout->fields[at->field].kind != LAYOUT_ARRAY)
		return index_fail(layout, *at, what, word, n, "on what is no array", err);
	if (word[n] != ']')
		return index_fail(layout, *at, what, word, n, "lacks its \"]\"", err);
	if (number_read(word, n, &index) != NUMBER_OK)
		return index_fail(layout, *at, what, word, n, "is not a number", err);
	count = layout_count(layout, *at);
	if (!count)
		return index_fail(layout, *at, what, word, n, "into an array without elements",
				  err);
	if (index.negative || index.overflow || index.magnitude >= count) {
		snprintf(why, sizeof(why), "is out of range (0..%u)", count - 1);
		return index_fail(layout, *at, what, word, n, why, err);
	}
	*at = place_element(layout, *at, (__u32)index.magnitude);
	*path = word + n + 1;
	return 0;
}

static int step_name(const struct layout *layout, const char **path, const char *what,
		     struct place *at, struct err *err)
{
	size_t n;
	__u32 member = 0;

	if (field_has_members(&layout->fields[at->field]))
		member = step_member(layout, at->field, *path, &n);
	else
		n = strcspn(*path, ".[");
	if (!member)
		return member_unknown(layout, *at, what, *path, n, err);
	*at = member_place(layout, *at, member);
	*path += n;
	return 0;
}

int layout_find(const struct layout *layout, const char *path, const char *what,
		struct place *place, struct err *err)
{
	struct place at = {0};
	bool first = true;
	int ret;

	while (*path) {
		if (*path == '[') {
			ret = step_index(layout, &path, what, &at, err);
		} else {
			/* only the first name stands without a dot: "a[0]b" is no path */
			path += !first && *path == '.';
			ret = first || path[-1] == '.'
				      ? step_name(layout, &path, what, &at, err)
				      : member_unknown(layout, at, what, path, strlen(path), err);
		}
		if (ret)
			return ret;
		first = false;
	}
	*place = at;
	return 0;
}

/* ---- leaves --------------------------------------------------------------------------------- */

/* Opened into columns of their own; but an address in a struct is one thing to look at. */
static bool leaf_opens(const struct layout_field *field)
{
	if (field->anonymous)
		return true;
	if (field->hint == HINT_IPV4 || field->hint == HINT_IPV6 || field->hint == HINT_LPM)
		return false;
	return field->kind == LAYOUT_STRUCT || field->kind == LAYOUT_DATASEC;
}

__u32 layout_leaf(const struct layout *layout, __u32 i, struct place *place)
{
	while (i < layout->n_fields && leaf_opens(&layout->fields[i]))
		i++;
	if (i >= layout->n_fields)
		return 0;
	*place = (struct place){i, layout->fields[i].bit_off};
	return layout->fields[i].end;
}
