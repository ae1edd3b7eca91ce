/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the terminal can show. */
#ifndef MAPCTL_CLI_TERM_H
#define MAPCTL_CLI_TERM_H

#include <stdbool.h>

/* Columns of the terminal that fd is (its own size, else COLUMNS, else 80); 0: not a terminal. */
unsigned int term_width(int fd);

/* Colour only on a terminal that is not dumb, and never when NO_COLOR is set and not empty. */
bool term_colour(int fd);

#endif
