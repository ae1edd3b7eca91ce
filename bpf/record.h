/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which types the records of a ring buffer or perf event array have. */
#ifndef MAPCTL_BPF_RECORD_H
#define MAPCTL_BPF_RECORD_H

#include "bpf/map.h"

/* What the user said about them; strings are borrowed. */
struct record_words {
	const char *const *as; /* --as: types ("struct event", C text) and hints ("PATH=KIND") */
	size_t n_as;
	const char *btf; /* --btf, as map_btf_source() takes it; NULL: none */
};

/* One type: the records of `record_size` bytes. */
struct record_type {
	struct layout *layout;
	char *name;          /* "struct event" */
	__u32 record_size;   /* as stream_record_size() has it */
	bool flexible;       /* or of more: the rest are elements of its last array */
};

struct records {
	struct record_type *types;
	size_t n;
};

/*
 * Finds them: as given, else by the map's BTF, else by the BTF of the programs that use the map (or
 * of --btf) and the constant sizes in their calls. What is found by size, or may be one of several,
 * is said in `notes`; records without a type are shown as bytes. Zero it first, free with
 * records_free(), also after an error.
 */
int records_find(struct records *records, const struct map *map, const struct record_words *words,
		 struct buf *notes, struct err *err);
void records_free(struct records *records);

/* The type of records of so many bytes; NULL: none. Its layout is valid until the next call. */
const struct record_type *records_of_size(struct records *records, __u32 size);

#endif
