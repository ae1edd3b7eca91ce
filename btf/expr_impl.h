/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The inside of expressions, shared by expr*.c only. */
#ifndef MAPCTL_BTF_EXPR_IMPL_H
#define MAPCTL_BTF_EXPR_IMPL_H

#include "btf/expr.h"
#include "btf/number.h"

/* ---- expr_lex.c: characters to tokens ---- */

enum expr_op {
	OP_NONE,
	/* operands */
	OP_FIELD,
	OP_LITERAL, /* an object of a field's layout, whose part at the field's place is meant */
	OP_NUMBER,
	OP_REAL,
	OP_WORD,    /* neither yet: see struct expr_node */
	/* of one operand */
	OP_NEGATE,
	OP_COMPLEMENT,
	OP_NOT,
	OP_TRUTH,   /* of a bool */
	/* of two, by precedence */
	OP_OR,
	OP_AND,
	OP_BIT_OR,
	OP_BIT_XOR,
	OP_BIT_AND,
	OP_EQ,
	OP_NE,
	OP_LT,
	OP_LE,
	OP_GT,
	OP_GE,
	OP_LEFT,
	OP_RIGHT,
	OP_ADD,
	OP_SUBTRACT,
	OP_MULTIPLY,
	OP_DIVIDE,
	OP_REMAINDER,
};

enum token_kind {
	TOKEN_END,
	TOKEN_OPERAND,  /* a word, a quoted text, or a literal in brackets */
	TOKEN_OPERATOR, /* of two operands; `-` also of one */
	TOKEN_NOT,      /* `!`; `not` is TOKEN_NOT_ALL, `~` TOKEN_COMPLEMENT */
	TOKEN_NOT_ALL,
	TOKEN_COMPLEMENT,
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_UNKNOWN,  /* nothing of this language: `=`, a quote that is not closed */
};

struct token {
	enum token_kind kind;
	enum expr_op op; /* TOKEN_OPERATOR */
	const char *s;   /* in the text */
	size_t n;
	bool literal;    /* TOKEN_OPERAND: quoted or in brackets, never a field */
};

/* The token at s; s + n of it is where the next one may begin. */
struct token token_next(const char *s);

/* How tightly an operator of two operands binds: more binds tighter. */
unsigned int op_binds(enum expr_op op);

static inline bool op_compares(enum expr_op op)
{
	return op >= OP_EQ && op <= OP_GE;
}

/* ---- expr_type.c: what the operands are ---- */

enum expr_type {
	EXPR_CONDITION,
	EXPR_NUMBER,
	EXPR_REAL,
	EXPR_OBJECT, /* text, arrays, structs: compared, nothing else */
	EXPR_WORD,   /* is read by the field beside it, or is a number */
};

struct expr_node {
	enum expr_op op;
	enum expr_type type;
	__u32 left, right; /* nodes */
	const char *s;     /* the text of it, for messages; gone after expr_new() */
	size_t n;
	__u32 field;       /* the node of the field that words beside it are read as; 0: none */
	enum side side;    /* OP_FIELD, OP_LITERAL: whose layout, and which place in it */
	struct place place;
	unsigned char *object; /* OP_LITERAL: owned */
	struct number number;
	long double real;
};

struct expr {
	struct expr_scope scope;
	struct expr_node *nodes; /* [0] is none */
	__u32 n_nodes, cap, root;
	bool uses[2];
};

static inline const struct layout_field *expr_field(const struct expr *expr,
						    const struct expr_node *node)
{
	return &expr->scope.layouts[node->side]->fields[node->place.field];
}

/* An operand: a field, or a word. */
int operand_read(struct expr *expr, struct expr_node *node, const struct token *token,
		 struct err *err);

/*
 * Checks what the operator of a new node gets, gives words their meaning and the node its type.
 * ERR_USAGE names the text that does not fit.
 */
int node_check(struct expr *expr, __u32 node, struct err *err);

/* Makes a condition of what has to be one: a bool is, a number is not. */
int node_condition(struct expr *expr, __u32 *node, struct err *err);

/* Adds a node; 0 when out of memory. */
__u32 node_add(struct expr *expr, const struct expr_node *node);

#endif
