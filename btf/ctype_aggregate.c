// SPDX-License-Identifier: GPL-2.0-or-later
/* Struct and union definitions in C type text. */
#include <stdlib.h>
#include <string.h>
#include <bpf/btf.h>

#include "btf/ctype_impl.h"

#define BITFIELD_STRUCT_BITS (1u << 24) /* offsets in a struct with bitfields are 24 bits wide */

static int check_bitfield(struct ctype_parser *p, const struct ctype_member *m, s128 width)
{
	const char *name = *m->name ? m->name : "unnamed";

	if (!m->type.bits)
		return ctype_fail(p, "the bitfield \"%s\" is not of an integer, bool or enum type",
				  name);
	if (width < 0)
		return ctype_fail(p, "the width of the bitfield \"%s\" is negative", name);
	if (width > m->type.bits)
		return ctype_fail(p, "the bitfield \"%s\" is wider than its type's %u bit%s", name,
				  m->type.bits, m->type.bits == 1 ? "" : "s");
	if (!width && *m->name)
		return ctype_fail(
			p, "the bitfield \"%s\" is zero bits wide: only an unnamed one may be",
			name);
	return 0;
}

static int read_width(struct ctype_parser *p, struct ctype_member *m)
{
	s128 width;

	m->width = -1;
	if (!ctype_lex_punct(p, ':'))
		return 0;
	if (ctype_const(p, &width) || check_bitfield(p, m, width))
		return p->code;
	m->width = (int)width;
	return 0;
}

static int add_member(struct ctype_parser *p, struct ctype_aggregate *aggr,
		      const struct ctype_member *m)
{
	if (m->type.kind == BTF_KIND_UNKN)
		return ctype_fail(p, "the member \"%s\" is void, which has no size", m->name);
	if (aggr->flexible && !aggr->is_union)
		return ctype_fail(p, "the flexible array \"%s\" is not the last member",
				  aggr->members[aggr->n_members - 1].name);
	if (ctype_room(p, &aggr->members, aggr->n_members, &aggr->cap_members, sizeof(*m)))
		return p->code;
	aggr->members[aggr->n_members++] = *m;
	aggr->has_bitfield |= m->width > 0 && *m->name;
	return 0;
}

static int read_declarator(struct ctype_parser *p, struct ctype_aggregate *aggr, const char *start,
			   const struct ctype *base, const struct ctype_attrs *attrs)
{
	struct ctype_declarator decl = {.start = start};
	struct ctype_member m = {.attrs = *attrs};

	if (ctype_declare(p, base, &decl))
		return p->code;
	m.type = decl.type;
	memcpy(m.name, decl.name, sizeof(m.name));
	if (!*m.name && !(p->token.kind == TOKEN_PUNCT && p->token.punct == ':'))
		return ctype_fail_here(p, "missing the name of a member");
	if (read_width(p, &m) || ctype_attrs(p, &m.attrs) || add_member(p, aggr, &m))
		return p->code;
	aggr->flexible = decl.flexible;
	return 0;
}

/* "struct { … };" without a name: its members belong to the struct around it. */
static int add_anonymous(struct ctype_parser *p, struct ctype_aggregate *aggr,
			 const struct ctype *type, const struct ctype_attrs *attrs)
{
	const struct btf_type *t = btf__type_by_id(p->btf, type->id);
	struct ctype_member m = {.type = *type, .attrs = *attrs, .width = -1};

	if (!t || !btf_is_composite(t) || t->name_off)
		return ctype_fail_here(p, "missing the name of a member");
	return add_member(p, aggr, &m);
}

static int read_declaration(struct ctype_parser *p, struct ctype_aggregate *aggr)
{
	const char *start = p->token.start;
	struct ctype_attrs attrs = {0};
	struct ctype base;

	if (ctype_spec(p, &base, &attrs))
		return p->code;
	if (ctype_lex_punct(p, ';'))
		return add_anonymous(p, aggr, &base, &attrs);
	do {
		if (read_declarator(p, aggr, start, &base, &attrs))
			return p->code;
	} while (ctype_lex_punct(p, ','));
	return ctype_lex_expect(p, ';');
}

static int read_members(struct ctype_parser *p, struct ctype_aggregate *aggr, const char *word)
{
	while (!ctype_lex_punct(p, '}')) {
		if (p->token.kind == TOKEN_END)
			return ctype_fail(p, "missing '}' at the end of the %s", word);
		if (!ctype_lex_punct(p, ';') && read_declaration(p, aggr))
			return p->code;
	}
	return ctype_attrs(p, &aggr->attrs);
}

struct name_list {
	const char **names; /* owned; the strings are the BTF's or the members' */
	size_t n, cap;
};

static int list_name(struct ctype_parser *p, struct name_list *list, const char *name)
{
	if (ctype_room(p, &list->names, list->n, &list->cap, sizeof(*list->names)))
		return p->code;
	list->names[list->n++] = name;
	return 0;
}

/* The names that an anonymous member brings with it; the text bounds the depth. */
static int list_anonymous(struct ctype_parser *p, struct name_list *list, __u32 id)
{
	const struct btf_type *t = btf__type_by_id(p->btf, id);

	for (__u32 i = 0; btf_is_composite(t) && i < btf_vlen(t); i++) {
		const struct btf_member *m = &btf_members(t)[i];
		const char *name = btf__name_by_offset(p->btf, m->name_off);

		if (*name ? list_name(p, list, name) : list_anonymous(p, list, m->type))
			return p->code;
	}
	return p->code;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int check_unique(struct ctype_parser *p, const struct ctype_aggregate *aggr)
{
	struct name_list list = {0};

	for (size_t i = 0; i < aggr->n_members && !p->code; i++) {
		if (*aggr->members[i].name)
			list_name(p, &list, aggr->members[i].name);
		else if (aggr->members[i].width < 0)
			list_anonymous(p, &list, aggr->members[i].type.id);
	}
	if (list.n)
		qsort(list.names, list.n, sizeof(*list.names), compare_names);
	for (size_t i = 1; i < list.n; i++)
		if (!strcmp(list.names[i - 1], list.names[i]))
			ctype_fail(p, "the member \"%s\" is there twice", list.names[i]);
	free(list.names);
	return p->code;
}

static int check_placed(struct ctype_parser *p, const struct ctype_aggregate *aggr)
{
	if (aggr->size > CTYPE_MAX_SIZE)
		return ctype_fail(p, "the type is larger than 2^28 bytes");
	for (size_t i = 0; i < aggr->n_members; i++) {
		const struct ctype_member *m = &aggr->members[i];

		if (!*m->name && m->width >= 0)
			continue;
		if (aggr->has_bitfield && m->bit_off >= BITFIELD_STRUCT_BITS)
			return ctype_fail(
				p,
				"\"%s\" stands behind 2^21 bytes of a struct with bitfields, "
				"which BTF cannot hold",
				m->name);
		if (m->width > 32 && m->type.kind == BTF_KIND_ENUM64)
			return ctype_fail(p,
					  "the bitfield \"%s\" is wider than the 32 bits that the "
					  "kernel lets an enum have",
					  m->name);
		if (m->width > 0 && m->bit_off % 8 + (__u64)m->width > 128)
			return ctype_fail(
				p,
				"the bitfield \"%s\" touches more than 16 bytes, which the "
				"kernel refuses",
				m->name);
		if (m->type.kind == BTF_KIND_FLOAT && m->bit_off % (8 * m->type.size))
			return ctype_fail(p,
					  "\"%s\" is a floating point number that is not aligned, "
					  "which the kernel's BTF refuses",
					  m->name);
	}
	return 0;
}

static int emit_tag(struct ctype_parser *p, const struct ctype_attrs *attrs, int id, int member)
{
	char text[CTYPE_NAME_LEN];

	if (!attrs->tag)
		return 0;
	memcpy(text, attrs->tag, attrs->tag_len);
	text[attrs->tag_len] = '\0';
	return ctype_added(p, btf__add_decl_tag(p->btf, text, id, member));
}

static int emit_tags(struct ctype_parser *p, const struct ctype_aggregate *aggr, int id)
{
	int member = 0;

	emit_tag(p, &aggr->attrs, id, -1);
	for (size_t i = 0; i < aggr->n_members && !p->code; i++) {
		if (!*aggr->members[i].name && aggr->members[i].width >= 0)
			continue;
		emit_tag(p, &aggr->members[i].attrs, id, member++);
	}
	return p->code;
}

static int emit(struct ctype_parser *p, const struct ctype_aggregate *aggr, const char *name)
{
	int id = ctype_added(p, aggr->is_union ? btf__add_union(p->btf, name, (__u32)aggr->size)
					       : btf__add_struct(p->btf, name, (__u32)aggr->size));

	for (size_t i = 0; i < aggr->n_members && !p->code; i++) {
		const struct ctype_member *m = &aggr->members[i];

		if (!*m->name && m->width >= 0)
			continue;
		ctype_added(p, btf__add_field(p->btf, m->name, (int)m->type.id, (__u32)m->bit_off,
					      m->width > 0 ? (__u32)m->width : 0));
	}
	return emit_tags(p, aggr, id) ? p->code : id;
}

static int finish(struct ctype_parser *p, struct ctype_aggregate *aggr, const char *name,
		  struct ctype *type)
{
	__u16 kind = aggr->is_union ? BTF_KIND_UNION : BTF_KIND_STRUCT;
	int id;

	if (check_unique(p, aggr))
		return p->code;
	ctype_place(aggr);
	if (check_placed(p, aggr))
		return p->code;
	id = emit(p, aggr, name);
	*type = (struct ctype){
		.id = (__u32)id, .kind = kind, .size = aggr->size, .align = aggr->align};
	return p->code;
}

static int define(struct ctype_parser *p, const struct ctype_token *tag, const char *name,
		  struct ctype_aggregate *aggr, struct ctype *type)
{
	__u16 kind = aggr->is_union ? BTF_KIND_UNION : BTF_KIND_STRUCT;

	if (ctype_enter(p) || (*name && ctype_tag_open(p, tag, kind)))
		return p->code;
	if (!read_members(p, aggr, ctype_kind_word(kind)))
		finish(p, aggr, name, type);
	free(aggr->members);
	if (p->code)
		return p->code;
	p->depth--;
	if (*name)
		ctype_tag_close(p, tag, type);
	return 0;
}

int ctype_aggregate(struct ctype_parser *p, struct ctype *type)
{
	struct ctype_aggregate aggr = {.is_union = ctype_lex_is(p, "union")};
	__u16 kind = aggr.is_union ? BTF_KIND_UNION : BTF_KIND_STRUCT;
	char name[CTYPE_NAME_LEN] = "";
	struct ctype_token tag;

	ctype_lex_next(p);
	if (ctype_attrs(p, &aggr.attrs))
		return p->code;
	tag = p->token;
	if (tag.kind == TOKEN_WORD && ctype_lex_name(p, name, "the name of a struct"))
		return p->code;
	if (ctype_lex_punct(p, '{'))
		return define(p, &tag, name, &aggr, type);
	if (!*name)
		return ctype_fail_here(p, "missing a name or '{'");
	return ctype_lookup(p, &tag, kind, type);
}
