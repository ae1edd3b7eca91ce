// SPDX-License-Identifier: GPL-2.0-or-later
/* The candidates: taking those that fit, sorting them, quoting them. */
#include <stdlib.h>

#include "cli/complete_impl.h"
#include "cli/line.h"

static void candidate_free(struct candidate *item)
{
	free(item->word);
	free(item->insert);
	free(item->describe);
}

void candidates_free(struct candidates *out)
{
	for (size_t i = 0; i < out->n; i++)
		candidate_free(&out->items[i]);
	free(out->items);
	free(out->typed);
	memset(out, 0, sizeof(*out));
}

/* The room doubles whenever the count reaches a power of two. */
static struct candidate *candidate_new(struct candidates *out)
{
	if (!(out->n & (out->n - 1))) {
		struct candidate *items =
			reallocarray(out->items, out->n ? out->n * 2 : 1, sizeof(*items));

		if (!items)
			return NULL;
		out->items = items;
	}
	memset(&out->items[out->n], 0, sizeof(*out->items));
	return &out->items[out->n++];
}

static char *escaped(const char *text)
{
	BUF_CLEANUP struct buf buf = {0};

	buf_escaped(&buf, text, strlen(text));
	return buf_take(&buf);
}

/* Each piece of a list ends with a separator of one byte. */
static bool is_listed(const struct candidates *out, const char *word)
{
	size_t n = strlen(word);
	const char *at = out->listed, *end;

	if (!out->n_listed)
		return false;
	for (end = at + out->n_listed; at < end; at++) {
		bool begins = at == out->listed || strchr(",|", at[-1]);

		if (begins && (size_t)(end - at) > n && !memcmp(at, word, n) && strchr(",|", at[n]))
			return true;
	}
	return false;
}

void candidates_add(struct candidates *out, const char *word, const char *describe,
		    unsigned int flags)
{
	const char *prefix = out->prefix ? out->prefix : "";
	BUF_CLEANUP struct buf whole = {0};
	struct candidate *item;

	if (!*word || strncmp(word, prefix, strlen(prefix)) || !text_shows(word, strlen(word)) ||
	    is_listed(out, word))
		return;
	item = candidate_new(out);
	if (!item) {
		out->oom = true;
		return;
	}
	if (out->lead)
		buf_add(&whole, out->typed, out->lead);
	buf_puts(&whole, word);
	item->word = buf_take(&whole);
	item->describe = describe ? escaped(describe) : NULL;
	item->shown = out->lead;
	item->final = !(flags & CANDIDATE_OPEN);
	if (item->word && (!describe || item->describe))
		return;
	candidate_free(item);
	out->n--;
	out->oom = true;
}

void candidates_add_names(struct candidates *out, const char *const *names)
{
	for (; *names; names++)
		candidates_add(out, *names, NULL, 0);
}

void candidates_list(struct candidates *out, const char *separators)
{
	out->listed = out->prefix;
	for (const char *c = out->prefix; *c; c++) {
		if (strchr(separators, *c)) {
			out->lead += (size_t)(c + 1 - out->prefix);
			out->prefix = c + 1;
		}
	}
	out->n_listed = (size_t)(out->prefix - out->listed);
}

/* Runs of digits by their value, so that 9 stands before 10. */
static int compare_words(const char *a, const char *b)
{
	size_t na = strspn(a, "0123456789"), nb = strspn(b, "0123456789");

	if (na && nb && na != nb)
		return na < nb ? -1 : 1;
	return strcmp(a, b);
}

static int compare_candidates(const void *left, const void *right)
{
	const struct candidate *a = left, *b = right;

	int order = compare_words(a->word + a->shown, b->word + b->shown);

	return order ? order
		     : strcmp(a->describe ? a->describe : "", b->describe ? b->describe : "");
}

static void drop_repeated(struct candidates *out)
{
	size_t n = 0;

	for (size_t i = 0; i < out->n; i++) {
		if (n && !strcmp(out->items[n - 1].word, out->items[i].word))
			candidate_free(&out->items[i]);
		else
			out->items[n++] = out->items[i];
	}
	out->n = n;
}

/* In "…" a backslash keeps its meaning before these; in '…' nothing has one. */
static void add_quoted(struct buf *buf, const char *word, char quote)
{
	buf_putc(buf, quote);
	for (; *word; word++) {
		if (quote == '\'' && *word == '\'')
			buf_puts(buf, "'\\'");
		else if (quote == '"' && (*word == '"' || *word == '\\'))
			buf_putc(buf, '\\');
		buf_putc(buf, *word);
	}
}

/* True if a line has it as it is: no blank, quote or backslash, no operator, no comment. */
static bool is_plain(const char *word)
{
	return *word && *word != '#' && !strpbrk(word, " \t\n\r'\"\\") && strcmp(word, "|") &&
	       strcmp(word, ">") && strcmp(word, ">!") && strcmp(word, ">>") &&
	       !strpbrk(word, "{[");
}

/* A literal in brackets needs no quotes in the REPL, if that is how the line is read. */
static bool is_literal(const struct candidate *item)
{
	LINE_CLEANUP struct line line = {0};
	struct err ignored = {0};
	bool literal = false;

	if (strpbrk(item->word, "{[") &&
	    !line_split(&line, item->word, strlen(item->word), LINE_PARTIAL, &ignored))
		literal = line.n == 1 && !strcmp(line.words[0].text, item->word) &&
			  line.open == (item->final ? OPEN_NOTHING : OPEN_BRACKET);
	err_clear(&ignored);
	return literal;
}

static char *candidate_insert(const struct candidate *item, bool shell, char quote)
{
	BUF_CLEANUP struct buf buf = {0};

	if (!quote && (is_plain(item->word) || (!shell && is_literal(item))))
		return strdup(item->word);
	add_quoted(&buf, item->word, quote ? quote : '\'');
	if (item->final)
		buf_putc(&buf, quote ? quote : '\'');
	return buf_take(&buf);
}

void candidates_finish(struct candidates *out, bool shell, char quote)
{
	if (out->n)
		qsort(out->items, out->n, sizeof(*out->items), compare_candidates);
	drop_repeated(out);
	for (size_t i = 0; i < out->n; i++) {
		out->items[i].insert = candidate_insert(&out->items[i], shell, quote);
		out->oom |= !out->items[i].insert;
	}
}

void candidates_behind(struct candidates *out, const char *line, size_t n)
{
	size_t fixed = out->start < n ? n - out->start : 0, kept = 0;

	for (size_t i = 0; i < out->n; i++) {
		struct candidate *item = &out->items[i];

		if (strncmp(item->insert, line + out->start, fixed) != 0) {
			candidate_free(item);
			continue;
		}
		memmove(item->insert, item->insert + fixed, strlen(item->insert + fixed) + 1);
		out->items[kept++] = *item;
	}
	out->n = kept;
	out->start += fixed;
	out->start -= n;
	out->end -= n;
}
