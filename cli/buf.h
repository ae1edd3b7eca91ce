/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A growing byte buffer, and the text forms that every room shares: numbers, JSON, C strings. */
#ifndef MAPCTL_CLI_BUF_H
#define MAPCTL_CLI_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <linux/types.h>

__extension__ typedef __int128 s128;
__extension__ typedef unsigned __int128 u128;

/*
 * Starts zeroed. When memory runs out `oom` is set and stays set, and what is added is dropped:
 * writers need no checks, and whoever uses the contents looks at `oom` once.
 */
struct buf {
	char *data; /* owned; not NUL-terminated, but see buf_cstr() */
	size_t len, cap;
	bool oom;
};

#define BUF_CLEANUP __attribute__((cleanup(buf_free)))

void buf_free(struct buf *buf);

/* Empties it and keeps the memory. */
static inline void buf_reset(struct buf *buf)
{
	buf->len = 0;
}

/* The slow half of buf_room(). */
char *buf_grow(struct buf *buf, size_t n);

/*
 * Room for n more bytes at the end, or NULL when out of memory. The caller writes at most n bytes
 * there and adds what it wrote to `len`.
 */
static inline char *buf_room(struct buf *buf, size_t n)
{
	return buf->cap - buf->len >= n ? buf->data + buf->len : buf_grow(buf, n);
}

static inline void buf_add(struct buf *buf, const void *data, size_t n)
{
	char *p = n ? buf_room(buf, n) : NULL;

	if (!p)
		return;
	memcpy(p, data, n);
	buf->len += n;
}

static inline void buf_putc(struct buf *buf, char c)
{
	buf_add(buf, &c, 1);
}

static inline void buf_puts(struct buf *buf, const char *s)
{
	buf_add(buf, s, strlen(s));
}

void buf_pad(struct buf *buf, char c, size_t n);
void buf_printf(struct buf *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The contents with a NUL behind them (not counted in len). "" when empty or out of memory. */
const char *buf_cstr(struct buf *buf);

/* Ends of lines in it. */
size_t buf_lines(const struct buf *buf);

/* Hands the contents over as a malloc()ed string and empties the buffer. NULL: out of memory. */
char *buf_take(struct buf *buf);

/* Decimal. */
void buf_u64(struct buf *buf, __u64 v);
void buf_s64(struct buf *buf, __s64 v);
void buf_u128(struct buf *buf, u128 v);
void buf_s128(struct buf *buf, s128 v);
/* "0x" and at least `digits` lower-case digits. */
void buf_hex(struct buf *buf, u128 v, unsigned int digits);
/* n bytes as 2n lower-case digits, nothing else. */
void buf_hex_bytes(struct buf *buf, const void *data, size_t n);

/* A JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD: see utf8_valid(). */
void buf_json_string(struct buf *buf, const char *s, size_t n);
/* The same of a C string; null for NULL. */
void buf_json(struct buf *buf, const char *s);

/*
 * Text in double quotes with C escapes; other control bytes and bytes that are not UTF-8 as \xNN.
 */
void buf_quoted(struct buf *buf, const char *s, size_t n);
/* The same without the quotes, and `"` as it is: for names, comm and paths from the kernel. */
void buf_escaped(struct buf *buf, const char *s, size_t n);

/* True if all n bytes are well-formed UTF-8 (no surrogates, nothing overlong). */
bool utf8_valid(const char *s, size_t n);

/*
 * UTF-8 without control characters, and without those that turn text around or end lines: a
 * terminal, or a reader of lines, takes it for nothing else.
 */
bool text_shows(const char *s, size_t n);

#endif
