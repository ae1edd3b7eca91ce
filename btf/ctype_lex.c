// SPDX-License-Identifier: GPL-2.0-or-later
/* The words of C type text, and the parser's way to fail. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "btf/ctype_impl.h"

static bool is_word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static int record(struct ctype_parser *p, int code, const char *fmt, va_list ap)
{
	char text[512];

	if (p->code)
		return p->code;
	vsnprintf(text, sizeof(text), fmt, ap);
	p->code = fail(p->err, code, "%s: %s", p->what, text);
	return p->code;
}

int ctype_fail(struct ctype_parser *p, const char *fmt, ...)
{
	va_list ap;
	int code;

	va_start(ap, fmt);
	code = record(p, ERR_USAGE, fmt, ap);
	va_end(ap);
	return code;
}

int ctype_fail_code(struct ctype_parser *p, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	code = record(p, code, fmt, ap);
	va_end(ap);
	return code;
}

int ctype_fail_here(struct ctype_parser *p, const char *problem)
{
	const struct ctype_token *t = &p->token;

	if (t->kind == TOKEN_END)
		return ctype_fail(p, "%s at the end", problem);
	return ctype_fail(p, "%s before \"%.*s\" at character %td", problem,
			  (int)(t->len < 40 ? t->len : 40), t->start, t->start - p->text + 1);
}

int ctype_added(struct ctype_parser *p, int id)
{
	if (id >= 0)
		return id;
	if (id == -ENOMEM)
		return ctype_fail_code(p, id, "out of memory");
	return ctype_fail_code(p, id, "BTF cannot hold this type: %s", err_text(id));
}

int ctype_room(struct ctype_parser *p, void *array, size_t n, size_t *cap, size_t size)
{
	size_t more = *cap ? 2 * *cap : 8;
	void **data = array;
	void *grown;

	if (n < *cap)
		return 0;
	grown = reallocarray(*data, more, size);
	if (!grown)
		return ctype_fail_code(p, -ENOMEM, "out of memory");
	*data = grown;
	*cap = more;
	return 0;
}

int ctype_enter(struct ctype_parser *p)
{
	if (p->depth >= CTYPE_MAX_DEPTH)
		return ctype_fail(p, "nested deeper than %d levels", CTYPE_MAX_DEPTH);
	p->depth++;
	return 0;
}

/* The start of the next token; an open comment is a failure, and the end. */
static const char *skip_blank(struct ctype_parser *p, const char *s)
{
	const char *end;

	for (;;) {
		s += strspn(s, " \t\r\n\f\v");
		if (s[0] != '/' || (s[1] != '/' && s[1] != '*'))
			return s;
		end = s[1] == '/' ? strchr(s, '\n') : strstr(s + 2, "*/");
		if (!end && s[1] == '*')
			ctype_fail(p, "the comment at character %td has no \"*/\"",
				   s - p->text + 1);
		if (!end)
			return s + strlen(s);
		s = s[1] == '/' ? end : end + 2;
	}
}

static void lex_end(struct ctype_token *t, const char *at)
{
	*t = (struct ctype_token){.kind = TOKEN_END, .start = at};
}

static void lex_number(struct ctype_parser *p, struct ctype_token *t)
{
	const char *s = t->start;
	bool binary = s[0] == '0' && (s[1] == 'b' || s[1] == 'B');
	char *end;

	t->kind = TOKEN_NUMBER;
	while (is_word_char(s[t->len]))
		t->len++;
	errno = 0;
	t->number = strtoull(binary ? s + 2 : s, &end, binary ? 2 : 0);
	if (!errno && end != s + 2 * binary)
		end += strspn(end, "uUlL");
	if (end == s + t->len && !errno)
		return;
	ctype_fail(p, "\"%.*s\" is not a number%s", (int)(t->len < 40 ? t->len : 40), s,
		   errno == ERANGE ? " below 2^64" : "");
	lex_end(t, s);
}

static void lex_char(struct ctype_parser *p, struct ctype_token *t)
{
	const char *s = t->start;

	t->kind = TOKEN_NUMBER;
	t->len = 3;
	t->number = (unsigned char)s[1];
	if (isprint((unsigned char)s[1]) && s[1] != '\'' && s[1] != '\\' && s[2] == '\'')
		return;
	ctype_fail(p, "the character constant at character %td is not one plain character",
		   s - p->text + 1);
	lex_end(t, s);
}

static void lex_string(struct ctype_parser *p, struct ctype_token *t)
{
	t->kind = TOKEN_STRING;
	t->start++;
	while (isprint((unsigned char)t->start[t->len]) && !strchr("\"\\", t->start[t->len]))
		t->len++;
	if (t->start[t->len] == '"')
		return;
	ctype_fail(p, "the string at character %td has no end, or more than plain characters",
		   t->start - p->text);
	lex_end(t, t->start);
}

static void lex_punct(struct ctype_parser *p, struct ctype_token *t)
{
	char c = *t->start;
	BUF_CLEANUP struct buf shown = {0};

	t->kind = TOKEN_PUNCT;
	t->punct = c;
	t->len = 1;
	if (strchr("{}()[];:,=*/%+-|^&", c))
		return;
	t->len = 2;
	if ((c == '<' || c == '>') && t->start[1] == c)
		return;
	buf_escaped(&shown, t->start, 1);
	ctype_fail(p, "\"%s\" at character %td has no place in a C type", buf_cstr(&shown),
		   t->start - p->text + 1);
	lex_end(t, t->start);
}

void ctype_lex_next(struct ctype_parser *p)
{
	struct ctype_token *t = &p->token;
	const char *s = t->start + t->len + (t->kind == TOKEN_STRING);

	if (t->kind == TOKEN_END)
		return;
	p->last_end = s;
	*t = (struct ctype_token){.start = skip_blank(p, s)};
	s = t->start;
	if (!*s)
		return;
	if (isdigit((unsigned char)*s)) {
		lex_number(p, t);
	} else if (is_word_char(*s)) {
		t->kind = TOKEN_WORD;
		while (is_word_char(s[t->len]))
			t->len++;
	} else if (*s == '\'') {
		lex_char(p, t);
	} else if (*s == '"') {
		lex_string(p, t);
	} else {
		lex_punct(p, t);
	}
}

void ctype_lex_start(struct ctype_parser *p, const char *text)
{
	p->text = text;
	p->token = (struct ctype_token){.kind = TOKEN_PUNCT, .start = text};
	ctype_lex_next(p);
}

bool ctype_lex_is(const struct ctype_parser *p, const char *word)
{
	return p->token.kind == TOKEN_WORD && p->token.len == strlen(word) &&
	       !memcmp(p->token.start, word, p->token.len);
}

bool ctype_lex_skip(struct ctype_parser *p, const char *word)
{
	if (!ctype_lex_is(p, word))
		return false;
	ctype_lex_next(p);
	return true;
}

bool ctype_lex_punct(struct ctype_parser *p, char c)
{
	if (p->token.kind != TOKEN_PUNCT || p->token.punct != c)
		return false;
	ctype_lex_next(p);
	return true;
}

int ctype_lex_expect(struct ctype_parser *p, char c)
{
	char problem[] = "missing '?'";

	if (ctype_lex_punct(p, c))
		return 0;
	problem[9] = c;
	return ctype_fail_here(p, problem);
}

int ctype_lex_name(struct ctype_parser *p, char name[CTYPE_NAME_LEN], const char *role)
{
	const struct ctype_token *t = &p->token;
	char problem[64];

	if (t->kind != TOKEN_WORD) {
		snprintf(problem, sizeof(problem), "missing %s", role);
		return ctype_fail_here(p, problem);
	}
	if (t->len >= CTYPE_NAME_LEN)
		return ctype_fail(p, "the name \"%.32s...\" is longer than %d characters", t->start,
				  CTYPE_NAME_LEN - 1);
	memcpy(name, t->start, t->len);
	name[t->len] = '\0';
	ctype_lex_next(p);
	return 0;
}
