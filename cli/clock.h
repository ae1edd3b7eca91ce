/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A clock that nobody sets. */
#ifndef MAPCTL_CLI_CLOCK_H
#define MAPCTL_CLI_CLOCK_H

#include <linux/types.h>

/* Microseconds, milliseconds. */
__u64 clock_us(void);
__u64 clock_ms(void);

#endif
