/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entries of a map as rows: which columns, per CPU or not, sampled so that leaves become columns
 * where they fit. */
#ifndef MAPCTL_COMMANDS_VIEW_H
#define MAPCTL_COMMANDS_VIEW_H

#include "commands/commands.h"

enum cpu_how { CPU_ALL, CPU_ONE, CPU_SUM, CPU_MAX, CPU_MIN };

struct cpu_choice {
	enum cpu_how how;
	unsigned int cpu; /* CPU_ONE */
};

/* Reads --cpu N|sum|max|min (NULL: CPU_ALL); refuses it for maps without per-CPU values. */
int cpu_choice_parse(const char *word, const struct map *map, struct cpu_choice *choice,
		     struct err *err);

enum { VIEW_KEY = 1 << 0, VIEW_VALUE = 1 << 1 };

struct view_options {
	struct cpu_choice cpu;
	unsigned int parts; /* VIEW_KEY, VIEW_VALUE */
	const struct buf *owner; /* what stands for a key that is a descriptor of ours, or NULL */
	bool one;           /* a single entry: JSON has no array around it */
	bool sort;          /* tables: by key when all entries fit in the sample */
	bool show_empty_cpus; /* lookup of one entry: also the CPUs that are zero */
	bool recursive;     /* JSON: inner maps with their entries, held in memory one at a time */
	bool empty_slots;   /* with recursive: those of inner arrays of objects, too */
	__u64 *unread; /* with recursive: counts inner maps and entries that could not be read */
};

struct view;

/*
 * The map must outlive the view. The options' -o is resolved here: an unknown column is ERR_USAGE
 * before anything is printed. `emit` NULL: the view makes its own; else rows go there (the JSON
 * columns of view_json_columns()), for several maps in one document.
 */
int view_new(struct view **out, const struct run *run, const struct map *map,
	     const struct view_options *options, struct emit *emit, struct err *err);
void view_free(struct view *view);

/* What -o takes beside field paths. */
extern const struct emit_column view_listed_columns[];

/* The columns of every JSON form without -o. */
enum { VIEW_JSON_ERROR = 4, VIEW_JSON_COLUMNS };
extern const struct emit_column view_json_columns[VIEW_JSON_COLUMNS];

/* {"code","message"}, as an entry or a map that could not be read has it. */
void view_error_add(struct buf *out, int code, const char *message);

/* In place of an error: the slot is there, but empty. */
enum { VIEW_EMPTY = 1 };

/*
 * One entry: key and value as the kernel gave them (either may be NULL when not in `parts`), or
 * `error` (-errno, VIEW_EMPTY) in place of the value. `place` is the part of the value that is
 * meant, or NULL.
 */
int view_entry(struct view *view, const void *key, const void *value, int error,
	       const struct place *place, struct err *err);

/* Prints what is held back. Does not end an emit that was passed in. */
int view_end(struct view *view, struct err *err);

#endif
