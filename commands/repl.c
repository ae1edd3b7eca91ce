// SPDX-License-Identifier: GPL-2.0-or-later
/* repl: lines typed at a terminal. */
#include "cli/repl.h"
#include "commands/commands.h"

static const struct word repl_words[] = {{0}};

static int repl_command(struct run *run, const void *args, struct err *err)
{
	const struct program *program = run->program;
	struct session session;
	int status;

	(void)args;
	if (run->session)
		return fail(err, ERR_USAGE, "this is one already");
	session_init(&session, program, run->opt);
	if (run->opt->tty_in && run->opt->tty_out)
		status = repl_run(&session);
	else if (program->input)
		status = program->input(&session);
	else
		status = fail(err, ERR_USAGE, "standard input and output are no terminal");
	session_free(&session);
	return status;
}

const struct cmd cmd_repl = {
	.name = "repl",
	.group = "live in",
	.brief = "type commands one after another",
	.about =
		"What mapctl does without a command on a terminal: commands are typed without\n"
		"\"mapctl\", Tab completes them, and the words still expected stand dim behind\n"
		"the cursor. \"use MAP\" makes a map the one that bare commands mean: its fill is\n"
		"part of the prompt. Quotes are as in a shell; data in { } and [ ] needs none.\n"
		"Behind any command stand \"| COMMAND\", \"> FILE\" (never an existing one; \">!\"\n"
		"overwrites) and \">> FILE\"; \"!COMMAND\" runs a shell command. Ctrl-C ends the\n"
		"running command, Ctrl-D or \"quit\" the session. What is longer than the screen\n"
		"goes through $PAGER.\n"
		"\n"
		"Lines are kept in $XDG_STATE_HOME/mapctl/history (MAPCTL_HISTORY names another\n"
		"file, an empty one none); $XDG_CONFIG_HOME/mapctl/rc is run first. Where\n"
		"standard input is no terminal its lines are run, without prompt and both.",
	.words = repl_words,
	.flags = CMD_NO_OUTPUT_OPTIONS,
	.run = repl_command,
};
