/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One typed line, taken apart into words as a shell would. */
#ifndef MAPCTL_CLI_LINE_H
#define MAPCTL_CLI_LINE_H

#include "cli/buf.h"
#include "cli/err.h"

struct line_word {
	char *text; /* without quotes and backslashes; a bracketed literal verbatim */
	size_t start, end; /* bytes of the line, quotes among them */
	bool quoted; /* a quote or backslash was taken off */
};

/* Where the output goes: | > >! >> */
enum line_sink { SINK_NONE, SINK_PIPE, SINK_FILE, SINK_OVERWRITE, SINK_APPEND };

/* What the line's end left open; a quote within brackets counts as the bracket. */
enum line_open { OPEN_NOTHING, OPEN_SINGLE, OPEN_DOUBLE, OPEN_BRACKET, OPEN_BACKSLASH };

/*
 * Starts zeroed. Everything it points to is its own, and good until the next line_split() with it
 * or line_free().
 */
struct line {
	struct line_word *words;
	size_t n;
	const char **argv; /* the words' texts, NULL behind the last */
	enum line_sink sink;
	size_t sink_at; /* byte of the line where its operator stands */
	char *target; /* the file, or the rest of the line behind |; NULL: none */
	size_t target_start, target_end;
	enum line_open open;
	bool comment; /* the line ends in a comment */
	size_t room; /* for words */
	struct buf memory; /* of the texts */
};

#define LINE_CLEANUP __attribute__((cleanup(line_free)))

enum {
	/* For completion: what is left open, or has nothing behind it, is no error. */
	LINE_PARTIAL = 1 << 0,
	/*
	 * A shell's line: blanks, quotes and backslashes, but no brackets, operators and comments.
	 */
	LINE_SHELL = 1 << 1,
};

/*
 * Blanks separate words. '…' is verbatim; in "…" \" and \\ lose their backslash; a backslash
 * elsewhere quotes the next byte. A word that begins with { or [ (or has it right behind an =, as
 * in saddr={…}) runs on to the matching bracket; quotes and comments within are kept, and hide
 * brackets. | > >! and >> are operators when they are words of their own. # at the start of a word
 * begins a comment. Bytes are not looked at otherwise, but for NUL, which is refused.
 *
 * A quote or bracket that is not closed, and an operator with nothing behind it, is ERR_USAGE that
 * names it. The same struct may be used for line after line: its memory is kept.
 */
int line_split(struct line *line, const char *text, size_t n, unsigned int flags, struct err *err);

/* Accepts a zeroed one. */
void line_free(struct line *line);

#endif
