// SPDX-License-Identifier: GPL-2.0-or-later
/* Names in C type text: what the text itself defines, and what other BTF knows. */
#include <string.h>
#include <bpf/btf.h>

#include "btf/ctype_impl.h"

const char *ctype_kind_word(__u16 kind)
{
	switch (kind) {
	case BTF_KIND_STRUCT:
		return "struct";
	case BTF_KIND_UNION:
		return "union";
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return "enum";
	}
	return "";
}

static struct ctype_tag *find_tag(struct ctype_parser *p, const struct ctype_token *name)
{
	for (size_t i = 0; i < p->n_tags; i++)
		if (p->tags[i].len == name->len && !memcmp(p->tags[i].name, name->start, name->len))
			return &p->tags[i];
	return NULL;
}

int ctype_tag_open(struct ctype_parser *p, const struct ctype_token *name, __u16 kind)
{
	struct ctype_tag tag = {.name = name->start, .len = name->len, .kind = kind};

	if (find_tag(p, name))
		return ctype_fail(p, "\"%.*s\" is defined twice", (int)name->len, name->start);
	if (ctype_room(p, &p->tags, p->n_tags, &p->cap_tags, sizeof(tag)))
		return p->code;
	p->tags[p->n_tags++] = tag;
	return 0;
}

void ctype_tag_close(struct ctype_parser *p, const struct ctype_token *name,
		     const struct ctype *type)
{
	find_tag(p, name)->type = *type;
}

static __u32 find_kind(const struct btf *btf, const char *name, __u16 kind)
{
	int id = btf__find_by_name_kind(btf, name, kind);

	return id > 0 ? (__u32)id : 0;
}

__u32 ctype_lookup_in(const struct btf *btf, const char *name, __u16 kind)
{
	static const __u16 kinds[] = {BTF_KIND_TYPEDEF, BTF_KIND_INT,   BTF_KIND_FLOAT,
				      BTF_KIND_STRUCT,  BTF_KIND_UNION, BTF_KIND_ENUM,
				      BTF_KIND_ENUM64};
	__u32 id = kind == BTF_KIND_UNKN ? 0 : find_kind(btf, name, kind);

	if (!id && kind == BTF_KIND_ENUM)
		return find_kind(btf, name, BTF_KIND_ENUM64);
	if (kind != BTF_KIND_UNKN)
		return id;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds) && !id; i++)
		id = find_kind(btf, name, kinds[i]);
	return id;
}

static const struct btf *vmlinux(const struct ctype_parser *p)
{
	const struct resolver *r = p->resolver;

	return r && r->vmlinux ? r->vmlinux(r->self) : NULL;
}

static int not_found(struct ctype_parser *p, const char *name, __u16 kind)
{
	const struct btf *kernel = vmlinux(p);
	const char *word = ctype_kind_word(kind);
	__u32 other = kernel ? ctype_lookup_in(kernel, name, BTF_KIND_UNKN) : 0;
	BUF_CLEANUP struct buf shown = {0};

	if (p->code)
		return p->code;
	if (kind == BTF_KIND_UNKN)
		ctype_fail(p, "unknown type \"%s\"", name);
	else
		ctype_fail(p, "\"%s %s\" is not defined here%s", word, name,
			   kernel ? ", nor in the kernel's BTF" : "");
	if (other) {
		ctype_name(kernel, other, &shown);
		err_hint(p->err, "the kernel has \"%s\"", buf_cstr(&shown));
	} else if (!kernel) {
		err_hint(p->err, "there is no kernel BTF to look names up in");
	} else if (kind == BTF_KIND_UNKN) {
		err_hint(p->err,
			 "types: u8 to u128, s8 to s128, __be16 to __be64, int, bool, char, "
			 "float, struct { ... }, or a type that the kernel's BTF knows");
	}
	return p->code;
}

/* Another BTF's type, copied; 0 when it has none of that name. */
static int import(struct ctype_parser *p, const struct btf *from, const char *name, __u16 kind)
{
	__u32 id = from ? ctype_lookup_in(from, name, kind) : 0;

	return id ? ctype_copy(p, from, id, name) : 0;
}

static int resolve(struct ctype_parser *p, const char *name, __u16 kind)
{
	int id = 0;

	if (kind == BTF_KIND_UNKN)
		id = ctype_base_add(p, name);
	if (!id)
		id = (int)ctype_lookup_in(p->btf, name, kind);
	if (!id)
		id = import(p, p->source, name, kind);
	if (!id && kind == BTF_KIND_STRUCT)
		id = ctype_base_synthesize(p, name);
	return id ? id : import(p, vmlinux(p), name, kind);
}

/* A tag that the text defines; a bare name finds it too. */
static int use_tag(struct ctype_parser *p, const struct ctype_tag *tag, __u16 kind,
		   struct ctype *type)
{
	if (kind != BTF_KIND_UNKN && kind != tag->kind)
		return ctype_fail(p, "\"%s %.*s\" is defined as %s", ctype_kind_word(kind),
				  (int)tag->len, tag->name, ctype_kind_word(tag->kind));
	if (!tag->type.id)
		return ctype_fail(p, "\"%s %.*s\" holds itself: it is not complete here",
				  ctype_kind_word(tag->kind), (int)tag->len, tag->name);
	*type = tag->type;
	return 0;
}

int ctype_lookup(struct ctype_parser *p, const struct ctype_token *token, __u16 kind,
		 struct ctype *type)
{
	const struct ctype_tag *tag = find_tag(p, token);
	char name[CTYPE_NAME_LEN];
	int id;

	if (tag)
		return use_tag(p, tag, kind, type);
	if (token->len >= sizeof(name))
		return ctype_fail(p, "the name \"%.32s...\" is longer than %d characters",
				  token->start, CTYPE_NAME_LEN - 1);
	memcpy(name, token->start, token->len);
	name[token->len] = '\0';
	id = resolve(p, name, kind);
	if (id < 0)
		return id;
	if (!id)
		return not_found(p, name, kind);
	if (ctype_measure(p->btf, (__u32)id, type) || type->size > CTYPE_MAX_SIZE)
		return ctype_fail(p, "\"%s\" cannot be used: its BTF is broken or too large", name);
	return 0;
}
