// SPDX-License-Identifier: GPL-2.0-or-later
/* What the command table says may stand in a place: commands, options, words. */
#include <ctype.h>

#include "cli/complete_impl.h"

/* ---- commands ---- */

static bool command_offered(const struct completion *c, const struct cmd *cmd)
{
	return cmd_is_shown(cmd) && !(c->context->shell && cmd->flags & CMD_SESSION);
}

static void add_seconds(struct completion *c, const char *first)
{
	size_t n = strlen(first);

	for (const struct cmd *const *at = c->program->commands; *at; at++) {
		const struct cmd *cmd = *at;

		if (!strncmp(cmd->name, first, n) && cmd->name[n] == ' ' && command_offered(c, cmd))
			candidates_add(c->out, cmd->name + n + 1, cmd->brief, 0);
	}
}

/* "demo" once, with the words that may follow it. */
static void add_first(struct completion *c, const struct cmd *const *at)
{
	BUF_CLEANUP struct buf first = {0}, seconds = {0};
	size_t n = strcspn((*at)->name, " ");

	buf_add(&first, (*at)->name, n);
	for (; *at; at++) {
		if (!strncmp((*at)->name, buf_cstr(&first), n) && (*at)->name[n] == ' ')
			buf_printf(&seconds, "%s%s", seconds.len ? ", " : "", (*at)->name + n + 1);
	}
	candidates_add(c->out, buf_cstr(&first), buf_cstr(&seconds), 0);
}

void complete_commands(struct completion *c, const char *first)
{
	const char *before = "";

	if (first) {
		add_seconds(c, first);
		return;
	}
	for (const struct cmd *const *at = c->program->commands; *at; at++) {
		const struct cmd *cmd = *at;
		size_t n = strcspn(cmd->name, " ");

		if (!command_offered(c, cmd))
			continue;
		if (!cmd->name[n])
			candidates_add(c->out, cmd->name, cmd->brief, 0);
		else if (strncmp(before, cmd->name, n + 1) != 0)
			add_first(c, at);
		if (cmd->alias && *c->out->prefix)
			candidates_add(c->out, cmd->alias, cmd->brief, 0);
		before = cmd->name;
	}
}

/* ---- options ---- */

static bool format_given(const struct completion *c)
{
	for (const struct option *o = options_table; o->name; o++) {
		if (o->kind == OPTION_FORMAT && c->expected->options & 1ULL << (o - options_table))
			return true;
	}
	return false;
}

static bool shared_offered(const struct completion *c, const struct option *option)
{
	const struct cmd *cmd = c->expected->cmd;

	if (c->expected->options & 1ULL << (option - options_table))
		return false;
	if (option->kind == OPTION_FORMAT && format_given(c))
		return false;
	return !cmd || (option_applies(option, cmd) && !option_needs_end(option, cmd));
}

static void add_shared(struct completion *c, const struct option *option)
{
	const char letter[] = {'-', option->letter, '\0'};

	if (!shared_offered(c, option))
		return;
	if (option->letter && !strcmp(c->out->prefix, letter))
		candidates_add(c->out, letter, option->help, 0);
	candidates_add(c->out, option->name, option->help, 0);
}

static void add_own(struct completion *c, const struct word *word)
{
	const char letter[] = {'-', word->letter, '\0'};

	if (!(word->flags & WORD_OPTION) || (word->flags & WORD_SECRET) ||
	    (complete_given(c, word) && word->type != WORD_LIST))
		return;
	if (word->letter && !strcmp(c->out->prefix, letter))
		candidates_add(c->out, letter, word->help, 0);
	candidates_add(c->out, word->name, word->help, 0);
}

static void add_options(struct completion *c)
{
	const struct cmd *cmd = c->expected->cmd;

	for (const struct word *w = cmd ? cmd->words : NULL; w && w->name; w++)
		add_own(c, w);
	for (const struct option *o = options_table; o->name; o++)
		add_shared(c, o);
}

/* ---- words that begin with a text of their own ---- */

static void add_begun(struct completion *c, const struct word *word)
{
	char name[64];
	size_t i;

	if (word->flags & (WORD_OPTION | WORD_SECRET))
		return;
	if (word->type == WORD_FIELDS) {
		complete_ask(c, COMPLETE_FIELD_SET, word);
	} else if (complete_given(c, word)) {
		return;
	} else if (word->flags & WORD_KEYWORD) {
		candidates_add(c->out, word->name, word->help, 0);
	} else if (word->flags & WORD_ONE_OF) {
		for (const char *const *choice = word->choices; *choice; choice++)
			candidates_add(c->out, *choice, word->help, 0);
	} else if (word->type == WORD_DATA) {
		for (i = 0; word->name[i] && i + 1 < sizeof(name); i++)
			name[i] = (char)tolower((unsigned char)word->name[i]);
		name[i] = '\0';
		candidates_add(c->out, name, word->help, 0);
	}
}

/*
 * What may stand here although a position is free is only in the way before that is filled, unless
 * somebody begins to type it.
 */
static bool waits(const struct completion *c, const struct word *word, const struct word *position)
{
	if (!position || *c->out->prefix || word == position || word->type == WORD_FIELDS)
		return false;
	return position->flags & WORD_REQUIRED || position->type == WORD_DATA;
}

static void add_words(struct completion *c, const struct word *position)
{
	const struct cmd *cmd = c->expected->cmd;

	if (c->expected->maps_too)
		complete_introducers(c);
	if (position && !(position->flags & WORD_ONE_OF))
		complete_value(c, position);
	for (const struct word *w = cmd->words; w && w->name; w++) {
		if (!waits(c, w, position))
			add_begun(c, w);
	}
	if (!c->out->n && !c->out->files && !*c->out->prefix &&
	    !(position && position->flags & WORD_REQUIRED))
		add_options(c);
}

static void add_data(struct completion *c, const struct word *word)
{
	complete_ask(c, COMPLETE_DATA, word);
	/* Behind `prog` stands a program, though the parser would take any word for the next. */
	if (c->expected->n_before && (!c->out->n || *c->out->prefix))
		add_words(c, NULL);
}

void complete_expected(struct completion *c)
{
	const struct expected *e = c->expected;

	c->out->lead = e->offset;
	c->out->prefix = c->typed + e->offset;
	switch (e->what) {
	case EXPECT_NOTHING:
		break;
	case EXPECT_COMMAND:
		complete_commands(c, e->introducer);
		break;
	case EXPECT_OPTION:
		add_options(c);
		break;
	case EXPECT_VALUE:
		complete_option_value(c);
		break;
	case EXPECT_MAP:
		complete_map(c, e->word, e->introducer);
		break;
	case EXPECT_DATA:
		add_data(c, e->word);
		break;
	case EXPECT_WORDS:
		add_words(c, e->word);
		break;
	}
}
