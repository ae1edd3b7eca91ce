/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The inside of the parser, shared by parse.c and parse_*.c only. */
#ifndef MAPCTL_BTF_PARSE_IMPL_H
#define MAPCTL_BTF_PARSE_IMPL_H

#include "btf/layout.h"
#include "btf/number.h"
#include "btf/parse.h"
#include "btf/path.h"
#include "btf/suggest.h"

struct parser {
	const struct layout *layout;
	const struct parse *parse;
	struct err *err;
	const char *p, *end; /* what is left of the text; it may hold NULs */
	unsigned char *data; /* layout->size bytes, being filled */
	unsigned char *given; /* as large: a bit of `data` that the text gave is set here */
	bool *met; /* by field: named already in the struct that is being read */
	unsigned int depth;
	unsigned char few[128]; /* `given` and `met` of most layouts */
};

/* Part of the text, or of a buffer that its reader passed. */
struct word {
	const char *s;
	size_t n;
	bool quoted;
};

/* ---- parse.c: one literal into one place; the heart of the recursion ---- */

int parser_field(struct parser *ps, struct place at);

/* ERR_USAGE: `PATH: "WORD" …`; without a word `PATH: …`. */
int parser_fail(struct parser *ps, struct place at, const struct word *word, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* ---- parse_lex.c: characters to words ---- */

/* Skips white space and comments; the character that stands there, or 0 at the end. */
char lex_peek(struct parser *ps);
/* True, and steps over it, if the character stands next. */
bool lex_accept(struct parser *ps, char c);
/* Up to white space, a quote, a comment or one of , { } [ ]. Empty if there is none. */
struct word lex_word(struct parser *ps);
/* What stands next, cut where a message should end: for "unexpected …". */
struct word lex_rest(const struct parser *ps);
/* Reads a string in double or single quotes, and decodes its escapes of C and JSON into `out`. */
int lex_string(struct parser *ps, struct place at, struct buf *out);
/* A word, or the contents of a string (kept in `store`). It is an error when none stands there. */
int lex_scalar(struct parser *ps, struct place at, struct buf *store, struct word *word);
/* A member's name and its colon. */
int lex_name(struct parser *ps, struct place at, struct buf *store, struct word *word);

/* The value of exactly n hex digits at s, which has `left` characters; -1: they are not there. */
long lex_hex(const char *s, size_t left, unsigned int n);

/* ---- parse_number.c ---- */

/* Range-checks a number for the field and stores it. */
int number_store(struct parser *ps, struct place at, const struct word *word,
		 const struct number *number);
/* The same of a word, which must be a number; else it `is not KIND`. */
int number_store_word(struct parser *ps, struct place at, const struct word *word,
		      const char *kind);

/* ---- parse_store.c: bits into the object, checked against what was given before ---- */

/* Stores the number's low bits in the field, in the field's own byte order. */
int store_number(struct parser *ps, struct place at, u128 value);
/* Stores bytes as they are. */
int store_bytes(struct parser *ps, struct place at, const void *bytes, size_t n);
/* The same, but only the bits of `sure` count as given: a union's other members may differ. */
int store_unsure(struct parser *ps, struct place at, const void *bytes, const void *sure, size_t n);
/* Zeroes what is at the place, but for what was given. */
int store_clear(struct parser *ps, struct place at);
/* True if any bit of what is at the place was given. */
bool store_given(const struct parser *ps, struct place at);

/* ---- parse_addr.c: 10.0.0.1, fe80::1, 02:00:00:00:00:01, 10.0.0.0/8 ---- */

/* Stores the word if it is an address and the place takes it. 1: stored, 0: not meant. */
int addr_store(struct parser *ps, struct place at, const struct word *word);

/* ---- parse_bytes.c: hex:… ---- */

bool packed_is(const struct word *word);
/* True if a string means the n bytes of text or of a u8 array; as text it would not fit there. */
bool packed_fills(const struct word *word, __u64 n);
int packed_store(struct parser *ps, struct place at, const struct word *word);

/* ---- parse_scalar.c, parse_text.c, parse_group.c: by kind ---- */

int scalar_int(struct parser *ps, struct place at);
int scalar_bool(struct parser *ps, struct place at);
int scalar_char(struct parser *ps, struct place at);
int scalar_float(struct parser *ps, struct place at);
int scalar_enum(struct parser *ps, struct place at);
int scalar_kernel(struct parser *ps, struct place at);

int text_field(struct parser *ps, struct place at);
/* Stores text; behind it a NUL if there is room. */
int text_store(struct parser *ps, struct place at, const char *s, size_t n);

int group_array(struct parser *ps, struct place at);
/* Behind an element: a comma goes on, the closing bracket ends. 1: go on, 0: ended. */
int group_next(struct parser *ps, struct place at, char close);
int group_members(struct parser *ps, struct place at);

/* ---- parse_object.c: {"id":7,"name":"x"} where a number stands for a kernel object ---- */

/* *done: the field is one, and so it was written; else nothing was read. */
int object_field(struct parser *ps, struct place at, bool *done);

#endif
