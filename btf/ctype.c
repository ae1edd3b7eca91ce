// SPDX-License-Identifier: GPL-2.0-or-later
/* C text to BTF: declarations, from the specifier to the dimensions. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/btf.h>

#include "btf/ctype_impl.h"

#define MAX_DIMENSIONS 16

static bool is_one_of(const struct ctype_parser *p, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ctype_lex_is(p, words[i]))
			return true;
	return false;
}

static bool skip_qualifier(struct ctype_parser *p)
{
	static const char *const words[] = {"const", "volatile", "__const", "__volatile__"};

	if (!is_one_of(p, words, sizeof(words) / sizeof(*words)))
		return false;
	ctype_lex_next(p);
	return true;
}

static bool is_tag_word(const struct ctype_parser *p)
{
	return ctype_lex_is(p, "struct") || ctype_lex_is(p, "union") || ctype_lex_is(p, "enum");
}

/* Words of C that begin what is not the type of an object. */
static int refuse_keyword(struct ctype_parser *p)
{
	static const char *const words[] = {"typedef", "static",   "extern",   "register", "auto",
					    "inline",  "restrict", "_Complex", "_Atomic"};

	if (!is_one_of(p, words, sizeof(words) / sizeof(*words)))
		return 0;
	return ctype_fail(p, "\"%.*s\" has no place here: write the type itself", (int)p->token.len,
			  p->token.start);
}

/* Fails with the text from `start` to the last token, cut to a readable length. */
static int fail_quoting(struct ctype_parser *p, const char *start, const char *problem)
{
	BUF_CLEANUP struct buf shown = {0};
	size_t len = (size_t)(p->last_end - start);

	buf_escaped(&shown, start, len < 60 ? len : 60);
	if (len > 60)
		buf_puts(&shown, "...");
	return ctype_fail(p, "\"%s\" %s", buf_cstr(&shown), problem);
}

/* What a specifier has gathered. */
struct spec {
	bool named; /* `type` is set */
	unsigned int words; /* of a base type */
};

static int spec_tag(struct ctype_parser *p, struct spec *spec, struct ctype *type)
{
	spec->named = true;
	return ctype_lex_is(p, "enum") ? ctype_enum(p, type) : ctype_aggregate(p, type);
}

static int spec_base_word(struct ctype_parser *p, struct spec *spec, unsigned int word)
{
	unsigned int words = ctype_base_join(spec->words, word);

	if (!words)
		return ctype_fail(p, "a second \"%.*s\" in one type", (int)p->token.len,
				  p->token.start);
	spec->words = words;
	ctype_lex_next(p);
	return 0;
}

static int spec_name(struct ctype_parser *p, struct spec *spec, struct ctype *type)
{
	struct ctype_token name = p->token;

	spec->named = true;
	ctype_lex_next(p);
	if (name.len != strlen("void") || memcmp(name.start, "void", name.len))
		return ctype_lookup(p, &name, BTF_KIND_UNKN, type);
	*type = (struct ctype){.kind = BTF_KIND_UNKN, .align = 1};
	return 0;
}

/* One word of a specifier: 1 taken, 0 it is not part of it, or a failure. */
static int spec_word(struct ctype_parser *p, struct spec *spec, struct ctype *type)
{
	unsigned int word;

	if (p->token.kind != TOKEN_WORD)
		return 0;
	if (skip_qualifier(p))
		return 1;
	if (refuse_keyword(p))
		return p->code;
	word = ctype_base_word(p->token.start, p->token.len);
	if (spec->named || (spec->words && !word)) {
		if (word || is_tag_word(p))
			return ctype_fail_here(p, "missing ';'");
		return 0;
	}
	if (word)
		spec_base_word(p, spec, word);
	else if (is_tag_word(p))
		spec_tag(p, spec, type);
	else
		spec_name(p, spec, type);
	return p->code ? p->code : 1;
}

static int spec_finish(struct ctype_parser *p, const struct spec *spec, const char *start,
		       struct ctype *type)
{
	const char *name;
	int id;

	if (p->code || spec->named)
		return p->code;
	if (!spec->words)
		return ctype_fail_here(p, "missing a type");
	name = ctype_base_name(spec->words);
	if (!name)
		return fail_quoting(p, start, "is no type");
	id = ctype_base_add(p, name);
	return id < 0 ? id : ctype_measure(p->btf, (__u32)id, type);
}

int ctype_spec(struct ctype_parser *p, struct ctype *type, struct ctype_attrs *attrs)
{
	const char *start = p->token.start;
	struct spec spec = {0};
	int taken;

	do {
		if (ctype_attrs(p, attrs))
			return p->code;
		taken = spec_word(p, &spec, type);
	} while (taken > 0);
	if (taken < 0)
		return taken;
	return spec_finish(p, &spec, start, type);
}

static int refuse_pointer(struct ctype_parser *p, const char *start)
{
	char problem[160];

	snprintf(problem, sizeof(problem),
		 "is a pointer; a map's %.40s cannot hold one that means "
		 "anything outside the kernel: use u64",
		 p->what);
	return fail_quoting(p, start, problem);
}

/* Reads on to the name behind the stars, for the message. */
static int refuse_stars(struct ctype_parser *p, const char *start)
{
	while (ctype_lex_punct(p, '*') || skip_qualifier(p))
		;
	if (p->token.kind == TOKEN_WORD)
		ctype_lex_next(p);
	return refuse_pointer(p, start);
}

static const char *array_name(const struct ctype_parser *p, const struct ctype_declarator *decl)
{
	return *decl->name ? decl->name : p->what;
}

static int read_dimension(struct ctype_parser *p, const struct ctype_declarator *decl, __u32 *n)
{
	s128 value;

	if (ctype_const(p, &value))
		return p->code;
	if (value < 0)
		return ctype_fail(p, "the array \"%s\" has a negative size", array_name(p, decl));
	if (value > CTYPE_MAX_SIZE)
		return ctype_fail(p, "the array \"%s\" is larger than 2^28 bytes",
				  array_name(p, decl));
	*n = (__u32)value;
	return ctype_lex_expect(p, ']');
}

static int read_dimensions(struct ctype_parser *p, struct ctype_declarator *decl, __u32 *dims,
			   unsigned int *n)
{
	for (*n = 0; ctype_lex_punct(p, '['); ++*n) {
		if (*n == MAX_DIMENSIONS)
			return ctype_fail(p, "the array \"%s\" has more than %d dimensions",
					  array_name(p, decl), MAX_DIMENSIONS);
		if (ctype_lex_punct(p, ']')) {
			if (*n)
				return ctype_fail(p,
						  "only the first dimension of \"%s\" may be empty",
						  decl->name);
			decl->flexible = true;
			dims[0] = 0;
		} else if (read_dimension(p, decl, &dims[*n])) {
			return p->code;
		}
	}
	return p->code;
}

static int add_array(struct ctype_parser *p, struct ctype_declarator *decl, __u32 n)
{
	int index = ctype_base_add(p, "__ARRAY_SIZE_TYPE__"), id;

	if (index < 0)
		return index;
	if (decl->type.size * n > CTYPE_MAX_SIZE)
		return ctype_fail(p, "the array \"%s\" is larger than 2^28 bytes",
				  array_name(p, decl));
	id = ctype_added(p, btf__add_array(p->btf, index, (int)decl->type.id, n));
	decl->type.id = (__u32)id;
	decl->type.kind = BTF_KIND_ARRAY;
	decl->type.size *= n;
	decl->type.bits = 0;
	return p->code;
}

static int check_object(struct ctype_parser *p, const struct ctype_declarator *decl)
{
	if (decl->type.kind == BTF_KIND_PTR)
		return refuse_pointer(p, decl->start);
	if (decl->type.kind == BTF_KIND_FWD || decl->type.kind == BTF_KIND_FUNC_PROTO)
		return fail_quoting(p, decl->start, "is a function, or only declared");
	if (p->token.kind == TOKEN_PUNCT && p->token.punct == '(')
		return fail_quoting(p, decl->start,
				    "is followed by '(': functions and pointers to "
				    "them have no place in a map");
	return 0;
}

int ctype_declare(struct ctype_parser *p, const struct ctype *base, struct ctype_declarator *decl)
{
	__u32 dims[MAX_DIMENSIONS];
	unsigned int n;

	decl->type = *base;
	if (p->token.kind == TOKEN_PUNCT && p->token.punct == '*')
		return refuse_stars(p, decl->start);
	if (p->token.kind == TOKEN_WORD && ctype_lex_name(p, decl->name, "a name"))
		return p->code;
	if (check_object(p, decl) || read_dimensions(p, decl, dims, &n))
		return p->code;
	if (n && base->kind == BTF_KIND_UNKN)
		return ctype_fail(p, "\"%s\" is an array of void, which has no size", decl->name);
	while (n)
		if (add_array(p, decl, dims[--n]))
			return p->code;
	return 0;
}

/* One declaration of the text; `defines` is set when it can stand before others. */
static int read_item(struct ctype_parser *p, struct ctype *type, bool *defines)
{
	struct ctype_declarator decl = {.start = p->token.start};
	size_t n_tags = p->n_tags;
	struct ctype_attrs attrs = {0};
	struct ctype base = {0};

	if (ctype_spec(p, &base, &attrs) || ctype_declare(p, &base, &decl) ||
	    ctype_attrs(p, &attrs))
		return p->code;
	if (decl.type.kind == BTF_KIND_UNKN)
		return ctype_fail(p, "\"void\" has no size");
	if (decl.flexible)
		return ctype_fail(p,
				  "\"[]\" has no size: only the last member of a struct may be so");
	*type = decl.type;
	*defines = p->n_tags > n_tags && !*decl.name && decl.type.id == base.id;
	return 0;
}

static int read_text(struct ctype_parser *p)
{
	struct ctype type = {0};
	bool defines = true;

	while (p->token.kind != TOKEN_END) {
		if (!defines)
			return ctype_fail_here(p, "one type is wanted, and it ends");
		if (read_item(p, &type, &defines))
			return p->code;
		if (p->token.kind != TOKEN_END && ctype_lex_expect(p, ';'))
			return p->code;
		while (ctype_lex_punct(p, ';'))
			;
	}
	if (!p->code && !type.id)
		return ctype_fail(p, "the type is empty");
	return p->code || ctype_enum_check(p) ? p->code : (int)type.id;
}

int ctype_compile(struct btf *btf, const char *text, const char *what, const struct btf *source,
		  const struct resolver *resolver, struct err *err)
{
	struct ctype_parser p = {
		.btf = btf, .source = source, .resolver = resolver, .what = what, .err = err};
	int code;

	if (strnlen(text, CTYPE_MAX_TEXT + 1) > CTYPE_MAX_TEXT)
		return fail(err, ERR_USAGE, "%s: the type's text is longer than 64 KiB", what);
	ctype_lex_start(&p, text);
	code = read_text(&p);
	free(p.tags);
	free(p.constants);
	return code;
}
