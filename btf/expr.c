// SPDX-License-Identifier: GPL-2.0-or-later
/* Expressions: from text to a tree, by the precedence of C. */
#include <stdlib.h>

#include "btf/expr_impl.h"
#include "btf/suggest.h"

/* What nobody types: it bounds the recursion. */
enum { DEPTH_MAX = 64, NODES_MAX = 4096 };

struct reader {
	struct expr *expr;
	struct token token; /* that is next */
	unsigned int depth;
	int rc;
	struct err *err;
};

__u32 node_add(struct expr *expr, const struct expr_node *node)
{
	if (expr->n_nodes == expr->cap) {
		__u32 cap = expr->cap ? expr->cap * 2 : 16;
		struct expr_node *nodes = realloc(expr->nodes, cap * sizeof(*nodes));

		if (!nodes)
			return 0;
		expr->nodes = nodes;
		expr->cap = cap;
		if (!expr->n_nodes)
			memset(&nodes[expr->n_nodes++], 0, sizeof(*nodes));
	}
	expr->nodes[expr->n_nodes] = *node;
	if (node->op == OP_FIELD)
		expr->nodes[expr->n_nodes].field = expr->n_nodes;
	return expr->n_nodes++;
}

void expr_free(struct expr *expr)
{
	for (__u32 i = 0; expr && i < expr->n_nodes; i++)
		free(expr->nodes[i].object);
	free(expr ? expr->nodes : NULL);
	free(expr);
}

/* ---- errors: the first one stays ------------------------------------------------------------ */

/* Something else was expected where the next token stands. */
static void fail_token(struct reader *r, const char *wanted)
{
	BUF_CLEANUP struct buf word = {0};
	const char *s = r->token.s;

	if (r->rc)
		return;
	if (r->token.kind == TOKEN_END) {
		r->rc = fail(r->err, ERR_USAGE, "%s is missing at the end", wanted);
		return;
	}
	word_quote(&word, s, r->token.n ? r->token.n : strlen(s));
	r->rc = fail(r->err, ERR_USAGE, "%s stands where %s was expected", buf_cstr(&word), wanted);
	if (*s == '=')
		err_hint(r->err, "to compare is ==, or eq");
	else if (*s == '"' || *s == '\'' || *s == '{' || *s == '[')
		err_hint(r->err, "it is not closed");
	else if (r->token.kind == TOKEN_OPERAND)
		err_hint(r->err, "text with blanks needs quotes of its own: 'comm == \"a b\"'");
}

static void next(struct reader *r)
{
	r->token = token_next(r->token.s + r->token.n);
}

static bool accept(struct reader *r, enum token_kind kind)
{
	if (r->token.kind != kind)
		return false;
	next(r);
	return true;
}

/* ---- the grammar ----------------------------------------------------------------------------- */

static __u32 read_binary(struct reader *r, unsigned int least);

/* A node whose text begins at s, and ends where the tokens read so far do. */
static __u32 add(struct reader *r, struct expr_node *node, const char *s, const char *end)
{
	__u32 i;

	if (r->rc)
		return 0;
	node->s = s;
	node->n = (size_t)(end - s);
	i = r->expr->n_nodes < NODES_MAX ? node_add(r->expr, node) : 0;
	if (!i)
		r->rc = r->expr->n_nodes < NODES_MAX ? fail_oom(r->err)
						     : fail(r->err, ERR_USAGE, "it is too long");
	if (i && (node->left || node->right))
		r->rc = node_check(r->expr, i, r->err);
	return r->rc ? 0 : i;
}

static const char *node_end(const struct reader *r, __u32 node)
{
	return r->expr->nodes[node].s + r->expr->nodes[node].n;
}

static __u32 read_operand(struct reader *r)
{
	struct token token = r->token;
	struct expr_node node = {0};

	if (token.kind != TOKEN_OPERAND) {
		fail_token(r, "a field or a value");
		return 0;
	}
	next(r);
	if (!r->rc)
		r->rc = operand_read(r->expr, &node, &token, r->err);
	return add(r, &node, token.s, token.s + token.n);
}

static __u32 read_group(struct reader *r, const char *s)
{
	__u32 inner = read_binary(r, 0);
	const char *end = r->token.s + r->token.n;

	if (!accept(r, TOKEN_CLOSE))
		fail_token(r, "\")\"");
	if (r->rc)
		return 0;
	r->expr->nodes[inner].s = s;
	r->expr->nodes[inner].n = (size_t)(end - s);
	return inner;
}

static __u32 read_unary(struct reader *r);

static __u32 read_operator(struct reader *r, enum expr_op op, const char *s)
{
	struct expr_node node = {.op = op, .left = read_unary(r)};

	return r->rc ? 0 : add(r, &node, s, node_end(r, node.left));
}

/* "-5" is one number: as 5 it may be out of its field's range. */
static bool is_negative_number(const struct token *token)
{
	struct token number;

	if (token->op != OP_SUBTRACT) /* which has a byte behind it, if only the NUL */
		return false;
	number = token_next(token->s + 1);
	if (number.s != token->s + 1)
		return false;
	return (*number.s >= '0' && *number.s <= '9') ||
	       (number.n == 3 && !memcmp(number.s, "inf", 3));
}

static __u32 read_prefixed(struct reader *r)
{
	const char *s = r->token.s;
	struct expr_node node = {.op = OP_NOT};

	if (is_negative_number(&r->token)) {
		next(r);
		r->token.n += (size_t)(r->token.s - s);
		r->token.s = s;
		return read_operand(r);
	}
	if (accept(r, TOKEN_OPEN))
		return read_group(r, s);
	if (accept(r, TOKEN_NOT))
		return read_operator(r, OP_NOT, s);
	if (accept(r, TOKEN_COMPLEMENT))
		return read_operator(r, OP_COMPLEMENT, s);
	if (accept(r, TOKEN_NOT_ALL)) {
		node.left = read_binary(r, op_binds(OP_NOT));
		return r->rc ? 0 : add(r, &node, s, node_end(r, node.left));
	}
	if (r->token.kind == TOKEN_OPERATOR && r->token.op == OP_SUBTRACT) {
		next(r);
		return read_operator(r, OP_NEGATE, s);
	}
	return read_operand(r);
}

static __u32 read_unary(struct reader *r)
{
	__u32 node = 0;

	if (!r->rc && r->depth == DEPTH_MAX)
		r->rc = fail(r->err, ERR_USAGE, "more than %d levels of parentheses and signs",
			     DEPTH_MAX);
	r->depth++;
	if (!r->rc)
		node = read_prefixed(r);
	r->depth--;
	return node;
}

static __u32 read_binary(struct reader *r, unsigned int least)
{
	__u32 left = read_unary(r);

	while (!r->rc && r->token.kind == TOKEN_OPERATOR && op_binds(r->token.op) >= least) {
		struct expr_node node = {.op = r->token.op, .left = left};

		next(r);
		node.right = read_binary(r, op_binds(node.op) + 1);
		if (!r->rc)
			left = add(r, &node, r->expr->nodes[left].s, node_end(r, node.right));
	}
	return r->rc ? 0 : left;
}

static int read_expression(struct expr *expr, const char *text, struct err *err)
{
	struct reader r = {.expr = expr, .token = token_next(text), .err = err};

	expr->root = read_binary(&r, 0);
	if (!r.rc && r.token.kind != TOKEN_END)
		fail_token(&r, "an operator");
	return r.rc ? r.rc : node_condition(expr, &expr->root, err);
}

int expr_new(struct expr **out, const char *text, const struct expr_scope *scope, struct err *err)
{
	struct expr *expr = calloc(1, sizeof(*expr));
	int rc;

	if (!expr)
		return fail_oom(err);
	expr->scope = *scope;
	rc = read_expression(expr, text, err);
	if (rc)
		expr_free(expr);
	else
		*out = expr;
	return rc;
}

bool expr_uses(const struct expr *expr, enum side side)
{
	return expr->uses[side];
}
