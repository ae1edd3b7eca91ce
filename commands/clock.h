/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Times of day as endless commands print them. */
#ifndef MAPCTL_COMMANDS_CLOCK_H
#define MAPCTL_COMMANDS_CLOCK_H

#include "cli/emit.h"

/* Nanoseconds from CLOCK_MONOTONIC to CLOCK_REALTIME, as of now. */
__s64 clock_to_wall(void);

/* Seconds since 1970 for programs, the local time of day for people; `wall` in nanoseconds. */
void clock_format(__u64 wall, enum cell_form form, struct buf *out);

#endif
