/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers to text where speed or exactness matters. */
#ifndef MAPCTL_BTF_NUMBER_H
#define MAPCTL_BTF_NUMBER_H

#include "cli/buf.h"

/* What the longest of each needs. */
enum { NUMBER_U64_MAX = 20, NUMBER_FLOAT_MAX = 64 };

/* Decimal digits at p, which has room for NUMBER_U64_MAX; returns what is behind them. */
char *number_u64(char *p, __u64 v);

/* A float of 4, 8 or sizeof(long double) bytes. */
long double float_load(const void *p, size_t size);

/*
 * The shortest text that reads back as the same float of that size: "1.5", "1e+20", "-0", "nan",
 * "inf", "-inf". The point is a point in every locale. Returns its length.
 */
size_t float_text(char text[NUMBER_FLOAT_MAX], long double v, size_t size);

/* True if float_text() read back gives these very bytes: no NaN but the usual one, no padding. */
bool float_exact(const void *p, size_t size);

#endif
