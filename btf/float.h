/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Floats to the shortest text that means them. */
#ifndef MAPCTL_BTF_FLOAT_H
#define MAPCTL_BTF_FLOAT_H

#include <stdbool.h>
#include <stddef.h>

enum {
	FLOAT_TEXT_MAX = 64
};

/* A float of 4, 8 or sizeof(long double) bytes. */
long double float_load(const void *p, size_t size);

/*
 * The shortest text that reads back as the same float of that size: "1.5", "1e+20", "-0", "nan",
 * "inf", "-inf". The point is a point in every locale. Returns its length.
 */
size_t float_text(char text[FLOAT_TEXT_MAX], long double v, size_t size);

/* True if float_text() read back gives these very bytes: no NaN but the usual one, no padding. */
bool float_exact(const void *p, size_t size);

#endif
