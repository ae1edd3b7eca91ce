/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command table, and the words and steps that several commands share. */
#ifndef MAPCTL_COMMANDS_H
#define MAPCTL_COMMANDS_H

#include "bpf/kernel.h"
#include "bpf/map.h"
#include "cli/cmd.h"

/* What run->world points to: made once a run, costs nothing until it is used. */
struct world {
	struct kernel *kernel;
	struct kept *kept; /* maps that a batch keeps open; NULL: none. See kept.h */
	unsigned char *changed; /* by lines of a dry run, see dry_run_changed(); NULL: nothing */
};

static inline struct kernel *run_kernel(const struct run *run)
{
	return ((struct world *)run->world)->kernel;
}

extern const struct program mapctl;

extern const struct cmd cmd_list, cmd_info, cmd_schema;
extern const struct cmd cmd_dump, cmd_lookup, cmd_getnext, cmd_peek;
extern const struct cmd cmd_events, cmd_watch, cmd_trace, cmd_hist;
extern const struct cmd cmd_create;
extern const struct cmd cmd_update, cmd_delete, cmd_clear, cmd_push, cmd_pop;
extern const struct cmd cmd_pin, cmd_unpin, cmd_freeze;
extern const struct cmd cmd_save, cmd_restore;
extern const struct cmd cmd_demo_list, cmd_demo_info, cmd_demo_start, cmd_demo_stop, cmd_demo_run;
extern const struct cmd cmd_repl, cmd_batch, cmd_doctor, cmd_help, cmd_version;
extern const struct cmd cmd_use, cmd_set, cmd_source, cmd_repeat, cmd_time, cmd_quit;
extern const struct cmd cmd_meta, cmd_complete, cmd_man;

/* MAP and what narrows it down. */
struct target_args {
	struct map_words map;
	const char *prog;
	struct word_u32 pid;
	const char *under;
	bool newest;
};

#define TARGET_MAP(type_, field_)                                                                  \
	{                                                                                          \
		.name = "MAP", .type = WORD_MAP, .flags = WORD_REQUIRED,                           \
		.help = "name NAME, id N, pinned PATH, pid N fd M; bare: a path, an id or a name", \
		WORD_AT(type_, field_.map)                                                         \
	}

#define TARGET_NARROW(type_, field_)                                                               \
	{.name = "--prog", .meta = "PROG", .type = WORD_TEXT, .flags = WORD_OPTION,                \
	 .complete = COMPLETE_PROG,                                                               \
	 .help = "only maps that this program (id or name) uses", WORD_AT(type_, field_.prog)},    \
		{.name = "--pid", .meta = "PID", .type = WORD_U32, .flags = WORD_OPTION, .min = 1, \
		 .complete = COMPLETE_PID,                                                         \
		 .help = "only maps that this process holds", WORD_AT(type_, field_.pid)},         \
	{                                                                                          \
		.name = "--under", .meta = "DIR", .type = WORD_TEXT, .flags = WORD_OPTION,         \
		.complete = COMPLETE_PIN_NEW,                                                      \
		.help = "only maps pinned below this directory", WORD_AT(type_, field_.under)      \
	}

#define TARGET_NEWEST(type_, field_)                                               \
	{                                                                          \
		.name = "--newest", .type = WORD_FLAG, .flags = WORD_OPTION,       \
		.help = "of several maps the one created last",                    \
		WORD_AT(type_, field_.newest)                                      \
	}

/* Types in place of the map's own. */
struct typing_args {
	const char *types[2];
	struct word_list btf;
	struct word_list as;
};

#define TYPING_WORDS(type_, field_)                                                                 \
	{.name = "--types",                                                                         \
	 .meta = "KEY VALUE",                                                                       \
	 .type = WORD_PAIR,                                                                         \
	 .flags = WORD_OPTION,                                                                      \
	 .complete = COMPLETE_C_TYPE,                                                               \
	 .help = "C types or type names of key and value",                                          \
	 WORD_AT(type_, field_.types)},                                                             \
		{.name = "--btf",                                                                   \
		 .meta = "FILE|id N|prog REF",                                                      \
		 .type = WORD_SOURCE,                                                               \
		 .flags = WORD_OPTION,                                                              \
		 .help = "where the names of --types are looked for",                               \
		 WORD_AT(type_, field_.btf)},                                                       \
	{                                                                                           \
		.name = "--as", .meta = "PATH=HINT", .type = WORD_LIST, .flags = WORD_OPTION,       \
		.complete = COMPLETE_HINT,                                                          \
		.help = "show a field as ipv4, mac, proto, ifindex, ns, ktime, uid, hex, stack, …", \
		WORD_AT(type_, field_.as)                                                           \
	}

/* No command has more columns. */
enum { PICKED_MAX = 32 };

/* The map that the words name, as bpf/map.h wants it. */
struct map_ref target_ref(const struct target_args *target);

/* True when the words are a glob or --all-matches makes several maps meant. */
bool target_is_glob(const struct target_args *target);

/* ERR_USAGE: the words are a glob. For who opens the map later; target_open() does it, too. */
int target_check_one(const struct target_args *target, struct err *err);

/*
 * Opens the map (MAP_READ or MAP_WRITE) and compiles its types; prints notes. typing may be NULL.
 * The caller frees *map with map_free(). ERR_USAGE: the words are a glob.
 */
int target_open(const struct run *run, const struct target_args *target,
		const struct typing_args *typing, unsigned int mode, struct map **map,
		struct err *err);

/* Without its types: enough to pin, freeze or name it. */
int target_open_plain(const struct run *run, const struct target_args *target, unsigned int mode,
		      struct map **map, struct err *err);

/* A map that is kept open for these words, or else is opened and kept: see kept.h. */
int target_open_kept(const struct run *run, const struct target_args *target, unsigned int mode,
		     struct map **map, struct err *err);

/* The same as target_open() for a map known by id. */
int target_open_id(const struct run *run, __u32 id, const struct typing_args *typing,
		   unsigned int mode, struct map **map, struct err *err);

/*
 * What `set types` gave, if the map is the one in use, whatever words it was called by. session
 * NULL: nothing did.
 */
void target_types_in_use(const struct session *session, const struct map *map,
			 struct map_types *types);

/* Forms for text (table, csv, raw) and JSON output, after the options. */
struct form run_form(const struct run *run, enum cell_form form);

/*
 * What has parts is JSON text in a CSV cell, but for an address that --hints makes one word and a
 * key that is printed packed. The first tells to add it as JSON; the second whether that is such
 * text from `start` on, or takes it back, to be added as CSV.
 */
bool csv_wants_json(enum cell_form form, const struct layout *layout, struct place place);
bool csv_keeps_json(struct buf *out, size_t start);

/* A document of one row: an object in JSON. */
int run_emit_one(const struct run *run, const struct emit_column *columns, size_t n,
		 const struct cell *cells, struct err *err);

/* Rows of the columns that -o picks from a command's. */
struct picked {
	struct emit *emit;
	size_t chosen[PICKED_MAX]; /* n of them: which of all each is */
	size_t n;
};

/*
 * Picks of n columns those of -o, or all that are not hidden (`all`: those too), and opens the emit
 * for them, which the caller ends and frees, also after an error. 0 or what fail() returned.
 */
int picked_open(struct picked *picked, const struct run *run, const struct emit_column *from,
		size_t n, bool all, enum emit_shape shape, struct err *err);

/* emit_row() of what is picked from the cells of all n columns. */
int picked_row(const struct picked *picked, const struct cell *all, struct err *err);

/* A document of one row, an object in JSON, of all columns or those of -o. */
int picked_one(const struct run *run, const struct emit_column *from, size_t n,
	       const struct cell *all, struct err *err);

/* Emits {"changed":N} in JSON forms, with --dry-run {"would_change":N}; else nothing. */
int run_changed(const struct run *run, __u64 n, struct err *err);

/*
 * A line about what was done, on a terminal or with --dry-run; nothing in JSON and in scripts.
 * run_change_line() is for entries, "501: {…} -> {…}", and says "would change" with --dry-run.
 */
int run_result_line(const struct run *run, const char *line, struct err *err);
int run_change_line(const struct run *run, const char *line, struct err *err);
/* False where these would print nothing. */
bool run_shows_changes(const struct run *run);

/*
 * A line of a dry run would change the entry of the key (NULL: any): whether it is there is unsure
 * for the lines behind it. Does nothing where this is no dry run of lines.
 */
void dry_run_changed(const struct run *run, const struct map *map, const void *key);
/* key NULL: whether any entry of the map is. */
bool dry_run_unsure(const struct run *run, const struct map *map, const void *key);

/*
 * For --dry-run: rc and err, what a write would be told of the entry that is there, or (key NULL)
 * of the map. Where that is unsure they become a note and 0.
 */
int dry_run_doubt(const struct run *run, const struct map *map, const void *key, int rc,
		  struct err *err);

/*
 * For --dry-run: fails where writing an entry would, because the map is frozen or (for a new entry)
 * full. 0 also where that cannot be told.
 */
int dry_run_check(const struct run *run, const struct map *map, bool new_entry, struct err *err);

/* Prints notes, one a line, and empties the buffer. */
void run_notes(const struct run *run, struct buf *notes);

/* `--btf id 5` arrives as two words; bpf/ takes them as one string. NULL for none. */
const char *join_words(const struct word_list *list, struct buf *out);

#define MAP_CLEANUP __attribute__((cleanup(map_cleanup)))
static inline void map_cleanup(struct map **map)
{
	map_free(*map);
}

#endif
