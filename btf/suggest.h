/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What messages say of words: the user's own, and the names that would have done. */
#ifndef MAPCTL_BTF_SUGGEST_H
#define MAPCTL_BTF_SUGGEST_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/buf.h"
#include "cli/err.h"

/* Adds the user's word in double quotes, escaped, and cut when it is long. */
void word_quote(struct buf *out, const char *s, size_t n);

/* Names for a hint: all, and the one nearest to a word that was none. Zeroed but for the word. */
struct suggestion {
	const char *word;
	size_t n;
	const char *nearest; /* one of the names given, or NULL */
	unsigned int distance;
	bool full; /* no more names fit */
	struct buf list;
};

void suggest_name(struct suggestion *s, const char *name);

/* `did you mean "saddr"? LABEL: saddr, daddr, …` as the hint of `err`; frees the list. */
void suggest_hint(struct suggestion *s, const char *label, struct err *err);

#endif
