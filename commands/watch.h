/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of watch: readings of a map, what changed between two, and the ways to show it. */
#ifndef MAPCTL_COMMANDS_WATCH_H
#define MAPCTL_COMMANDS_WATCH_H

#include "cli/grid.h"
#include "cli/screen.h"
#include "commands/commands.h"
#include "commands/data.h"

struct watch_args {
	struct target_args target;
	struct typing_args typing;
	struct data_args data;
	const char *interval, *sort, *exec;
	struct word_u64 count;
	bool follow, runs;
};

/* One run of the command. */
struct watch {
	const struct run *run;
	const struct watch_args *args;
	struct screen *screen;
	bool full;      /* pictures on a terminal, else a line a change */
	__u64 interval; /* milliseconds */
};

/* ---- readings (watch_reading.c) ------------------------------------------------------------- */

/*
 * All entries of a map as the last reading met them. Zero it first. There is one copy of each
 * entry: the next reading compares with it and takes its place, and what was there before is kept
 * of those that differ only.
 */
struct reading {
	unsigned char *entries; /* n_held of them, stride apart: key, then value */
	unsigned char *states;  /* a byte each, of watch_reading.c */
	size_t n_held, cap, stride, key_size;
	size_t n; /* entries that are there: those that are gone are held for one reading more */
	__u32 *index; /* by the key's hash: 1 + the entry's number, 0: free */
	size_t n_index;
	__u64 unread; /* entries that could not be read, not among them */
	bool partial; /* entries may be missing: the map changes faster than it can be read */
	__u64 taken;  /* readings so far */
	__u64 at, before; /* when the last two began: milliseconds, of clock_ms() */
};
void reading_free(struct reading *reading);

enum change_kind { CHANGE_NEW, CHANGE_VALUE, CHANGE_GONE };

/* An entry that differs between two readings, into which it points. */
struct change {
	enum change_kind kind;
	__u32 entry; /* its number, while the reading goes on */
	const unsigned char *key, *old, *value; /* old NULL: new; value NULL: gone */
	double weight; /* what it is sorted by */
};

/* Zero it first; memory is kept. */
struct changes {
	struct change *list;
	size_t n, cap;
	unsigned char *olds; /* values before the change, in the list's order */
	size_t n_olds, cap_olds, old_size;
};
void changes_free(struct changes *changes);
/*
 * Leaves out the entries of which a part of the value is the same: byte-aligned, as variables are.
 */
void changes_narrow(struct changes *changes, const struct map *map, struct place part);

/*
 * Reads all entries, or with `key` the one of that key when it is there. What differs from the
 * reading before goes to `changes`, which points into both until the next; of the first there is
 * nothing.
 */
int reading_take(struct reading *reading, const struct map *map, const void *key,
		 struct changes *changes, struct err *err);

/* ---- numbers (watch_number.c) --------------------------------------------------------------- */

/* A leaf of the value, or a number in an array that is one. */
struct watch_leaf {
	struct place place;
	bool number;  /* deltas and rates make sense */
	bool element; /* of an array: pictures have it where it changes */
	char *name;   /* owned */
};

struct leaves {
	struct watch_leaf *list;
	size_t n;
};
/* Those of a part of the value. */
int leaves_find(struct leaves *leaves, const struct map *map, struct place part, struct err *err);
void leaves_free(struct leaves *leaves);

/* How much a number rose or fell. What 128 bits can rise by needs a sign beside them. */
struct delta {
	bool is_real; /* of a float: `real`, else `whole` */
	bool falls;   /* by `whole` */
	u128 whole;
	double real;
};

/* False where there is none: the leaf is no number, or the entry is new or gone. */
bool delta_find(const struct map *map, const struct watch_leaf *leaf, const struct change *change,
		struct delta *delta);
double delta_real(const struct delta *delta);
/* "+4", "-3", "0"; for JSON without the plus. */
void delta_add(const struct delta *delta, enum cell_form form, struct buf *out);
/*
 * What happens in a second: "1234", "0.5", "0.017"; for JSON a number, in a string where it is
 * none.
 */
void rate_add(double rate, enum cell_form form, struct buf *out);

/*
 * Sorts by how much the numbers changed, most first: by all of them or by one leaf. New entries
 * stand by what they start with, gone ones at the end.
 */
void changes_sort(struct changes *changes, const struct map *map, const struct leaves *leaves,
		  const struct watch_leaf *by);

/* ---- one map (watch_map.c) ------------------------------------------------------------------ */

enum { FILL_HISTORY = 24 };

struct watched {
	struct map *map;
	struct data data; /* key: the one entry that is watched, or NULL */
	struct place part; /* of the value: a variable of a section, else all of it */
	struct leaves leaves;
	struct watch_leaf sort; /* --sort, without a name */
	struct reading reading;
	bool has_changes; /* there was one before it */
	bool waited;      /* -F: it was told that there is no map yet */
	struct changes changes;
	__u64 fills[FILL_HISTORY]; /* entries, the last n_fills readings, a ring */
	size_t n_fills;
};

/* Seconds between the two readings. */
double watched_seconds(const struct watched *watched);

/* Adds a key as the map prints it; a part of the value, per-CPU values added up. */
void watched_key(const struct watch *watch, const struct watched *watched,
		 const struct change *change, enum cell_form form, struct buf *out);
void watched_value(const struct watch *watch, const struct watched *watched, struct place place,
		   const void *value, enum cell_form form, struct buf *out);

int watch_map(struct watch *watch, struct err *err);

/* ---- ways to show it ------------------------------------------------------------------------ */

/* watch_screen.c: a picture; `watched` NULL: the name is not there yet. */
int watch_draw(const struct watch *watch, const struct watched *watched, struct err *err);
/* Adds "17:30:01". */
void watch_clock(struct buf *out);

/* What a line has. */
extern const struct emit_column watch_line_columns[];

/* watch_lines.c: emits for JSON lines, CSV and raw; text is written plainly. */
struct watch_lines {
	const struct watch *watch;
	struct picked picked; /* its emit NULL: text */
};
int watch_lines_open(struct watch_lines *lines, const struct watch *watch, struct err *err);
int watch_lines_show(struct watch_lines *lines, const struct watched *watched, struct err *err);

/*
 * watch_exec.c: runs --exec for each change, its output beside ours. 1: a signal asked for the end,
 * or Ctrl-C ended the command.
 */
int watch_exec(const struct watch *watch, const struct watched *watched, struct err *err);

/* watch_many.c: a row a map. */
int watch_many(struct watch *watch, struct err *err);

/* Adds seconds since 1970, "1763659974.123". */
void watch_time(struct buf *out);

#endif
