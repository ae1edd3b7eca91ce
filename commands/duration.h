/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Durations as options take them. */
#ifndef MAPCTL_COMMANDS_DURATION_H
#define MAPCTL_COMMANDS_DURATION_H

#include <linux/types.h>

#include "cli/err.h"

/*
 * `5s`, `250ms`, `1.5m`, `2h`, `1d`, `0.5` (seconds) to milliseconds, `min` (1 or more) … 2^31 - 1.
 * ERR_USAGE names the option in `what`, and both ends.
 */
int duration_parse(const char *word, const char *what, int min, int *ms, struct err *err);

#endif
