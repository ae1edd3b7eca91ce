// SPDX-License-Identifier: GPL-2.0-or-later
/* source, repeat, time and quit: commands about commands. */
#include <errno.h>
#include <string.h>

#include "cli/clock.h"
#include "cli/interrupt.h"
#include "cli/number.h"
#include "cli/session.h"
#include "commands/commands.h"
#include "commands/duration.h"

struct source_args {
	const char *file;
};

static const struct word source_words[] = {
	{.name = "FILE", .type = WORD_TEXT, .flags = WORD_REQUIRED, .complete = COMPLETE_FILE,
	 .help = "commands, one a line", WORD_AT(struct source_args, file)},
	{0},
};

static int source_run(struct run *run, const void *arg, struct err *err)
{
	const struct source_args *args = arg;

	return session_source(run->session, args->file, err);
}

const struct cmd cmd_source = {
	.name = "source",
	.group = "session",
	.brief = "run the lines of a file",
	.about =
		"Runs them as if they were typed, until the first that fails: the error names the\n"
		"line. \"#\" begins a comment, a backslash at the end goes on in the next line.",
	.examples = "source ~/maps.mapctl\n",
	.words = source_words,
	.flags = CMD_SESSION | CMD_NO_OUTPUT_OPTIONS,
	.args_size = sizeof(struct source_args),
	.run = source_run,
};

struct repeat_args {
	struct word_u32 times;
	struct word_list words;
};

static const struct word repeat_words[] = {
	{.name = "N",
	 .type = WORD_U32,
	 .flags = WORD_REQUIRED,
	 .min = 1,
	 .help = "how many times",
	 WORD_AT(struct repeat_args, times)},
	{.name = "[INTERVAL] COMMAND",
	 .type = WORD_REST,
	 .flags = WORD_REQUIRED,
	 .complete = COMPLETE_COMMAND,
	 .help = "the command, before it the time from start to start: 2s, 500ms",
	 WORD_AT(struct repeat_args, words)},
	{0},
};

/* 2s, 500ms, 1.5m: no command begins with a digit. */
static int take_interval(struct word_list *words, int *ms, struct err *err)
{
	*ms = 0;
	if (!words->n || !strchr(".0123456789", words->words[0][0]))
		return 0;
	if (duration_parse(words->words[0], "INTERVAL", 1, ms, err))
		return err->code;
	words->words++;
	words->n--;
	return 0;
}

static bool wait_for(__u64 start, __u64 ms)
{
	__u64 passed = (clock_us() - start) / 1000;

	return interrupt_poll(-1, passed < ms ? (int)(ms - passed) : 0) != -EINTR;
}

/* The first status that is not 0 is that of the whole. */
static int repeat_words_run(struct session *session, __u32 times, __u64 ms,
			    const struct word_list *words, struct err *err)
{
	int status = 0;

	for (__u32 i = 0; i < times && !session->quit; i++) {
		__u64 start = clock_us();
		int last = program_line(session, (int)words->n, words->words);

		status = status ? status : last;
		if (interrupted() || (ms && i + 1 < times && !wait_for(start, ms)))
			return fail_interrupted(err);
	}
	return status;
}

static int repeat_run(struct run *run, const void *arg, struct err *err)
{
	const struct repeat_args *args = arg;
	struct session *session = run->session;
	struct word_list words = args->words;
	bool pending = session->pending;
	int ms, rc = take_interval(&words, &ms, err);

	if (rc)
		return rc;
	if (!words.n)
		return fail(err, ERR_USAGE, "needs a command to repeat");
	session->pending = true; /* no pager each time */
	rc = repeat_words_run(session, args->times.value, (__u64)ms, &words, err);
	session->pending = pending;
	return rc;
}

const struct cmd cmd_repeat = {
	.name = "repeat",
	.group = "session",
	.brief = "run a command several times",
	.examples = "repeat 5 2s lookup config 0\n",
	.words = repeat_words,
	.flags = CMD_SESSION | CMD_PREFIX | CMD_NO_OUTPUT_OPTIONS,
	.args_size = sizeof(struct repeat_args),
	.run = repeat_run,
};

struct time_args {
	struct word_list words;
};

static const struct word time_words[] = {
	{.name = "COMMAND", .type = WORD_REST, .flags = WORD_REQUIRED, .complete = COMPLETE_COMMAND,
	 .help = "the command and its words", WORD_AT(struct time_args, words)},
	{0},
};

static int time_run(struct run *run, const void *arg, struct err *err)
{
	const struct time_args *args = arg;
	__u64 start = clock_us();
	int status = program_line(run->session, (int)args->words.n, args->words.words);

	(void)err;
	session_say_time(start);
	return status;
}

const struct cmd cmd_time = {
	.name = "time",
	.group = "session",
	.brief = "run a command and say how long it took",
	.about = "The time stands on standard error. \"set timing on\" does it for every line.",
	.examples = "time dump flows > /dev/null\n",
	.words = time_words,
	.flags = CMD_SESSION | CMD_PREFIX | CMD_NO_OUTPUT_OPTIONS,
	.args_size = sizeof(struct time_args),
	.run = time_run,
};

static const struct word quit_words[] = {{0}};

static int quit_run(struct run *run, const void *args, struct err *err)
{
	(void)args;
	(void)err;
	run->session->quit = true;
	return 0;
}

const struct cmd cmd_quit = {
	.name = "quit",
	.alias = "exit",
	.group = "session",
	.brief = "leave the session",
	.words = quit_words,
	.flags = CMD_SESSION | CMD_NO_OUTPUT_OPTIONS,
	.run = quit_run,
};
