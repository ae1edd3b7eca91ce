// SPDX-License-Identifier: GPL-2.0-or-later
/* The value language: one literal into a value, or several into its parts. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "btf/parse_impl.h"

enum {
	DEPTH_MAX = 64,
	MISSING_MAX = 8
};

int parser_fail(struct parser *ps, struct place at, const struct word *word, const char *fmt, ...)
{
	BUF_CLEANUP struct buf msg = {0};
	char what[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	place_name(ps->layout, at, ps->parse->what, &msg);
	buf_puts(&msg, ": ");
	if (word) {
		word_quote(&msg, word->s, word->n);
		buf_putc(&msg, ' ');
	}
	buf_puts(&msg, what);
	return msg.oom ? fail_oom(ps->err) : fail(ps->err, ERR_USAGE, "%s", buf_cstr(&msg));
}

/* ---- one place ------------------------------------------------------------------------------ */

/* Any field may be given as bytes. Text and u8 arrays look themselves: a string may be meant. */
static int try_packed(struct parser *ps, struct place at, bool *done)
{
	const struct layout_field *field = &ps->layout->fields[at.field];
	bool holds_text = field->kind == LAYOUT_TEXT || field->kind == LAYOUT_ARRAY;
	BUF_CLEANUP struct buf store = {0};
	struct word word = lex_rest(ps);
	int ret;

	if (word.n && *word.s == '"' && !holds_text)
		word.s++, word.n--;
	*done = packed_is(&word) && !field->bitfield && at.bit_off % 8 == 0;
	if (!*done)
		return 0;
	ret = lex_scalar(ps, at, &store, &word);
	return ret ? ret : packed_store(ps, at, &word);
}

static int bytes_field(struct parser *ps, struct place at)
{
	BUF_CLEANUP struct buf store = {0};
	struct word word;
	int ret = lex_scalar(ps, at, &store, &word);

	if (ret)
		return ret;
	ret = parser_fail(ps, at, &word, "needs a type, and none is known: only hex:… will do");
	if (!ps->layout->typed)
		err_hint(ps->err, "--types KEY VALUE gives types to a map that has none");
	return ret;
}

static int by_kind(struct parser *ps, struct place at)
{
	switch ((enum layout_kind)ps->layout->fields[at.field].kind) {
	case LAYOUT_INT:
	case LAYOUT_POINTER:
		return scalar_int(ps, at);
	case LAYOUT_BOOL:
		return scalar_bool(ps, at);
	case LAYOUT_CHAR:
		return scalar_char(ps, at);
	case LAYOUT_FLOAT:
		return scalar_float(ps, at);
	case LAYOUT_ENUM:
		return scalar_enum(ps, at);
	case LAYOUT_TEXT:
		return text_field(ps, at);
	case LAYOUT_STRUCT:
	case LAYOUT_UNION:
	case LAYOUT_DATASEC:
		return group_members(ps, at);
	case LAYOUT_ARRAY:
		return group_array(ps, at);
	case LAYOUT_KERNEL:
		return scalar_kernel(ps, at);
	case LAYOUT_BYTES:
		break;
	}
	return bytes_field(ps, at);
}

int parser_field(struct parser *ps, struct place at)
{
	bool done = false;
	int ret;

	if (ps->depth > DEPTH_MAX)
		return parser_fail(ps, at, NULL, "deeper than %u levels", DEPTH_MAX);
	lex_peek(ps);
	ret = try_packed(ps, at, &done);
	if (ret || done)
		return ret;
	ps->depth++;
	ret = object_field(ps, at, &done);
	if (!ret && !done)
		ret = by_kind(ps, at);
	ps->depth--;
	return ret;
}

/* ---- a whole text --------------------------------------------------------------------------- */

/* Where the type is text the whole of it is the text, unless it is written as a literal. */
static bool is_plain_text(struct parser *ps, struct place at)
{
	struct parser look = *ps;
	char c = lex_peek(&look);
	struct word rest = lex_rest(&look);

	return ps->layout->fields[at.field].kind == LAYOUT_TEXT && c != '"' && c != '[' &&
	       !packed_is(&rest);
}

/* What ends too early may have been taken apart by the shell. */
static int unfinished(struct parser *ps, const char *text, int ret)
{
	if (ret == ERR_USAGE && ps->p == ps->end && *text == '{' && ps->end[-1] != '}' &&
	    !*ps->err->hint)
		err_hint(ps->err, "quote all of it for the shell, as in '{a: 1, b: 2}'");
	return ret;
}

/* The literal that `text` holds, from its first character to its last. */
static int read_literal(struct parser *ps, struct place at, const char *text, size_t n)
{
	struct word rest;
	int ret;

	ps->p = text;
	ps->end = text + n;
	if (is_plain_text(ps, at))
		return text_store(ps, at, text, n);
	ret = parser_field(ps, at);
	if (ret)
		return unfinished(ps, text, ret);
	lex_peek(ps);
	rest = lex_rest(ps);
	if (!rest.n)
		return 0;
	if (rest.n > 1 && !memcmp(rest.s, "/*", 2))
		return parser_fail(ps, at, NULL, "missing \"*/\"");
	return parser_fail(ps, at, &rest, "stands behind the end of the value");
}

static int read_file(struct parser *ps, struct place at, const char *path)
{
	const struct resolver *resolver = ps->parse->resolver;
	BUF_CLEANUP struct buf text = {0};
	int ret;

	if (!resolver || !resolver->read_file)
		return parser_fail(ps, at, NULL, "files cannot be read here");
	ret = resolver->read_file(resolver->self, path, &text, ps->err);
	if (ret)
		return ret;
	if (text.oom)
		return fail_oom(ps->err);
	if (text.len && text.data[text.len - 1] == '\n')
		text.len--;
	return read_literal(ps, at, text.len ? text.data : "", text.len);
}

static int read_text(struct parser *ps, struct place at, const char *text)
{
	int ret = store_clear(ps, at);

	if (ret)
		return ret;
	if (*text == '@')
		return read_file(ps, at, text + 1);
	return read_literal(ps, at, text, strlen(text));
}

/* ---- fields that a key lacks ---------------------------------------------------------------- */

struct missing {
	struct buf names;
	unsigned int n;
};

static void missing_add(struct parser *ps, struct place at, const char *before,
			struct missing *missing)
{
	if (missing->n++ > MISSING_MAX)
		return;
	buf_puts(&missing->names, missing->n == 1 ? "" : before);
	if (missing->n > MISSING_MAX) {
		buf_puts(&missing->names, "…");
		return;
	}
	buf_putc(&missing->names, '"');
	layout_path(ps->layout, at, &missing->names);
	buf_putc(&missing->names, '"');
}

/* One member is enough of a union without a name; any of them would have done. */
static void missing_union(struct parser *ps, struct place at, struct missing *missing)
{
	const char *before = ", ";

	for (__u32 i = at.field + 1; i < ps->layout->fields[at.field].end;
	     i = member_next(ps->layout, i)) {
		if (ps->layout->fields[i].anonymous)
			continue;
		missing_add(ps, member_place(ps->layout, at, i), before, missing);
		before = " or ";
	}
}

/* Padding is nobody's field, and what belongs to the kernel cannot be given. */
static void missing_find(struct parser *ps, struct place at, struct missing *missing)
{
	const struct layout_field *field = &ps->layout->fields[at.field];
	bool unnamed = !at.field || field->anonymous;
	bool given = store_given(ps, at);

	if (!place_bits(ps->layout, at) || field->kind == LAYOUT_KERNEL)
		return;
	if (field->kind == LAYOUT_UNION && !given && unnamed) {
		missing_union(ps, at, missing);
	} else if ((field->kind == LAYOUT_STRUCT || field->kind == LAYOUT_DATASEC) &&
		   (given || unnamed)) {
		for (__u32 i = at.field + 1; i < field->end; i = ps->layout->fields[i].end)
			missing_find(ps, member_place(ps->layout, at, i), missing);
	} else if (field->kind == LAYOUT_ARRAY && (given || unnamed)) {
		for (__u32 i = 0; i < layout_count(ps->layout, at); i++)
			missing_find(ps, place_element(ps->layout, at, i), missing);
	} else if (!given) {
		missing_add(ps, at, ", ", missing);
	}
}

static int check_missing(struct parser *ps, struct place at)
{
	struct missing missing = {0};

	if (!ps->parse->require_fields)
		return 0;
	missing_find(ps, at, &missing);
	if (!missing.n)
		return 0;
	fail(ps->err, ERR_USAGE, "%s: missing %s", ps->parse->what, buf_cstr(&missing.names));
	buf_free(&missing.names);
	err_hint(ps->err, "--zero-key makes the fields that are left out zero");
	return ERR_USAGE;
}

/* ---- the ways in ---------------------------------------------------------------------------- */

static const struct place whole;

static int parser_start(struct parser *ps, const struct layout *layout, const struct parse *parse,
			void *data, struct err *err)
{
	*ps = (struct parser){.layout = layout, .parse = parse, .err = err, .data = data};
	ps->given = (size_t)layout->size + layout->n_fields <= sizeof(ps->few)
			    ? ps->few
			    : calloc(1, (size_t)layout->size + layout->n_fields);
	if (!ps->given)
		return fail_oom(err);
	ps->met = (bool *)(ps->given + layout->size);
	return 0;
}

static int finish(struct parser *ps, struct place at, int ret)
{
	if (!ret)
		ret = check_missing(ps, at);
	if (ps->given != ps->few)
		free(ps->given);
	return ret;
}

int parse_value(const struct layout *layout, const char *text, const struct parse *parse,
		void *data, struct err *err)
{
	return parse_place(layout, whole, text, parse, data, err);
}

int parse_place(const struct layout *layout, struct place place, const char *text,
		const struct parse *parse, void *data, struct err *err)
{
	struct parser ps;
	int ret = parser_start(&ps, layout, parse, data, err);

	return ret ? ret : finish(&ps, place, read_text(&ps, place, text));
}

int parse_parts(const struct layout *layout, const struct parse_part *parts, size_t n,
		const struct parse *parse, void *data, struct err *err)
{
	struct parser ps;
	int ret = parser_start(&ps, layout, parse, data, err);

	if (ret)
		return ret;
	for (size_t i = 0; i < n && !ret; i++)
		ret = read_text(&ps, parts[i].place, parts[i].text);
	return finish(&ps, whole, ret);
}
