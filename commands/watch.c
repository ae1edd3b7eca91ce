// SPDX-License-Identifier: GPL-2.0-or-later
/* watch: what changes in a map, or in several, again and again. */
#include <stdlib.h>
#include <string.h>

#include "commands/duration.h"
#include "commands/watch.h"

static const struct word watch_words[] = {
	TARGET_MAP(struct watch_args, target),
	DATA_KEY(struct watch_args, data, 0),
	DATA_FIELDS(struct watch_args, data),
	{.name = "--interval", .meta = "TIME", .type = WORD_TEXT, .flags = WORD_OPTION,
	 .help = "from one reading to the next: 1s (the default), 500ms, 2m",
	 WORD_AT(struct watch_args, interval)},
	{.name = "--count", .meta = "N", .type = WORD_U64, .flags = WORD_OPTION, .min = 1,
	 .help = "end after N intervals", WORD_AT(struct watch_args, count)},
	{.name = "--sort", .meta = "FIELD", .type = WORD_TEXT, .flags = WORD_OPTION,
	 .complete = COMPLETE_FIELD,
	 .help = "by how much this number changed, not by whichever changed most",
	 WORD_AT(struct watch_args, sort)},
	{.name = "--exec", .meta = "COMMAND", .type = WORD_TEXT, .flags = WORD_OPTION,
	 .help = "run it for each change, with MAPCTL_KEY, MAPCTL_OLD, MAPCTL_NEW set",
	 WORD_AT(struct watch_args, exec)},
	{.name = "--follow", .type = WORD_FLAG, .flags = WORD_OPTION, .letter = 'F',
	 .help = "wait for the name, and open it again when another map has it",
	 WORD_AT(struct watch_args, follow)},
	{.name = "--runs", .type = WORD_FLAG, .flags = WORD_OPTION,
	 .help = "of several maps: how often their programs run; turns statistics on",
	 WORD_AT(struct watch_args, runs)},
	DATA_ZERO_KEY(struct watch_args, data),
	TARGET_NARROW(struct watch_args, target),
	TARGET_NEWEST(struct watch_args, target),
	TYPING_WORDS(struct watch_args, typing),
	{0},
};

/* Oftener than this a reading would only meet the one before. */
#define INTERVAL_MIN 10

static int parse_interval(const char *word, __u64 *interval, struct err *err)
{
	int ms = 1000, rc = 0;

	if (word)
		rc = duration_parse(word, "--interval", INTERVAL_MIN, &ms, err);
	*interval = (__u64)ms;
	return rc;
}

/* What means nothing where several maps, or only one, are watched. */
static int check_words(const struct watch_args *args, bool many, struct err *err)
{
	const struct target_args *target = &args->target;
	const char *word = NULL;

	if (many && (target->prog || target->pid.given || target->under || target->newest))
		word = "what narrows a name down";
	else if (many && (args->data.key.n || args->data.fields.n))
		word = "a key";
	else if (many && args->sort)
		word = "--sort";
	else if (many && args->exec)
		word = "--exec";
	else if (many && args->follow)
		word = "-F";
	if (word)
		return fail(err, ERR_USAGE, "%s goes with one map, and \"%s\" may be several", word,
			    target->map.word);
	if (!many && args->runs)
		return fail(err, ERR_USAGE, "--runs goes with a glob, as in 'prog_*'");
	return 0;
}

static int watch_run(struct run *run, const void *arg, struct err *err)
{
	const struct watch_args *args = arg;
	const struct options *opt = run->opt;
	const char *term = getenv("TERM");
	struct watch watch = {.run = run, .args = args};
	bool many = target_is_glob(&args->target);
	int rc = check_words(args, many, err);

	if (!rc)
		rc = parse_interval(args->interval, &watch.interval, err);
	if (rc)
		return rc;
	watch.full = opt->tty_out && opt->emit.format == EMIT_TABLE && !args->exec && term &&
		     strcmp(term, "dumb") != 0;
	return many ? watch_many(&watch, err) : watch_map(&watch, err);
}

const struct cmd cmd_watch = {
	.name = "watch",
	.group = "look",
	.brief = "what changes in a map, with deltas and rates",
	.about =
		"Reads the map every interval and shows the entries that changed: of each number,\n"
		"those in arrays too, how much it rose or fell and how fast, new entries (+),\n"
		"gone ones (-); per-CPU values are added up. On a terminal a screen that\n"
		"refreshes until q or Ctrl-C, which is its end: exit status 0; with --count its\n"
		"last picture stays. Elsewhere, and with --exec, a line a change; -J one object a\n"
		"change. With KEY only that entry is read. 'GLOB' shows the maps of that name, a\n"
		"row each, on a screen the busiest first. A map that is watched stays alive; with\n"
		"-F the newest map of the name is. All entries are kept in memory, with 10 bytes\n"
		"or so beside key and value of each, and the values before of those that changed.\n"
		"\n"
		"--exec COMMAND is run by sh, one change after the other; MAPCTL_CHANGE is new,\n"
		"changed or gone, MAPCTL_KEY, MAPCTL_OLD and MAPCTL_NEW hold JSON, the last two\n"
		"only where there is one. Ctrl-C or SIGTERM ends the command, too.",
	.examples = "mapctl watch flows --sort bytes\n"
		    "mapctl -J watch config key 501 --interval 200ms --count 10\n"
		    "mapctl watch 'cilium_*' --runs\n"
		    "mapctl watch flows --exec 'logger \"$MAPCTL_KEY: $MAPCTL_NEW\"'\n",
	.words = watch_words,
	.columns = watch_line_columns,
	.flags = CMD_ENDLESS,
	.args_size = sizeof(struct watch_args),
	.run = watch_run,
};
