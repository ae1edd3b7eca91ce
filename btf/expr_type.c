// SPDX-License-Identifier: GPL-2.0-or-later
/* Expressions: what operands are, what words mean beside them, what operators take. */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "btf/expr_impl.h"
#include "btf/float.h"
#include "btf/parse.h"
#include "btf/path.h"
#include "btf/suggest.h"

static const char *const side_names[] = {[SIDE_KEY] = "key", [SIDE_VALUE] = "value"};

/* ERR_USAGE: `"TEXT OF NODE" WHY`. */
__attribute__((format(printf, 3, 4))) static int fail_node(const struct expr_node *node,
							   struct err *err, const char *fmt, ...)
{
	BUF_CLEANUP struct buf text = {0};
	char why[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	word_quote(&text, node->s, node->n);
	return fail(err, ERR_USAGE, "%s %s", buf_cstr(&text), why);
}

/* ---- operands -------------------------------------------------------------------------------- */

static enum expr_type field_type(const struct layout_field *field)
{
	switch ((enum layout_kind)field->kind) {
	case LAYOUT_INT:
	case LAYOUT_BOOL:
	case LAYOUT_CHAR:
	case LAYOUT_ENUM:
	case LAYOUT_POINTER:
		return EXPR_NUMBER;
	case LAYOUT_FLOAT:
		return EXPR_REAL;
	default:
		return EXPR_OBJECT;
	}
}

/* Several values in one: only of numbers is there a sum. */
static int check_copies(const struct expr *expr, const struct expr_node *node, struct err *err)
{
	const struct layout *layout = expr->scope.layouts[node->side];

	if (node->side == SIDE_KEY || expr->scope.copies == 1 ||
	    layout_numeric(layout, node->place))
		return 0;
	return fail_node(node, err, "has a value for each CPU, and is nothing to add up");
}

static int field_operand(struct expr *expr, struct expr_node *node, struct err *err)
{
	const struct layout_field *field = expr_field(expr, node);

	node->op = OP_FIELD;
	node->type = field_type(field);
	expr->uses[node->side] = true;
	if (field->kind == LAYOUT_KERNEL)
		return fail_node(node, err, "belongs to the kernel and cannot be compared");
	return check_copies(expr, node, err);
}

/* A field that both sides have, or an index too far, is no text that happens to look so. */
static bool is_path(const struct expr *expr, const char *name)
{
	struct err ignored = {0};
	struct place place;
	bool found = strchr(name, '[') || !strncmp(name, "key.", 4) || !strncmp(name, "value.", 6);

	for (int side = SIDE_KEY; !found && side <= SIDE_VALUE; side++)
		found = !layout_find(expr->scope.layouts[side], name, "", &place, &ignored);
	err_clear(&ignored);
	return found;
}

int operand_read(struct expr *expr, struct expr_node *node, const struct token *token,
		 struct err *err)
{
	BUF_CLEANUP struct buf name = {0};
	struct err ignored = {0};
	int rc = ERR_USAGE;

	node->op = OP_WORD;
	node->type = EXPR_WORD;
	node->s = token->s;
	node->n = token->n;
	buf_add(&name, token->s, token->n);
	if (!token->literal && !(*token->s >= '0' && *token->s <= '9'))
		rc = expr->scope.find(expr->scope.arg, buf_cstr(&name), &node->side, &node->place,
				      &ignored);
	err_clear(&ignored);
	if (name.oom || rc == -ENOMEM)
		return fail_oom(err);
	if (rc && !token->literal && is_path(expr, buf_cstr(&name)))
		return expr->scope.find(expr->scope.arg, buf_cstr(&name), &node->side, &node->place,
					err);
	return rc ? 0 : field_operand(expr, node, err);
}

/* ---- words ----------------------------------------------------------------------------------- */

/* False: it is none. */
static bool word_number(struct expr_node *node)
{
	BUF_CLEANUP struct buf copy = {0};

	if (number_read(node->s, node->n, &node->number) == NUMBER_OK && !node->number.overflow) {
		node->op = OP_NUMBER;
		node->type = EXPR_NUMBER;
		return true;
	}
	buf_add(&copy, node->s, node->n);
	/* a leading 0 is left to the parser of values, which says what is wrong with it */
	if (!memchr(node->s, '.', node->n) ||
	    !float_parse(buf_cstr(&copy), sizeof(node->real), &node->real))
		return false;
	node->op = OP_REAL;
	node->type = EXPR_REAL;
	return true;
}

/* 'text' is text here, too; to the parser of values the quotes would be part of it. */
static void literal_text(const struct expr_node *node, bool is_text, struct buf *out)
{
	if (is_text && *node->s == '\'')
		buf_quoted(out, node->s + 1, node->n - 2);
	else
		buf_add(out, node->s, node->n);
}

static bool is_address(const struct layout_field *field)
{
	return field->hint == HINT_IPV4 || field->hint == HINT_IPV6 || field->hint == HINT_MAC;
}

/* 10.0.0.0/8 beside the address of a prefix: the length would be stored, and not compared. */
static bool is_prefix(const struct expr *expr, const struct expr_node *node)
{
	return memchr(node->s, '/', node->n) && is_address(expr_field(expr, node));
}

static int fail_prefix(const struct expr_node *node, struct err *err)
{
	fail_node(node, err, "has a length, which is not the address's but the prefix's");
	err_hint(err, "compare the whole key, key == 10.0.0.0/8, or the address and prefixlen");
	return ERR_USAGE;
}

static int word_literal(struct expr *expr, struct expr_node *node, const struct expr_node *field,
			struct err *err)
{
	const struct layout *layout = expr->scope.layouts[field->side];
	const struct parse parse = {.what = side_names[field->side],
				    .resolver = expr->scope.resolver};
	BUF_CLEANUP struct buf text = {0};
	int rc;

	node->object = calloc(1, layout->size + 1u);
	literal_text(node, layout->fields[field->place.field].kind == LAYOUT_TEXT, &text);
	if (!node->object || text.oom)
		return fail_oom(err);
	node->op = OP_LITERAL;
	node->type = field->type;
	node->side = field->side;
	node->place = field->place;
	rc = parse_place(layout, field->place, buf_cstr(&text), &parse, node->object, err);
	if (!rc && is_prefix(expr, node))
		return fail_prefix(node, err);
	if (rc == ERR_USAGE && !err->hint[0] &&
	    (isalpha((unsigned char)*node->s) || *node->s == '_'))
		err_hint(err, "nor is \"%s\" a field", buf_cstr(&text));
	return rc;
}

/* Neither a field nor a number, and no field stands beside it: a field was meant. */
static int fail_word(const struct expr *expr, const struct expr_node *node, struct err *err)
{
	BUF_CLEANUP struct buf name = {0};
	struct place place;
	enum side side;

	buf_add(&name, node->s, node->n);
	if (*node->s == '"' || *node->s == '\'' || *node->s == '{' || *node->s == '[')
		return fail_node(node, err, "stands beside no field that says what it is");
	return expr->scope.find(expr->scope.arg, buf_cstr(&name), &side, &place, err);
}

/*
 * A number that the field itself is compared with is one of the field's own, and must be in its
 * range; in a calculation it may be any.
 */
static bool is_fields_own(const struct expr *expr, const struct expr_node *node,
			  const struct expr_node *other, enum expr_op op)
{
	const struct layout_field *field;
	struct number number;

	if (!other->field)
		return false;
	field = expr_field(expr, &expr->nodes[other->field]);
	if (number_read(node->s, node->n, &number) != NUMBER_NONE)
		return op_compares(op) && other->op == OP_FIELD;
	return field_type(field) != EXPR_NUMBER || !memchr(node->s, '.', node->n);
}

/* Gives a word its meaning beside another operand, of an operator of two. */
static int bind_word(struct expr *expr, __u32 word, __u32 beside, enum expr_op op,
		     struct err *err)
{
	struct expr_node *node = &expr->nodes[word];
	const struct expr_node *other = &expr->nodes[beside];

	if (node->type != EXPR_WORD)
		return 0;
	if (is_fields_own(expr, node, other, op))
		return word_literal(expr, node, &expr->nodes[other->field], err);
	if (word_number(node))
		return 0;
	return other->field ? word_literal(expr, node, &expr->nodes[other->field], err)
			    : fail_word(expr, node, err);
}

/* ---- operators ------------------------------------------------------------------------------- */

static bool is_numeric(const struct expr_node *node)
{
	return node->type == EXPR_NUMBER || node->type == EXPR_REAL;
}

static int fail_condition(const struct expr_node *node, struct err *err)
{
	fail_node(node, err, "is a condition, not a number");
	err_hint(err, "& and | bind less than ==, as in C: (flags & 4) != 0");
	return ERR_USAGE;
}

static int need_number(const struct expr_node *node, bool integer, struct err *err)
{
	if (node->type == EXPR_CONDITION)
		return fail_condition(node, err);
	if (!is_numeric(node))
		return fail_node(node, err, "is not a number");
	if (integer && node->type == EXPR_REAL)
		return fail_node(node, err, "is not an integer");
	return 0;
}

static int fail_bare(const struct expr_node *node, struct err *err)
{
	fail_node(node, err, node->type == EXPR_OBJECT ? "is not a condition"
						       : "is a number, not a condition");
	if (node->type == EXPR_OBJECT)
		err_hint(err, "compare it: == and != go with everything");
	else
		err_hint(err, "compare it in quotes, '%.*s > 0', or write gt for >: unquoted, > is "
			 "for output", (int)(node->n < 64 ? node->n : 64), node->s);
	return ERR_USAGE;
}

int node_condition(struct expr *expr, __u32 *index, struct err *err)
{
	struct expr_node *node = &expr->nodes[*index];
	struct expr_node truth = {.op = OP_TRUTH, .left = *index, .s = node->s, .n = node->n};

	if (node->type == EXPR_WORD && !word_number(node))
		return fail_word(expr, node, err);
	if (node->type == EXPR_CONDITION)
		return 0;
	if (node->op != OP_FIELD || expr_field(expr, node)->kind != LAYOUT_BOOL)
		return fail_bare(node, err);
	*index = node_add(expr, &truth);
	return *index ? 0 : fail_oom(err);
}

static bool is_text(const struct expr *expr, const struct expr_node *node)
{
	return expr_field(expr, node)->kind == LAYOUT_TEXT;
}

/* An array of numbers has no padding, and nothing else that is not looked at. */
static bool is_numbers(const struct layout_field *field)
{
	return field->kind == LAYOUT_ARRAY && field[1].kind == LAYOUT_INT;
}

/* Two fields that are no numbers: both text, or addresses, or numbers of one kind, as many. */
static bool compares_fields(const struct expr *expr, const struct expr_node *a,
			    const struct expr_node *b)
{
	const struct layout *const *layouts = expr->scope.layouts;
	const struct layout_field *x = expr_field(expr, a), *y = expr_field(expr, b);

	if (is_text(expr, a) && is_text(expr, b))
		return true;
	if (place_bits(layouts[a->side], a->place) != place_bits(layouts[b->side], b->place))
		return false;
	if (is_address(x) && is_address(y))
		return true;
	return is_numbers(x) && is_numbers(y) && x->stride == y->stride &&
	       x[1].big_endian == y[1].big_endian && x[1].little_endian == y[1].little_endian;
}

static int check_objects(const struct expr *expr, enum expr_op op, const struct expr_node *a,
			 const struct expr_node *b, struct err *err)
{
	const struct expr_node *object = a->type == EXPR_OBJECT ? a : b;

	if (a->type == EXPR_CONDITION || b->type == EXPR_CONDITION)
		return fail_condition(a->type == EXPR_CONDITION ? a : b, err);
	if (a->type != b->type)
		return fail_node(object, err, "is not a number, and cannot be compared with one");
	if (a->op == OP_FIELD && b->op == OP_FIELD && !compares_fields(expr, a, b))
		return fail_node(b, err, "is no text, address or array like what it is compared "
				 "with");
	if (op != OP_EQ && op != OP_NE && !is_text(expr, a) && !is_address(expr_field(expr, a)))
		return fail_node(a, err, "has no order: it takes == and != only");
	return 0;
}

static int check_comparison(struct expr *expr, struct expr_node *node, struct err *err)
{
	const struct expr_node *a = &expr->nodes[node->left], *b = &expr->nodes[node->right];

	node->type = EXPR_CONDITION;
	if (is_numeric(a) && is_numeric(b))
		return 0;
	return check_objects(expr, node->op, a, b, err);
}

static int check_arithmetic(struct expr *expr, struct expr_node *node, struct err *err)
{
	const struct expr_node *a = &expr->nodes[node->left], *b = &expr->nodes[node->right];
	bool integer = node->op != OP_ADD && node->op != OP_SUBTRACT && node->op != OP_MULTIPLY &&
		       node->op != OP_DIVIDE;
	int rc = need_number(a, integer, err);

	rc = rc ? rc : need_number(b, integer, err);
	node->type = a->type == EXPR_REAL || b->type == EXPR_REAL ? EXPR_REAL : EXPR_NUMBER;
	node->field = a->field ? a->field : b->field;
	return rc;
}

static int check_one(struct expr *expr, struct expr_node *node, struct err *err)
{
	struct expr_node *operand = &expr->nodes[node->left];

	if (operand->type == EXPR_WORD && !word_number(operand))
		return fail_word(expr, operand, err);
	node->type = operand->type;
	node->field = operand->field;
	return need_number(operand, node->op == OP_COMPLEMENT, err);
}

static int check_two(struct expr *expr, struct expr_node *node, struct err *err)
{
	int rc = bind_word(expr, node->left, node->right, node->op, err);

	rc = rc ? rc : bind_word(expr, node->right, node->left, node->op, err);
	if (rc)
		return rc;
	return op_compares(node->op) ? check_comparison(expr, node, err)
				     : check_arithmetic(expr, node, err);
}

static int check_logical(struct expr *expr, __u32 index, struct err *err)
{
	__u32 left = expr->nodes[index].left, right = expr->nodes[index].right;
	int rc = node_condition(expr, &left, err);

	if (!rc && right)
		rc = node_condition(expr, &right, err);
	expr->nodes[index].left = left; /* the nodes may have moved */
	expr->nodes[index].right = right;
	expr->nodes[index].type = EXPR_CONDITION;
	return rc;
}

int node_check(struct expr *expr, __u32 index, struct err *err)
{
	struct expr_node *node = &expr->nodes[index];

	switch (node->op) {
	case OP_OR:
	case OP_AND:
	case OP_NOT:
		return check_logical(expr, index, err);
	case OP_NEGATE:
	case OP_COMPLEMENT:
		return check_one(expr, node, err);
	default:
		return check_two(expr, node, err);
	}
}
