/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The state of a compilation, and the lists that grow during it. */
#ifndef MAPCTL_BTF_LAYOUT_COMPILE_H
#define MAPCTL_BTF_LAYOUT_COMPILE_H

#include "btf/layout_impl.h"

struct btf_type;

/* btf_decl_tag("mapctl:KIND") on a type or one of its members. */
struct compile_tag {
	__u32 type_id;
	int member; /* -1: the type itself */
	__u8 hint;
};

/* An enum whose members are in layout->enumerators already. */
struct compile_enum {
	__u32 type_id;
	__u32 first, n;
	bool flags;
};

struct compile {
	const struct btf *btf;
	struct layout *layout;
	struct err *err;
	struct compile_tag *tags;
	struct compile_enum *enums;
	__u32 n_tags, n_enums, n_enumerators;
	__u32 fields_cap, tags_cap, enums_cap, enumerators_cap;
	__u32 empties; /* how many times the type at hand stands in arrays of empty elements */
};

void compile_cleanup(struct compile *c);

#define COMPILE_CLEANUP __attribute__((cleanup(compile_cleanup)))

/* A string of the BTF; "" where there is none. */
const char *compile_name(const struct compile *c, __u32 name_off);

/* Collects the tags. 0 or -ENOMEM. */
int compile_tags(struct compile *c);

/* The hint that a tag gives to a member of a type (-1: to the type); HINT_NONE without one. */
__u8 compile_tag(const struct compile *c, __u32 type_id, int member);

/* A new last field with its names and nothing else; NULL when out of memory. Fields may move. */
struct layout_field *compile_push(struct compile *c, const char *name, __u32 type_id);

/* Gives an enum field its enumerators. 0 or what fail() returned. */
int compile_enumerators(struct compile *c, const struct btf_type *t, __u32 type_id,
			struct layout_field *field);

#endif
