// SPDX-License-Identifier: GPL-2.0-or-later
/* Constant expressions: array dimensions, bitfield widths, enumerators, alignments. */
#include <string.h>

#include "btf/ctype_impl.h"

#define CONST_MIN (-((s128)1 << 63))
#define CONST_MAX (((s128)1 << 64) - 1)

/* Higher binds tighter; 0: no binary operator. */
static int precedence(const struct ctype_token *t)
{
	static const char *const levels[] = {"|", "^", "&", "<>", "+-", "*/%"};

	if (t->kind != TOKEN_PUNCT)
		return 0;
	for (int i = 0; i < (int)(sizeof(levels) / sizeof(*levels)); i++)
		if (strchr(levels[i], t->punct))
			return i + 1;
	return 0;
}

static int out_of_range(struct ctype_parser *p)
{
	return ctype_fail(p, "a constant is not within -2^63 and 2^64 - 1");
}

/* Operands are in range, so that sums fit 128 bits; products are let in up to 2^63 a side. */
static int apply(struct ctype_parser *p, char op, s128 a, s128 b, s128 *out)
{
	s128 big = (s128)1 << 63;

	if ((op == '/' || op == '%') && !b)
		return ctype_fail(p, "a constant is divided by zero");
	if ((op == '<' || op == '>') && (a < 0 || b < 0 || b > 63))
		return ctype_fail(p, "a constant is shifted by less than 0 or more than 63 bits");
	if ((op == '*' || op == '<') && (a > big || b > big))
		return out_of_range(p);
	switch (op) {
	case '|':
		*out = a | b;
		break;
	case '^':
		*out = a ^ b;
		break;
	case '&':
		*out = a & b;
		break;
	case '<':
		*out = a * ((s128)1 << b);
		break;
	case '>':
		*out = a >> b;
		break;
	case '+':
		*out = a + b;
		break;
	case '-':
		*out = a - b;
		break;
	case '*':
		*out = a * b;
		break;
	case '/':
		*out = a / b;
		break;
	default:
		*out = a % b;
		break;
	}
	return *out < CONST_MIN || *out > CONST_MAX ? out_of_range(p) : 0;
}

static int find_constant(struct ctype_parser *p, s128 *value)
{
	const struct ctype_token t = p->token;

	for (size_t i = 0; i < p->n_constants; i++) {
		if (p->constants[i].len != t.len || memcmp(p->constants[i].name, t.start, t.len))
			continue;
		*value = p->constants[i].value;
		ctype_lex_next(p);
		return 0;
	}
	return ctype_fail(p, "\"%.*s\" is no number and no enumerator of this text",
			  (int)(t.len < 40 ? t.len : 40), t.start);
}

static int operand(struct ctype_parser *p, s128 *value);
static int binary(struct ctype_parser *p, int least, s128 *value);

static int primary(struct ctype_parser *p, s128 *value)
{
	if (ctype_lex_punct(p, '('))
		return binary(p, 1, value) ? p->code : ctype_lex_expect(p, ')');
	if (ctype_lex_punct(p, '+'))
		return operand(p, value);
	if (ctype_lex_punct(p, '-')) {
		if (operand(p, value))
			return p->code;
		*value = -*value;
		return *value < CONST_MIN ? out_of_range(p) : 0;
	}
	if (p->token.kind == TOKEN_WORD)
		return find_constant(p, value);
	if (p->token.kind != TOKEN_NUMBER)
		return ctype_fail_here(p, "missing a number");
	*value = (s128)p->token.number;
	ctype_lex_next(p);
	return p->code;
}

/* All recursion passes here, but for binary()'s own, which ends with the levels. */
static int operand(struct ctype_parser *p, s128 *value)
{
	if (ctype_enter(p) || primary(p, value))
		return p->code;
	p->depth--;
	return 0;
}

static int binary(struct ctype_parser *p, int least, s128 *value)
{
	int level;
	s128 right;
	char op;

	if (operand(p, value))
		return p->code;
	while ((level = precedence(&p->token)) >= least) {
		op = p->token.punct;
		ctype_lex_next(p);
		if (binary(p, level + 1, &right) || apply(p, op, *value, right, value))
			return p->code;
	}
	return p->code;
}

int ctype_const(struct ctype_parser *p, s128 *value)
{
	*value = 0;
	return binary(p, 1, value);
}
