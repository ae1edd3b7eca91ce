// SPDX-License-Identifier: GPL-2.0-or-later
/* Copying a type out of another BTF, with all that it contains and no more. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/btf.h>

#include "btf/ctype_impl.h"

#define COPY_OPEN 0xffffffffu /* being copied: to meet it again is a loop */

struct copy {
	struct ctype_parser *p;
	const struct btf *from;
	const char *name; /* the user's word */
	__u32 *ids; /* of the copies, by the original's id; 0: none yet */
	unsigned int depth;
};

static int copy_type(struct copy *c, __u32 id);

static int broken(struct copy *c)
{
	return ctype_fail(c->p, "\"%s\" cannot be used: its BTF is broken", c->name);
}

static int sizeless(struct copy *c)
{
	return ctype_fail(c->p, "\"%s\" has no size: it is void, a function, or only declared",
			  c->name);
}

/* NULL for names that the kernel would refuse: Rust's and C++'s, and broken ones. */
static const char *valid_name(const struct btf *btf, __u32 offset)
{
	const char *name = btf__name_by_offset(btf, offset);
	size_t len = name ? strlen(name) : 0;

	if (!name || len >= CTYPE_NAME_LEN || isdigit((unsigned char)*name))
		return NULL;
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)name[i]) && name[i] != '_')
			return NULL;
	return name;
}

/* The same number type, if it is there already; 0: it is not. */
static __u32 find_equal(const struct btf *btf, const char *name, const struct btf_type *t)
{
	int id = btf__find_by_name_kind(btf, name, btf_kind(t));
	const struct btf_type *there = id > 0 ? btf__type_by_id(btf, (__u32)id) : NULL;

	if (!there || there->size != t->size)
		return 0;
	if (btf_is_int(t) && *(const __u32 *)(t + 1) != *(const __u32 *)(there + 1))
		return 0;
	return (__u32)id;
}

static int copy_number(struct copy *c, const struct btf_type *t)
{
	const char *name = btf__name_by_offset(c->from, t->name_off);
	__u32 id;

	if (!name)
		return broken(c);
	id = *name ? find_equal(c->p->btf, name, t) : 0;
	if (id)
		return (int)id;
	return ctype_added(c->p, btf__add_type(c->p->btf, c->from, t));
}

/* btf__add_type() takes every name for granted. */
static int copy_enum(struct copy *c, const struct btf_type *t)
{
	bool valid = valid_name(c->from, t->name_off);

	for (__u32 i = 0; i < btf_vlen(t) && valid; i++) {
		const char *name = valid_name(c->from, btf_is_enum64(t) ? btf_enum64(t)[i].name_off
									 : btf_enum(t)[i].name_off);

		valid = name && *name;
	}
	if (!valid)
		return broken(c);
	return ctype_added(c->p, btf__add_type(c->p->btf, c->from, t));
}

static int copy_array(struct copy *c, const struct btf_type *t)
{
	int index = ctype_base_add(c->p, "__ARRAY_SIZE_TYPE__");
	int element = index < 0 ? index : copy_type(c, btf_array(t)->type);

	if (element < 0)
		return element;
	return ctype_added(c->p, btf__add_array(c->p->btf, index, element, btf_array(t)->nelems));
}

static int copy_typedef(struct copy *c, const struct btf_type *t)
{
	const char *name = valid_name(c->from, t->name_off);
	int target = copy_type(c, t->type);

	if (target < 0 || !name || !*name)
		return target;
	return ctype_typedef_add(c->p, name, target);
}

/* Past qualifiers and typedefs. NULL: broken, or deeper than we follow. */
static const struct btf_type *skip_mods(const struct btf *btf, __u32 id)
{
	const struct btf_type *t = btf__type_by_id(btf, id);

	for (int i = 0; t && i < CTYPE_MAX_NESTING; i++) {
		if (!btf_is_mod(t) && !btf_is_typedef(t))
			return t;
		t = btf__type_by_id(btf, t->type);
	}
	return NULL;
}

/* What is behind a pointer is not copied: its name says enough to a reader. */
static int copy_pointer(struct copy *c, const struct btf_type *t)
{
	const struct btf_type *target = skip_mods(c->from, t->type);
	const char *name = NULL;
	int fwd = 0;

	if (target && (btf_is_composite(target) || btf_is_fwd(target)))
		name = valid_name(c->from, target->name_off);
	if (name && *name)
		fwd = ctype_added(c->p, btf__add_fwd(c->p->btf, name,
						     btf_is_union(target) || (btf_is_fwd(target) &&
									      btf_kflag(target))
							     ? BTF_FWD_UNION
							     : BTF_FWD_STRUCT));
	return fwd < 0 ? fwd : ctype_added(c->p, btf__add_ptr(c->p->btf, fwd));
}

static int copy_members(struct copy *c, const struct btf_type *t)
{
	struct btf *to = c->p->btf;

	for (__u32 i = 0; i < btf_vlen(t); i++) {
		const struct btf_member *m = &btf_members(t)[i];
		const char *name = valid_name(c->from, m->name_off);
		__u32 bit_off = btf_member_bit_offset(t, i);

		if (!name || bit_off > 8 * CTYPE_MAX_SIZE - 1)
			return broken(c);
		if (ctype_added(c->p, btf__add_field(to, name, (int)c->ids[m->type], bit_off,
						     btf_member_bitfield_size(t, i))) < 0)
			return c->p->code;
	}
	return 0;
}

static int copy_composite(struct copy *c, const struct btf_type *t)
{
	const char *name = valid_name(c->from, t->name_off);
	int id;

	for (__u32 i = 0; i < btf_vlen(t); i++)
		if (copy_type(c, btf_members(t)[i].type) < 0)
			return c->p->code;
	id = ctype_added(c->p, btf_is_union(t) ? btf__add_union(c->p->btf, name, t->size)
					       : btf__add_struct(c->p->btf, name, t->size));
	if (id < 0 || copy_members(c, t))
		return c->p->code;
	return id;
}

static int copy_kind(struct copy *c, const struct btf_type *t)
{
	switch (btf_kind(t)) {
	case BTF_KIND_INT:
	case BTF_KIND_FLOAT:
		return copy_number(c, t);
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return copy_enum(c, t);
	case BTF_KIND_ARRAY:
		return copy_array(c, t);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return copy_composite(c, t);
	case BTF_KIND_TYPEDEF:
		return copy_typedef(c, t);
	case BTF_KIND_CONST:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
		return copy_type(c, t->type);
	case BTF_KIND_PTR:
		return copy_pointer(c, t);
	case BTF_KIND_FWD:
	case BTF_KIND_FUNC_PROTO:
		return sizeless(c);
	}
	return broken(c);
}

static int copy_type(struct copy *c, __u32 id)
{
	const struct btf_type *t = btf__type_by_id(c->from, id);
	int copied;

	if (!id)
		return sizeless(c);
	if (!t || c->ids[id] == COPY_OPEN || c->depth > CTYPE_MAX_NESTING)
		return broken(c);
	if (c->ids[id])
		return (int)c->ids[id];
	c->ids[id] = COPY_OPEN;
	c->depth++;
	copied = copy_kind(c, t);
	c->depth--;
	if (copied >= 0)
		c->ids[id] = (__u32)copied;
	return copied;
}

/* Tags that tell mapctl how to show a member go with it. */
static int copy_tags(struct copy *c, __u32 n_types)
{
	for (__u32 i = 1; i < n_types; i++) {
		const struct btf_type *t = btf__type_by_id(c->from, i);
		const char *tag;

		if (!t || !btf_is_decl_tag(t) || t->type >= n_types || !c->ids[t->type])
			continue;
		tag = btf__name_by_offset(c->from, t->name_off);
		if (!tag || strncmp(tag, "mapctl:", 7))
			continue;
		if (ctype_added(c->p, btf__add_decl_tag(c->p->btf, tag, (int)c->ids[t->type],
							btf_decl_tag(t)->component_idx)) < 0)
			return c->p->code;
	}
	return 0;
}

int ctype_copy(struct ctype_parser *p, const struct btf *from, __u32 id, const char *name)
{
	__u32 n_types = btf__type_cnt(from);
	struct copy c = {.p = p, .from = from, .name = name};
	int copied;

	c.ids = calloc(n_types, sizeof(*c.ids));
	if (!c.ids)
		return ctype_fail_code(p, -ENOMEM, "out of memory");
	copied = copy_type(&c, id);
	if (copied > 0 && copy_tags(&c, n_types))
		copied = p->code;
	free(c.ids);
	return copied;
}
