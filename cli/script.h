/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Logical lines of a file, pipe or terminal, read in large pieces into constant memory. */
#ifndef MAPCTL_CLI_SCRIPT_H
#define MAPCTL_CLI_SCRIPT_H

#include "cli/buf.h"
#include "cli/err.h"

enum { SCRIPT_LINE_MAX = 1 << 20 };

/* Set by script_init(); idle and arg by the caller, where it wants them. */
struct script {
	int fd; /* borrowed */
	unsigned long line; /* number of the line last read, of its first physical line */
	/* Called before a read that would wait. An error of it ends script_next(). */
	int (*idle)(void *arg, struct err *err);
	void *arg;
	/* the rest is script.c's own */
	char *data;
	size_t cap, start, end;
	unsigned long seen; /* physical lines */
	bool eof;
	struct buf joined; /* a line that goes on behind a backslash */
};

#define SCRIPT_CLEANUP __attribute__((cleanup(script_free)))

/*
 * Opens a file of lines; `session`: it was typed where no shell puts the home directory for a `~/`.
 * The descriptor, the caller's, or what fail() returned: exit status 1.
 */
int script_open(const char *path, bool session, struct err *err);

void script_init(struct script *script, int fd);
/* Accepts a zeroed one. Leaves fd open. */
void script_free(struct script *script);

/*
 * The next logical line: *n bytes without the line's end (nor a carriage return before it) and
 * without a NUL behind, good until the next call. A backslash at the end, but not of a comment,
 * goes on with the next line; the last line needs no end. Lines without words are given, too. A
 * byte order mark of UTF-8 at the start is no part of the first.
 *
 * 1: a line; 0: the end. ERR_USAGE: this line, script->line, is longer than SCRIPT_LINE_MAX or
 * holds a NUL, and the next call goes on behind it. Any other error is final: of read() or idle(),
 * and ERR_INTERRUPTED where Ctrl-C came while it read.
 */
int script_next(struct script *script, const char **text, size_t *n, struct err *err);

#endif
