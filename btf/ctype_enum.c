// SPDX-License-Identifier: GPL-2.0-or-later
/* Enum definitions in C type text. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/btf.h>

#include "btf/ctype_impl.h"

struct enum_range {
	s128 min, max; /* min is at most 0, max at least 0 */
};

static int compare_names(const void *a, const void *b)
{
	const struct ctype_constant *x = a, *y = b;
	size_t len = x->len < y->len ? x->len : y->len;
	int order = memcmp(x->name, y->name, len);

	return order ? order : (x->len > y->len) - (x->len < y->len);
}

static bool agree(const struct ctype_constant *a, const struct ctype_constant *b)
{
	return a->first != b->first && a->value == b->value;
}

int ctype_enum_check(struct ctype_parser *p)
{
	struct ctype_constant *sorted = p->constants;
	size_t n = p->n_constants;

	if (n)
		qsort(sorted, n, sizeof(*sorted), compare_names);
	for (size_t i = 1; i < n; i++)
		if (!compare_names(&sorted[i - 1], &sorted[i]) &&
		    !agree(&sorted[i - 1], &sorted[i]))
			return ctype_fail(p, "the enumerator \"%.*s\" is defined twice",
					  (int)sorted[i].len, sorted[i].name);
	return 0;
}

static int read_enumerator(struct ctype_parser *p, size_t first, s128 *next,
			   struct enum_range *range)
{
	struct ctype_constant constant = {
		.name = p->token.start, .len = p->token.len, .first = first};
	char name[CTYPE_NAME_LEN];

	if (ctype_lex_name(p, name, "the name of an enumerator"))
		return p->code;
	if (ctype_lex_punct(p, '=') && ctype_const(p, next))
		return p->code;
	if (*next > UINT64_MAX)
		return ctype_fail(p, "the enumerator \"%s\" is beyond 2^64 - 1", name);
	constant.value = *next;
	if (ctype_room(p, &p->constants, p->n_constants, &p->cap_constants, sizeof(constant)))
		return p->code;
	p->constants[p->n_constants++] = constant;
	range->min = *next < range->min ? *next : range->min;
	range->max = *next > range->max ? *next : range->max;
	++*next;
	return 0;
}

static int read_enumerators(struct ctype_parser *p, size_t first, struct enum_range *range)
{
	s128 next = 0;

	do {
		if (read_enumerator(p, first, &next, range))
			return p->code;
		if (!ctype_lex_punct(p, ','))
			return ctype_lex_expect(p, '}');
	} while (!ctype_lex_punct(p, '}'));
	return 0;
}

/* The smallest of 1, 2, 4 and 8 bytes that holds the range; C uses 4 at least unless packed. */
static __u32 enum_size(const struct enum_range *range, bool packed)
{
	__u32 size = packed ? 1 : 4;
	s128 limit;

	for (; size < 8; size *= 2) {
		limit = (s128)1 << (8 * size - (range->min < 0));
		if (range->max < limit && range->min >= -limit)
			break;
	}
	return size;
}

static int add_values(struct ctype_parser *p, size_t first, bool is_64)
{
	char name[CTYPE_NAME_LEN];
	int code = 0;

	for (size_t i = first; i < p->n_constants && code >= 0; i++) {
		const struct ctype_constant *c = &p->constants[i];

		memcpy(name, c->name, c->len);
		name[c->len] = '\0';
		code = is_64 ? btf__add_enum64_value(p->btf, name, (__u64)c->value)
			     : btf__add_enum_value(p->btf, name, (__s64)c->value);
	}
	return ctype_added(p, code);
}

static int emit(struct ctype_parser *p, const char *name, size_t first,
		const struct enum_range *range, bool packed, struct ctype *type)
{
	__u32 size = enum_size(range, packed);
	bool is_64 = size == 8;
	int id = ctype_added(p, is_64 ? btf__add_enum64(p->btf, name, size, range->min < 0)
				      : btf__add_enum(p->btf, name, size));

	if (p->code || add_values(p, first, is_64) < 0)
		return p->code;
	*type = (struct ctype){.id = (__u32)id,
			       .kind = is_64 ? BTF_KIND_ENUM64 : BTF_KIND_ENUM,
			       .size = size,
			       .align = size,
			       .bits = 8 * size};
	return 0;
}

static int define(struct ctype_parser *p, const struct ctype_token *tag, const char *name,
		  struct ctype_attrs *attrs, struct ctype *type)
{
	size_t first = p->n_constants;
	struct enum_range range = {0};

	if (*name && ctype_tag_open(p, tag, BTF_KIND_ENUM))
		return p->code;
	if (read_enumerators(p, first, &range) || ctype_attrs(p, attrs))
		return p->code;
	if (range.min < 0 && range.max > INT64_MAX)
		return ctype_fail(p,
				  "an enum holds both negative values and values beyond 2^63 - 1");
	if (emit(p, name, first, &range, attrs->packed, type))
		return p->code;
	if (attrs->align > type->align)
		type->align = attrs->align;
	if (*name)
		ctype_tag_close(p, tag, type);
	return 0;
}

int ctype_enum(struct ctype_parser *p, struct ctype *type)
{
	struct ctype_attrs attrs = {0};
	char name[CTYPE_NAME_LEN] = "";
	struct ctype_token tag;

	ctype_lex_next(p);
	if (ctype_attrs(p, &attrs))
		return p->code;
	tag = p->token;
	if (tag.kind == TOKEN_WORD && ctype_lex_name(p, name, "the name of the enum"))
		return p->code;
	if (ctype_lex_punct(p, '{'))
		return define(p, &tag, name, &attrs, type);
	if (!*name)
		return ctype_fail_here(p, "missing a name or '{' after \"enum\"");
	return ctype_lookup(p, &tag, BTF_KIND_ENUM, type);
}
