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

/* Whether the list has the name before the place where it stands. */
static bool named_before(const char *list, const char *name, size_t len)
{
	while (list < name) {
		size_t n = strcspn(list, ",");

		if (n == len && !memcmp(list, name, len))
			return true;
		list += n + 1;
	}
	return false;
}

int emit_check_list(const char *list, struct err *err)
{
	for (const char *name = list;; name++) {
		size_t len = strcspn(name, ",");

		if (!len)
			return fail(err, ERR_USAGE, "-o \"%s\": an empty column name", list);
		if (named_before(list, name, len))
			return fail(err, ERR_USAGE, "column \"%.*s\" is named twice", (int)len,
				    name);
		name += len;
		if (!*name)
			return 0;
	}
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
	int ret;

	if (!list)
		return choose_default(columns, n, chosen, max);
	ret = emit_check_list(list, err);
	if (ret)
		return ret;
	for (;; list++) {
		size_t len = strcspn(list, ",");
		size_t i = column_named(columns, n, list, len);

		if (i == n)
			return no_column(columns, n, list, len, err);
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
