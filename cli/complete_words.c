// SPDX-License-Identifier: GPL-2.0-or-later
/* What the command table says may stand in a place; what only the kernel knows is asked for. */
#include <ctype.h>
#include <stdlib.h>

#include "cli/complete_impl.h"

static bool given(const struct completion *c, const struct word *word)
{
	return c->expected->seen & 1ULL << (word - c->expected->cmd->words);
}

const void *query_given(const struct complete_query *query, const char *name)
{
	const struct word *words = query->cmd->words;

	for (const struct word *w = words; w && w->name; w++) {
		if (!strcmp(w->name, name))
			return query->seen & 1ULL << (w - words) ? (const char *)query->args + w->off
								 : NULL;
	}
	return NULL;
}

/* The map that an earlier word of the line names. */
static const struct map_words *map_given(const struct completion *c)
{
	const struct cmd *cmd = c->expected->cmd;

	for (const struct word *w = cmd->words; w && w->name; w++) {
		if (w->type == WORD_MAP && !(w->flags & WORD_KEYWORD) && given(c, w) &&
		    w != c->expected->word)
			return (const void *)((const char *)c->parsed->args + w->off);
	}
	return NULL;
}

static bool world_made(struct completion *c)
{
	struct err ignored = {0};

	if (!c->context->world && !c->world && c->program->world_new)
		c->program->world_new(&c->world, &ignored);
	err_clear(&ignored);
	return c->context->world || c->world;
}

/* The answer may be about a piece of the word: what comes after it is about all of it again. */
static void ask_query(struct completion *c, const struct complete_query *query)
{
	const struct candidates before = *c->out;

	c->program->candidates(query, c->out);
	c->out->prefix = before.prefix;
	c->out->lead = before.lead;
	c->out->listed = before.listed;
	c->out->n_listed = before.n_listed;
}

static void ask(struct completion *c, enum complete_kind kind, const struct word *word)
{
	const struct expected *e = c->expected;
	struct complete_query query = {
		.kind = kind,
		.program = c->program,
		.cmd = e->cmd,
		.word = word,
		.opt = &c->parsed->opt,
		.before = e->before,
		.n_before = e->n_before,
		.introduced = e->what == EXPECT_DATA,
		.args = c->parsed->args,
		.seen = e->seen,
	};

	if (kind == COMPLETE_FILE) {
		c->out->files = FILES_ALL;
		return;
	}
	if (!c->program->candidates || !e->cmd || !world_made(c))
		return;
	query.map = map_given(c);
	query.world = c->context->world ? c->context->world : c->world;
	if (kind == COMPLETE_FD)
		query.pid = ((const struct map_words *)((const char *)c->parsed->args +
							word->off))->pid;
	ask_query(c, &query);
}

/* ---- commands ---- */

static bool command_offered(const struct completion *c, const struct cmd *cmd)
{
	return !(cmd->flags & CMD_HIDDEN) && !(c->context->shell && cmd->flags & CMD_SESSION);
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

static void add_commands(struct completion *c, const char *first)
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
	    (given(c, word) && word->type != WORD_LIST))
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

/* ---- maps ---- */

static void add_introducers(struct completion *c)
{
	candidates_add(c->out, "name", "a map by its name", 0);
	candidates_add(c->out, "id", "a map by its id", 0);
	candidates_add(c->out, "pinned", "a map by its pin", 0);
	candidates_add(c->out, "pid", "a descriptor of a process", 0);
}

static void add_bare_map(struct completion *c, const struct word *word)
{
	const char *prefix = c->out->prefix;
	size_t n = c->out->n;

	if (strchr(prefix, '/')) {
		ask(c, COMPLETE_MAP_PIN, word);
		return;
	}
	ask(c, COMPLETE_MAP, word);
	if (isdigit((unsigned char)*prefix))
		ask(c, COMPLETE_MAP_ID, word);
	if (c->out->n == n && !*prefix)
		ask(c, COMPLETE_MAP_PIN, word);
	add_introducers(c);
}

static void add_map(struct completion *c, const struct word *word, const char *introducer)
{
	static const struct {
		const char *introducer;
		enum complete_kind kind;
	} kinds[] = {{"name", COMPLETE_MAP_NAME}, {"id", COMPLETE_MAP_ID},
		     {"pinned", COMPLETE_MAP_PIN}, {"pid", COMPLETE_PID}, {"fd", COMPLETE_FD}};

	if (!introducer)
		add_bare_map(c, word);
	else if (!strcmp(introducer, "pid N"))
		candidates_add(c->out, "fd", "the number of its descriptor", 0);
	for (size_t i = 0; introducer && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!strcmp(introducer, kinds[i].introducer))
			ask(c, kinds[i].kind, word);
	}
}

/* ---- values ---- */

/* `id N`, `name S`, `pinned P` or bare, behind `prog`. */
static void add_prog(struct completion *c, const struct word *word, const char *introducer)
{
	if (!introducer) {
		ask(c, COMPLETE_PROG, word);
		candidates_add(c->out, "name", "a program by its name", 0);
		candidates_add(c->out, "id", "a program by its id", 0);
		candidates_add(c->out, "pinned", "a program by its pin", 0);
	} else if (!strcmp(introducer, "name")) {
		ask(c, COMPLETE_PROG_NAME, word);
	} else {
		ask(c, strcmp(introducer, "id") ? COMPLETE_PROG_PIN : COMPLETE_PROG_ID, word);
	}
}

static void add_source(struct completion *c, const struct word *word)
{
	const struct expected *e = c->expected;

	if (!e->n_before) {
		candidates_add(c->out, "id", "a BTF object by its id", 0);
		candidates_add(c->out, "prog", "the BTF of a program", 0);
		c->out->files = FILES_ALL;
	} else if (!strcmp(e->before[0], "id")) {
		ask(c, COMPLETE_BTF_ID, word);
	} else {
		add_prog(c, word, e->n_before > 1 ? e->before[1] : NULL);
	}
}

/* "N|sum|max|min": what stands in small letters is meant as it is. */
static void add_literals(struct completion *c, const char *meta)
{
	while (*meta) {
		BUF_CLEANUP struct buf word = {0};
		size_t n = strcspn(meta, "|");

		buf_add(&word, meta, n);
		if (n && strspn(meta, "abcdefghijklmnopqrstuvwxyz_") == n)
			candidates_add(c->out, buf_cstr(&word), NULL, 0);
		meta += n + (meta[n] == '|');
	}
}

/* A command of its own, as behind `time`. */
static void add_command(struct completion *c)
{
	const struct expected *e = c->expected;
	const char **argv = calloc(e->n_before + 1, sizeof(*argv));
	struct err ignored = {0};

	if (!argv) {
		c->out->oom = true;
		return;
	}
	for (size_t i = 0; i < e->n_before; i++)
		argv[i] = e->before[i];
	argv[e->n_before] = c->typed;
	complete_words(c, (int)e->n_before + 1, argv, &ignored);
	err_clear(&ignored);
	free(argv);
}

/* What help knows: commands by one or two words, and whatever else. */
static void add_topics(struct completion *c, const struct word *word)
{
	const struct expected *e = c->expected;

	if (e->n_before < 2)
		add_commands(c, e->n_before ? e->before[0] : NULL);
	if (!e->n_before)
		ask(c, COMPLETE_TOPIC, word);
}

static void add_value(struct completion *c, const struct word *word)
{
	if (word->type == WORD_SOURCE) {
		add_source(c, word);
		return;
	}
	if (word->type == WORD_MAP) {
		add_map(c, word, NULL);
		return;
	}
	if (word->choices)
		candidates_add_names(c->out, word->choices);
	else if (word->meta)
		add_literals(c, word->meta);
	if (word->type == WORD_DATA)
		ask(c, COMPLETE_DATA, word);
	else if (word->complete == COMPLETE_COMMAND)
		add_command(c);
	else if (word->complete == COMPLETE_TOPIC)
		add_topics(c, word);
	else if (word->complete != COMPLETE_NONE)
		ask(c, word->complete, word);
}

/* The columns of the command's table; the kernel's maps have others. */
static void add_columns(struct completion *c)
{
	const struct cmd *cmd = c->expected->cmd;

	candidates_list(c->out, ",");
	for (const struct emit_column *col = cmd ? cmd->columns : NULL; col && col->name; col++)
		candidates_add(c->out, col->name, col->help, CANDIDATE_OPEN);
	if (cmd)
		ask(c, COMPLETE_COLUMNS, NULL);
}

static void add_option_value(struct completion *c)
{
	const struct expected *e = c->expected;
	const struct word *word = e->word;

	if (e->option) {
		if (e->option->complete == COMPLETE_COLUMNS)
			add_columns(c);
		return;
	}
	/* Another command's of the same name stood for it until the command was known. */
	if (word && e->cmd && word->flags & WORD_OPTION)
		word = word_option(e->cmd, word->name, strlen(word->name));
	if (word && word->type != WORD_FLAG)
		add_value(c, word);
}

/* ---- words that begin with a text of their own ---- */

static void add_begun(struct completion *c, const struct word *word)
{
	char name[64];
	size_t i;

	if (word->flags & (WORD_OPTION | WORD_SECRET))
		return;
	if (word->type == WORD_FIELDS) {
		ask(c, COMPLETE_FIELD_SET, word);
	} else if (given(c, word)) {
		return;
	} else if (word->flags & WORD_KEYWORD) {
		candidates_add(c->out, word->name, word->help, 0);
	} else if (word->flags & WORD_ONE_OF) {
		candidates_add_names(c->out, word->choices);
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
		add_introducers(c);
	if (position && !(position->flags & WORD_ONE_OF))
		add_value(c, position);
	for (const struct word *w = cmd->words; w && w->name; w++) {
		if (!waits(c, w, position))
			add_begun(c, w);
	}
	if (!c->out->n && !c->out->files && !*c->out->prefix)
		add_options(c);
}

static void add_data(struct completion *c, const struct word *word)
{
	ask(c, COMPLETE_DATA, word);
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
		add_commands(c, e->introducer);
		break;
	case EXPECT_OPTION:
		add_options(c);
		break;
	case EXPECT_VALUE:
		add_option_value(c);
		break;
	case EXPECT_MAP:
		add_map(c, e->word, e->introducer);
		break;
	case EXPECT_DATA:
		add_data(c, e->word);
		break;
	case EXPECT_WORDS:
		add_words(c, e->word);
		break;
	}
}
