/* SPDX-License-Identifier: GPL-2.0-or-later */
/* C text to BTF, and BTF type names to text. */
#ifndef MAPCTL_BTF_CTYPE_H
#define MAPCTL_BTF_CTYPE_H

#include "btf/resolver.h"

struct btf;

/*
 * Adds the type that `text` declares ("u32", "struct { __be32 saddr; u8 proto; }", "struct in6_addr",
 * "char[16]") to `btf` and returns its id, or what fail() returned. Names are looked for in `btf`,
 * then `source` (NULL: none), then the running kernel's BTF through the resolver; what is found there
 * is copied with all it needs. `what` ("key", "value") starts the messages, which quote the word at
 * fault. Pointers are refused with the reason.
 */
int ctype_compile(struct btf *btf, const char *text, const char *what, const struct btf *source,
		  const struct resolver *resolver, struct err *err);

/*
 * Finds what `text` names in an existing BTF, without adding anything: "struct event", "event", "u32".
 * Returns its id, 0 when it is not there.
 */
__u32 ctype_find(const struct btf *btf, const char *text);

/* The C name of a type: "u32", "struct flow_key", "char[16]", "struct {…}" for one without a tag. */
void ctype_name(const struct btf *btf, __u32 type_id, struct buf *out);

#endif
