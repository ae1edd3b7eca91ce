// SPDX-License-Identifier: GPL-2.0-or-later
/* Type names as C writes them: printing those of BTF, and finding what a text names. */
#include <string.h>
#include <bpf/btf.h>

#include "btf/ctype_impl.h"

/* A name is built from the outside in: qualifiers in front, the declarator behind. */
struct name {
	const struct btf *btf;
	struct buf quals; /* "const " of the innermost type */
	struct buf behind; /* "*const [4]" */
};

static void name_free(struct name *name)
{
	buf_free(&name->quals);
	buf_free(&name->behind);
}

static void prepend(struct buf *buf, const char *text)
{
	size_t n = strlen(text);

	if (!buf_room(buf, n))
		return;
	memmove(buf->data + n, buf->data, buf->len);
	memcpy(buf->data, text, n);
	buf->len += n;
}

static bool is_pointer_so_far(const struct name *name)
{
	return name->behind.len && name->behind.data[0] == '*';
}

static void add_suffix(struct name *name, const char *suffix)
{
	if (is_pointer_so_far(name)) {
		prepend(&name->behind, "(");
		buf_putc(&name->behind, ')');
	}
	buf_puts(&name->behind, suffix);
}

static void add_dimension(struct name *name, __u32 n)
{
	BUF_CLEANUP struct buf text = {0};

	buf_printf(&text, "[%u]", n);
	add_suffix(name, buf_cstr(&text));
}

/* A qualifier stands before the innermost type, or behind the star of the pointer it qualifies. */
static void add_qualifier(struct name *name, const struct btf_type *t, const char *word)
{
	const struct btf_type *target = btf__type_by_id(name->btf, t->type);
	BUF_CLEANUP struct buf text = {0};

	for (int i = 0; target && btf_is_mod(target) && i < CTYPE_MAX_NESTING; i++)
		target = btf__type_by_id(name->btf, target->type);
	if (!target || !btf_is_ptr(target)) {
		buf_printf(&name->quals, "%s ", word);
		return;
	}
	buf_printf(&text, name->behind.len ? "%s " : "%s", word);
	prepend(&name->behind, buf_cstr(&text));
}

/* One step towards the innermost type; false when t is that. */
static bool step(struct name *name, const struct btf_type *t, __u32 *id)
{
	switch (btf_kind(t)) {
	case BTF_KIND_PTR:
		prepend(&name->behind, "*");
		break;
	case BTF_KIND_ARRAY:
		add_dimension(name, btf_array(t)->nelems);
		*id = btf_array(t)->type;
		return true;
	case BTF_KIND_FUNC_PROTO:
		add_suffix(name, "()");
		break;
	case BTF_KIND_CONST:
		add_qualifier(name, t, "const");
		break;
	case BTF_KIND_VOLATILE:
		add_qualifier(name, t, "volatile");
		break;
	case BTF_KIND_RESTRICT:
		add_qualifier(name, t, "restrict");
		break;
	case BTF_KIND_TYPE_TAG:
		break;
	default:
		return false;
	}
	*id = t->type;
	return true;
}

const char *ctype_keyword(const struct btf_type *t)
{
	if (btf_is_fwd(t))
		return btf_kflag(t) ? "union" : "struct";
	return ctype_kind_word(btf_kind(t));
}

static void add_innermost(const struct btf *btf, const struct btf_type *t, struct buf *out)
{
	const char *word = t ? ctype_keyword(t) : "";
	const char *text = t ? btf__name_by_offset(btf, t->name_off) : NULL;

	if (*word)
		buf_printf(out, "%s ", word);
	if (text && *text)
		buf_escaped(out, text, strlen(text));
	else if (t && btf_is_void(t))
		buf_puts(out, "void");
	else
		buf_puts(out, *word ? "{\u2026}" : "?");
}

void ctype_name(const struct btf *btf, __u32 type_id, struct buf *out)
{
	__attribute__((cleanup(name_free))) struct name name = {.btf = btf};
	const struct btf_type *t = btf__type_by_id(btf, type_id);

	for (int i = 0; t && step(&name, t, &type_id); i++)
		t = i < CTYPE_MAX_NESTING ? btf__type_by_id(btf, type_id) : NULL;
	if (name.quals.len)
		buf_add(out, name.quals.data, name.quals.len);
	add_innermost(btf, t, out);
	if (name.behind.len && name.behind.data[0] != '[')
		buf_putc(out, ' ');
	if (name.behind.len)
		buf_add(out, name.behind.data, name.behind.len);
}

/* Words separated by one blank each, without qualifiers; false for what is more than words. */
static bool normalise(const char *text, struct buf *out)
{
	struct err err = {0};
	struct ctype_parser p = {.what = "", .err = &err};

	for (ctype_lex_start(&p, text); p.token.kind == TOKEN_WORD; ctype_lex_next(&p)) {
		if (ctype_lex_is(&p, "const") || ctype_lex_is(&p, "volatile"))
			continue;
		if (out->len)
			buf_putc(out, ' ');
		buf_add(out, p.token.start, p.token.len);
	}
	return !p.code && p.token.kind == TOKEN_END && out->len && !out->oom;
}

/* gcc and clang order the words of "unsigned long" differently. */
static __u32 find_base(const struct btf *btf, const char *canonical)
{
	__u32 n = btf__type_cnt(btf);

	for (__u32 i = 1; i < n; i++) {
		const struct btf_type *t = btf__type_by_id(btf, i);
		const char *name, *other;

		if (!t || !(btf_is_int(t) || btf_is_float(t)))
			continue;
		name = btf__name_by_offset(btf, t->name_off);
		other = name ? ctype_base_canonical(name) : NULL;
		if (other && !strcmp(other, canonical))
			return i;
	}
	return 0;
}

__u32 ctype_find(const struct btf *btf, const char *text)
{
	static const struct {
		const char *prefix;
		__u16 kind;
	} tags[] = {
		{"struct ", BTF_KIND_STRUCT}, {"union ", BTF_KIND_UNION}, {"enum ", BTF_KIND_ENUM}};
	BUF_CLEANUP struct buf words = {0};
	const char *name, *canonical;

	if (strnlen(text, CTYPE_MAX_TEXT + 1) > CTYPE_MAX_TEXT || !normalise(text, &words))
		return 0;
	name = buf_cstr(&words);
	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++)
		if (!strncmp(name, tags[i].prefix, strlen(tags[i].prefix)))
			return ctype_lookup_in(btf, name + strlen(tags[i].prefix), tags[i].kind);
	canonical = ctype_base_canonical(name);
	return canonical ? find_base(btf, canonical) : ctype_lookup_in(btf, name, BTF_KIND_UNKN);
}
