// SPDX-License-Identifier: GPL-2.0-or-later
/* One typed line, taken apart into words as a shell would. */
#include <stdlib.h>

#include "cli/line.h"

/* The line at work. The words' texts are never longer than the line: `out` needs no checks. */
struct split {
	struct line *line;
	const char *text;
	size_t n, at;
	char *out;
	unsigned int flags;
	struct err *err;
};

enum kind { PLAIN, BLANK, QUOTE, BACKSLASH, EQUAL, BRACKET };

static const unsigned char kinds[256] = {
	[' '] = BLANK,	['\t'] = BLANK, ['\n'] = BLANK, ['\r'] = BLANK,  ['\''] = QUOTE,
	['"'] = QUOTE, ['\\'] = BACKSLASH, ['='] = EQUAL,  ['{'] = BRACKET, ['['] = BRACKET,
};

static enum kind kind_at(const struct split *s, size_t at)
{
	return at < s->n ? (enum kind)kinds[(unsigned char)s->text[at]] : BLANK;
}

static void skip_blanks(struct split *s)
{
	while (s->at < s->n && kind_at(s, s->at) == BLANK)
		s->at++;
}

/* Copies the bytes from `from` up to s->at. */
static void copy_from(struct split *s, size_t from)
{
	memcpy(s->out, s->text + from, s->at - from);
	s->out += s->at - from;
}

/* The line ends within what began at `from`. */
static int left_open(struct split *s, enum line_open open, size_t from)
{
	size_t n = s->n - from, most = 40;

	s->line->open = open;
	s->at = s->n;
	if (s->flags & LINE_PARTIAL)
		return 0;
	if (n > most) {
		for (n = most; n > 1 && ((unsigned char)s->text[from + n] & 0xc0) == 0x80;)
			n--;
	}
	fail(s->err, ERR_USAGE, "the %c of \"%.*s%s\" is not closed", s->text[from], (int)n,
	     s->text + from, n < s->n - from ? "..." : "");
	return ERR_USAGE;
}

static int take_single(struct split *s)
{
	size_t from = s->at++;
	const char *end = memchr(s->text + s->at, '\'', s->n - s->at);

	s->at = end ? (size_t)(end - s->text) : s->n;
	copy_from(s, from + 1);
	if (!end)
		return left_open(s, OPEN_SINGLE, from);
	s->at++;
	return 0;
}

static int take_double(struct split *s)
{
	const char *escaped = s->flags & LINE_SHELL ? "\"\\$`" : "\"\\";
	size_t from = s->at++;

	for (; s->at < s->n && s->text[s->at] != '"'; s->at++) {
		if (s->text[s->at] == '\\' && s->at + 1 < s->n) {
			s->at++;
			if (!s->text[s->at] || !strchr(escaped, s->text[s->at]))
				*s->out++ = '\\';
		}
		*s->out++ = s->text[s->at];
	}
	if (s->at == s->n)
		return left_open(s, OPEN_DOUBLE, from);
	s->at++;
	return 0;
}

static int take_backslash(struct split *s)
{
	if (s->at + 1 < s->n) {
		*s->out++ = s->text[s->at + 1];
		s->at += 2;
		return 0;
	}
	s->line->open = OPEN_BACKSLASH;
	s->at = s->n;
	if (s->flags & LINE_PARTIAL)
		return 0;
	return fail(s->err, ERR_USAGE, "nothing follows the \\ at the end of the line");
}

/* Moves behind a quote within brackets; the value's own escapes keep it open. False: not closed. */
static bool skip_quote(struct split *s)
{
	char quote = s->text[s->at++];

	for (; s->at < s->n; s->at++) {
		if (s->text[s->at] == quote) {
			s->at++;
			return true;
		}
		if (s->text[s->at] == '\\' && s->at + 1 < s->n)
			s->at++;
	}
	return false;
}

static bool skip_remark(struct split *s)
{
	const char *end = memmem(s->text + s->at + 2, s->n - s->at - 2, "*/", 2);

	s->at = end ? (size_t)(end - s->text) + 2 : s->n;
	return end;
}

/* One byte, quote or comment of a literal in brackets. False: the line ends within it. */
static bool skip_piece(struct split *s, size_t *depth)
{
	char c = s->text[s->at];

	if (c == '\'' || c == '"')
		return skip_quote(s);
	if (c == '/' && s->at + 1 < s->n && s->text[s->at + 1] == '*')
		return skip_remark(s);
	if (c == '{' || c == '[')
		++*depth;
	else if (c == '}' || c == ']')
		--*depth;
	s->at++;
	return true;
}

static int take_bracket(struct split *s)
{
	size_t from = s->at, depth = 0, piece;

	do {
		piece = s->at;
		if (!skip_piece(s, &depth)) {
			copy_from(s, from);
			return left_open(s, OPEN_BRACKET, s->text[piece] == '/' ? from : piece);
		}
	} while (depth && s->at < s->n);
	copy_from(s, from);
	return depth ? left_open(s, OPEN_BRACKET, from) : 0;
}

/* Bytes that mean themselves; most words are nothing else. */
static int take_plain(struct split *s)
{
	const char *text = s->text + s->at, *end = s->text + s->n;
	char *out = s->out;

	/* byte by byte: words are short */
	do
		*out++ = *text++;
	while (text < end && !kinds[(unsigned char)*text]);
	s->at += (size_t)(out - s->out);
	s->out = out;
	return 0;
}

/* One piece of a word; `fresh`: a bracket here begins a literal. */
static int take_piece(struct split *s, enum kind kind, bool fresh, bool *quoted)
{
	switch (kind) {
	case QUOTE:
		*quoted = true;
		return s->text[s->at] == '"' ? take_double(s) : take_single(s);
	case BACKSLASH:
		*quoted = true;
		return take_backslash(s);
	case BRACKET:
		return fresh && !(s->flags & LINE_SHELL) ? take_bracket(s) : take_plain(s);
	default:
		return take_plain(s);
	}
}

static bool grow_words(struct line *line)
{
	size_t room = line->room ? 2 * line->room : 32;
	struct line_word *words = reallocarray(line->words, room, sizeof(*words));
	const char **argv;

	if (words)
		line->words = words;
	argv = words ? reallocarray(line->argv, room + 1, sizeof(*argv)) : NULL;
	if (!argv)
		return false;
	line->argv = argv;
	line->room = room;
	return true;
}

static int take_word(struct split *s)
{
	struct line *line = s->line;
	struct line_word *word;
	bool fresh = true;
	enum kind kind;
	int rc = 0;

	if (line->n == line->room && !grow_words(line))
		return fail_oom(s->err);
	word = &line->words[line->n];
	*word = (struct line_word){.text = s->out, .start = s->at};
	while (!rc && (kind = kind_at(s, s->at)) != BLANK) {
		rc = take_piece(s, kind, fresh, &word->quoted);
		fresh = kind == EQUAL && s->text[s->at - 1] == '=';
	}
	*s->out++ = '\0';
	word->end = s->at;
	line->argv[line->n++] = word->text;
	return rc;
}

/* A word of plain bytes only, as most are. False: it is none, and nothing was taken. */
static bool take_simple(struct split *s)
{
	const char *text = s->text + s->at, *end = s->text + s->n;
	struct line *line = s->line;
	char *out = s->out;

	while (text < end && !kinds[(unsigned char)*text])
		*out++ = *text++;
	if ((text < end && kinds[(unsigned char)*text] != BLANK) || line->n == line->room)
		return false;
	*out++ = '\0';
	line->words[line->n] = (struct line_word){
		.text = s->out, .start = s->at, .end = (size_t)(text - s->text)};
	line->argv[line->n++] = s->out;
	s->at = (size_t)(text - s->text);
	s->out = out;
	return true;
}

/* The operator at s->at, if one stands there as a word of its own. */
static enum line_sink sink_at(const struct split *s, size_t *len)
{
	const char *text = s->text + s->at;

	*len = 1;
	if ((*text != '|' && *text != '>') || s->flags & LINE_SHELL)
		return SINK_NONE;
	if (kind_at(s, s->at + 1) == BLANK)
		return *text == '|' ? SINK_PIPE : SINK_FILE;
	*len = 2;
	if (*text != '>' || kind_at(s, s->at + 2) != BLANK)
		return SINK_NONE;
	if (text[1] == '>')
		return SINK_APPEND;
	return text[1] == '!' ? SINK_OVERWRITE : SINK_NONE;
}

/* A shell's own line: all that is left, as it is. */
static void take_command(struct split *s)
{
	struct line *line = s->line;
	size_t end = s->n;

	while (end > s->at && kind_at(s, end - 1) == BLANK)
		end--;
	line->target_start = s->at;
	line->target_end = s->at = end;
	line->target = s->out;
	copy_from(s, line->target_start);
	*s->out++ = '\0';
}

/* One word, which is then no word of the command. */
static int take_file(struct split *s)
{
	struct line *line = s->line;
	const struct line_word *word;
	int rc = take_word(s);

	if (rc)
		return rc;
	word = &line->words[--line->n];
	line->target = word->text;
	line->target_start = word->start;
	line->target_end = word->end;
	skip_blanks(s);
	if (s->at == s->n || s->text[s->at] == '#' || (s->flags & LINE_PARTIAL))
		return 0;
	fail(s->err, ERR_USAGE, "only the name of a file may stand behind \"%.*s\"",
	     line->sink == SINK_FILE ? 1 : 2, s->text + line->sink_at);
	err_hint(s->err, "an expression that holds > or | has to be in quotes");
	return ERR_USAGE;
}

static int take_sink(struct split *s, size_t len)
{
	struct line *line = s->line;
	size_t ignored;

	line->sink_at = s->at;
	s->at += len;
	skip_blanks(s);
	if (line->sink == SINK_PIPE && s->at < s->n) {
		take_command(s);
		return 0;
	}
	if (s->at < s->n && s->text[s->at] != '#' && !sink_at(s, &ignored))
		return take_file(s);
	if (s->flags & LINE_PARTIAL)
		return 0;
	fail(s->err, ERR_USAGE, "\"%.*s\" needs %s behind it", (int)len, s->text + line->sink_at,
	     line->sink == SINK_PIPE ? "a command" : "the name of a file");
	err_hint(s->err, "an expression that holds > or | has to be in quotes");
	return ERR_USAGE;
}

static int take_words(struct split *s)
{
	struct line *line = s->line;
	int rc = 0;

	for (skip_blanks(s); !rc && s->at < s->n; skip_blanks(s)) {
		size_t len;

		if (s->text[s->at] == '#' && !(s->flags & LINE_SHELL)) {
			line->comment = true;
			break;
		}
		line->sink = sink_at(s, &len);
		if (line->sink) {
			rc = take_sink(s, len);
			break;
		}
		rc = take_simple(s) ? 0 : take_word(s);
	}
	return rc;
}

static void line_reset(struct line *line)
{
	line->n = 0;
	line->sink = SINK_NONE;
	line->sink_at = line->target_start = line->target_end = 0;
	line->target = NULL;
	line->open = OPEN_NOTHING;
	line->comment = false;
	buf_reset(&line->memory);
}

int line_split(struct line *line, const char *text, size_t n, unsigned int flags, struct err *err)
{
	struct split s = {.line = line, .text = text, .n = n, .flags = flags, .err = err};
	const char *nul = n ? memchr(text, '\0', n) : NULL;
	int rc;

	line_reset(line);
	if (nul)
		return fail(err, ERR_USAGE, "byte %zu of the line is a NUL",
			    (size_t)(nul - text) + 1);
	if ((!line->room && !grow_words(line)) || !(s.out = buf_room(&line->memory, n + 2)))
		return fail_oom(err);
	rc = take_words(&s);
	line->argv[line->n] = NULL;
	return rc;
}

void line_free(struct line *line)
{
	free(line->words);
	free(line->argv);
	buf_free(&line->memory);
	memset(line, 0, sizeof(*line));
}
