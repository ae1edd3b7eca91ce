// SPDX-License-Identifier: GPL-2.0-or-later
/* Numbers to text where speed or exactness matters. */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "btf/number.h"

static const char digit_pairs[] = "00010203040506070809101112131415161718192021222324252627282930"
				  "31323334353637383940414243444546474849505152535455565758596061"
				  "62636465666768697071727374757677787980818283848586878889909192"
				  "93949596979899";

static unsigned int count_digits(__u64 v)
{
	unsigned int n = 1;

	for (; v >= 10000; v /= 10000)
		n += 4;
	return n + (v >= 10) + (v >= 100) + (v >= 1000);
}

char *number_u64(char *p, __u64 v)
{
	unsigned int n = count_digits(v);
	char *end = p + n;

	for (p = end; v >= 100; v /= 100) {
		p -= 2;
		memcpy(p, digit_pairs + v % 100 * 2, 2);
	}
	if (v >= 10)
		memcpy(p - 2, digit_pairs + v * 2, 2);
	else
		p[-1] = (char)('0' + v);
	return end;
}

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

size_t float_text(char text[NUMBER_FLOAT_MAX], long double v, size_t size)
{
	int digits = size == sizeof(float)    ? FLT_DIG
		     : size == sizeof(double) ? DBL_DIG
					      : LDBL_DIG;
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
		snprintf(text, NUMBER_FLOAT_MAX, "%.*Lg", digits, v);
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
