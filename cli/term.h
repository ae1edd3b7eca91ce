/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the terminal can show. */
#ifndef MAPCTL_CLI_TERM_H
#define MAPCTL_CLI_TERM_H

#include <stdbool.h>
#include <stddef.h>

/* Columns of the terminal that fd is (its own size, else COLUMNS, else 80); 0: not a terminal. */
unsigned int term_width(int fd);

/* Columns and rows of the terminal that fd is; 80 and 24 where it has no size. */
void term_size(int fd, unsigned int *columns, unsigned int *rows);

/* Colour only on a terminal that is not dumb, and never when NO_COLOR is set and not empty. */
bool term_colour(int fd);

/*
 * The columns that a text of one line takes: wide characters two, combining ones none; what is no
 * character of the locale counts as the UTF-8 that it is meant for. At most 2^30.
 */
size_t term_text_width(const char *s, size_t n);

/* The bytes at the start of a text that fit so many columns. */
size_t term_text_fit(const char *s, size_t n, size_t columns);

#endif
