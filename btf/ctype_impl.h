/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files behind ctype.h share: the parser's state and the steps of a compilation. */
#ifndef MAPCTL_BTF_CTYPE_IMPL_H
#define MAPCTL_BTF_CTYPE_IMPL_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

#include "btf/ctype.h"

#define CTYPE_MAX_TEXT    65536
#define CTYPE_MAX_DEPTH   32
#define CTYPE_MAX_NESTING 64 /* of foreign BTF, where typedefs and arrays are levels too */
#define CTYPE_MAX_SIZE    (1u << 28) /* bytes: 8 * this is what an int of bits can still say */
#define CTYPE_MAX_ALIGN   4096
#define CTYPE_NAME_LEN    128 /* with the NUL; the kernel's KSYM_NAME_LEN before 6.1 */

enum ctype_token_kind {
	TOKEN_END,
	TOKEN_WORD,
	TOKEN_NUMBER,
	TOKEN_STRING,
	TOKEN_PUNCT
};

struct ctype_token {
	enum ctype_token_kind kind;
	const char *start; /* into the text; a string without its quotes */
	size_t len;
	__u64 number;
	char punct; /* '<' and '>' are "<<" and ">>"; 0 for other kinds */
};

/* A type and what C needs to know to lay it out. */
struct ctype {
	__u32 id;
	__u16 kind; /* BTF_KIND_* behind typedefs and qualifiers; BTF_KIND_UNKN is void */
	__u64 size; /* bytes */
	__u32 align; /* bytes */
	__u32 bits; /* widest bitfield of this type; 0: it cannot be one */
};

struct ctype_attrs {
	bool packed;
	__u32 align; /* 0: not said */
	const char *tag; /* btf_decl_tag's text, or NULL */
	size_t tag_len;
};

/* A struct, union or enum that the text defines. */
struct ctype_tag {
	const char *name;
	size_t len;
	__u16 kind;
	struct ctype type; /* id 0 as long as its definition is open */
};

struct ctype_constant {
	const char *name;
	size_t len;
	size_t first; /* the first constant of its enum */
	s128 value;
};

struct ctype_parser {
	struct btf *btf;
	const struct btf *source;
	const struct resolver *resolver;
	const char *what;
	struct err *err;
	int code; /* the first failure; later ones are not recorded */
	const char *text;
	struct ctype_token token; /* the one to be read next */
	const char *last_end; /* behind the token before it */
	unsigned int depth;
	struct ctype_tag *tags;
	size_t n_tags, cap_tags;
	struct ctype_constant *constants;
	size_t n_constants, cap_constants;
};

/* ---- ctype_lex.c ---- */

/* Points `token` at the first token; the text must outlive the parser. */
void ctype_lex_start(struct ctype_parser *p, const char *text);
/* Moves on. What is no token is recorded as a failure, and the text ends there. */
void ctype_lex_next(struct ctype_parser *p);
bool ctype_lex_is(const struct ctype_parser *p, const char *word);
/* Moves on if the token is this word, this punctuation. */
bool ctype_lex_skip(struct ctype_parser *p, const char *word);
bool ctype_lex_punct(struct ctype_parser *p, char c);
/* The same, and a failure that says "missing 'c'" with the place. */
int ctype_lex_expect(struct ctype_parser *p, char c);
/* Copies the name at the token and moves on; `role` is for the message "missing ROLE". */
int ctype_lex_name(struct ctype_parser *p, char name[CTYPE_NAME_LEN], const char *role);

/* Records ERR_USAGE, or code, unless something failed before. Returns the first code. */
int ctype_fail(struct ctype_parser *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int ctype_fail_code(struct ctype_parser *p, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Records "WHAT: PROBLEM before "TOKEN" at character N", or "at the end". */
int ctype_fail_here(struct ctype_parser *p, const char *problem);
/* What a btf__add_*() returned: it, or out of memory. */
int ctype_added(struct ctype_parser *p, int id);
/* Makes room for one more in an owned array of `size`-byte elements. 0 or a failure. */
int ctype_room(struct ctype_parser *p, void *array, size_t n, size_t *cap, size_t size);
/* Enters a nested construct; p->depth-- leaves it. */
int ctype_enter(struct ctype_parser *p);

/* ---- ctype.c ---- */

/* A declaration's type without declarators, and the attributes that are for the declarators. */
int ctype_spec(struct ctype_parser *p, struct ctype *type, struct ctype_attrs *attrs);

struct ctype_declarator {
	const char *start; /* where the whole declaration starts, for messages */
	char name[CTYPE_NAME_LEN]; /* "": none */
	struct ctype type;
	bool flexible; /* its first dimension is [] */
};

/* The name, which may be missing, and the dimensions of what has type `base`. */
int ctype_declare(struct ctype_parser *p, const struct ctype *base, struct ctype_declarator *decl);

/* ---- ctype_base.c ---- */

/* Bits for the words that make up base types ("unsigned", "long", …). */
unsigned int ctype_base_word(const char *word, size_t len);
/* Adds one more word; 0 when C has no such combination. */
unsigned int ctype_base_join(unsigned int words, unsigned int word);
/* "unsigned long" for what joined words mean, as clang names it; NULL for what is no type. */
const char *ctype_base_name(unsigned int words);
/* The same for a text of such words in any order; NULL for all else. */
const char *ctype_base_canonical(const char *text);
/* Finds or adds "unsigned int", "u32", "__be16": its id, 0 for an unknown name, or a failure. */
int ctype_base_add(struct ctype_parser *p, const char *name);
/* Finds or adds a typedef of `target`: its id or a failure. */
int ctype_typedef_add(struct ctype_parser *p, const char *name, int target);
/* Adds a struct that the kernel knows by name and that needs no BTF of the kernel; 0: none. */
int ctype_base_synthesize(struct ctype_parser *p, const char *name);

/* ---- ctype_attr.c ---- */

/* Reads attributes, if there are any, into attrs. */
int ctype_attrs(struct ctype_parser *p, struct ctype_attrs *attrs);

/* ---- ctype_const.c ---- */

/* A constant expression of numbers, characters and the text's enumerators; within -2^63..2^64-1. */
int ctype_const(struct ctype_parser *p, s128 *value);

/* ---- ctype_enum.c, ctype_aggregate.c: the keyword is the token ---- */

int ctype_enum(struct ctype_parser *p, struct ctype *type);
int ctype_aggregate(struct ctype_parser *p, struct ctype *type);

/*
 * Refuses enumerators that are there twice: they share one name space, as in C. Two enums may give
 * one name the same value: layout_declare() prints a type without a tag as often as it is used.
 * To be called once, at the end of the text: it sorts p->constants.
 */
int ctype_enum_check(struct ctype_parser *p);

/* ---- ctype_place.c ---- */

struct ctype_member {
	char name[CTYPE_NAME_LEN]; /* "": anonymous, or an unnamed bitfield */
	struct ctype type;
	struct ctype_attrs attrs;
	int width; /* of a bitfield, else -1 */
	__u64 bit_off;
};

struct ctype_aggregate {
	bool is_union;
	bool flexible; /* its last member has no size */
	bool has_bitfield;
	struct ctype_attrs attrs;
	struct ctype_member *members; /* owned */
	size_t n_members, cap_members;
	__u64 size; /* bytes; set by ctype_place() */
	__u32 align;
};

/*
 * Gives every member its offset, and the whole its size and alignment, as C does on x86-64 and for
 * BPF: bitfields little-endian within their type's unit; unnamed ones do not raise the alignment.
 */
void ctype_place(struct ctype_aggregate *aggr);

/* ---- ctype_lookup.c ---- */

/* A kind of tag as the text says it: "struct", "union", "enum"; "" for other kinds. */
const char *ctype_kind_word(__u16 kind);
/* Remembers a definition; an older one of the same name in this text is a failure. */
int ctype_tag_open(struct ctype_parser *p, const struct ctype_token *name, __u16 kind);
void ctype_tag_close(struct ctype_parser *p, const struct ctype_token *name,
		     const struct ctype *type);
/* Finds a tag or, for kind BTF_KIND_UNKN, any name; copies it into p->btf where it is elsewhere. */
int ctype_lookup(struct ctype_parser *p, const struct ctype_token *name, __u16 kind,
		 struct ctype *type);
/* The id of a name in a BTF; kind BTF_KIND_UNKN means any, typedefs first. 0: not there. */
__u32 ctype_lookup_in(const struct btf *btf, const char *name, __u16 kind);

/* ---- ctype_copy.c ---- */

/*
 * Copies a type of `from`, with all it contains, into p->btf: its new id or a failure. Pointers
 * stay pointers, to a forward declaration or to nothing; qualifiers and type tags are left out.
 */
int ctype_copy(struct ctype_parser *p, const struct btf *from, __u32 id, const char *name);

/* ---- ctype_measure.c ---- */

/* Size and alignment of a type of any BTF. 0, or -EINVAL for loops and absurd sizes. */
int ctype_measure(const struct btf *btf, __u32 id, struct ctype *type);

#endif
