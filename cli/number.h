/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers as options and arguments take them. */
#ifndef MAPCTL_CLI_NUMBER_H
#define MAPCTL_CLI_NUMBER_H

#include <linux/types.h>

/*
 * Decimal, 0x, 0o, 0b, `_` between digits, and the suffixes K M G T (1000) and Ki Mi Gi Ti (1024).
 * -EINVAL: not a number, also a decimal with a leading 0 (bpftool reads octal); -ERANGE: negative
 * or beyond 64 bits.
 */
int number_parse_u64(const char *text, __u64 *value);

#endif
