// SPDX-License-Identifier: GPL-2.0-or-later
/* Characters to words: comments, bare words, strings with the escapes of C and JSON. */
#include "btf/parse_impl.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool at_comment(const struct parser *ps)
{
	return ps->end - ps->p >= 2 && ps->p[0] == '/' && ps->p[1] == '*';
}

char lex_peek(struct parser *ps)
{
	while (ps->p < ps->end) {
		if (is_space(*ps->p)) {
			ps->p++;
		} else if (at_comment(ps)) {
			const char *close =
				memmem(ps->p + 2, (size_t)(ps->end - ps->p) - 2, "*/", 2);

			/* one that never ends stays, to be complained about as a word */
			if (!close)
				return *ps->p;
			ps->p = close + 2;
		} else {
			return *ps->p;
		}
	}
	return 0;
}

bool lex_accept(struct parser *ps, char c)
{
	if (lex_peek(ps) != c || ps->p == ps->end)
		return false;
	ps->p++;
	return true;
}

static struct word word_until(struct parser *ps, const char *stops)
{
	const char *start = ps->p;

	while (ps->p < ps->end && *ps->p && !strchr(stops, *ps->p) && !at_comment(ps))
		ps->p++;
	return (struct word){start, (size_t)(ps->p - start), false};
}

struct word lex_word(struct parser *ps)
{
	lex_peek(ps);
	return word_until(ps, " \t\n\r\"',{}[]");
}

struct word lex_rest(const struct parser *ps)
{
	return (struct word){ps->p, (size_t)(ps->end - ps->p), false};
}

/* ---- strings -------------------------------------------------------------------------------- */

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

long lex_hex(const char *s, size_t left, unsigned int n)
{
	long value = 0;

	if (left < n)
		return -1;
	for (unsigned int i = 0; i < n; i++) {
		int digit = hex_value(s[i]);

		if (digit < 0)
			return -1;
		value = value << 4 | digit;
	}
	return value;
}

static void put_utf8(struct buf *out, unsigned long c)
{
	char bytes[4];
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};

	for (size_t i = n; i-- > 1; c >>= 6)
		bytes[i] = (char)(0x80 | (c & 0x3f));
	bytes[0] = (char)(lead[n] | c);
	buf_add(out, bytes, n);
}

/* What follows "\u": a character, or the two halves of one. Returns the length of it, 0: broken. */
static size_t escape_unicode(const char *s, size_t left, struct buf *out)
{
	long c = lex_hex(s, left, 4), low;

	if (c < 0 || (c >= 0xdc00 && c <= 0xdfff))
		return 0;
	if (c < 0xd800 || c > 0xdbff) {
		put_utf8(out, (unsigned long)c);
		return 4;
	}
	if (left < 10 || s[4] != '\\' || s[5] != 'u')
		return 0;
	low = lex_hex(s + 6, 4, 4);
	if (low < 0xdc00 || low > 0xdfff)
		return 0;
	put_utf8(out, 0x10000 + (unsigned long)((c - 0xd800) << 10 | (low - 0xdc00)));
	return 10;
}

/* What follows the backslash. Returns the length of it, 0: broken. */
static size_t escape_decode(const char *s, size_t left, struct buf *out)
{
	static const char letters[] = "abfnrtv\\\"'/", bytes[] = "\a\b\f\n\r\t\v\\\"'/";
	const char *letter = left && *s ? strchr(letters, *s) : NULL;
	long byte;
	size_t n;

	if (letter) {
		buf_putc(out, bytes[letter - letters]);
		return 1;
	}
	if (left && *s == 'u') {
		n = escape_unicode(s + 1, left - 1, out);
		return n ? n + 1 : 0;
	}
	if (left && *s == 'x') {
		byte = lex_hex(s + 1, left - 1, 2);
		if (byte >= 0)
			buf_putc(out, (char)byte);
		return byte < 0 ? 0 : 3;
	}
	/* NUL, but not the start of C's octal, which would be read otherwise than it is meant */
	if (left && *s == '0' && (left == 1 || s[1] < '0' || s[1] > '9')) {
		buf_putc(out, '\0');
		return 1;
	}
	return 0;
}

static int escape_fail(struct parser *ps, struct place at, const char *s)
{
	struct word word = {s, 0, true};
	int ret;

	while (word.n < 6 && s + word.n < ps->end && s[word.n] != '"')
		word.n++;
	ret = parser_fail(ps, at, &word, "starts no escape that is known");

	err_hint(ps->err, "known are \\n \\t \\r \\b \\f \\a \\v \\0 \\\\ \\\" \\' \\/ "
			  "\\xNN \\uNNNN; a backslash itself is \\\\");
	return ret;
}

int lex_string(struct parser *ps, struct place at, struct buf *out)
{
	char quote = *ps->p;

	for (const char *s = ps->p + 1; s < ps->end;) {
		if (*s == quote) {
			ps->p = s + 1;
			return out->oom ? fail_oom(ps->err) : 0;
		}
		if (*s == '\\' && s + 1 < ps->end) {
			size_t n = escape_decode(s + 1, (size_t)(ps->end - s) - 1, out);

			if (!n)
				return escape_fail(ps, at, s);
			s += n + 1;
		} else {
			buf_putc(out, *s++);
		}
	}
	return parser_fail(ps, at, NULL, "missing %s", quote == '"' ? "closing \"" : "closing '");
}

int lex_scalar(struct parser *ps, struct place at, struct buf *store, struct word *word)
{
	int ret;

	if (lex_peek(ps) == '"') {
		ret = lex_string(ps, at, store);
		*word = (struct word){store->len ? store->data : "", store->len, true};
		return ret;
	}
	*word = lex_word(ps);
	if (word->n)
		return 0;
	if (ps->p == ps->end)
		return parser_fail(ps, at, NULL, "a value is missing");
	*word = lex_rest(ps);
	if (word->n > 1 && strchr(",}]", *word->s))
		word->n = 1;
	return parser_fail(ps, at, word, "stands where a value should");
}

int lex_name(struct parser *ps, struct place at, struct buf *store, struct word *word)
{
	char c = lex_peek(ps);
	int ret = 0;

	if (c == '"' || c == '\'') {
		ret = lex_string(ps, at, store);
		*word = (struct word){store->len ? store->data : "", store->len, true};
	} else {
		*word = word_until(ps, " \t\n\r\"',:{}[]=");
	}
	if (ret || lex_accept(ps, ':'))
		return ret;
	if (word->n)
		return parser_fail(ps, at, word, "needs a \":\" and a value behind it");
	*word = lex_rest(ps);
	return parser_fail(ps, at, word, "stands where the name of a field should");
}
