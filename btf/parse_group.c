// SPDX-License-Identifier: GPL-2.0-or-later
/* Structs, unions, datasecs and arrays: names, commas, brackets and counts. */
#include "btf/parse_impl.h"

int group_next(struct parser *ps, struct place at, char close)
{
	struct word rest;

	if (lex_accept(ps, ',')) /* one before the bracket is tolerated */
		return !lex_accept(ps, close);
	if (lex_accept(ps, close))
		return 0;
	rest = lex_rest(ps);
	if (rest.n)
		return parser_fail(ps, at, &rest, "is unexpected: missing \",\" or \"%c\"", close);
	return parser_fail(ps, at, NULL, "missing \"%c\"", close);
}

/* ---- structs -------------------------------------------------------------------------------- */

static int group_member(struct parser *ps, struct place at)
{
	BUF_CLEANUP struct buf store = {0};
	struct word name;
	__u32 member;
	int ret = lex_name(ps, at, &store, &name);

	if (ret)
		return ret;
	member = member_find(ps->layout, at.field, name.s, name.n);
	if (!member)
		return member_unknown(ps->layout, at, ps->parse->what, name.s, name.n, ps->err);
	if (ps->met[member])
		return parser_fail(ps, member_place(ps->layout, at, member), NULL,
				   "is given twice");
	ps->met[member] = true;
	return parser_field(ps, member_place(ps->layout, at, member));
}

/* 10.0.0.1, 10.0.0.0/8 and the like, where a brace does not stand. */
static int group_word(struct parser *ps, struct place at)
{
	BUF_CLEANUP struct buf store = {0};
	struct word word;
	int ret = lex_scalar(ps, at, &store, &word);

	if (!ret)
		ret = addr_store(ps, at, &word);
	if (ret)
		return ret < 0 ? ret : 0;
	ret = parser_fail(ps, at, &word, "is no %s: \"{\" expected",
			  ps->layout->fields[at.field].type);
	if (ps->depth == 1 && memchr(word.s, ':', word.n))
		err_hint(ps->err, "quote the braces, as in '{a: 1, b: 2}': the shell takes "
				  "{a:1,b:2} apart");
	return ret;
}

int group_members(struct parser *ps, struct place at)
{
	const struct layout_field *field = &ps->layout->fields[at.field];
	int ret = 1;

	if (!lex_accept(ps, '{'))
		return group_word(ps, at);
	memset(ps->met + at.field + 1, 0, field->end - at.field - 1);
	if (lex_accept(ps, '}'))
		return 0;
	while (ret > 0) {
		if (!lex_peek(ps) && ps->p == ps->end)
			return parser_fail(ps, at, NULL, "missing \"}\"");
		ret = group_member(ps, at);
		if (!ret)
			ret = group_next(ps, at, '}');
	}
	return ret;
}

/* ---- arrays --------------------------------------------------------------------------------- */

static bool is_byte_array(const struct layout_field *array)
{
	return array->stride == 1 && array[1].kind == LAYOUT_INT && array[1].bits == 8;
}

/* An address, or a string where the elements are bytes. */
static int array_word(struct parser *ps, struct place at)
{
	const struct layout_field *field = &ps->layout->fields[at.field];
	BUF_CLEANUP struct buf store = {0};
	struct word word;
	int ret = lex_scalar(ps, at, &store, &word);

	if (!ret)
		ret = addr_store(ps, at, &word);
	if (ret)
		return ret < 0 ? ret : 0;
	if (word.quoted && is_byte_array(field))
		return text_store(ps, at, word.s, word.n);
	return parser_fail(ps, at, &word, "is no array: \"[\" expected");
}

int group_array(struct parser *ps, struct place at)
{
	__u32 count = layout_count(ps->layout, at);
	int ret = 1;

	if (!lex_accept(ps, '['))
		return array_word(ps, at);
	if (lex_accept(ps, ']'))
		return 0;
	for (__u32 i = 0; ret > 0; i++) {
		if (!lex_peek(ps) && ps->p == ps->end)
			return parser_fail(ps, at, NULL, "missing \"]\"");
		if (i == count)
			return parser_fail(ps, at, NULL, "too many elements: %u fit", count);
		ret = parser_field(ps, place_element(ps->layout, at, i));
		if (!ret)
			ret = group_next(ps, at, ']');
	}
	return ret;
}
