// SPDX-License-Identifier: GPL-2.0-or-later
/* Floats: their bytes, the shortest text that means them, and back. */
#include <float.h>
#include <locale.h>
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

bool float_parse(const char *text, size_t size, long double *v)
{
	locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	char *end = NULL;

	if (!c)
		return false;
	if (size == sizeof(float))
		*v = strtof_l(text, &end, c);
	else if (size == sizeof(double))
		*v = (long double)strtod_l(text, &end, c);
	else
		*v = strtold_l(text, &end, c);
	freelocale(c);
	return !*end;
}

void float_store(void *p, long double v, size_t size)
{
	float f = (float)v;
	double d = (double)v;

	memset(p, 0, size);
	if (size == sizeof(f))
		memcpy(p, &f, sizeof(f));
	else if (size == sizeof(d))
		memcpy(p, &d, sizeof(d));
	else /* only the first bytes of an x87 float mean something */
		memcpy(p, &v, LDBL_MANT_DIG == 64 ? 10 : sizeof(v));
}

bool float_exact(const void *p, size_t size)
{
	long double v = float_load(p, size);
	unsigned char again[sizeof(v)];

	float_store(again, isnan(v) ? (long double)NAN : v, size);
	return !memcmp(p, again, size);
}
