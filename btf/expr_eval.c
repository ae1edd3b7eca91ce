// SPDX-License-Identifier: GPL-2.0-or-later
/* Expressions: whether one holds for an entry. */
#include "btf/compare.h"
#include "btf/expr_impl.h"
#include "btf/field.h"
#include "btf/float.h"
#include "btf/path.h"

/* One entry that is looked at. */
struct eval {
	const struct expr *expr;
	const __u8 *objects[2]; /* by enum side */
};

static struct number number_at(const struct eval *ev, const struct expr_node *node);
static long double real_at(const struct eval *ev, const struct expr_node *node, bool *undefined);
static enum expr_truth truth_at(const struct eval *ev, const struct expr_node *node);

static const struct expr_node *left(const struct eval *ev, const struct expr_node *node)
{
	return &ev->expr->nodes[node->left];
}

static const struct expr_node *right(const struct eval *ev, const struct expr_node *node)
{
	return &ev->expr->nodes[node->right];
}

static const __u8 *object_of(const struct eval *ev, const struct expr_node *node)
{
	return node->object ? node->object : ev->objects[node->side];
}

/* The base of the offset of the node's field. */
static const __u8 *base_of(const struct eval *ev, const struct expr_node *node)
{
	return object_of(ev, node) +
	       (node->place.bit_off - expr_field(ev->expr, node)->bit_off) / 8;
}

static unsigned int copies_of(const struct eval *ev, const struct expr_node *node)
{
	return node->object || node->side == SIDE_KEY ? 1 : ev->expr->scope.copies;
}

/* ---- numbers --------------------------------------------------------------------------------- */

/* Addresses have the order of their bytes, whatever order their type has. */
static struct number load(const struct layout_field *field, const __u8 *at)
{
	u128 v = field_load(field, at);
	bool swap = field->hint == HINT_IPV4 && !FIELD_HOST_BIG && !field->big_endian;

	return number_from(swap ? __builtin_bswap32((__u32)v) : v, field->is_signed && !swap);
}

static struct number combine(enum reduce how, struct number a, struct number b)
{
	if (how == REDUCE_SUM)
		return number_add(a, b);
	return (number_compare(a, b) < 0) == (how == REDUCE_MAX) ? b : a;
}

static struct number field_number(const struct eval *ev, const struct expr_node *node)
{
	const struct layout_field *field = expr_field(ev->expr, node);
	const __u8 *at = base_of(ev, node);
	struct number number = load(field, at);

	for (unsigned int i = 1; i < copies_of(ev, node); i++)
		number = combine(ev->expr->scope.how, number,
				 load(field, at + i * ev->expr->scope.stride));
	return number;
}

static struct number calculated(const struct eval *ev, const struct expr_node *node)
{
	struct number a = number_at(ev, left(ev, node)), b = number_at(ev, right(ev, node));

	switch (node->op) {
	case OP_BIT_OR:
	case OP_BIT_XOR:
	case OP_BIT_AND:
		return number_bits(a, b, "|^&"[node->op - OP_BIT_OR]);
	case OP_LEFT:
	case OP_RIGHT:
		return number_shift(a, b, node->op == OP_LEFT);
	case OP_ADD:
		return number_add(a, b);
	case OP_SUBTRACT:
		return number_add(a, number_negate(b));
	case OP_MULTIPLY:
		return number_multiply(a, b);
	case OP_DIVIDE:
		return number_divide(a, b);
	default:
		return number_remainder(a, b);
	}
}

static struct number number_at(const struct eval *ev, const struct expr_node *node)
{
	switch (node->op) {
	case OP_FIELD:
	case OP_LITERAL:
		return field_number(ev, node);
	case OP_NUMBER:
		return node->number;
	case OP_NEGATE:
		return number_negate(number_at(ev, left(ev, node)));
	case OP_COMPLEMENT: /* -x - 1: without a width there are no other bits to turn */
		return number_add(number_negate(number_at(ev, left(ev, node))),
				  number_from(~(u128)0, true));
	default:
		return calculated(ev, node);
	}
}

/* ---- floats ---------------------------------------------------------------------------------- */

static long double combine_reals(enum reduce how, long double a, long double b)
{
	if (how == REDUCE_SUM)
		return a + b;
	return b != b || (how == REDUCE_MAX ? b > a : b < a) ? b : a;
}

static long double field_real(const struct eval *ev, const struct expr_node *node)
{
	const struct layout_field *field = expr_field(ev->expr, node);
	const __u8 *at = base_of(ev, node) + field->bit_off / 8;
	long double real = float_load(at, field->bits / 8);

	for (unsigned int i = 1; i < copies_of(ev, node); i++)
		real = combine_reals(ev->expr->scope.how, real,
				     float_load(at + i * ev->expr->scope.stride, field->bits / 8));
	return real;
}

static long double real_of_number(struct number number, bool *undefined)
{
	long double real = (long double)number.magnitude;

	*undefined |= number.overflow;
	return number.negative ? -real : real;
}

static long double calculated_real(const struct eval *ev, const struct expr_node *node,
				   bool *undefined)
{
	long double a = real_at(ev, left(ev, node), undefined);
	long double b = real_at(ev, right(ev, node), undefined);

	switch (node->op) {
	case OP_ADD:
		return a + b;
	case OP_SUBTRACT:
		return a - b;
	case OP_MULTIPLY:
		return a * b;
	default:
		*undefined |= b == 0;
		return a / b;
	}
}

/* *undefined is set, and stays so, where it cannot be calculated. */
static long double real_at(const struct eval *ev, const struct expr_node *node, bool *undefined)
{
	if (node->type == EXPR_NUMBER)
		return real_of_number(number_at(ev, node), undefined);
	switch (node->op) {
	case OP_FIELD:
	case OP_LITERAL:
		return field_real(ev, node);
	case OP_REAL:
		return node->real;
	case OP_NEGATE:
		return -real_at(ev, left(ev, node), undefined);
	default:
		return calculated_real(ev, node, undefined);
	}
}

/* ---- conditions ------------------------------------------------------------------------------ */

static enum expr_truth truth(bool holds)
{
	return holds ? EXPR_TRUE : EXPR_FALSE;
}

static enum expr_truth compared(enum expr_op op, int order)
{
	switch (op) {
	case OP_EQ:
		return truth(!order);
	case OP_NE:
		return truth(order);
	case OP_LT:
		return truth(order < 0);
	case OP_LE:
		return truth(order <= 0);
	case OP_GT:
		return truth(order > 0);
	default:
		return truth(order >= 0);
	}
}

static enum expr_truth compared_reals(enum expr_op op, long double a, long double b)
{
	if (a != a || b != b) /* NaN is not even itself */
		return truth(op == OP_NE);
	return compared(op, (a > b) - (a < b));
}

static int compare_objects(const struct eval *ev, const struct expr_node *a,
			   const struct expr_node *b)
{
	const struct layout *x = ev->expr->scope.layouts[a->side];
	const struct layout *y = ev->expr->scope.layouts[b->side];
	const __u8 *at = object_of(ev, a), *other = object_of(ev, b);

	if (expr_field(ev->expr, a)->kind == LAYOUT_TEXT)
		return compare_text((const char *)at + a->place.bit_off / 8,
				    place_bits(x, a->place) / 8,
				    (const char *)other + b->place.bit_off / 8,
				    place_bits(y, b->place) / 8);
	/* addresses, and arrays of numbers: a struct in6_addr has no padding either */
	if (a->op == OP_FIELD && b->op == OP_FIELD)
		return memcmp(at + a->place.bit_off / 8, other + b->place.bit_off / 8,
			      place_bits(x, a->place) / 8);
	return layout_compare_place(x, a->place, at, other);
}

static enum expr_truth comparison_of_reals(const struct eval *ev, const struct expr_node *node)
{
	bool undefined = false;
	long double a = real_at(ev, left(ev, node), &undefined);
	long double b = real_at(ev, right(ev, node), &undefined);

	return undefined ? EXPR_UNDEFINED : compared_reals(node->op, a, b);
}

static enum expr_truth comparison(const struct eval *ev, const struct expr_node *node)
{
	const struct expr_node *l = left(ev, node), *r = right(ev, node);
	struct number a, b;

	if (l->type == EXPR_OBJECT)
		return compared(node->op, compare_objects(ev, l, r));
	if (l->type == EXPR_REAL || r->type == EXPR_REAL)
		return comparison_of_reals(ev, node);
	a = number_at(ev, l);
	b = number_at(ev, r);
	if (a.overflow || b.overflow)
		return EXPR_UNDEFINED;
	return compared(node->op, number_compare(a, b));
}

static enum expr_truth truth_at(const struct eval *ev, const struct expr_node *node)
{
	enum expr_truth a;

	switch (node->op) {
	case OP_TRUTH:
		return truth(number_at(ev, left(ev, node)).magnitude != 0);
	case OP_NOT:
		a = truth_at(ev, left(ev, node));
		return a == EXPR_UNDEFINED ? a : truth(a == EXPR_FALSE);
	case OP_OR:
		a = truth_at(ev, left(ev, node));
		return a == EXPR_FALSE ? truth_at(ev, right(ev, node)) : a;
	case OP_AND:
		a = truth_at(ev, left(ev, node));
		return a == EXPR_TRUE ? truth_at(ev, right(ev, node)) : a;
	default:
		return comparison(ev, node);
	}
}

enum expr_truth expr_eval(const struct expr *expr, const void *key, const void *value)
{
	const struct eval ev = {.expr = expr, .objects = {[SIDE_KEY] = key, [SIDE_VALUE] = value}};

	return truth_at(&ev, &expr->nodes[expr->root]);
}
