/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Conditions on entries: `packets > 5 && proto == tcp`. C's operators on fields, with C's
 * precedence; eq ne lt le gt ge and or mean == != < <= > >= && ||, and `not` is `!` for a whole
 * comparison. Numbers are integers without a width: signed and unsigned ones compare by what they
 * mean. A word that is no field is read as the field beside it would be: 10.0.0.1, tcp, "text".
 */
#ifndef MAPCTL_BTF_EXPR_H
#define MAPCTL_BTF_EXPR_H

#include "btf/layout.h"

struct expr;

/* What an expression may speak of. The layouts must outlive it. */
struct expr_scope {
	const struct layout *layouts[2]; /* by enum side */
	/* The place that a name means, or what fail() returned: it is no field. */
	int (*find)(const void *arg, const char *name, enum side *side, struct place *place,
		    struct err *err);
	const void *arg;
	const struct resolver *resolver; /* may be NULL */
	/* Of a per-CPU value: so many of them, `stride` bytes apart, of which a number is the sum,
	 * maximum or minimum, and nothing else can be asked. 1: a single value. */
	unsigned int copies;
	size_t stride;
	enum reduce how;
};

/*
 * Compiles `text`, which is not kept. ERR_USAGE: it is no condition; the message says where.
 * The caller owns *out.
 */
int expr_new(struct expr **out, const char *text, const struct expr_scope *scope, struct err *err);

/* NULL is fine. */
void expr_free(struct expr *expr);

/* True if a field of that side is looked at. */
bool expr_uses(const struct expr *expr, enum side side);

enum expr_truth {
	EXPR_FALSE,
	EXPR_TRUE,
	EXPR_UNDEFINED, /* it divides by zero, or goes beyond 128 bits */
};

/* The side that is not looked at may be NULL. */
enum expr_truth expr_eval(const struct expr *expr, const void *key, const void *value);

/*
 * How many of n words, at least 1, are one expression: `packets gt 5 and proto eq tcp` stands
 * unquoted in a line. More than n: it lacks some.
 */
size_t expr_arity(const char *const *words, size_t n);

/* What is being typed at the end of an unfinished expression. */
struct expr_tail {
	size_t start;       /* of the operand that the text ends in; the text's end: of none yet */
	bool operand;       /* one may stand there */
	const char *beside; /* the operand that it is compared with, or NULL */
	size_t n_beside;    /* bytes of it */
};

void expr_end(const char *text, struct expr_tail *tail);

/* True if what the words end in compares something: `packets` does not, nor does `a == 1 && b`. */
bool expr_compares(const char *const *words, size_t n);

#endif
