// SPDX-License-Identifier: GPL-2.0-or-later
/* Plain words in their positions, behind their keywords, and as KEY and VALUE. */
#include <ctype.h>

#include "cli/parse_impl.h"

static const struct word *word_of_type(const struct cmd *cmd, enum word_type type)
{
	for (const struct word *w = cmd->words; w && w->name; w++) {
		if (w->type == type)
			return w;
	}
	return NULL;
}

/* `path=literal`: the path starts as a name or an index does, and holds nothing but names. */
static bool is_field(const char *text)
{
	static const char others[] = "_.[]$@-";
	const char *c = text;

	if (!isalpha((unsigned char)*c) && *c != '_' && *c != '[')
		return false;
	while (isalnum((unsigned char)*c) || (*c && strchr(others, *c)))
		c++;
	return *c == '=';
}

static bool is_choice(const struct word *word, const char *text)
{
	for (const char *const *choice = word->choices; *choice; choice++) {
		if (!strcmp(*choice, text))
			return true;
	}
	return false;
}

void words_note_begins(const struct cmd *cmd, bool begins[256])
{
	memset(begins, 0, 256 * sizeof(*begins));
	for (const struct word *w = cmd->words; w && w->name; w++) {
		begins[(unsigned char)w->name[0]] = true;
		begins[tolower((unsigned char)w->name[0])] = true;
		for (const char *const *c = w->choices; c && *c; c++)
			begins[(unsigned char)**c] = true;
	}
}

/* The word of the command that this text is the beginning of: a keyword, `key`, `noexist` … */
static const struct word *own_word(const struct cmd *cmd, const char *text)
{
	for (const struct word *w = cmd->words; w && w->name; w++) {
		if (w->flags & WORD_OPTION)
			continue;
		if ((w->flags & WORD_KEYWORD) && !strcmp(w->name, text))
			return w;
		if (w->type == WORD_DATA && word_introduces(w, text))
			return w;
		if ((w->flags & WORD_ONE_OF) && is_choice(w, text))
			return w;
	}
	return NULL;
}

static const struct word *word_begun(const struct parser *p, const char *text)
{
	/* few words of data do, and lists of bytes may be long */
	return p->memory->begins[(unsigned char)*text] ? own_word(p->cmd, text) : NULL;
}

bool cmd_takes_word(const struct cmd *cmd, const char *text)
{
	return own_word(cmd, text) || (is_field(text) && word_of_type(cmd, WORD_FIELDS));
}

static bool ends_data(const struct parser *p, const struct plain *plain)
{
	unsigned char first = (unsigned char)*plain->text;

	/* lists of bytes may be long, and few are anything else */
	if (isdigit(first) && !p->memory->begins[first])
		return plain->breaks;
	return plain->breaks || word_begun(p, plain->text) ||
	       (is_field(plain->text) && word_of_type(p->cmd, WORD_FIELDS));
}

/* Words of a list that stand before the one being typed. */
static int expect_behind(struct parser *p, enum expect what, const struct word *word,
			 const char *const *before, size_t n)
{
	p->expected->before = before;
	p->expected->n_before = n;
	return parser_expect(p, what, word);
}

static bool typing(const struct parser *p)
{
	return p->at < p->n_plain && parser_typing(p, p->plain[p->at].text);
}

/* The first word is data whatever it says: a key may be called "value". */
static int take_data(struct parser *p, const struct word *word, const char *introducer)
{
	struct data_words *data = word_at(p, word);

	data->introduced = true;
	if (p->at == p->n_plain)
		return fail(p->err, ERR_USAGE, "nothing follows \"%s\"", introducer);
	do {
		if (typing(p))
			return expect_behind(p, EXPECT_DATA, word, data->words, data->n);
		word_add(p, word, p->plain[p->at++].text);
	} while (p->at < p->n_plain && !ends_data(p, &p->plain[p->at]));
	return 0;
}

static int expect_source(struct parser *p, const struct word *word, const char *const *words,
			 size_t n)
{
	const struct word_list *list = word_at(p, word);

	for (size_t i = 0; i < n; i++)
		word_add(p, word, words[i]);
	return expect_behind(p, EXPECT_VALUE, word, list->words, n);
}

static int take_source(struct parser *p, const struct word *word)
{
	const char *words[3] = {NULL};
	size_t left = p->n_plain - p->at, n;

	for (n = 0; n < left && n < 3; n++)
		words[n] = p->plain[p->at + n].text;
	n = word_arity(word, words, n);
	if (p->expected && n >= left)
		return expect_source(p, word, words, left - 1);
	if (n > left)
		return fail(p->err, ERR_USAGE, "nothing follows \"%s\"", words[left - 1]);
	for (size_t i = 0; i < n; i++)
		word_add(p, word, words[i]);
	p->at += n;
	return 0;
}

static int take_pair(struct parser *p, const struct word *word, const char *introducer)
{
	const char **at = word_at(p, word);

	for (size_t i = 0; p->expected && i < 2 && p->at + i < p->n_plain; i++) {
		at[i] = p->plain[p->at + i].text;
		if (parser_typing(p, at[i]))
			return expect_behind(p, EXPECT_VALUE, word, at, i);
	}
	if (p->n_plain - p->at < 2)
		return fail(p->err, ERR_USAGE, "\"%s\" needs two words", introducer);
	at[0] = p->plain[p->at++].text;
	at[1] = p->plain[p->at++].text;
	return 0;
}

static int take_rest(struct parser *p, const struct word *word)
{
	const struct word_list *list = word_at(p, word);

	while (p->at < p->n_plain) {
		if (typing(p))
			return expect_behind(p, EXPECT_VALUE, word, list->words, list->n);
		word_add(p, word, p->plain[p->at++].text);
	}
	return 0;
}

/* The value behind a keyword, or in a position. */
static int take_value(struct parser *p, const struct word *word, const char *introducer)
{
	if (p->at == p->n_plain) {
		fail(p->err, ERR_USAGE, "\"%s\" needs %s", introducer,
		     word->meta ? word->meta : "a value");
		return p->err->code;
	}
	switch (word->type) {
	case WORD_MAP:
		return parser_take_map(p, word);
	case WORD_SOURCE:
		return take_source(p, word);
	case WORD_PAIR:
		return take_pair(p, word, introducer);
	case WORD_REST:
		return take_rest(p, word);
	default:
		if (typing(p))
			return parser_expect(p, EXPECT_VALUE, word);
		return word_store(p, word, p->plain[p->at++].text);
	}
}

/* A word that begins with text of its own, which is at p->at. */
static int take_begun(struct parser *p, const struct word *word)
{
	const char *text = p->plain[p->at].text;
	int ret = word_mark(p, word);

	if (ret)
		return ret;
	if (word->flags & WORD_ONE_OF)
		return take_value(p, word, text);
	p->at++;
	if (word->type == WORD_FLAG)
		return word_store(p, word, text);
	if (word->type == WORD_DATA)
		return take_data(p, word, text);
	return take_value(p, word, text);
}

/* The next position that is free; NULL: none. */
static const struct word *next_position(const struct parser *p)
{
	for (const struct word *w = p->cmd->words; w && w->name; w++) {
		if (w->type != WORD_FIELDS && !(w->flags & (WORD_OPTION | WORD_KEYWORD)) &&
		    !word_seen(p, w))
			return w;
	}
	return NULL;
}

static int unexpected(struct parser *p, const char *text)
{
	fail(p->err, ERR_USAGE, "\"%s\" is one word too many", text);
	word_hint_split(p, p->at ? p->plain[p->at - 1].text : "", text);
	return p->err->code;
}

static int take_position(struct parser *p, const struct word *word)
{
	int ret = word_mark(p, word);

	return ret ? ret : take_value(p, word, word->name);
}

static bool needs_map(const struct word *position)
{
	return position && position->type == WORD_MAP && (position->flags & WORD_REQUIRED);
}

static int take_word(struct parser *p)
{
	const struct word *position = next_position(p);
	const struct word *fields = word_of_type(p->cmd, WORD_FIELDS);
	const char *text = p->plain[p->at].text;
	const struct word *begun;

	/* A map may be called "key" or "flags": in its position that is its name. */
	if (needs_map(position))
		return parser_map_in_use(p, position, text) ? 0 : take_position(p, position);
	if (parser_typing(p, text))
		return parser_expect(p, EXPECT_WORDS, position);
	begun = word_begun(p, text);
	if (begun)
		return take_begun(p, begun);
	if (fields && is_field(text)) {
		p->at++;
		word_mark(p, fields);
		return word_add(p, fields, text);
	}
	return position ? take_position(p, position) : unexpected(p, text);
}

int parser_take_words(struct parser *p)
{
	const struct word *position = next_position(p);

	if (p->at == p->n_plain && needs_map(position))
		parser_map_in_use(p, position, NULL);
	while (p->at < p->n_plain) {
		int ret = take_word(p);

		if (ret)
			return ret;
	}
	return 0;
}
