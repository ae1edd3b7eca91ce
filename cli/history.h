/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines of earlier sessions, in a file of the user's own. */
#ifndef MAPCTL_CLI_HISTORY_H
#define MAPCTL_CLI_HISTORY_H

#include "cli/buf.h"
#include "cli/err.h"

enum { HISTORY_LINES = 10000 };

struct history {
	int fd; /* -1: kept nowhere */
	struct buf last; /* the line added last */
};

/*
 * Opens MAPCTL_HISTORY, else $XDG_STATE_HOME/mapctl/history (~/.local/state); makes it and its
 * directory where they are missing, for nobody else to read. An empty MAPCTL_HISTORY: none. Each
 * line, oldest first, is handed to `each`. -errno: it cannot be kept, and `path` says where.
 */
int history_open(struct history *history, void (*each)(const char *line), struct buf *path);
void history_close(struct history *history);

/*
 * Adds a line if it is not the same as the last, at the file's end whatever other sessions write
 * there. False: it is the same.
 */
bool history_add(struct history *history, const char *line);

#endif
