// SPDX-License-Identifier: GPL-2.0-or-later
/* What one word may be, by its row in the table; what only the kernel knows is asked for. */
#include <ctype.h>
#include <stdlib.h>

#include "cli/complete_impl.h"
#include "cli/settings.h"

bool complete_given(const struct completion *c, const struct word *word)
{
	return c->expected->seen & 1ULL << (word - c->expected->cmd->words);
}

const void *query_given(const struct complete_query *query, const char *name)
{
	const struct word *words = query->cmd->words;

	for (const struct word *w = words; w && w->name; w++) {
		if (!strcmp(w->name, name))
			return query->seen & 1ULL << (w - words)
				       ? (const char *)query->args + w->off
				       : NULL;
	}
	return NULL;
}

/* The map that an earlier word of the line names, or that is meant without one. */
static const struct map_words *map_given(const struct completion *c)
{
	const struct cmd *cmd = c->expected->cmd;
	bool takes_map = false;

	for (const struct word *w = cmd->words; w && w->name; w++) {
		if (w->type != WORD_MAP || w->flags & WORD_KEYWORD)
			continue;
		takes_map = true;
		if (complete_given(c, w) && w != c->expected->word)
			return (const void *)((const char *)c->parsed->args + w->off);
	}
	return takes_map ? NULL : c->context->map_in_use; /* `set types` is about it */
}

static bool world_made(struct completion *c)
{
	struct err ignored = {0};

	if (!c->context->world && !c->world && c->program->world_new)
		c->program->world_new(&c->world, &ignored);
	err_clear(&ignored);
	return c->context->world || c->world;
}

static void piece_restore(struct candidates *out, const struct candidates *before)
{
	out->prefix = before->prefix;
	out->lead = before->lead;
	out->listed = before->listed;
	out->n_listed = before->n_listed;
}

/* The answer may be about a piece of the word: what comes after it is about all of it again. */
static void ask_query(struct completion *c, const struct complete_query *query)
{
	const struct candidates before = *c->out;

	c->program->candidates(query, c->out);
	piece_restore(c->out, &before);
}

void complete_ask(struct completion *c, enum complete_kind kind, const struct word *word)
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
		c->out->files = true;
		return;
	}
	if (!c->program->candidates || !e->cmd || !world_made(c))
		return;
	query.map = map_given(c);
	query.session = c->context->session;
	query.world = c->context->world ? c->context->world : c->world;
	if (kind == COMPLETE_FD)
		query.pid = ((const struct map_words *)((const char *)c->parsed->args +
							word->off))->pid;
	ask_query(c, &query);
}

/* ---- maps ---- */

void complete_introducers(struct completion *c)
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
		complete_ask(c, COMPLETE_MAP_PIN, word);
		return;
	}
	complete_ask(c, COMPLETE_MAP, word);
	if (isdigit((unsigned char)*prefix))
		complete_ask(c, COMPLETE_MAP_ID, word);
	if (c->out->n == n && !*prefix)
		complete_ask(c, COMPLETE_MAP_PIN, word);
	complete_introducers(c);
}

void complete_map(struct completion *c, const struct word *word, const char *introducer)
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
			complete_ask(c, kinds[i].kind, word);
	}
}

/* ---- values ---- */

/* `id N`, `name S`, `pinned P` or bare, behind `prog`. */
static void add_prog(struct completion *c, const struct word *word, const char *introducer)
{
	if (!introducer) {
		complete_ask(c, COMPLETE_PROG, word);
		candidates_add(c->out, "name", "a program by its name", 0);
		candidates_add(c->out, "id", "a program by its id", 0);
		candidates_add(c->out, "pinned", "a program by its pin", 0);
	} else if (!strcmp(introducer, "name")) {
		complete_ask(c, COMPLETE_PROG_NAME, word);
	} else {
		complete_ask(c, strcmp(introducer, "id") ? COMPLETE_PROG_PIN : COMPLETE_PROG_ID,
			     word);
	}
}

static void add_source(struct completion *c, const struct word *word)
{
	const struct expected *e = c->expected;

	if (!e->n_before) {
		candidates_add(c->out, "id", "a BTF object by its id", 0);
		candidates_add(c->out, "prog", "the BTF of a program", 0);
		c->out->files = true;
	} else if (!strcmp(e->before[0], "id")) {
		complete_ask(c, COMPLETE_BTF_ID, word);
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
	const struct candidates before = *c->out;
	struct completion other = *c;
	struct err ignored = {0};
	size_t skip, n = 0;

	if (!argv) {
		c->out->oom = true;
		return;
	}
	skip = expected_command_at(e);
	while (skip + n < e->n_before) {
		argv[n] = e->before[skip + n];
		n++;
	}
	argv[n] = c->typed;
	complete_words(&other, (int)n + 1, argv, &ignored);
	c->world = other.world;
	piece_restore(c->out, &before);
	err_clear(&ignored);
	free(argv);
}

/* `set NAME VALUE`: NAME is a choice, VALUE what that setting can be. */
static void add_setting(struct completion *c, const struct word *word)
{
	const struct word *name = c->expected->cmd->words;
	const struct setting *setting;
	int chosen;

	if (word == name) {
		for (size_t i = 0; i < N_SETTINGS; i++)
			candidates_add(c->out, settings_table[i].name, settings_table[i].help, 0);
		return;
	}
	memcpy(&chosen, (const char *)c->parsed->args + name->off, sizeof(chosen));
	if (!chosen)
		return;
	setting = &settings_table[chosen - 1];
	for (const char *text = setting->choices; *text; text += strlen(text) + 1)
		candidates_add(c->out, text, NULL, 0);
	if (!*setting->choices)
		complete_ask(c, COMPLETE_C_TYPE, word);
}

/* What help knows: commands by one or two words, and whatever else. */
static void add_topics(struct completion *c, const struct word *word)
{
	const struct expected *e = c->expected;

	if (e->n_before < 2)
		complete_commands(c, e->n_before ? e->before[0] : NULL);
	if (!e->n_before)
		complete_ask(c, COMPLETE_TOPIC, word);
}

void complete_value(struct completion *c, const struct word *word)
{
	if (word->type == WORD_SOURCE) {
		add_source(c, word);
		return;
	}
	if (word->type == WORD_MAP) {
		complete_map(c, word, NULL);
		return;
	}
	if (word->choices && word->complete == COMPLETE_NONE)
		candidates_add_names(c->out, word->choices);
	else if (word->meta && !word->choices)
		add_literals(c, word->meta);
	if (word->type == WORD_DATA)
		complete_ask(c, COMPLETE_DATA, word);
	else if (word->complete == COMPLETE_COMMAND)
		add_command(c);
	else if (word->complete == COMPLETE_TOPIC)
		add_topics(c, word);
	else if (word->complete == COMPLETE_SETTING)
		add_setting(c, word);
	else if (word->complete != COMPLETE_NONE)
		complete_ask(c, word->complete, word);
}

/* The columns of the command's table; the kernel's maps have others. */
static void add_columns(struct completion *c)
{
	const struct cmd *cmd = c->expected->cmd;

	candidates_list(c->out, ",");
	for (const struct emit_column *col = cmd ? cmd->columns : NULL; col && col->name; col++)
		candidates_add(c->out, col->name, col->help, CANDIDATE_OPEN);
	if (cmd)
		complete_ask(c, COMPLETE_COLUMNS, NULL);
}

void complete_option_value(struct completion *c)
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
		complete_value(c, word);
}
