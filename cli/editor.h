/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The line editor of a terminal: readline, a hint behind the cursor, candidates behind Tab. */
#ifndef MAPCTL_CLI_EDITOR_H
#define MAPCTL_CLI_EDITOR_H

#include "cli/buf.h"
#include "cli/err.h"

struct candidates;
struct editor;

/* What the editor asks of whoever reads lines with it. */
struct editor_hooks {
	void *arg;
	/* Adds what stands dim behind a line when the cursor is at its end; NULL: nothing ever. */
	void (*hint)(void *arg, const char *line, size_t n, struct buf *out);
	/* Fills what may stand `point` bytes into the line; 0 or an error that nobody is told. */
	int (*complete)(void *arg, const char *line, size_t point, struct candidates *out);
};

enum editor_event {
	EDITOR_LINE,    /* perhaps several: a paste, ends of lines within */
	EDITOR_CLEARED, /* Ctrl-C: what was typed is gone */
	EDITOR_END,     /* Ctrl-D, or the terminal went away */
	EDITOR_SIGNAL,  /* SIGTERM, SIGHUP, SIGQUIT wants the end: editor_signal() tells which */
};

/*
 * Takes standard input and output, which are a terminal. There is one at a time. The terminal is
 * changed only within editor_read().
 */
int editor_new(struct editor **out, const struct editor_hooks *hooks, struct err *err);
void editor_free(struct editor *editor);

/*
 * Reads into `line`, emptied before. Signals are blocked meanwhile and taken as they come: Ctrl-Z
 * and new sizes of the terminal as usual, the rest as events. The prompt is bold where `colour`.
 */
enum editor_event editor_read(struct editor *editor, const char *prompt, bool colour,
			      struct buf *line);
int editor_signal(const struct editor *editor);

/* True when more has been typed than was read. */
bool editor_pending(void);

/* Makes the line the newest of those that the arrow keys bring back; `most`: so many are kept. */
void editor_remember(const char *line, int most);

/* editor_list.c: candidates as lines of at most so many columns. NULL: none may be listed. */
void editor_list(const struct candidates *candidates, size_t columns, bool colour,
		 struct buf *out);
/* The bytes with which the texts that stand for all candidates begin. */
size_t editor_common(const struct candidates *candidates);

#endif
