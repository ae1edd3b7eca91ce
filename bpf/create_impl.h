/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of making a map share: the rules of each type, and the map being made. */
#ifndef MAPCTL_BPF_CREATE_IMPL_H
#define MAPCTL_BPF_CREATE_IMPL_H

#include "bpf/create.h"

struct btf;

/* Sizes in bytes: min, min + step … max. All zero: there is none. */
struct size_rule {
	__u32 min, max, step;
};

enum entries_rule {
	ENTRIES_SOME,  /* at least 1 */
	ENTRIES_NONE,  /* 0: the map grows with its owners */
	ENTRIES_RING,  /* bytes: a power of two and of whole pages */
	ENTRIES_PAGES, /* pages */
};

struct create_rule {
	struct size_rule key, value;
	enum entries_rule entries;
	__u32 flags;         /* all that the type takes */
	__u32 needed;        /* flags it cannot do without */
	const char *too_big; /* what E2BIG can mean; NULL: nothing more is known */
};

/* The rules of a type; NULL: not known, the kernel decides. */
const struct create_rule *create_rule(__u32 type);

/* A map on its way. Zeroed, then begun by map_create(). */
struct create {
	const struct map_spec *spec;
	const struct map_type *type;
	const struct create_rule *rule; /* may be NULL */
	struct btf *btf;                /* owned; NULL: made without, or with spec->blob */
	int blob_fd;                    /* owned: spec->blob in the kernel; -1: it is not */
	__u32 key_size, value_size;
	int key_id, value_id; /* in btf; 0: none */
};

/* True if the text is a size in bytes rather than a type. */
bool create_is_size(const char *text);

/*
 * What can be told before the types are compiled: name, flags, entries, what must be given or not.
 */
int create_check_words(const struct create *create, struct err *err);
/* Sizes, and what the types of key and value must be. */
int create_check_sizes(const struct create *create, struct err *err);

/* Compiles key and value, or reads their sizes. */
int create_types(struct create *create, struct kernel *kernel, struct err *err);

/* "4 or 8 bytes", "5 to 260 bytes", "none". */
void create_size_text(struct size_rule rule, struct buf *out);

#endif
