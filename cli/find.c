// SPDX-License-Identifier: GPL-2.0-or-later
/* The command that words name: exactly, or on a terminal by a prefix. */
#include "cli/nearest.h"
#include "cli/parse_impl.h"

static size_t first_len(const char *name)
{
	return strcspn(name, " ");
}

/* "start" of "demo start"; NULL for a name of one word. */
static const char *second_word(const char *name)
{
	const char *blank = strchr(name, ' ');

	return blank ? blank + 1 : NULL;
}

static bool same(const char *word, const char *name, size_t len)
{
	return strlen(word) == len && !memcmp(word, name, len);
}

/* How many words of the line are the command's name; 0: it is another. */
static int name_matches(const char *name, int argc, const char *const *argv)
{
	const char *second;

	if (!same(argv[0], name, first_len(name)))
		return 0;
	second = second_word(name);
	if (!second)
		return 1;
	return argc > 1 && !strcmp(argv[1], second) ? 2 : 0;
}

const struct cmd *cmd_find(const struct program *program, int argc, const char *const *argv,
			   int *used)
{
	*used = 0;
	for (const struct cmd *const *cmd = program->commands; argc > 0 && *cmd; cmd++) {
		if ((*cmd)->name[0] == argv[0][0])
			*used = name_matches((*cmd)->name, argc, argv);
		if (!*used && (*cmd)->alias)
			*used = name_matches((*cmd)->alias, argc, argv);
		if (*used)
			return *cmd;
	}
	return NULL;
}

static bool starts_with(const char *name, const char *prefix)
{
	return !strncmp(name, prefix, strlen(prefix));
}

static int prefix_matches(const char *name, int argc, const char *const *argv)
{
	const char *second = second_word(name);

	if (strlen(argv[0]) > first_len(name) || !starts_with(name, argv[0]))
		return 0;
	if (!second)
		return 1;
	return argc > 1 && starts_with(second, argv[1]) ? 2 : 0;
}

/*
 * Adds the names that the words are a prefix of; the first of them is *cmd. Returns their number.
 */
static int find_prefix(const struct program *program, int argc, const char *const *argv,
		       const struct cmd **found, int *used, struct buf *names)
{
	int n = 0;

	for (const struct cmd *const *cmd = program->commands; *cmd; cmd++) {
		int matched = prefix_matches((*cmd)->name, argc, argv);

		if (!matched || !cmd_is_shown(*cmd))
			continue;
		buf_printf(names, "%s%s", n ? ", " : "", (*cmd)->name);
		if (!n++) {
			*found = *cmd;
			*used = matched;
		}
	}
	return n;
}

/* "demo" alone, or with a second word that no command has: the words that may follow. */
static bool list_seconds(const struct program *program, const char *first, struct buf *names)
{
	for (const struct cmd *const *cmd = program->commands; *cmd; cmd++) {
		const char *second = second_word((*cmd)->name);

		if (second && same(first, (*cmd)->name, first_len((*cmd)->name)))
			buf_printf(names, "%s%s", names->len ? ", " : "", second);
	}
	return names->len > 0;
}

bool cmd_is_group(const struct program *program, const char *word)
{
	BUF_CLEANUP struct buf seconds = {0};

	return list_seconds(program, word, &seconds);
}

static void hint_nearest(const struct program *program, const struct options *opt,
			 const char *typed, struct err *err)
{
	struct nearest nearest = {.typed = typed};
	BUF_CLEANUP struct buf prefix = {0};

	for (const struct cmd *const *cmd = program->commands; *cmd; cmd++) {
		if (!cmd_is_shown(*cmd))
			continue;
		nearest_offer(&nearest, (*cmd)->name);
		if ((*cmd)->alias)
			nearest_offer(&nearest, (*cmd)->alias);
	}
	if (nearest.best)
		err_hint(err, "did you mean \"%s\"?", nearest.best);
	if (nearest.best)
		return;
	program_prefix(program, opt, &prefix);
	err_hint(err, "\"%shelp\" lists the commands", buf_cstr(&prefix));
}

int cmd_unknown(const struct program *program, const struct options *opt, int argc,
		const char *const *argv, struct err *err)
{
	BUF_CLEANUP struct buf seconds = {0};

	if (!list_seconds(program, argv[0], &seconds)) {
		fail(err, ERR_USAGE, "no command \"%s\"", argv[0]);
		hint_nearest(program, opt, argv[0], err);
	} else if (argc < 2) {
		fail(err, ERR_USAGE, "\"%s\" needs one of: %s", argv[0], buf_cstr(&seconds));
	} else {
		fail(err, ERR_USAGE, "no command \"%s %s\"", argv[0], argv[1]);
		err_hint(err, "\"%s\" is followed by one of: %s", argv[0], buf_cstr(&seconds));
	}
	return err->code;
}

/* Prefixes are for people at a terminal, and only where a slip can do no harm. */
static int find_by_prefix(struct parser *p, int argc, const char *const *argv, int *used)
{
	BUF_CLEANUP struct buf names = {0};
	const struct cmd *cmd = NULL;
	int n = 0;

	if (p->out->opt.tty_out)
		n = find_prefix(p->program, argc, argv, &cmd, used, &names);
	if (!n)
		return cmd_unknown(p->program, &p->out->opt, argc, argv, p->err);
	if (n > 1)
		return fail(p->err, ERR_USAGE, "\"%s\" could be %s", argv[0], buf_cstr(&names));
	if (cmd->flags & (CMD_WRITES | CMD_CONSUMES)) {
		fail(p->err, ERR_USAGE, "no command \"%s\"", argv[0]);
		err_hint(p->err, "\"%s\" %s: type it in full", cmd->name,
			 cmd->flags & CMD_WRITES ? "changes something" : "may consume records");
		return p->err->code;
	}
	p->cmd = cmd;
	return 0;
}

/* The last word is all or the second part of a command's name. */
static bool names_command(struct parser *p, int argc, const char *const *argv)
{
	BUF_CLEANUP struct buf seconds = {0};

	if (!parser_typing(p, argv[argc - 1]))
		return false;
	if (argc == 1)
		return true;
	if (!list_seconds(p->program, argv[0], &seconds))
		return false;
	p->expected->introducer = argv[0];
	return true;
}

int parser_find(struct parser *p)
{
	const char *argv[2] = {NULL, NULL};
	int argc = 0, used = 0, ret = 0;

	for (size_t i = p->at; i < p->n_plain && argc < 2; i++)
		argv[argc++] = p->plain[i].text;
	if (names_command(p, argc, argv))
		return parser_expect(p, EXPECT_COMMAND, NULL);
	p->cmd = cmd_find(p->program, argc, argv, &used);
	if (!p->cmd)
		ret = find_by_prefix(p, argc, argv, &used);
	p->at += (size_t)used;
	return ret;
}
