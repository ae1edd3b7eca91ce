/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A terminal that is drawn again and again, and waiting for the next time or for Ctrl-C. */
#ifndef MAPCTL_CLI_SCREEN_H
#define MAPCTL_CLI_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

#include "cli/buf.h"
#include "cli/err.h"

struct screen;

enum screen_style { SCREEN_PLAIN, SCREEN_BOLD, SCREEN_GREEN, SCREEN_RED };

enum screen_event {
	SCREEN_TIME,    /* it is time */
	SCREEN_RESIZED, /* the terminal has another size, or shows something else: draw again */
	SCREEN_END,     /* Ctrl-C, Ctrl-\, SIGTERM, or the key q */
};

struct screen_options {
	int fd;
	bool full; /* take the terminal: the alternate screen, no cursor, no echo; else only wait */
	bool colour;
};

/*
 * From here on SIGINT and SIGTERM come through screen_wait(); with `full` Ctrl-Z works as usual,
 * too, and who is in the background is stopped until the terminal is his. screen_free() (NULL is
 * fine) leaves the terminal and the signals as they were.
 */
int screen_new(struct screen **out, const struct screen_options *options, struct err *err);
void screen_free(struct screen *screen);

/* The last picture shall stay to be read once the terminal is given back. */
void screen_keep(struct screen *screen);

/* Waits until that time at most. */
enum screen_event screen_wait(struct screen *screen, __u64 until);

/* Can be read when a signal waits for screen_wait(). */
int screen_signals(const struct screen *screen);

/* Starts a picture and tells how large it can be. */
void screen_begin(struct screen *screen, unsigned int *columns, unsigned int *rows);

/* Adds a line: cut to the width, with "…", dropped below the last row. No control bytes. */
void screen_line(struct screen *screen, enum screen_style style, const char *text, size_t n);

/* Adds "and N more": lines that there was no room for. */
void screen_more(struct screen *screen, size_t n);

/* Shows the picture. */
int screen_end(struct screen *screen, struct err *err);

#endif
