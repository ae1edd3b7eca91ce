/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What may stand at a place of a line, for the REPL and for shells, told by the parser itself. */
#ifndef MAPCTL_CLI_COMPLETE_H
#define MAPCTL_CLI_COMPLETE_H

#include "cli/cmd.h"

enum {
	CANDIDATE_OPEN = 1 << 0, /* more of the same word follows: no blank behind it */
};

struct candidate {
	char *word;     /* the whole word, as the program will get it: without quotes */
	char *insert;   /* what stands for it in the line, with quotes where they are needed */
	char *describe; /* one line about it, or NULL; safe to print */
	size_t shown;   /* the first byte of `word` that a list need show: behind "id,", "--as=" */
	bool final;     /* a blank goes behind it */
};


/* Starts zeroed, freed by candidates_free(). */
struct candidates {
	struct candidate *items; /* sorted by word, no word twice */
	size_t n;
	bool files;                /* files, too; in a shell that finds them itself */
	size_t start, end;         /* bytes of the line that a candidate's `insert` replaces */
	char *typed;               /* what stands there, without quotes */

	/* for those who add candidates */
	/* of the piece that is wanted; others are dropped by candidates_add() */
	const char *prefix;
	size_t lead;        /* bytes of `typed` that stand before this piece */
	const char *listed; /* pieces of a list before it, which are not offered again */
	size_t n_listed;    /* bytes */
	bool oom;
};

/* Where a line is typed. */
struct complete_context {
	bool shell;  /* words as a shell has them: no brackets and operators of the REPL's */
	const struct map_words *map_in_use; /* NULL: none */
	const struct session *session; /* NULL: none; it knows the types of the map in use */
	void *world; /* of the commands; NULL: one is made if it is needed */
};

/*
 * Finds what may stand where the cursor is: `point` bytes into the line, which holds no program's
 * name. What cannot be told, or is refused to this user, is left out without an error. 0 or
 * -ENOMEM.
 */
int complete_line(const struct program *program, const struct complete_context *context,
		  const char *line, size_t point, struct candidates *out, struct err *err);

/*
 * Of a line whose first n bytes stay as they are: drops what would change them, and counts start
 * and end from there.
 */
void candidates_behind(struct candidates *out, const char *line, size_t n);

void candidates_free(struct candidates *out);

/* What program->candidates() is asked. */
struct complete_query {
	enum complete_kind kind;
	const struct program *program;
	const struct cmd *cmd;        /* never NULL */
	const struct word *word;      /* that is being typed; NULL: one of everybody's options */
	const struct options *opt;
	const char *const *before;    /* words of the same value that stand before it: data, PAIR */
	size_t n_before;
	bool introduced; /* COMPLETE_DATA: by `key` or `value`, so that words may follow */
	const struct map_words *map;  /* named earlier in the line, or in use; NULL: none */
	const struct session *session; /* NULL: none */
	__u32 pid;                    /* COMPLETE_FD */
	void *world;                  /* never NULL */
	const void *args;             /* what the words so far filled */
	__u64 seen;                   /* which of the command's words are there */
};

/* The member that a word of the command, by its name, has filled; NULL: not given, no such. */
const void *query_given(const struct complete_query *query, const char *name);

/*
 * Offers a word if it begins with out->prefix. Both are copied; `describe` may be NULL and is
 * escaped. Words that cannot be typed, as they hold control bytes, are dropped.
 */
void candidates_add(struct candidates *out, const char *word, const char *describe,
		    unsigned int flags);

/* Files and directories whose path begins with out->prefix. */
void candidates_add_files(struct candidates *out);

/* Words of a table, ends with a NULL. */
void candidates_add_names(struct candidates *out, const char *const *names);

/*
 * The word is a list: only what is typed behind the last of the separators is asked for, and what
 * stands before it is not offered again.
 */
void candidates_list(struct candidates *out, const char *separators);

#endif
