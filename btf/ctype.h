/* SPDX-License-Identifier: GPL-2.0-or-later */
/* C text to BTF, and BTF type names to text. */
#ifndef MAPCTL_BTF_CTYPE_H
#define MAPCTL_BTF_CTYPE_H

#include "btf/resolver.h"

struct btf;
struct btf_type;

/*
 * Adds the type that `text` declares to `btf` and returns its id, or what fail() returned: "u32",
 * "struct { __be32 saddr; u8 proto; }", "struct in6_addr", "char[16]",
 * "struct a { u32 x; }; struct b { struct a a; } value;". Names are looked for in the text, then in
 * `btf`, then in `source` (NULL: none), then in the running kernel's BTF through the resolver
 * (NULL: none); what is found there is copied with all it contains, and only once per `btf`. Sizes
 * and offsets are those that clang gives to BPF.
 *
 * `what` ("key", "value") starts the messages, which quote the word at fault; they are ERR_USAGE.
 * Refused are pointers (those inside copied types stay), functions, void, typedefs, more than 64
 * KiB of text, 32 levels or 2^28 bytes, and what C allows but the kernel's BTF does not. After a
 * failure `btf` is sound but may hold some more types.
 */
int ctype_compile(struct btf *btf, const char *text, const char *what, const struct btf *source,
		  const struct resolver *resolver, struct err *err);

/*
 * Finds what `text` names in an existing BTF, without adding anything: "struct event", "union u",
 * "enum e", "unsigned long" (however its words are ordered), "u32"; a bare "event" is a typedef,
 * else a number, else a struct, union or enum of that name. Returns its id, 0 when it is not there.
 */
__u32 ctype_find(const struct btf *btf, const char *text);

/* The names that need no BTF, "u32", "unsigned long": i from 0; NULL at the end. */
const char *ctype_base_at(unsigned int i);

/* What C puts before a type's tag: "struct", "union", "enum", also of one only declared; or "". */
const char *ctype_keyword(const struct btf_type *t);

/*
 * Adds the C name of a type to `out`: "u32", "struct flow_key", "char[16]", "const char *",
 * "void", "struct {…}" for one without a tag, "?" where the BTF is broken. Escaped, and bounded in
 * length.
 */
void ctype_name(const struct btf *btf, __u32 type_id, struct buf *out);

#endif
