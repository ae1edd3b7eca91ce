// SPDX-License-Identifier: GPL-2.0-or-later
/* -o: the columns that the user names. */
#include "cli/emit.h"

static size_t column_named(const struct emit_column *columns, size_t n, const char *name,
			   size_t len)
{
	size_t i = 0;

	while (i < n && (strlen(columns[i].name) != len || memcmp(columns[i].name, name, len)))
		i++;
	return i;
}

static int no_column(const struct emit_column *columns, size_t n, const char *name, size_t len,
		     struct err *err)
{
	BUF_CLEANUP struct buf names = {0};

	for (size_t i = 0; i < n; i++) {
		buf_puts(&names, i ? ", " : "");
		buf_puts(&names, columns[i].name);
	}
	fail(err, ERR_USAGE, "no column \"%.*s\"", (int)len, name);
	err_hint(err, "columns: %s", buf_cstr(&names));
	return err->code;
}

/* A JSON object cannot have a member twice. */
static bool chosen_before(const size_t *chosen, size_t count, size_t i)
{
	while (count && chosen[count - 1] != i)
		count--;
	return count;
}

static int choose_default(const struct emit_column *columns, size_t n, size_t *chosen, size_t max)
{
	size_t count = 0;

	for (size_t i = 0; i < n && count < max; i++) {
		if (!(columns[i].flags & EMIT_HIDDEN))
			chosen[count++] = i;
	}
	return (int)count;
}

int emit_choose(const struct emit_column *columns, size_t n, const char *list, size_t *chosen,
		size_t max, struct err *err)
{
	size_t count = 0;

	if (!list)
		return choose_default(columns, n, chosen, max);
	for (;; list++) {
		size_t len = strcspn(list, ",");
		size_t i = column_named(columns, n, list, len);

		if (i == n)
			return no_column(columns, n, list, len, err);
		if (chosen_before(chosen, count, i))
			return fail(err, ERR_USAGE, "column \"%s\" is named twice", columns[i].name);
		if (count == max)
			return fail(err, ERR_USAGE, "more than %zu columns", max);
		chosen[count++] = i;
		list += len;
		if (!*list)
			return (int)count;
	}
}

void emit_pick(const struct emit_column *columns, const size_t *chosen, size_t n,
	       struct emit_column *out)
{
	for (size_t i = 0; i < n; i++) {
		out[i] = columns[chosen[i]];
		out[i].flags &= ~(unsigned int)(EMIT_HIDDEN | EMIT_TABLE_ONLY);
		out[i].drop = 0;
	}
}
