// SPDX-License-Identifier: GPL-2.0-or-later
/* A command line, from its words to the command's argument structure. */
#include <stdlib.h>

#include "cli/nearest.h"
#include "cli/parse_impl.h"

/* Every letter of a group is an option of its own. */
static size_t given_max(int argc, const char *const *argv)
{
	size_t n = 1;

	for (int i = 0; i < argc; i++)
		n += argv[i][0] == '-' ? strlen(argv[i]) : 0;
	return n;
}

static void *area_fit(struct area *area, size_t size)
{
	if (size > area->size) {
		free(area->data);
		area->data = malloc(size);
		area->size = area->data ? size : 0;
	}
	return area->data;
}

static int parser_init(struct parser *p)
{
	struct parse_memory *memory = p->out->memory;

	if (!memory)
		memory = p->out->memory = calloc(1, sizeof(*memory));
	if (!memory)
		return fail_oom(p->err);
	p->memory = memory;
	p->plain = area_fit(&memory->plain, ((size_t)p->argc + 1) * sizeof(*p->plain));
	p->given = area_fit(&memory->given, given_max(p->argc, p->argv) * sizeof(*p->given));
	return p->plain && p->given ? 0 : fail_oom(p->err);
}

static int args_new(struct parser *p)
{
	struct parse_memory *memory = p->memory;
	size_t n = 1;

	for (const struct word *w = p->cmd->words; w && w->name; w++)
		n++;
	p->out->args = area_fit(&memory->args, p->cmd->args_size + 1);
	p->lists = area_fit(&memory->lists, n * (size_t)(p->argc + 1) * sizeof(*p->lists));
	if (!p->out->args || !p->lists)
		return fail_oom(p->err);
	memset(p->out->args, 0, p->cmd->args_size);
	if (memory->cmd != p->cmd)
		words_note_begins(p->cmd, memory->begins);
	memory->cmd = p->cmd;
	return 0;
}

static int unknown_option(struct parser *p, const struct given *given)
{
	struct nearest nearest = {.typed = given->text};

	if (given->letter)
		return fail(p->err, ERR_USAGE, "no option \"-%c\"", given->letter);
	for (const struct word *w = p->cmd ? p->cmd->words : NULL; w && w->name; w++) {
		if (w->flags & WORD_OPTION)
			nearest_offer(&nearest, w->name);
	}
	for (const struct option *o = options_table; o->name; o++)
		nearest_offer(&nearest, o->name);
	fail(p->err, ERR_USAGE, "no option \"%.*s\"", (int)given->name_len, given->text);
	if (nearest.best)
		err_hint(p->err, "did you mean \"%s\"?", nearest.best);
	return p->err->code;
}

static int option_values(struct parser *p, const struct word *word, const struct given *given)
{
	struct word_list *list;
	const char **pair;

	switch (word->type) {
	case WORD_PAIR:
		if (given->n_values != 2)
			return fail(p->err, ERR_USAGE, "\"%s\" needs %s", word->name,
				    word->meta ? word->meta : "two words");
		pair = word_at(p, word);
		memcpy(pair, given->values, 2 * sizeof(*pair));
		return 0;
	case WORD_EXPR:
		list = word_at(p, word);
		if (list->n) {
			fail(p->err, ERR_USAGE, "\"%s\" is given twice", word->name);
			err_hint(p->err, "join the conditions by && or and");
			return p->err->code;
		}
		for (size_t i = 0; i < given->n_values; i++)
			word_add(p, word, given->values[i]);
		return 0;
	case WORD_SOURCE:
		list = word_at(p, word);
		list->n = 0;
		for (size_t i = 0; i < given->n_values; i++)
			word_add(p, word, given->values[i]);
		return 0;
	default:
		return word_store(p, word, given->values[0]);
	}
}

static const struct word *word_lettered(const struct cmd *cmd, char letter)
{
	for (const struct word *w = cmd->words; w && w->name; w++) {
		if (w->letter == letter)
			return w;
	}
	return NULL;
}

static int own_option(struct parser *p, const struct given *given)
{
	const struct word *word =
		given->letter ? word_lettered(p->cmd, given->letter)
			      : word_option(p->cmd, given->text, given->name_len);

	if (!word)
		return unknown_option(p, given);
	word_mark(p, word);
	if (word->type == WORD_FLAG && given->inline_value)
		return fail(p->err, ERR_USAGE, "\"%s\" takes no value", word->name);
	return word->type == WORD_FLAG ? word_store(p, word, NULL) : option_values(p, word, given);
}

static int option_refused(struct parser *p, const struct option *option)
{
	if (!option_applies(option, p->cmd))
		return fail(p->err, ERR_USAGE, "\"%s\" means nothing to \"%s\"", option->name,
			    p->cmd->name);
	if (option_needs_end(option, p->cmd)) {
		fail(p->err, ERR_USAGE, "\"%s\" needs an end, and \"%s\" has none", option->name,
		     p->cmd->name);
		err_hint(p->err, "-J prints one JSON value a line");
		return p->err->code;
	}
	return 0;
}

static int take_options(struct parser *p)
{
	for (size_t i = 0; i < p->n_given; i++) {
		const struct given *given = &p->given[i];
		int ret = given->option ? option_refused(p, given->option) : own_option(p, given);

		if (ret)
			return ret;
	}
	return 0;
}

static bool fields_given(const struct parser *p)
{
	for (const struct word *w = p->cmd->words; w && w->name; w++) {
		if (w->type == WORD_FIELDS && word_seen(p, w))
			return true;
	}
	return false;
}

/* Whether fields name enough of KEY and VALUE only their types can tell: the command checks. */
static int check_required(struct parser *p)
{
	BUF_CLEANUP struct buf label = {0};

	for (const struct word *w = p->cmd->words; w && w->name; w++) {
		const struct word *alternative = word_alternative(p->cmd, w);

		if (!(w->flags & WORD_REQUIRED) || word_seen(p, w) ||
		    (alternative && word_seen(p, alternative)))
			continue;
		if (w->type == WORD_DATA && fields_given(p))
			continue;
		word_label(w, &label);
		return fail(p->err, ERR_USAGE, "needs \"%s\"", buf_cstr(&label));
	}
	return 0;
}

static int check_readonly(struct parser *p)
{
	if (!p->out->opt.readonly || !(p->cmd->flags & CMD_WRITES))
		return 0;
	fail(p->err, -EROFS, "\"%s\" changes maps, and --readonly forbids that", p->cmd->name);
	err_hint(p->err, "MAPCTL_READONLY=1 in the environment means --readonly");
	return -EROFS;
}

static int parse_arguments(struct parser *p)
{
	int ret = args_new(p);

	ret = ret ? ret : take_options(p);
	ret = ret ? ret : parser_take_words(p);
	ret = ret ? ret : check_required(p);
	ret = ret ? ret : check_readonly(p);
	if (!ret)
		p->out->what = PARSED_COMMAND;
	return ret;
}

static int find_version(struct parser *p)
{
	static const char *const version[] = {"version"};
	int used;

	p->cmd = cmd_find(p->program, 1, version, &used);
	p->at = p->n_plain;
	return p->cmd ? 0 : fail(p->err, ERR_USAGE, "no command \"version\"");
}

/* Everybody's options are for the lines of standard input; no command means no other. */
static int check_lone_options(struct parser *p)
{
	for (size_t i = 0; i < p->n_given; i++) {
		if (!p->given[i].option)
			return unknown_option(p, &p->given[i]);
	}
	return 0;
}

/* The command, and whether anything more of the line matters. */
static int parse_line(struct parser *p)
{
	int ret;

	p->at = parser_idle_words(p);
	if (p->help && !p->expected && p->at + 1 == p->n_plain &&
	    cmd_is_group(p->program, p->plain[p->at].text)) {
		p->out->what = PARSED_HELP;
		p->out->group = p->plain[p->at].text;
		return 0;
	}
	if (p->version)
		ret = find_version(p);
	else if (p->at == p->n_plain)
		ret = 0;
	else
		ret = parser_find(p);
	p->out->cmd = p->cmd;
	if (ret)
		return ret;
	if (p->help || !p->cmd) {
		p->out->what = p->help ? PARSED_HELP : PARSED_NOTHING;
		return p->help ? 0 : check_lone_options(p);
	}
	return parse_arguments(p);
}

static void hint_usage(const struct parser *p)
{
	BUF_CLEANUP struct buf usage = {0};

	if (!p->cmd || p->err->code != ERR_USAGE || p->err->hint[0])
		return;
	cmd_usage_hint(p->program, p->cmd, &p->out->opt, &usage);
	err_hint(p->err, "usage: %s", buf_cstr(&usage));
}

int parser_expect(struct parser *p, enum expect what, const struct word *word)
{
	p->expected->what = what;
	p->expected->word = word;
	return -ECANCELED;
}

static int parser_run(struct parser *p, const struct options *defaults)
{
	int ret;

	p->out->what = PARSED_NOTHING;
	p->out->cmd = NULL;
	p->out->opt = *defaults;
	p->out->args = NULL;
	ret = parser_init(p);
	ret = ret ? ret : parser_split(p);
	return ret ? ret : parse_line(p);
}

int cmd_parse_again(const struct program *program, const struct options *defaults, int argc,
		    const char *const *argv, struct parsed *parsed, struct err *err)
{
	struct parser p = {
		.program = program, .argc = argc, .argv = argv, .out = parsed, .err = err};
	int ret = parser_run(&p, defaults);

	if (ret)
		hint_usage(&p);
	return ret;
}

int cmd_parse(const struct program *program, const struct options *defaults, int argc,
	      const char *const *argv, struct parsed *parsed, struct err *err)
{
	memset(parsed, 0, sizeof(*parsed));
	return cmd_parse_again(program, defaults, argc, argv, parsed, err);
}

/*
 * Options are taken off the line before the command is known, by what any command has: only its own
 * mean something to it.
 */
static void expect_own(struct expected *expected)
{
	const struct word *word = expected->word;

	if (!expected->cmd || !word || !(word->flags & WORD_OPTION))
		return;
	expected->word = word_option(expected->cmd, word->name, strlen(word->name));
	if (!expected->word)
		expected->what = EXPECT_NOTHING;
}

static void expected_given(const struct parser *p, struct expected *expected)
{
	expected->cmd = p->cmd;
	expected->seen = p->seen;
	for (size_t i = 0; i < p->n_given; i++) {
		if (p->given[i].option)
			expected->options |= 1ULL << (p->given[i].option - options_table);
	}
}

int cmd_expect(const struct program *program, const struct options *defaults, int argc,
	       const char *const *argv, struct parsed *parsed, struct expected *expected,
	       struct err *err)
{
	struct parser p = {.program = program, .argc = argc, .argv = argv, .out = parsed,
			   .err = err, .expected = expected};
	int ret;

	memset(parsed, 0, sizeof(*parsed));
	memset(expected, 0, sizeof(*expected));
	ret = parser_run(&p, defaults);
	expected_given(&p, expected);
	expect_own(expected);
	return ret == -ENOMEM ? ret : 0;
}

void cmd_parse_free(struct parsed *parsed)
{
	struct parse_memory *memory = parsed->memory;

	if (memory) {
		free(memory->plain.data);
		free(memory->given.data);
		free(memory->args.data);
		free(memory->lists.data);
	}
	free(memory);
	parsed->args = NULL;
	parsed->memory = NULL;
}
