/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What outlives one command: lines typed one after another, from a terminal, a file or a pipe. */
#ifndef MAPCTL_CLI_SESSION_H
#define MAPCTL_CLI_SESSION_H

#include "cli/cmd.h"
#include "cli/line.h"
#include "cli/settings.h"

/* What the prompt says of the map in use. */
struct session_map {
	bool gone;     /* no map is there any more */
	__u32 id; /* of the map that is meant now; another after it was replaced under its pin */
	char *name;    /* owned: session_map_free() */
	bool counted;  /* the types that have no counter have no number of entries */
	__u64 entries, max_entries;
};

struct report_place;

struct session {
	const struct program *program;
	struct options
		defaults; /* what each line's options start from, but for session_options() */
	struct settings settings;
	void *world; /* kept from line to line; NULL: not made yet: session_world() */
	struct map_words map; /* in use: see session_use(); MAP_NOT_GIVEN: none */
	char *map_word; /* owned: map.word */
	char *map_name; /* owned: what the prompt calls it */
	__u32 map_id; /* 0 after it has gone, and that was said */
	bool interactive; /* somebody types the lines */
	bool single; /* one command of a shell's: it sees no session */
	bool traced; /* all of it runs in a traced process: --syscalls of a line adds nothing */
	bool keep_going; /* behind a line that fails, where nobody is there to look */
	bool quit; /* a line asked for the end */
	bool pending; /* more lines have been typed already: nobody wants to turn pages */
	unsigned int depth; /* of lines that run lines: source, repeat */
	/* Of the line at work, borrowed: errors and notes name it. NULL: it was typed. */
	const struct report_place *place;
	bool lines; /* of a file or pipe are being run: no others within */
};

/* Starts a session; the options of its lines start from `defaults`. Costs nothing. */
void session_init(struct session *session, const struct program *program,
		  const struct options *defaults);
/* Accepts a zeroed one. */
void session_free(struct session *session);

/* Makes the commands' world if there is none yet. */
int session_world(struct session *session, struct err *err);

/* Lets go of what was learned of the kernel: it is asked anew. Not while a line runs. */
void session_forget(struct session *session);

/*
 * The map that commands mean when their line does not name one: its word and the name that the
 * prompt shows are copied. NULL: none from now on; types that were set go, too. 0 or -ENOMEM.
 */
int session_use(struct session *session, const struct map_words *map, const char *name, __u32 id);

/* Accepts a zeroed one. */
void session_map_free(struct session_map *map);

/* What the options of the next line start from: the terminal may have another size by now. */
void session_options(const struct session *session, struct options *opt);

/*
 * ERR_USAGE where what the line says of its output was meant to be part of a condition; cmd or
 * NULL.
 */
int session_check_sink(const struct line *line, const struct cmd *cmd, struct err *err);

/* Behind an error of parsing a line: what of the session made it one. */
void session_hint(const struct session *session, struct err *err);
/* Behind any error of a line: habits of shells and of SQL in its words. */
void session_hint_words(const struct line *line, struct err *err);

/*
 * Runs a parsed line: a command, or help that it asks for. Returns the exit status, or what fail()
 * returned: nothing is printed of it. Neither signals nor descriptors nor the terminal are others
 * afterwards.
 */
int session_run(struct session *session, const struct parsed *parsed, struct err *err);

/*
 * Parses and runs a line that was taken apart. Only when its words are known to be right its sink
 * is opened. Returns as session_run() does; the caller frees `parsed`, always.
 */
int session_line(struct session *session, const struct line *line, struct parsed *parsed,
		 struct err *err);

/*
 * Runs a line as it was typed, `!command` and operators among it, and prints its error. Returns the
 * exit status.
 */
int session_text(struct session *session, const char *text, size_t n);

/*
 * Runs what stands behind a `!`; nothing is a shell to type in. Returns its exit status, 128 and
 * the signal that ended it, or what fail() returned.
 */
int session_shell(struct session *session, const char *text, size_t n, struct err *err);

/*
 * Runs the lines of a file, until the first that fails unless keep_going is set. Returns the status
 * of the first that failed, or what fail() returned when the file cannot be read.
 */
int session_source(struct session *session, const char *path, struct err *err);

/* Says how long ago clock_us() gave this, on standard error. */
void session_say_time(__u64 start);

/* Parses and runs the words of one line, and prints its error. Returns the exit status. */
int program_line(struct session *session, int argc, const char *const *argv);

#endif
