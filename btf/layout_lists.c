// SPDX-License-Identifier: GPL-2.0-or-later
/* The lists that grow during a compilation: fields, enumerators and tags. */
#include <stdlib.h>

#include <bpf/btf.h>

#include "btf/layout_compile.h"

#define TAG_PREFIX "mapctl:"

void compile_cleanup(struct compile *c)
{
	free(c->tags);
	free(c->enums);
}

const char *compile_name(const struct compile *c, __u32 name_off)
{
	const char *name = btf__name_by_offset(c->btf, name_off);

	return name ? name : "";
}

/* Room for one more element of `size` bytes behind n; NULL when out of memory. */
static void *list_room(void *list, __u32 n, __u32 *cap, size_t size)
{
	__u32 more = *cap ? *cap * 2 : 8;

	if (n < *cap)
		return list;
	list = realloc(list, more * size);
	if (list)
		*cap = more;
	return list;
}

/* ---- tags ---------------------------------------------------------------------------------- */

static int add_tag(struct compile *c, const struct btf_type *t, enum layout_hint hint)
{
	struct compile_tag *tags = list_room(c->tags, c->n_tags, &c->tags_cap, sizeof(*tags));

	if (!tags)
		return -ENOMEM;
	c->tags = tags;
	tags[c->n_tags++] = (struct compile_tag){
		.type_id = t->type,
		.member = btf_decl_tag(t)->component_idx,
		.hint = (__u8)hint,
	};
	return 0;
}

int compile_tags(struct compile *c)
{
	for (__u32 id = 1; id < btf__type_cnt(c->btf); id++) {
		const struct btf_type *t = btf__type_by_id(c->btf, id);
		enum layout_hint hint = HINT_NONE;
		const char *name;

		if (!t || !btf_is_decl_tag(t))
			continue;
		name = compile_name(c, t->name_off);
		if (!strncmp(name, TAG_PREFIX, strlen(TAG_PREFIX)))
			hint = hint_by_name(name + strlen(TAG_PREFIX));
		if (hint && add_tag(c, t, hint))
			return -ENOMEM;
	}
	return 0;
}

__u8 compile_tag(const struct compile *c, __u32 type_id, int member)
{
	for (__u32 i = 0; i < c->n_tags; i++) {
		if (c->tags[i].type_id == type_id && c->tags[i].member == member)
			return c->tags[i].hint;
	}
	return HINT_NONE;
}

/* ---- fields -------------------------------------------------------------------------------- */

struct layout_field *compile_push(struct compile *c, const char *name, __u32 type_id)
{
	struct layout *layout = c->layout;
	struct layout_field *fields =
		list_room(layout->fields, layout->n_fields, &c->fields_cap, sizeof(*fields));
	BUF_CLEANUP struct buf type = {0};
	struct layout_field *field;

	if (!fields)
		return NULL;
	layout->fields = fields;
	field = &fields[layout->n_fields++];
	memset(field, 0, sizeof(*field));
	layout_type_name(c->btf, type_id, &type);
	field->type = type.oom ? NULL : layout_string(layout, type.data, type.len);
	return field->type && !layout_set_name(layout, field, name) ? field : NULL;
}

/* ---- enumerators --------------------------------------------------------------------------- */

/* The name and value of the k-th enumerator as BTF has them. */
static struct layout_enumerator enumerator_of(struct compile *c, const struct btf_type *t, __u32 k)
{
	__u64 mask = t->size < 8 && !btf_kflag(t) ? (1ull << t->size * 8) - 1 : ~0ull;
	const struct btf_enum *e32 = btf_enum(t) + k;

	if (btf_is_enum64(t)) {
		const struct btf_enum64 *e64 = btf_enum64(t) + k;

		return (struct layout_enumerator){compile_name(c, e64->name_off),
						  btf_enum64_value(e64) & mask};
	}
	return (struct layout_enumerator){compile_name(c, e32->name_off),
					  (__u64)(__s64)e32->val & mask};
}

static int add_enumerator(struct compile *c, struct layout_enumerator e)
{
	struct layout *layout = c->layout;
	struct layout_enumerator *list = list_room(layout->enumerators, c->n_enumerators,
						   &c->enumerators_cap, sizeof(*list));

	if (!list)
		return -ENOMEM;
	layout->enumerators = list;
	e.name = layout_string(layout, e.name, strlen(e.name));
	list[c->n_enumerators++] = e;
	return e.name ? 0 : -ENOMEM;
}

static bool are_flags(const struct layout_enumerator *list, __u32 n)
{
	__u32 flags = 0;

	for (__u32 i = 0; i < n; i++) {
		if (list[i].value & (list[i].value - 1))
			return false;
		flags += list[i].value != 0;
	}
	return flags >= 3;
}

static struct compile_enum *find_enum(struct compile *c, __u32 type_id)
{
	for (__u32 i = 0; i < c->n_enums; i++) {
		if (c->enums[i].type_id == type_id)
			return &c->enums[i];
	}
	return NULL;
}

static struct compile_enum *add_enum(struct compile *c, const struct btf_type *t, __u32 type_id)
{
	struct compile_enum *enums = list_room(c->enums, c->n_enums, &c->enums_cap, sizeof(*enums));
	struct compile_enum *added;

	if (!enums)
		return NULL;
	c->enums = enums;
	added = &enums[c->n_enums++];
	*added = (struct compile_enum){.type_id = type_id, .first = c->n_enumerators};
	for (__u32 k = 0; k < btf_vlen(t); k++) {
		struct layout_enumerator e = enumerator_of(c, t, k);

		if (name_is_word(e.name) && add_enumerator(c, e))
			return NULL;
	}
	added->n = c->n_enumerators - added->first;
	added->flags = added->n && are_flags(c->layout->enumerators + added->first, added->n);
	return added;
}

int compile_enumerators(struct compile *c, const struct btf_type *t, __u32 type_id,
			struct layout_field *field)
{
	const struct compile_enum *seen = find_enum(c, type_id);

	if (!seen)
		seen = add_enum(c, t, type_id);
	if (!seen)
		return fail_oom(c->err);
	field->first_enumerator = seen->first;
	field->n_enumerators = seen->n;
	field->flags = seen->flags;
	return 0;
}
