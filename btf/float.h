/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Floats: their bytes, the shortest text that means them, and back. */
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

/*
 * Reads what strtod() reads, rounded once, to that size; with a point in every locale. False when
 * that is not all of the text.
 */
bool float_parse(const char *text, size_t size, long double *v);

/* The bytes of a float of that size; padding is zero. */
void float_store(void *p, long double v, size_t size);

/* True if float_text() read back gives these very bytes: no NaN but the usual one, no padding. */
bool float_exact(const void *p, size_t size);

#endif
