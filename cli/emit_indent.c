// SPDX-License-Identifier: GPL-2.0-or-later
/* Indentation of compact JSON: -p is -j with line breaks. */
#include "cli/emit_impl.h"

void indent_newline(struct buf *out, unsigned int level)
{
	buf_putc(out, '\n');
	buf_pad(out, ' ', (size_t)2 * level);
}

/* The length of the string or scalar at the start, which is copied as it stands. */
static size_t token_len(const char *json, size_t n)
{
	size_t i = 0;

	if (json[0] != '"') {
		while (i < n && !memchr("{}[],:\"", json[i], 7))
			i++;
		return i;
	}
	for (i = 1; i < n && json[i] != '"'; i++) {
		if (json[i] == '\\')
			i++;
	}
	return i < n ? i + 1 : n;
}

static bool empty_container(const char *json, size_t n)
{
	return n > 1 && (json[1] == '}' || json[1] == ']');
}

void indent_json(const char *json, size_t n, unsigned int level, struct buf *out)
{
	while (n) {
		size_t len = 1;

		if ((*json == '{' || *json == '[') && empty_container(json, n)) {
			len = 2;
			buf_add(out, json, len);
		} else if (*json == '{' || *json == '[') {
			buf_putc(out, *json);
			indent_newline(out, ++level);
		} else if (*json == '}' || *json == ']') {
			level -= level > 0;
			indent_newline(out, level);
			buf_putc(out, *json);
		} else if (*json == ',') {
			buf_putc(out, ',');
			indent_newline(out, level);
		} else if (*json == ':') {
			buf_puts(out, ": ");
		} else {
			len = token_len(json, n);
			buf_add(out, json, len);
		}
		json += len;
		n -= len;
	}
}
