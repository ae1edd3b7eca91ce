/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paths of the user's: home, configuration, state. */
#ifndef MAPCTL_CLI_PATHS_H
#define MAPCTL_CLI_PATHS_H

#include "cli/buf.h"

/*
 * $NAME, or DIRECTORY below the home directory, which must exist, where it is not set; false:
 * neither.
 */
bool user_path(const char *name, const char *directory, const char *file, struct buf *out);

/* Adds a path, `~/` at its start as the home directory. */
void path_expand(const char *path, struct buf *out);

#endif
