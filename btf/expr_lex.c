// SPDX-License-Identifier: GPL-2.0-or-later
/* Expressions: characters to tokens, and how many words of a line are one expression. */
#include <ctype.h>

#include "btf/expr_impl.h"

/* Those that begin with another stand before it. */
static const struct {
	char text[4];
	enum token_kind kind;
	enum expr_op op;
} signs[] = {
	{"||", TOKEN_OPERATOR, OP_OR},	    {"&&", TOKEN_OPERATOR, OP_AND},
	{"==", TOKEN_OPERATOR, OP_EQ},	    {"!=", TOKEN_OPERATOR, OP_NE},
	{"<<", TOKEN_OPERATOR, OP_LEFT},    {">>", TOKEN_OPERATOR, OP_RIGHT},
	{"<=", TOKEN_OPERATOR, OP_LE},	    {">=", TOKEN_OPERATOR, OP_GE},
	{"<", TOKEN_OPERATOR, OP_LT},	    {">", TOKEN_OPERATOR, OP_GT},
	{"|", TOKEN_OPERATOR, OP_BIT_OR},   {"^", TOKEN_OPERATOR, OP_BIT_XOR},
	{"&", TOKEN_OPERATOR, OP_BIT_AND},  {"+", TOKEN_OPERATOR, OP_ADD},
	{"-", TOKEN_OPERATOR, OP_SUBTRACT}, {"*", TOKEN_OPERATOR, OP_MULTIPLY},
	{"/", TOKEN_OPERATOR, OP_DIVIDE},   {"%", TOKEN_OPERATOR, OP_REMAINDER},
	{"!", TOKEN_NOT, OP_NOT},	    {"~", TOKEN_COMPLEMENT, OP_COMPLEMENT},
	{"(", TOKEN_OPEN, OP_NONE},	    {")", TOKEN_CLOSE, OP_NONE},
};

static const struct {
	char text[4];
	enum token_kind kind;
	enum expr_op op;
} names[] = {
	{"or", TOKEN_OPERATOR, OP_OR}, {"and", TOKEN_OPERATOR, OP_AND},
	{"eq", TOKEN_OPERATOR, OP_EQ}, {"ne", TOKEN_OPERATOR, OP_NE},
	{"lt", TOKEN_OPERATOR, OP_LT}, {"le", TOKEN_OPERATOR, OP_LE},
	{"gt", TOKEN_OPERATOR, OP_GT}, {"ge", TOKEN_OPERATOR, OP_GE},
	{"not", TOKEN_NOT_ALL, OP_NOT},
};

unsigned int op_binds(enum expr_op op)
{
	static const unsigned char binds[] = {
		[OP_OR] = 1,	  [OP_AND] = 2,	    [OP_NOT] = 3,	[OP_BIT_OR] = 4,
		[OP_BIT_XOR] = 5, [OP_BIT_AND] = 6, [OP_EQ] = 7,	[OP_NE] = 7,
		[OP_LT] = 8,	  [OP_LE] = 8,	    [OP_GT] = 8,	[OP_GE] = 8,
		[OP_LEFT] = 9,	  [OP_RIGHT] = 9,   [OP_ADD] = 10,	[OP_SUBTRACT] = 10,
		[OP_DIVIDE] = 11, [OP_MULTIPLY] = 11, [OP_REMAINDER] = 11,
	};

	return binds[op];
}

static struct token operand(const char *s, size_t n, bool literal)
{
	return (struct token){n ? TOKEN_OPERAND : TOKEN_UNKNOWN, OP_NONE, s, n, literal};
}

/* Up to the closing quote, which is counted; 0: there is none. */
static size_t quoted_length(const char *s)
{
	size_t n = 1;

	while (s[n] && s[n] != *s)
		n += s[n] == '\\' && s[n + 1] ? 2 : 1;
	return s[n] ? n + 1 : 0;
}

/* Up to the bracket that closes the first one; 0: there is none. */
static size_t bracket_length(const char *s)
{
	size_t n = 0, depth = 0;

	while (s[n]) {
		size_t quoted = s[n] == '"' || s[n] == '\'' ? quoted_length(s + n) : 0;

		depth += s[n] == '{' || s[n] == '[';
		depth -= s[n] == '}' || s[n] == ']';
		n += quoted ? quoted : 1;
		if (!depth)
			return n;
	}
	return 0;
}

static bool in_word(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80 || (c && strchr("_.:$@", c));
}

static size_t digits(const char *s)
{
	size_t n = 0;

	while (isdigit((unsigned char)s[n]))
		n++;
	return n;
}

/* `[3]` behind a name, `/8` behind an address, `+20` behind the `e` of a float; else 0. */
static size_t word_goes_on(const char *s, size_t n)
{
	const char *c = s + n;
	unsigned int dots = 0;
	size_t more;

	if (!*c)
		return 0;
	if (*c == '[') {
		more = digits(c + 1);
		return more && c[1 + more] == ']' ? more + 2 : 0;
	}
	for (size_t i = 0; i < n; i++)
		dots += s[i] == '.';
	more = digits(c + 1);
	if (*c == '/' && more && (memchr(s, ':', n) || (isdigit((unsigned char)*s) && dots == 3)))
		return more + 1;
	if ((*c == '+' || *c == '-') && more && isdigit((unsigned char)*s) &&
	    (s[n - 1] | 0x20) == 'e' && (s[1] | 0x20) != 'x')
		return more + 1;
	return 0;
}

static struct token word(const char *s)
{
	size_t n = 0, more;

	for (;;) {
		while (in_word(s[n]))
			n++;
		more = n ? word_goes_on(s, n) : 0;
		if (!more)
			break;
		n += more;
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (n == strlen(names[i].text) && !memcmp(s, names[i].text, n))
			return (struct token){names[i].kind, names[i].op, s, n, false};
	}
	return operand(s, n, false);
}

struct token token_next(const char *s)
{
	while (isspace((unsigned char)*s))
		s++;
	if (!*s)
		return (struct token){TOKEN_END, OP_NONE, s, 0, false};
	if (*s == '"' || *s == '\'')
		return operand(s, quoted_length(s), true);
	if (*s == '{' || *s == '[')
		return operand(s, bracket_length(s), true);
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
		size_t n = strlen(signs[i].text);

		if (!strncmp(s, signs[i].text, n))
			return (struct token){signs[i].kind, signs[i].op, s, n, false};
	}
	return word(s);
}

/* ---- words of a line ------------------------------------------------------------------------ */

/* Where a reader of tokens stands: before an operand or behind one, in so many parentheses. */
struct scan {
	bool behind;
	bool compared; /* behind the last && or || */
	bool broken; /* an error that expr_new() will name */
	size_t open;
};

static void scan_token(struct scan *scan, const struct token *token)
{
	switch (token->kind) {
	case TOKEN_OPERAND:
		scan->broken |= scan->behind;
		scan->behind = true;
		break;
	case TOKEN_OPERATOR:
		scan->broken |= !scan->behind && token->op != OP_SUBTRACT;
		scan->behind = false;
		scan->compared = op_compares(token->op) ||
				 (scan->compared && token->op != OP_AND && token->op != OP_OR);
		break;
	case TOKEN_OPEN:
		scan->open++;
		break;
	case TOKEN_CLOSE:
		scan->broken |= !scan->open;
		scan->open -= !scan->broken;
		break;
	case TOKEN_NOT:
	case TOKEN_NOT_ALL:
	case TOKEN_COMPLEMENT:
	case TOKEN_END:
		break;
	case TOKEN_UNKNOWN:
		scan->broken = true;
	}
}

static void scan_word(struct scan *scan, const char *text)
{
	for (struct token token = token_next(text); !scan->broken && token.kind != TOKEN_END;
	     token = token_next(token.s + token.n))
		scan_token(scan, &token);
}

static bool is_operator(const char *text)
{
	struct token token = token_next(text);

	return token.kind == TOKEN_OPERATOR && token.s == text && !text[token.n];
}

size_t expr_arity(const char *const *words, size_t n)
{
	struct scan scan = {0};
	size_t used = 0;

	while (used < n) {
		scan_word(&scan, words[used++]);
		if (scan.broken)
			return used;
		if (scan.behind && !scan.open && (used == n || !is_operator(words[used])))
			return used;
	}
	return used ? used : 1;
}

void expr_end(const char *text, struct expr_tail *tail)
{
	const char *end = text + strlen(text), *operand = NULL;
	struct scan scan = {0};
	size_t n = 0;

	*tail = (struct expr_tail){.start = strlen(text)};
	for (struct token token = token_next(text); token.kind != TOKEN_END && !scan.broken;
	     token = token_next(token.s + token.n)) {
		if (token.kind == TOKEN_OPERAND && token.s + token.n == end && !scan.behind) {
			tail->start = (size_t)(token.s - text);
			break;
		}
		scan_token(&scan, &token);
		if (token.kind == TOKEN_OPERATOR)
			tail->beside = op_compares(token.op) ? operand : NULL;
		tail->n_beside = n;
		if (token.kind == TOKEN_OPERAND)
			operand = token.s, n = token.n;
	}
	tail->operand = !scan.behind && !scan.broken;
}

bool expr_compares(const char *const *words, size_t n)
{
	struct scan scan = {0};

	for (size_t i = 0; i < n && !scan.broken; i++)
		scan_word(&scan, words[i]);
	return scan.compared;
}
