// SPDX-License-Identifier: GPL-2.0-or-later
/* The growing buffer and the escaping that keeps the kernel's bytes off the terminal. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/buf.h"

void buf_free(struct buf *buf)
{
	free(buf->data);
	memset(buf, 0, sizeof(*buf));
}

char *buf_grow(struct buf *buf, size_t n)
{
	size_t cap = buf->cap ? buf->cap : 128;
	char *data;

	if (buf->oom || n > (size_t)-1 / 4 - buf->len)
		goto oom;
	while (cap - buf->len < n)
		cap *= 2;
	data = realloc(buf->data, cap);
	if (!data)
		goto oom;
	buf->data = data;
	buf->cap = cap;
	return data + buf->len;
oom:
	buf->oom = true;
	return NULL;
}

void buf_pad(struct buf *buf, char c, size_t n)
{
	char *p = n ? buf_room(buf, n) : NULL;

	if (!p)
		return;
	memset(p, c, n);
	buf->len += n;
}

void buf_printf(struct buf *buf, const char *fmt, ...)
{
	va_list ap, again;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n >= 0 && buf_room(buf, (size_t)n + 1)) {
		vsnprintf(buf->data + buf->len, (size_t)n + 1, fmt, again);
		buf->len += (size_t)n;
	}
	va_end(again);
}

const char *buf_cstr(struct buf *buf)
{
	char *p = buf_room(buf, 1);

	if (!p)
		return "";
	*p = '\0';
	return buf->data;
}

size_t buf_lines(const struct buf *buf)
{
	size_t lines = 0;

	for (size_t i = 0; i < buf->len; i++)
		lines += buf->data[i] == '\n';
	return lines;
}

char *buf_take(struct buf *buf)
{
	char *data = NULL;

	buf_cstr(buf);
	if (!buf->oom) {
		data = buf->data;
		buf->data = NULL;
	}
	buf_free(buf);
	return data;
}

static const char digit_pairs[] = "00010203040506070809101112131415161718192021222324252627282930"
				  "31323334353637383940414243444546474849505152535455565758596061"
				  "62636465666768697071727374757677787980818283848586878889909192"
				  "93949596979899";

void buf_u64(struct buf *buf, __u64 v)
{
	char tmp[20], *p = tmp + sizeof(tmp);

	while (v >= 100) {
		p -= 2;
		memcpy(p, digit_pairs + v % 100 * 2, 2);
		v /= 100;
	}
	if (v >= 10) {
		p -= 2;
		memcpy(p, digit_pairs + v * 2, 2);
	} else {
		*--p = (char)('0' + v);
	}
	buf_add(buf, p, (size_t)(tmp + sizeof(tmp) - p));
}

void buf_s64(struct buf *buf, __s64 v)
{
	if (v < 0)
		buf_putc(buf, '-');
	buf_u64(buf, v < 0 ? -(__u64)v : (__u64)v);
}

void buf_u128(struct buf *buf, u128 v)
{
	const __u64 unit = 1000000000000000000ULL; /* 10^18 */
	char tail[20];

	if (v <= ~0ULL) {
		buf_u64(buf, (__u64)v);
		return;
	}
	buf_u128(buf, v / unit);
	snprintf(tail, sizeof(tail), "%018llu", (unsigned long long)(v % unit));
	buf_puts(buf, tail);
}

void buf_s128(struct buf *buf, s128 v)
{
	if (v < 0)
		buf_putc(buf, '-');
	buf_u128(buf, v < 0 ? -(u128)v : (u128)v);
}

static const char hex_digits[] = "0123456789abcdef";

void buf_hex(struct buf *buf, u128 v, unsigned int digits)
{
	char tmp[32], *p = tmp + sizeof(tmp);

	if (digits > sizeof(tmp))
		digits = sizeof(tmp);
	while (v || tmp + sizeof(tmp) - p < (ptrdiff_t)digits) {
		*--p = hex_digits[v & 15];
		v >>= 4;
	}
	buf_puts(buf, "0x");
	buf_add(buf, p, (size_t)(tmp + sizeof(tmp) - p));
}

void buf_hex_bytes(struct buf *buf, const void *data, size_t n)
{
	const unsigned char *in = data;
	char *p = buf_room(buf, 2 * n);

	if (!p)
		return;
	for (size_t i = 0; i < n; i++) {
		*p++ = hex_digits[in[i] >> 4];
		*p++ = hex_digits[in[i] & 15];
	}
	buf->len += 2 * n;
}

static size_t utf8_want(unsigned char c)
{
	if (c < 0x80)
		return 1;
	if (c >= 0xc2 && c <= 0xdf)
		return 2;
	if (c >= 0xe0 && c <= 0xef)
		return 3;
	return c >= 0xf0 && c <= 0xf4 ? 4 : 0;
}

/* The length of the well-formed character at s, or 0. */
static size_t utf8_char(const unsigned char *s, size_t n)
{
	size_t want = n ? utf8_want(s[0]) : 0;

	if (!want || want > n)
		return 0;
	for (size_t i = 1; i < want; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	}
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
	    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return want;
}

bool utf8_valid(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;

	while (n) {
		size_t len = *p < 0x80 ? 1 : utf8_char(p, n);

		if (!len)
			return false;
		p += len;
		n -= len;
	}
	return true;
}

/*
 * C1 controls, which some terminals act on, and what Unicode has for the direction of text and for
 * ends of lines: it makes a terminal show what is not there.
 */
static bool steers(const unsigned char *p, size_t len)
{
	if (len == 2)
		return (p[0] == 0xc2 && p[1] < 0xa0) || (p[0] == 0xd8 && p[1] == 0x9c);
	if (len != 3 || p[0] != 0xe2)
		return false;
	if (p[1] == 0x80)
		return p[2] == 0x8e || p[2] == 0x8f || (p[2] >= 0xa8 && p[2] <= 0xae);
	return p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9;
}

bool text_shows(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;

	while (n) {
		size_t len = utf8_char(p, n);

		if (!len || *p < 0x20 || *p == 0x7f || steers(p, len))
			return false;
		p += len;
		n -= len;
	}
	return true;
}

/* The letter behind the backslash that C and JSON share for a control byte, or 0. */
static char short_escape(unsigned char c)
{
	switch (c) {
	case '\b':
		return 'b';
	case '\f':
		return 'f';
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	case '\t':
		return 't';
	}
	return 0;
}

/* A character of two or three bytes. */
static unsigned int code_point(const unsigned char *p, size_t len)
{
	if (len == 2)
		return (p[0] & 0x1fu) << 6 | (p[1] & 0x3fu);
	return (p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
}

static void json_escape(struct buf *buf, unsigned char c)
{
	char letter = short_escape(c);

	if (c == '"' || c == '\\')
		letter = (char)c;
	if (letter) {
		buf_putc(buf, '\\');
		buf_putc(buf, letter);
	} else {
		buf_printf(buf, "\\u%04x", c);
	}
}

static bool json_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

void buf_json_string(struct buf *buf, const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;

	buf_putc(buf, '"');
	while (n) {
		size_t len = 0;

		while (len < n && json_plain(p[len]))
			len++;
		if (!len && *p >= 0x80)
			len = utf8_char(p, n);
		if (len && steers(p, len)) {
			buf_printf(buf, "\\u%04x", code_point(p, len));
		} else if (len) {
			buf_add(buf, p, len);
		} else if (*p >= 0x80) {
			buf_puts(buf, "\xef\xbf\xbd");
			len = 1;
		} else {
			json_escape(buf, *p);
			len = 1;
		}
		p += len;
		n -= len;
	}
	buf_putc(buf, '"');
}

void buf_json(struct buf *buf, const char *s)
{
	if (s)
		buf_json_string(buf, s, strlen(s));
	else
		buf_puts(buf, "null");
}

static void c_escape(struct buf *buf, unsigned char c)
{
	char letter = c == '\\' ? '\\' : short_escape(c);

	if (letter) {
		buf_putc(buf, '\\');
		buf_putc(buf, letter);
	} else {
		buf_printf(buf, "\\x%02x", c);
	}
}

void buf_escaped(struct buf *buf, const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;

	while (n) {
		size_t len = utf8_char(p, n);

		if (!len || *p < 0x20 || *p == 0x7f || *p == '\\' || steers(p, len)) {
			c_escape(buf, *p);
			len = 1;
		} else {
			buf_add(buf, p, len);
		}
		p += len;
		n -= len;
	}
}

void buf_quoted(struct buf *buf, const char *s, size_t n)
{
	buf_putc(buf, '"');
	while (n) {
		const char *quote = memchr(s, '"', n);
		size_t len = quote ? (size_t)(quote - s) : n;

		buf_escaped(buf, s, len);
		if (quote) {
			buf_puts(buf, "\\\"");
			len++;
		}
		s += len;
		n -= len;
	}
	buf_putc(buf, '"');
}
