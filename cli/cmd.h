/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command table's types. Parser, help, metadata, completion and the manual's synopsis all read
 * this one table; nothing about a command's words is written down anywhere else.
 */
#ifndef MAPCTL_CLI_CMD_H
#define MAPCTL_CLI_CMD_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

#include "cli/emit.h"
#include "cli/err.h"

/* What a word writes into the command's argument structure, zeroed before. */
enum word_type {
	WORD_FLAG,   /* bool: true when given */
	WORD_TEXT,   /* const char * */
	WORD_U32,    /* struct word_u32 */
	WORD_U64,    /* struct word_u64: with size suffixes as in btf/parse.h's numbers */
	WORD_CHOICE, /* int: 1-based index into choices; 0 when not given */
	WORD_LIST,   /* struct word_list: the option may be given several times */
	WORD_PAIR,   /* const char *[2]: two words follow */
	WORD_MAP,    /* struct map_words */
	WORD_DATA,   /* struct data_words: KEY or VALUE */
	WORD_FIELDS, /* struct word_list: path=literal words, wherever they stand */
	WORD_REST,   /* struct word_list: all that is left */
	WORD_SOURCE, /* struct word_list: a file, `id N`, or `prog` and a program (bare, `id N`,
			`name S`, `pinned P`): one to three words */
	WORD_EXPR,   /* struct word_list: a condition, of as many words as word->syntax says */
};

/* A language of its own that a WORD_EXPR is written in, which this room does not know. */
struct word_syntax {
	/* How many of n words belong to it, at least 1; more than n: some are lacking. */
	size_t (*arity)(const char *const *words, size_t n);
	/* True if what the words end in compares something: `a` before `> 5` does not. */
	bool (*compares)(const char *const *words, size_t n);
};

/*
 * What may be typed for a word, where its type does not say: completion offers that. What only the
 * kernel knows program->candidates() tells (cli/complete.h).
 */
enum complete_kind {
	COMPLETE_NONE,       /* by the word's type; else nothing is offered */
	COMPLETE_MAP,        /* one bare word that is a name */
	COMPLETE_MAP_NAME,   /* behind `name` */
	COMPLETE_MAP_ID,
	COMPLETE_MAP_PIN,    /* pinned maps, and directories on the way there */
	COMPLETE_PIN_NEW,    /* a path for a new pin: directories on bpffs */
	COMPLETE_FD,         /* map descriptors of the process in complete_query.pid */
	COMPLETE_DATA,       /* KEY or VALUE: word->name tells which */
	COMPLETE_FIELD,      /* a field of the map's key or value, as an operand */
	COMPLETE_FIELD_SET,  /* FIELD=VALUE */
	COMPLETE_EXPR,       /* the fields in a condition, and what they are compared with */
	COMPLETE_COLUMNS,    /* -o: one column of a list */
	COMPLETE_MAP_TYPE,
	COMPLETE_MAP_FLAGS,  /* one flag of a list */
	COMPLETE_ELEM_FLAGS, /* the same */
	COMPLETE_C_TYPE,     /* C types that BTF knows */
	COMPLETE_HINT,       /* PATH=HINT, or the type of a record */
	COMPLETE_PROG,       /* programs by name and id */
	COMPLETE_PROG_NAME,
	COMPLETE_PROG_ID,
	COMPLETE_PROG_PIN,
	COMPLETE_BTF_ID,
	COMPLETE_PID,        /* processes that hold maps */
	COMPLETE_CPU,
	COMPLETE_IFNAME,
	COMPLETE_DEMO,
	COMPLETE_DEMO_HOOK,
	COMPLETE_TOPIC,      /* of help */
	COMPLETE_SETTING,    /* of a session: its name (WORD_CHOICE), or what it can be */
	COMPLETE_COMMAND,    /* WORD_REST: a command with its words */
	COMPLETE_FILE,
};

struct word_u32 {
	bool given;
	__u32 value;
};

struct word_u64 {
	bool given;
	__u64 value;
};

struct word_list {
	const char **words; /* in the parse's memory */
	size_t n;
};

/* MAP as typed: `name NAME`, `id N`, `pinned PATH`, `pid N fd M`, or one bare word. */
enum map_words_how { MAP_NOT_GIVEN, MAP_BARE, MAP_NAME, MAP_ID, MAP_PINNED, MAP_PID_FD };

struct map_words {
	enum map_words_how how;
	const char *word; /* NAME, PATH or the bare word; the number as typed for id */
	__u32 id;         /* MAP_ID */
	__u32 pid, fd;    /* MAP_PID_FD */
};

/* True for a word that never is a map's own where MAP stands: name, id, pinned, pid. */
bool map_word_introduces(const char *text);

struct cmd;

/* True for a word that is no data where it stands alone: a keyword, a choice, FIELD=VALUE. */
bool cmd_takes_word(const struct cmd *cmd, const char *text);

/*
 * KEY or VALUE as typed. Introduced by the word's name in lower case (`key`, `value`) it takes all
 * words up to the next word of the command (or field assignment or option), always at least one;
 * bare it is one word. A required one may be left out where field assignments were given.
 */
struct data_words {
	const char **words; /* in the parse's memory */
	size_t n;           /* 0: not given */
	bool introduced;
};

enum {
	WORD_REQUIRED = 1 << 0,
	WORD_OPTION = 1 << 1,  /* name starts with "--", stands anywhere; "--x V" and "--x=V" */
	WORD_KEYWORD = 1 << 2, /* introduced by its name as a plain word: `type T`, `flags F` */
	/* neither: positional, in table order */
	WORD_ONE_OF = 1 << 3, /* a positional WORD_CHOICE that any of its words introduces itself */
	WORD_SECRET = 1 << 4,  /* not in help: bpftool's spelling of another word */
	WORD_INSTEAD = 1 << 5, /* an option that stands for the required WORD_DATA */
};

struct word {
	const char *name;  /* "--cpu", "type", "MAP", "KEY" */
	const char *meta;  /* what stands for its value in usage: "N|sum|max|min"; NULL: none */
	const char *help;  /* one line, lower case, no full stop */
	enum word_type type;
	unsigned int flags;
	char letter; /* of a WORD_FLAG that is an option: "-F"; 0: none */
	size_t off, size; /* into the argument structure; set by the WORD() macros */
	const char *const *choices; /* WORD_CHOICE: NULL-terminated */
	__u64 min, max;             /* numbers; max 0: the type's own */
	enum complete_kind complete;
	const struct word_syntax *syntax; /* WORD_EXPR */
};

/* The member of `type` that a word writes. */
#define WORD_AT(type_, field_) \
	.off = offsetof(type_, field_), .size = sizeof(((type_ *)0)->field_)

enum {
	CMD_WRITES = 1 << 0,  /* refused by --readonly; has --dry-run and --yes */
	CMD_ENDLESS = 1 << 1, /* refuses -j and -p */
	CMD_HIDDEN = 1 << 2,  /* not in help: __meta */
	CMD_NO_OUTPUT_OPTIONS = 1 << 3, /* help, version */
	CMD_SESSION = 1 << 4, /* means something only where lines follow one another: use, set */
	CMD_FIELD_COLUMNS = 1 << 5, /* -o takes field paths beside the columns */
	CMD_PREFIX = 1 << 6, /* another command follows, with options of its own */
	CMD_LINES = 1 << 7, /* runs lines: has --dry-run, --yes and --keep-going for them */
	CMD_CONSUMES = 1 << 8, /* may take what others would read: its name is typed in full */
};

/* Options that every command takes (some only where they mean something: see options.c). */
struct options {
	struct emit_options emit;
	const char *columns; /* -o */
	bool raw;            /* -r */
	bool yes;            /* --yes: only CMD_WRITES */
	bool dry_run;        /* --dry-run: only CMD_WRITES */
	bool keep_going;     /* --keep-going: only CMD_LINES */
	bool readonly;       /* --readonly, or MAPCTL_READONLY=1 */
	bool syscalls;       /* --syscalls */
	bool hints;          /* --hints: also in JSON */
	bool no_hints;       /* --no-hints: not even in tables */
	bool int64_strings;  /* --int64-strings */
	bool tty_in, tty_out, tty_err;
	/* Meant where a command needs a MAP first and the line does not name one; NULL: none. Then
	 * only `name`, `id`, `pinned` and `pid` introduce another map there. */
	const struct map_words *map_in_use;
	/* The line stands among others: before its command the program's name says nothing, and may
	 * stand all the same, as in a line pasted from a shell. */
	bool in_lines;
	bool at_prompt; /* whoever reads what is said types lines, not commands of a shell */
};

struct session;
struct session_map;
struct complete_query;
struct candidates;

/* What a running command sees besides its arguments. */
struct run {
	const struct cmd *cmd;
	const struct program *program;
	const struct options *opt;
	void *world; /* what program->world_new() made: commands/ knows its type */
	struct session *session; /* NULL: a single command */
};

struct cmd {
	const char *name;  /* "list" or "demo start": at most two words */
	const char *alias; /* NULL: none */
	const char *group; /* "look", "change", "move", "live in" */
	const char *brief; /* one line, lower case, no full stop */
	const char *about; /* paragraphs for `help CMD`, or NULL; wrapped by hand at 76 columns */
	const char *examples; /* lines for `help CMD`, or NULL */
	const struct word *words; /* at most 64; ends with a NULL name; NULL: none */
	const struct emit_column *columns; /* what -o takes, each with help; ends with a NULL
					      name; NULL: prints no rows */
	unsigned int flags;
	size_t args_size;
	/* args: the structure that the words fill, zeroed before. 0 or what fail() returned. */
	int (*run)(struct run *run, const void *args, struct err *err);
};

/* The option that may stand for this word, which is required data; NULL: none may. */
const struct word *word_alternative(const struct cmd *cmd, const struct word *word);

/* False for those that only other programs call. */
static inline bool cmd_is_shown(const struct cmd *cmd)
{
	return !(cmd->flags & CMD_HIDDEN);
}

/* The program: its table, and what main must make for its commands. */
struct program {
	const char *name;
	const struct cmd *const *commands; /* ends with NULL; in the order of help */
	int (*world_new)(void **world, struct err *err);
	void (*world_free)(void *world); /* accepts NULL */
	/* --syscalls: runs child() in a traced process, prints its bpf() calls on standard error,
	 * returns its exit status. */
	int (*trace)(int (*child)(void *arg), void *arg, struct err *err);
	/* Without a command: lives on lines of the terminal, or of standard input. The exit status.
	 * NULL: a line must have a command. */
	int (*interactive)(struct session *session);
	int (*input)(struct session *session);
	/* What became of the map in use: for the prompt. NULL: nobody knows. */
	int (*map_state)(struct session *session, struct session_map *map, struct err *err);
	/*
	 * What may stand at a place of a line and only the kernel knows: cli/complete.h; NULL: no
	 * such.
	 */
	void (*candidates)(const struct complete_query *query, struct candidates *out);
};

/* What a command line asks for: -h and -V may stand anywhere in it. */
enum parsed_what { PARSED_NOTHING, PARSED_COMMAND, PARSED_HELP };

/* The words of one command line, parsed; they point into argv. Freed by cmd_parse_free(). */
struct parsed {
	enum parsed_what what;
	const struct cmd *cmd; /* PARSED_HELP: NULL for a group, or without one for the overview */
	const char *group;     /* the first word of commands that have two: "demo" */
	struct options opt;
	void *args;
	struct parse_memory *memory; /* of args and of the parser's own */
};

/*
 * Parses argv[0..argc-1] (without the program's name). Nothing of the table is written to; it may
 * be called any number of times. ERR_USAGE names the word at fault, with the command's usage line
 * as hint. opt starts from `defaults` and holds what was understood also after an error (its
 * format and the command's name, if known, shape the message). The caller always frees.
 */
int cmd_parse(const struct program *program, const struct options *defaults, int argc,
	      const char *const *argv, struct parsed *parsed, struct err *err);

/*
 * The same for line after line: `parsed` is zeroed, or of the line before, whose words are then
 * gone and whose memory is used again.
 */
int cmd_parse_again(const struct program *program, const struct options *defaults, int argc,
		    const char *const *argv, struct parsed *parsed, struct err *err);
void cmd_parse_free(struct parsed *parsed);

/* By exact name or alias; "demo start" by its two words (*used = 2). NULL: none. */
const struct cmd *cmd_find(const struct program *program, int argc, const char *const *argv,
			   int *used);

/* True for the first word of commands that have two: "demo". */
bool cmd_is_group(const struct program *program, const char *word);

/* What is wrong with words (at least one) that cmd_find() does not know: ERR_USAGE. */
int cmd_unknown(const struct program *program, const struct options *opt, int argc,
		const char *const *argv, struct err *err);

/*
 * What stands before a command's name where its line is typed: the program's and a blank, or, with
 * opt->at_prompt, nothing.
 */
void program_prefix(const struct program *program, const struct options *opt, struct buf *out);

/*
 * "update MAP KEY VALUE [any|exist|noexist] [--cpu N]", generated. With a map in use its MAP may be
 * left out. opt NULL: of no line.
 */
void cmd_usage(const struct cmd *cmd, const struct options *opt, struct buf *out);

/* The same with the program's name, for a hint; options that make it long are left to help. */
void cmd_usage_hint(const struct program *program, const struct cmd *cmd,
		    const struct options *opt, struct buf *out);

/*
 * Checks the whole table: duplicate names, missing briefs and help, words out of order (positionals
 * after optional ones, required after optional), field sizes that do not fit the word's type,
 * choices missing, lines too wide for help. Adds a line per fault; true if there was none.
 */
bool cmd_check_table(const struct program *program, struct buf *faults);

/*
 * All commands; those that start with the word cmd_is_group() is true for; one command; the table
 * as JSON (`__meta`). Each at most 80 wide, with commands as they are typed in lines like that of
 * `opt`.
 */
void help_overview(const struct program *program, const struct options *opt, struct buf *out);
void help_of_group(const struct program *program, const struct options *opt, const char *word,
		   struct buf *out);
void help_command(const struct program *program, const struct options *opt, const struct cmd *cmd,
		  struct buf *out);
void help_meta(const struct program *program, struct buf *out);

/*
 * A note on standard error: "mapctl: note: …", "mapctl: FILE:12: note: …" of a line among many
 * (JSON forms too: standard output holds data only).
 */
void run_note(const struct run *run, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * Asks "QUESTION [y/N] " on the terminal unless --yes was given; not on a terminal without --yes:
 * ERR_USAGE that says so. Declined: -ECANCELED. 0: go on (always with --dry-run).
 */
int run_confirm(const struct run *run, struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The program from main's arguments to the exit status; prints errors. */
int program_main(const struct program *program, int argc, char **argv);

#endif
