/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --where: the entries of a map that a condition holds for. */
#ifndef MAPCTL_COMMANDS_WHERE_H
#define MAPCTL_COMMANDS_WHERE_H

#include "btf/expr.h"
#include "commands/view.h"

extern const struct word_syntax where_syntax;

#define WHERE_WORD(type_, field_, flags_, help_)                                              \
	{                                                                                     \
		.name = "--where", .meta = "EXPR", .type = WORD_EXPR,                         \
		.flags = WORD_OPTION | (flags_), .syntax = &where_syntax,                     \
		.complete = COMPLETE_EXPR, .help = help_, WORD_AT(type_, field_)              \
	}

/* Zeroed: every entry passes. Freed by where_free(). */
struct where {
	struct expr *expr;
	size_t cpu_offset; /* of the one CPU's value that is meant */
	__u64 undefined;   /* entries that it could not be calculated for */
};

/*
 * Compiles the words for the entries of a map, which must outlive it; without words all pass. Of
 * per-CPU values `cpu` says which is meant, CPU_ALL the sum. ERR_USAGE as expr_new().
 */
int where_new(struct where *where, const struct run *run, const struct map *map,
	      const struct word_list *words, const struct cpu_choice *cpu, struct err *err);
void where_free(struct where *where);

#define WHERE_CLEANUP __attribute__((cleanup(where_free)))

/* True if the value of an entry is looked at. */
static inline bool where_needs_value(const struct where *where)
{
	return where->expr && expr_uses(where->expr, SIDE_VALUE);
}

/* One entry; a value that is not needed may be NULL. What is undefined does not pass. */
bool where_passes(struct where *where, const void *key, const void *value);

/* Says of how many entries it could not be calculated. */
void where_note(const struct where *where, const struct run *run);

#endif
