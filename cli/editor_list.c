// SPDX-License-Identifier: GPL-2.0-or-later
/* A list of candidates: each with what it is, or only names side by side. */
#include <stdint.h>

#include "cli/complete.h"
#include "cli/editor.h"
#include "cli/term.h"

#define GAP 2

size_t editor_common(const struct candidates *candidates)
{
	const char *first = candidates->items[0].insert;
	size_t n = strlen(first);

	for (size_t i = 1; i < candidates->n; i++) {
		const char *other = candidates->items[i].insert;
		size_t same = 0;

		while (same < n && other[same] == first[same])
			same++;
		n = same;
	}
	while (n && ((unsigned char)first[n] & 0xc0) == 0x80) /* no half characters */
		n--;
	return n;
}

static const char *name_of(const struct candidate *candidate)
{
	return candidate->word + candidate->shown;
}

/* Of the names that are not wider than `limit`. */
static size_t names_width(const struct candidates *candidates, size_t limit)
{
	size_t most = 0;

	for (size_t i = 0; i < candidates->n; i++) {
		const char *name = name_of(&candidates->items[i]);
		size_t width = term_text_width(name, strlen(name));

		if (most < width && width <= limit)
			most = width;
	}
	return most;
}

/* Returns the columns that it takes. */
static size_t add_name(const struct candidate *candidate, size_t width, struct buf *out)
{
	const char *name = name_of(candidate);
	size_t used = term_text_width(name, strlen(name));

	buf_escaped(out, name, strlen(name));
	buf_pad(out, ' ', used < width ? width - used : 0);
	return used < width ? width : used;
}

/*
 * Long names, as whole keys are, stand out instead of pushing what is said of all the others away.
 */
static void list_described(const struct candidates *candidates, size_t columns, bool colour,
			   struct buf *out)
{
	size_t width = names_width(candidates, columns / 2);

	for (size_t i = 0; i < candidates->n; i++) {
		const char *text = candidates->items[i].describe;
		size_t used = add_name(&candidates->items[i], text ? width : 0, out) + GAP;

		if (text && used < columns) {
			buf_pad(out, ' ', GAP);
			buf_puts(out, colour ? "\033[2m" : "");
			buf_add(out, text, term_text_fit(text, strlen(text), columns - used));
			buf_puts(out, colour ? "\033[0m" : "");
		}
		buf_puts(out, "\r\n");
	}
}

/* In columns, as ls does it: the order goes down. */
static void list_names(const struct candidates *candidates, size_t columns, struct buf *out)
{
	size_t width = names_width(candidates, SIZE_MAX) + GAP;
	size_t across = width < columns ? (columns + GAP) / width : 1;
	size_t rows = (candidates->n + across - 1) / across;

	for (size_t row = 0; row < rows; row++) {
		for (size_t i = row; i < candidates->n; i += rows)
			add_name(&candidates->items[i], i + rows < candidates->n ? width : 0, out);
		buf_puts(out, "\r\n");
	}
}

void editor_list(const struct candidates *candidates, size_t columns, bool colour,
		 struct buf *out)
{
	for (size_t i = 0; i < candidates->n; i++) {
		if (candidates->items[i].describe) {
			list_described(candidates, columns, colour, out);
			return;
		}
	}
	list_names(candidates, columns, out);
}
