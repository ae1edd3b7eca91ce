// SPDX-License-Identifier: GPL-2.0-or-later
/* Floats to the shortest text that means them. */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "btf/float.h"

long double float_load(const void *p, size_t size)
{
	long double l;
	double d;
	float f;

	if (size == sizeof(f)) {
		memcpy(&f, p, sizeof(f));
		return f;
	}
	if (size == sizeof(d)) {
		memcpy(&d, p, sizeof(d));
		return (long double)d;
	}
	memcpy(&l, p, sizeof(l));
	return l;
}

/* Reads text back as a float of that size. */
static long double float_read(const char *text, size_t size)
{
	if (size == sizeof(float))
		return strtof(text, NULL);
	return size == sizeof(double) ? (long double)strtod(text, NULL) : strtold(text, NULL);
}

/* The locale's decimal point, of whatever bytes, becomes a point. */
static size_t point_fix(char *text)
{
	static const char plain[] = "0123456789+-einfa";
	char *out = text;

	for (const char *in = text; *in; in++) {
		if (strchr(plain, *in))
			*out++ = *in;
		else if (out == text || out[-1] != '.')
			*out++ = '.';
	}
	*out = '\0';
	return (size_t)(out - text);
}

size_t float_text(char text[FLOAT_TEXT_MAX], long double v, size_t size)
{
	int digits = size == sizeof(float) ? FLT_DIG : size == sizeof(double) ? DBL_DIG : LDBL_DIG;
	long double least = size == sizeof(float)    ? (long double)FLT_MIN
			    : size == sizeof(double) ? (long double)DBL_MIN
						     : LDBL_MIN;

	if (isnan(v) || isinf(v)) {
		strcpy(text, isnan(v) ? "nan" : v < 0 ? "-inf" : "inf");
		return strlen(text);
	}
	/* So many digits always survive; subnormal numbers have fewer. */
	if (fabsl(v) < least)
		digits = 1;
	do {
		snprintf(text, FLOAT_TEXT_MAX, "%.*Lg", digits, v);
	} while (float_read(text, size) != v && digits++ < LDBL_DECIMAL_DIG);
	return point_fix(text);
}

/* Only the first bytes of an x87 float mean something. */
static size_t float_bytes(size_t size)
{
	return size == sizeof(long double) && LDBL_MANT_DIG == 64 ? 10 : size;
}

static bool is_padding_zero(const void *p, size_t size)
{
	static const char zero[sizeof(long double)];
	size_t used = float_bytes(size);

	return !memcmp((const char *)p + used, zero, size - used);
}

bool float_exact(const void *p, size_t size)
{
	long double v = float_load(p, size);
	float f = (float)v;
	double d = (double)v;

	if (isnan(v)) {
		v = strtold("nan", NULL);
		f = strtof("nan", NULL);
		d = strtod("nan", NULL);
	}
	if (size == sizeof(f))
		return !memcmp(p, &f, sizeof(f));
	if (size == sizeof(d))
		return !memcmp(p, &d, sizeof(d));
	return !memcmp(p, &v, float_bytes(size)) && is_padding_zero(p, size);
}
