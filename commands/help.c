// SPDX-License-Identifier: GPL-2.0-or-later
/* help, version and __meta: what the command table says of itself. */
#include <string.h>
#include <bpf/libbpf.h>

#include "commands/commands.h"

struct help_args {
	struct word_list words;
};

static const struct word help_words[] = {
	{.name = "COMMAND", .type = WORD_REST,
	 .complete = COMPLETE_TOPIC,
	 .help = "the command to explain",
	 WORD_AT(struct help_args, words)},
	{0},
};

static int print(const struct run *run, struct buf *text, struct err *err)
{
	int rc = text->oom ? fail_oom(err)
			   : emit_write(run->opt->emit.fd, text->data, text->len, err);

	buf_free(text);
	return rc;
}

static int help_run(struct run *run, const void *arg, struct err *err)
{
	struct word_list words = ((const struct help_args *)arg)->words;
	const struct cmd *cmd;
	struct buf text = {0};
	int used;

	/* as on the command line */
	if (words.n && !strcmp(words.words[0], "map")) {
		words.words++;
		words.n--;
	}
	if (!words.n) {
		help_overview(run->program, &text);
		return print(run, &text, err);
	}
	cmd = cmd_find(run->program, (int)words.n, words.words, &used);
	if (!cmd)
		return cmd_unknown(run->program, (int)words.n, words.words, err);
	if (used != (int)words.n) {
		fail(err, ERR_USAGE, "no command \"%s\"", words.words[used]);
		err_hint(err, "mapctl help lists the commands");
		return ERR_USAGE;
	}
	help_command(run->program, cmd, &text);
	return print(run, &text, err);
}

const struct cmd cmd_help = {
	.name = "help",
	.group = "live in",
	.brief = "what the commands do, or what one does",
	.words = help_words,
	.flags = CMD_NO_OUTPUT_OPTIONS,
	.args_size = sizeof(struct help_args),
	.run = help_run,
};

static const struct emit_column version_columns[] = {
	{.name = "mapctl", .help = "the program's version"},
	{.name = "libbpf", .help = "the version of the libbpf that it runs with"},
	{0},
};

static int version_columns_run(const struct run *run, struct err *err)
{
	const struct cell all[] = {
		{.type = CELL_TEXT, .text = MAPCTL_VERSION},
		{.type = CELL_TEXT, .text = libbpf_version_string()},
	};

	return picked_one(run, version_columns, 2, all, err);
}

static int version_run(struct run *run, const void *args, struct err *err)
{
	struct buf text = {0};

	(void)args;
	if (run->opt->emit.format != EMIT_TABLE || run->opt->columns)
		return version_columns_run(run, err);
	buf_printf(&text, "mapctl %s (libbpf %s)\n", MAPCTL_VERSION, libbpf_version_string());
	return print(run, &text, err);
}

static const struct word no_words[] = {{0}};

const struct cmd cmd_version = {
	.name = "version",
	.group = "live in",
	.brief = "mapctl's version and that of libbpf",
	.columns = version_columns,
	.words = no_words,
	.run = version_run,
};

static int meta_run(struct run *run, const void *args, struct err *err)
{
	struct buf text = {0};

	(void)args;
	help_meta(run->program, &text);
	return print(run, &text, err);
}

const struct cmd cmd_meta = {
	.name = "__meta",
	.group = "live in",
	.brief = "the command table as JSON",
	.words = no_words,
	.flags = CMD_HIDDEN | CMD_NO_OUTPUT_OPTIONS,
	.run = meta_run,
};
