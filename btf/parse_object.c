// SPDX-License-Identifier: GPL-2.0-or-later
/* Kernel objects as JSON shows them, {"id":7,"name":"x"}, back to their numbers. */
#include "btf/parse_impl.h"

/* What stands for the number, and what only tells a reader whose it is. */
static const struct shape {
	enum layout_hint hint;
	const char *number, *name;
} shapes[] = {
	{HINT_KSYM, "address", "symbol"},
	{HINT_PROG, "id", "name"},
	{HINT_MAP, "id", "name"},
	{HINT_REDIRECT, "ifindex", "name"},
};

enum {
	N_SHAPES = sizeof(shapes) / sizeof(shapes[0])
};

static const struct shape *shape_of(const struct layout_field *field)
{
	for (size_t i = 0; i < N_SHAPES; i++) {
		if (field->hint == shapes[i].hint)
			return &shapes[i];
	}
	return NULL;
}

/* One object being read. */
struct object {
	const struct shape *shape;
	struct place at;     /* all of it */
	struct place number; /* what its number goes to: at, or a member of it */
	bool has_number, has_name;
	struct buf name;
};

static bool word_is(const struct word *word, const char *text)
{
	return text && word->n == strlen(text) && !memcmp(word->s, text, word->n);
}

static bool is_struct(struct parser *ps, const struct object *object)
{
	return ps->layout->fields[object->at.field].kind == LAYOUT_STRUCT;
}

static int read_number(struct parser *ps, struct object *object)
{
	if (object->has_number)
		return parser_fail(ps, object->at, NULL, "\"%s\" is given twice",
				   object->shape->number);
	object->has_number = true;
	return scalar_int(ps, object->number);
}

static int read_name(struct parser *ps, struct object *object)
{
	BUF_CLEANUP struct buf store = {0};
	struct word word;
	int ret;

	if (object->has_name)
		return parser_fail(ps, object->at, NULL, "\"%s\" is given twice",
				   object->shape->name);
	object->has_name = true;
	ret = lex_scalar(ps, object->at, &store, &word);
	if (!ret)
		buf_add(&object->name, word.s, word.n);
	return ret;
}

/* A struct's own member, or "prog" for its last, the id of a program. */
static int read_member(struct parser *ps, struct object *object, const struct word *name)
{
	__u32 self = object->at.field;
	__u32 member = word_is(name, "prog") ? ps->layout->fields[self].end - 1
					     : member_find(ps->layout, self, name->s, name->n);

	if (!member)
		return member_unknown(ps->layout, object->at, ps->parse->what, name->s, name->n,
				      ps->err);
	if (ps->met[member])
		return parser_fail(ps, member_place(ps->layout, object->at, member), NULL,
				   "is given twice");
	ps->met[member] = true;
	return parser_field(ps, member_place(ps->layout, object->at, member));
}

static int read_part(struct parser *ps, struct object *object)
{
	BUF_CLEANUP struct buf store = {0};
	struct word name;
	int ret = lex_name(ps, object->at, &store, &name);

	if (ret)
		return ret;
	if (object->shape->number && word_is(&name, object->shape->number))
		return read_number(ps, object);
	if (word_is(&name, object->shape->name))
		return read_name(ps, object);
	if (is_struct(ps, object))
		return read_member(ps, object, &name);
	return parser_fail(ps, object->at, &name, "is neither \"%s\" nor \"%s\"",
			   object->shape->number, object->shape->name);
}

/* An interface's name is as good as its number, and must not contradict it. */
static int check_interface(struct parser *ps, struct object *object)
{
	const struct resolver *resolver = ps->parse->resolver;
	struct word word = {object->name.data, object->name.len, true};
	__u32 ifindex = 0, given;

	if (resolver && resolver->ifindex)
		ifindex = resolver->ifindex(resolver->self, buf_cstr(&object->name));
	if (!ifindex)
		return parser_fail(ps, object->at, &word, "is no interface here");
	if (!object->has_number)
		return store_number(ps, object->number, ifindex);
	memcpy(&given, ps->data + object->number.bit_off / 8, sizeof(given));
	if (given == ifindex)
		return 0;
	return parser_fail(ps, object->at, &word, "is interface %u, not %u", ifindex, given);
}

static int object_end(struct parser *ps, struct object *object)
{
	if (object->shape->hint == HINT_REDIRECT && object->has_name)
		return check_interface(ps, object);
	if (object->has_number || is_struct(ps, object))
		return 0;
	return parser_fail(ps, object->at, NULL, "\"%s\" is missing", object->shape->number);
}

static int object_parts(struct parser *ps, struct object *object)
{
	int ret = 1;

	if (lex_accept(ps, '}'))
		return object_end(ps, object);
	while (ret > 0) {
		if (!lex_peek(ps) && ps->p == ps->end)
			return parser_fail(ps, object->at, NULL, "missing \"}\"");
		ret = read_part(ps, object);
		if (!ret)
			ret = group_next(ps, object->at, '}');
	}
	return ret ? ret : object_end(ps, object);
}

/* Cpumaps have no interface, and so no name. */
static const struct shape no_interface = {HINT_REDIRECT, NULL, NULL};

static int object_read(struct parser *ps, struct place at, const struct shape *shape)
{
	const struct layout_field *field = &ps->layout->fields[at.field];
	struct object object = {.shape = shape, .at = at, .number = at};
	int ret;

	if (field->kind == LAYOUT_STRUCT) {
		object.number = member_place(ps->layout, at, at.field + 1);
		memset(ps->met + at.field + 1, 0, field->end - at.field - 1);
		if (field[1].hint != HINT_IFINDEX)
			object.shape = &no_interface;
	}
	ret = object_parts(ps, &object);
	buf_free(&object.name);
	return ret;
}

/* No program is null. */
static bool accept_null(struct parser *ps)
{
	struct parser look = *ps;
	struct word word = lex_word(&look);

	if (!word_is(&word, "null"))
		return false;
	ps->p = look.p;
	return true;
}

int object_field(struct parser *ps, struct place at, bool *done)
{
	const struct layout_field *field = &ps->layout->fields[at.field];
	const struct shape *shape = shape_of(field);

	*done = shape && (field->hint == HINT_PROG || field->hint == HINT_MAP) && accept_null(ps);
	if (*done)
		return store_number(ps, at, 0);
	*done = shape && lex_accept(ps, '{');
	return *done ? object_read(ps, at, shape) : 0;
}
