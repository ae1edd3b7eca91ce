// SPDX-License-Identifier: GPL-2.0-or-later
/* What messages say of words: the user's own, and the names that would have done. */
#include "btf/suggest.h"

enum {
	SHOWN_MAX = 64,
	SLIP_MAX = 64,
	NEAR_MAX = 2,
	LIST_MAX = 600
};

void word_quote(struct buf *out, const char *s, size_t n)
{
	size_t shown = n;

	if (n > SHOWN_MAX) {
		shown = SHOWN_MAX;
		while (shown && ((unsigned char)s[shown] & 0xc0) == 0x80)
			shown--;
	}
	buf_putc(out, '"');
	buf_escaped(out, s, shown);
	buf_puts(out, shown < n ? "…\"" : "\"");
}

static unsigned int smallest(unsigned int a, unsigned int b, unsigned int c)
{
	unsigned int least = a < b ? a : b;

	return least < c ? least : c;
}

/* Levenshtein's distance; words too long to be a slip of the pen are far from everything. */
static unsigned int distance(const char *a, size_t n, const char *b, size_t m)
{
	unsigned int row[SLIP_MAX + 1];

	if (n > SLIP_MAX || m > SLIP_MAX)
		return ~0u;
	for (size_t j = 0; j <= m; j++)
		row[j] = (unsigned int)j;
	for (size_t i = 1; i <= n; i++) {
		unsigned int diagonal = row[0];

		row[0] = (unsigned int)i;
		for (size_t j = 1; j <= m; j++) {
			unsigned int above = row[j];

			row[j] = smallest(diagonal + (a[i - 1] != b[j - 1]), above + 1,
					  row[j - 1] + 1);
			diagonal = above;
		}
	}
	return row[m];
}

void suggest_name(struct suggestion *s, const char *name)
{
	unsigned int d = distance(s->word, s->n, name, strlen(name));

	if (d <= NEAR_MAX && d < s->n && (!s->nearest || d < s->distance)) {
		s->nearest = name;
		s->distance = d;
	}
	if (s->full)
		return;
	if (s->list.len)
		buf_puts(&s->list, ", ");
	s->full = s->list.len + strlen(name) > LIST_MAX;
	if (s->full)
		buf_puts(&s->list, "…");
	else
		buf_puts(&s->list, name);
}

void suggest_hint(struct suggestion *s, const char *label, struct err *err)
{
	BUF_CLEANUP struct buf hint = {0};

	if (s->nearest) {
		buf_puts(&hint, "did you mean ");
		word_quote(&hint, s->nearest, strlen(s->nearest));
		buf_puts(&hint, "? ");
	}
	if (s->list.len)
		buf_printf(&hint, "%s: %s", label, buf_cstr(&s->list));
	err_hint(err, "%s", buf_cstr(&hint));
	buf_free(&s->list);
}
