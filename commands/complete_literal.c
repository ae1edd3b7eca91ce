// SPDX-License-Identifier: GPL-2.0-or-later
/* Inside {…} and […] that are being typed: names of members, and what they may be. */
#include <string.h>

#include "btf/path.h"
#include "commands/complete_map.h"

enum { MAX_DEPTH = 64, MAX_GIVEN = 256 };

#define NONE 0xffffffffu

/* Where in the literal the cursor is. */
struct literal {
	const struct layout *layout;
	__u32 open[MAX_DEPTH]; /* what the brackets that are open are of */
	unsigned int depth;
	__u32 value; /* the field that is to be written here; NONE: a name, or nothing */
	struct {
		__u32 field;
		unsigned int depth;
	} given[MAX_GIVEN];
	unsigned int n_given;
	const char *word; /* the name or value being typed begins here */
	bool done; /* a value stands here already, or it is none of ours */
};

static const struct layout_field *field_at(const struct literal *literal, __u32 i)
{
	return &literal->layout->fields[i];
}

static bool literal_open(struct literal *literal, char bracket)
{
	__u32 value = literal->value;
	bool fits;

	if (value == NONE || literal->done || literal->depth == MAX_DEPTH)
		return false;
	fits = bracket == '{' ? field_has_members(field_at(literal, value))
			      : field_at(literal, value)->kind == LAYOUT_ARRAY;
	literal->open[literal->depth++] = value;
	literal->value = bracket == '{' ? NONE : value + 1;
	return fits;
}

static bool literal_close(struct literal *literal)
{
	if (!literal->depth)
		return false;
	literal->depth--;
	while (literal->n_given && literal->given[literal->n_given - 1].depth > literal->depth)
		literal->n_given--;
	literal->done = true;
	return true;
}

static bool literal_name(struct literal *literal, const char *end)
{
	__u32 member;

	if (!literal->depth || literal->value != NONE || literal->n_given == MAX_GIVEN)
		return false;
	member = member_find(literal->layout, literal->open[literal->depth - 1], literal->word,
			     (size_t)(end - literal->word));
	literal->given[literal->n_given].field = member;
	literal->given[literal->n_given++].depth = literal->depth;
	literal->value = member ? member : NONE;
	return member;
}

static bool literal_comma(struct literal *literal)
{
	__u32 parent;

	if (!literal->depth)
		return false;
	parent = literal->open[literal->depth - 1];
	literal->value = field_at(literal, parent)->kind == LAYOUT_ARRAY ? parent + 1 : NONE;
	literal->done = false;
	return true;
}

/* One byte that is neither blank nor part of a word. False: this is no literal of the type. */
static bool literal_step(struct literal *literal, const char *at)
{
	switch (*at) {
	case '{':
	case '[':
		return literal_open(literal, *at);
	case '}':
	case ']':
		return literal_close(literal);
	case ':':
		return literal_name(literal, at);
	case ',':
		return literal_comma(literal);
	default:
		return true;
	}
}

/* Behind a string; NULL: it is not closed. */
static const char *skip_string(const char *at)
{
	char quote = *at++;

	while (*at && *at != quote)
		at += at[0] == '\\' && at[1] ? 2 : 1;
	return *at ? at + 1 : NULL;
}

static bool literal_scan(struct literal *literal, const char *text)
{
	literal->word = text;
	while (*text) {
		if (*text == '"' || *text == '\'') {
			text = skip_string(text);
			if (!text)
				return false;
			literal->word = text;
		} else if (strchr(" \t\n{}[]:,", *text)) {
			if (!literal_step(literal, text))
				return false;
			literal->word = ++text;
		} else {
			text++;
		}
	}
	return literal->depth > 0;
}

static bool is_given(const struct literal *literal, __u32 field)
{
	for (unsigned int i = 0; i < literal->n_given; i++) {
		if (literal->given[i].field == field && literal->given[i].depth == literal->depth)
			return true;
	}
	return false;
}

static void add_names(const struct literal *literal, struct candidates *out)
{
	__u32 parent = literal->open[literal->depth - 1], end = field_at(literal, parent)->end;

	for (__u32 i = parent + 1; i < end; i = member_next(literal->layout, i)) {
		const struct layout_field *field = field_at(literal, i);
		BUF_CLEANUP struct buf name = {0};

		if (is_given(literal, i) || field->kind == LAYOUT_KERNEL || !field->text_len)
			continue;
		buf_add(&name, field->text, field->text_len);
		candidates_add(out, buf_cstr(&name), field->type, CANDIDATE_OPEN);
	}
}

bool complete_literal(const struct complete_query *query, const struct layout *layout,
		    struct place place, struct candidates *out)
{
	struct literal literal = {.layout = layout, .value = place.field};
	struct candidates before = *out;
	size_t n = out->n;

	if (*out->prefix != '{' && *out->prefix != '[')
		return false;
	if (!layout->typed || !literal_scan(&literal, out->prefix) || literal.done)
		return true;
	out->lead += (size_t)(literal.word - out->prefix);
	out->prefix = literal.word;
	if (literal.value == NONE)
		add_names(&literal, out);
	else
		complete_place(query, layout, (struct place){.field = literal.value}, out);
	for (; n < out->n; n++)
		out->items[n].final = false;
	out->prefix = before.prefix;
	out->lead = before.lead;
	return true;
}
