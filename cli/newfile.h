/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file that stands under its name once it is whole, and not before. */
#ifndef MAPCTL_CLI_NEWFILE_H
#define MAPCTL_CLI_NEWFILE_H

#include <stdbool.h>

#include "cli/err.h"

/* Starts zeroed. */
struct newfile {
	int fd; /* write there */
	const char *name; /* as the user said it, borrowed: for messages */
	char *path; /* where it will stand */
	char *temporary; /* beside it, until then; NULL: `path` is no file, and was opened itself */
	bool replaces;
};

/* True for a device or a pipe, which newfile_open() writes as it is. */
bool newfile_is_stream(const char *path);

/*
 * Opens a new file of mode 0600 beside `path`. What stands there already is -EEXIST, unless
 * `replaces`; but a device and a pipe are written as they are. A directory, a disk or a socket is
 * an error, and a link to nothing. newfile_close() always.
 */
int newfile_open(struct newfile *file, const char *path, bool replaces, struct err *err);

/* emit_write() into it, with its name in messages. */
int newfile_write(const struct newfile *file, const void *data, size_t n, struct err *err);

/* Gives it its name, with its bytes on the disk. 0 or what fail() returned. */
int newfile_finish(struct newfile *file, struct err *err);

/* Removes what was not finished. */
void newfile_close(struct newfile *file);

#endif
