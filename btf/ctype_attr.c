// SPDX-License-Identifier: GPL-2.0-or-later
/* Attributes in C type text: packed, aligned(N), btf_decl_tag("…"). */
#include "btf/ctype_impl.h"

static int attr_align(struct ctype_parser *p, struct ctype_attrs *attrs)
{
	BUF_CLEANUP struct buf shown = {0};
	s128 n;

	if (ctype_lex_expect(p, '(') || ctype_const(p, &n))
		return p->code;
	if (n < 1 || n > CTYPE_MAX_ALIGN || (n & (n - 1))) {
		buf_s128(&shown, n);
		return ctype_fail(p, "the alignment \"%s\" is not a power of two from 1 to %d",
				  buf_cstr(&shown), CTYPE_MAX_ALIGN);
	}
	if (n > attrs->align)
		attrs->align = (__u32)n;
	return ctype_lex_expect(p, ')');
}

static int attr_tag(struct ctype_parser *p, struct ctype_attrs *attrs)
{
	if (ctype_lex_expect(p, '('))
		return p->code;
	if (p->token.kind != TOKEN_STRING)
		return ctype_fail_here(p, "missing the text of btf_decl_tag");
	if (p->token.len >= CTYPE_NAME_LEN)
		return ctype_fail(p, "the tag \"%.32s...\" is longer than %d characters",
				  p->token.start, CTYPE_NAME_LEN - 1);
	if (attrs->tag)
		return ctype_fail(p, "a second tag \"%.*s\": one is all there can be",
				  (int)p->token.len, p->token.start);
	attrs->tag = p->token.start;
	attrs->tag_len = p->token.len;
	ctype_lex_next(p);
	return ctype_lex_expect(p, ')');
}

static int attr_one(struct ctype_parser *p, struct ctype_attrs *attrs)
{
	char name[CTYPE_NAME_LEN];

	if (ctype_lex_skip(p, "packed") || ctype_lex_skip(p, "__packed__")) {
		attrs->packed = true;
		return 0;
	}
	if (ctype_lex_skip(p, "aligned") || ctype_lex_skip(p, "__aligned__"))
		return attr_align(p, attrs);
	if (ctype_lex_skip(p, "btf_decl_tag"))
		return attr_tag(p, attrs);
	if (ctype_lex_skip(p, "preserve_access_index")) /* for the compiler of a program only */
		return 0;
	if (ctype_lex_name(p, name, "the name of an attribute") || p->code)
		return p->code;
	ctype_fail(p, "unknown attribute \"%s\"", name);
	err_hint(p->err, "attributes: packed, aligned(N), btf_decl_tag(\"...\")");
	return p->code;
}

static int attr_list(struct ctype_parser *p, struct ctype_attrs *attrs)
{
	if (ctype_lex_expect(p, '(') || ctype_lex_expect(p, '('))
		return p->code;
	do {
		if (attr_one(p, attrs))
			return p->code;
	} while (ctype_lex_punct(p, ','));
	return ctype_lex_expect(p, ')') ? p->code : ctype_lex_expect(p, ')');
}

int ctype_attrs(struct ctype_parser *p, struct ctype_attrs *attrs)
{
	for (;;) {
		if (ctype_lex_skip(p, "__packed"))
			attrs->packed = true;
		else if (ctype_lex_skip(p, "__aligned"))
			attr_align(p, attrs);
		else if (ctype_lex_skip(p, "__attribute__") || ctype_lex_skip(p, "__attribute"))
			attr_list(p, attrs);
		else
			return p->code;
		if (p->code)
			return p->code;
	}
}
