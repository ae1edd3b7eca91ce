/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text to bytes: the value language. Strict JSON is a subset of it. */
#ifndef MAPCTL_BTF_PARSE_H
#define MAPCTL_BTF_PARSE_H

#include "btf/layout.h"

struct parse {
	const char *what; /* "key" or "value": starts the path in messages */
	bool require_fields; /* keys: a field left out is an error (padding is none) */
	const struct resolver *resolver; /* may be NULL */
};

/*
 * Reads one literal into data[layout->size]. Bytes that no field covers become zero, fields left
 * out too (see require_fields). Accepts typed literals, JSON, "hex:…", "@FILE" and "@-", C
 * comments. Addresses (10.0.0.1, fe80::1, MAC, 10.0.0.0/8) are accepted where they fit, whatever
 * the hint; IPv4 is stored in network order. Members of a union may all be given: they must agree.
 * Kernel-owned fields take null and <…>, and stay zero. ERR_USAGE names the field, the word and the
 * range. On error the contents of data are undefined.
 */
int parse_value(const struct layout *layout, const char *text, const struct parse *parse,
		void *data, struct err *err);

/*
 * Reads a literal into the part of `data` at `place` and leaves all other bits as they are.
 * require_fields looks at that part only.
 */
int parse_place(const struct layout *layout, struct place place, const char *text,
		const struct parse *parse, void *data, struct err *err);

/* One assignment of several: `path=text`, its path resolved by layout_find(). */
struct parse_part {
	struct place place;
	const char *text;
};

/*
 * Reads several literals into their places, as in `key.saddr=10.0.0.1 key.dport=443`, and leaves
 * all other bits as they are. Parts that overlap must agree. With require_fields the parts together
 * must give every field of the object.
 */
int parse_parts(const struct layout *layout, const struct parse_part *parts, size_t n,
		const struct parse *parse, void *data, struct err *err);

/*
 * bpftool's byte lists: n words, each one byte; with `hex` two hex digits without 0x are meant.
 * Exactly `size` words are required. A leading 0 followed by digits is refused with a hint.
 */
int parse_bytes(const char *const *words, size_t n, bool hex, const char *what, void *data,
		size_t size, struct err *err);

/*
 * An unsigned number as everywhere in mapctl: decimal, 0x, 0o, 0b, `_` between digits, K M G T and
 * Ki Mi Gi Ti behind. `what` names it in the message. ERR_USAGE when it is none or not min..max.
 */
int parse_u64(const char *text, const char *what, __u64 min, __u64 max, __u64 *out,
	      struct err *err);

#endif
