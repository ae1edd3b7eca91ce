// SPDX-License-Identifier: GPL-2.0-or-later
/* help, version and __meta: what the program says of itself. */
#include <string.h>
#include <bpf/libbpf.h>

#include "bpf/type.h"
#include "cli/help.h"
#include "cli/nearest.h"
#include "commands/kinds.h"
#include "commands/topics.h"

struct help_args {
	struct word_list words;
};

static const struct word help_words[] = {
	{.name = "WORD",
	 .type = WORD_REST,
	 .complete = COMPLETE_TOPIC,
	 .help = "a command, a map type, a topic (names, values, conditions, types, output, status, "
		 "completion, environment), or what to look for",
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

/* All the words as one text, for what may be two words. */
static void join(struct word_list words, struct buf *out)
{
	for (size_t i = 0; i < words.n; i++)
		buf_printf(out, "%s%s", i ? " " : "", words.words[i]);
}

static const struct map_type *type_named(const char *word)
{
	const struct map_type *type;

	for (unsigned int i = 0; (type = type_at(i)); i++) {
		if (!strcmp(type->name, word))
			return type;
	}
	return NULL;
}

/* What a single word names beside a command: a map type, a topic. */
static bool add_named(const struct run *run, const char *word, struct buf *out)
{
	const struct map_type *type = type_named(word);
	const struct topic *topic;

	if (type) {
		kind_help(run, type, out);
		return true;
	}
	if (!strcmp(word, "types")) {
		kind_help_all(run, out);
		return true;
	}
	for (unsigned int i = 0; (topic = topic_at(i)); i++) {
		if (strcmp(topic->name, word))
			continue;
		buf_printf(out, "%s: %s\n\n%s", topic->name, topic->brief, topic->text);
		return true;
	}
	return false;
}

static void search_types(struct help_search *search)
{
	const struct map_type *type;

	for (unsigned int i = 0; (type = type_at(i)); i++)
		help_search_line(search, "map types", type->name, type->brief, type->no_dump);
}

static void search_topics(struct help_search *search)
{
	const struct topic *topic;

	help_search_line(search, "topics", "types", "all map types", NULL);
	for (unsigned int i = 0; (topic = topic_at(i)); i++)
		help_search_line(search, "topics", topic->name, topic->brief, topic->text);
}

/* As a typo of a command, type or topic. */
static void nearest_hint(const struct run *run, const char *word, struct err *err)
{
	struct nearest near = {.typed = word};
	BUF_CLEANUP struct buf prefix = {0};
	const struct map_type *type;
	const struct topic *topic;

	for (const struct cmd *const *cmd = run->program->commands; *cmd; cmd++) {
		if (cmd_is_shown(*cmd))
			nearest_offer(&near, (*cmd)->name);
	}
	for (unsigned int i = 0; (type = type_at(i)); i++)
		nearest_offer(&near, type->name);
	for (unsigned int i = 0; (topic = topic_at(i)); i++)
		nearest_offer(&near, topic->name);
	if (near.best)
		err_hint(err, "did you mean \"%s\"?", near.best);
	if (near.best)
		return;
	program_prefix(run->program, run->opt, &prefix);
	err_hint(err, "\"%shelp\" lists the commands, \"%shelp types\" the map types",
		 buf_cstr(&prefix), buf_cstr(&prefix));
}

static int search(const struct run *run, const char *words, struct buf *out, struct err *err)
{
	struct help_search search = {.word = words, .out = out};

	help_search_table(&search, run->program);
	search_types(&search);
	search_topics(&search);
	if (search.found)
		return 0;
	fail(err, -ENOENT, "no help has \"%s\"", words);
	nearest_hint(run, words, err);
	return -ENOENT;
}

static int help_add(const struct run *run, struct word_list words, struct buf *out,
		    struct err *err)
{
	const struct program *program = run->program;
	BUF_CLEANUP struct buf joined = {0};
	const struct cmd *cmd;
	int used;

	if (!words.n) {
		help_overview(program, run->opt, out);
		return 0;
	}
	if (words.n == 1 && cmd_is_group(program, words.words[0])) {
		help_of_group(program, run->opt, words.words[0], out);
		return 0;
	}
	cmd = cmd_find(program, (int)words.n, words.words, &used);
	if (cmd && used == (int)words.n) {
		help_command(program, run->opt, cmd, out);
		return 0;
	}
	if (words.n == 1 && add_named(run, words.words[0], out))
		return 0;
	join(words, &joined);
	if (joined.oom)
		return fail_oom(err);
	return search(run, buf_cstr(&joined), out, err);
}

static int help_run(struct run *run, const void *arg, struct err *err)
{
	struct word_list words = ((const struct help_args *)arg)->words;
	BUF_CLEANUP struct buf text = {0};
	int rc;

	/* as on the command line */
	if (words.n && !strcmp(words.words[0], "map")) {
		words.words++;
		words.n--;
	}
	rc = help_add(run, words, &text, err);
	return rc ? rc : print(run, &text, err);
}

const struct cmd cmd_help = {
	.name = "help",
	.group = "live in",
	.brief = "what commands and map types are for; finds what is said of a word",
	.about = "Without a word: all commands and options. A command, a map type or a topic is\n"
		 "explained; other words are looked for in all of these, as gdb's apropos does:\n"
		 "commands, words, options, settings, columns, map types and topics whose name or\n"
		 "text has them. Exit status 3 when nothing has.",
	.examples = "mapctl help dump\n"
		    "mapctl help lru_hash\n"
		    "mapctl help values\n"
		    "mapctl help \"per-CPU\"\n",
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
