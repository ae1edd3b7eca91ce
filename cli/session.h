/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What outlives one command: lines typed one after another, from a terminal, a file or a pipe. */
#ifndef MAPCTL_CLI_SESSION_H
#define MAPCTL_CLI_SESSION_H

#include "cli/cmd.h"

struct session {
	const struct program *program;
	struct options defaults; /* what each line's options start from, but for session_options() */
	void *world; /* kept from line to line; NULL: not made yet */
	struct map_words map; /* in use: see session_use(); MAP_NOT_GIVEN: none */
	char *map_word; /* owned: map.word */
	bool single; /* one command of a shell's: it sees no session */
	bool keep_going; /* behind a line that fails, where nobody is there to look */
	bool quit; /* a line asked for the end */
};

/* Starts a session; the options of its lines start from `defaults`. Costs nothing. */
void session_init(struct session *session, const struct program *program,
		  const struct options *defaults);
/* Accepts a zeroed one. */
void session_free(struct session *session);

/*
 * The map that commands mean when their line does not name one; its word is copied. NULL: none from
 * now on. 0 or -ENOMEM.
 */
int session_use(struct session *session, const struct map_words *map);

/* What the options of the next line start from: the terminal may have another size by now. */
void session_options(const struct session *session, struct options *opt);

/*
 * Runs a parsed line: a command, or help that it asks for. Returns the exit status, or what fail()
 * returned: nothing is printed of it. Neither signals nor descriptors nor the terminal are others
 * afterwards.
 */
int session_run(struct session *session, const struct parsed *parsed, struct err *err);

/* Parses and runs the words of one line, and prints its error. Returns the exit status. */
int program_line(struct session *session, int argc, const char *const *argv);

/* Lets go of what was learned of the kernel: it is asked anew. Not while a line runs. */
void session_forget(struct session *session);

#endif
