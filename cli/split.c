// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Splits a command line into options and plain words, before the command is known: an option has
 * as many values in one command as in any other (the table's check sees to it).
 */
#include <ctype.h>
#include <string.h>

#include "cli/parse_impl.h"

/* -3, -.5 and -'c' are data, and the one number that begins with a letter. */
static bool looks_like_option(const char *text)
{
	return text[0] == '-' && text[1] && text[1] != '.' && text[1] != '\'' &&
	       !isdigit((unsigned char)text[1]) && strcmp(text, "-inf") != 0;
}

static const struct word *any_option(const struct program *program, const char *name, size_t len)
{
	for (const struct cmd *const *cmd = program->commands; *cmd; cmd++) {
		const struct word *word = word_option(*cmd, name, len);

		if (word)
			return word;
	}
	return NULL;
}

/* -j and -p agree: bpftool's users type both. */
static bool formats_agree(const struct option *a, const struct option *b)
{
	return a->format == b->format || (a->format == EMIT_JSON && b->format == EMIT_PRETTY) ||
	       (a->format == EMIT_PRETTY && b->format == EMIT_JSON);
}

static int set_format(struct parser *p, const struct option *option)
{
	struct options *opt = &p->out->opt;

	if (p->format && !formats_agree(p->format, option))
		return fail(p->err, ERR_USAGE, "\"%s\" contradicts \"%s\"", option->name,
			    p->format->name);
	if (!p->format || option->format == EMIT_PRETTY) {
		p->format = option;
		opt->emit.format = option->format;
		opt->raw = option->format == EMIT_RAW;
	}
	return 0;
}

static int apply_option(struct parser *p, const struct option *option, const char *value)
{
	if (option->kind == OPTION_FORMAT)
		return set_format(p, option);
	if (option->kind == OPTION_HELP)
		p->help = true;
	else if (option->kind == OPTION_VERSION)
		p->version = true;
	else
		option_set(option, value, &p->out->opt);
	return 0;
}

static int needs_value(struct parser *p, const char *name, size_t len, const char *meta)
{
	return fail(p->err, ERR_USAGE, "\"%.*s\" needs %s", (int)len, name,
		    meta ? meta : "a value");
}

static void expect_value(struct parser *p, const struct option *option, size_t offset)
{
	parser_expect(p, EXPECT_VALUE, NULL);
	p->expected->option = option;
	p->expected->offset = offset;
}

/* A group of letters: the value of -o is the rest of the word, or the next word. */
static int split_letters(struct parser *p, int *i)
{
	const char *text = p->argv[*i];

	for (const char *c = text + 1; *c; c++) {
		const struct option *option = option_lettered(*c);
		const char *value = NULL;
		int ret;

		if (option && option->meta) {
			if (!c[1] && *i + 1 == p->argc)
				return needs_value(p, text, strlen(text), option->meta);
			value = c[1] ? c + 1 : p->argv[++*i];
			if (parser_typing(p, value))
				expect_value(p, option, 0);
		}
		p->given[p->n_given++] = (struct given){
			.text = text, .name_len = strlen(text), .option = option, .letter = *c};
		ret = option ? apply_option(p, option, value) : 0;
		if (ret || value)
			return ret;
	}
	return 0;
}

static int split_shared(struct parser *p, const struct given *given, int *i)
{
	const struct option *option = given->option;
	const char *value = given->inline_value;

	if (!option->meta && value)
		return fail(p->err, ERR_USAGE, "\"%s\" takes no value", option->name);
	if (option->meta && !value) {
		if (*i + 1 == p->argc)
			return needs_value(p, option->name, strlen(option->name), option->meta);
		value = p->argv[++*i];
		if (parser_typing(p, value))
			expect_value(p, option, 0);
	}
	return apply_option(p, option, value);
}

/* The word that is typed is one of this option's values, which are not all there. */
static void expect_own(struct parser *p, const struct word *word, const char *const *values,
		       size_t n)
{
	parser_expect(p, EXPECT_VALUE, word);
	p->expected->before = values;
	p->expected->n_before = n;
	p->n_given--;
}

static int split_own(struct parser *p, struct given *given, int *i)
{
	const struct word *word = any_option(p->program, given->text, given->name_len);
	const char *const *rest = p->argv + *i + 1;
	size_t left = (size_t)(p->argc - *i - 1), want;

	if (!word) /* reported when the command is known */
		return 0;
	if (given->inline_value) {
		given->values = &given->inline_value;
		given->n_values = 1;
		return 0;
	}
	want = word_arity(word, rest, left);
	if (p->expected && want && want >= left && left) {
		expect_own(p, word, rest, left - 1);
		*i += (int)left;
		return 0;
	}
	if (want > left)
		return needs_value(p, given->text, given->name_len, word->meta);
	given->values = rest;
	given->n_values = want;
	*i += (int)want;
	return 0;
}

static int split_long(struct parser *p, int *i)
{
	struct given *given = &p->given[p->n_given++];

	*given = (struct given){.text = p->argv[*i]};
	given->name_len = strcspn(given->text, "=");
	if (given->text[given->name_len])
		given->inline_value = given->text + given->name_len + 1;
	given->option = option_named(given->text, given->name_len);
	return given->option ? split_shared(p, given, i) : split_own(p, given, i);
}

/* `--prog=x`, `-oid`: an option with a piece of its value. */
static void expect_inline(struct parser *p, const char *text)
{
	size_t name_len = strcspn(text, "=");
	const struct option *option;
	const char *c = text + 1;

	if (text[1] == '-') {
		option = option_named(text, name_len);
		if (option ? option->meta : NULL)
			expect_value(p, option, name_len + 1);
		else if (!option) {
			parser_expect(p, EXPECT_VALUE, any_option(p->program, text, name_len));
			p->expected->offset = name_len + 1;
		}
		return;
	}
	while (*c && !(option_lettered(*c) && option_lettered(*c)->meta))
		c++;
	if (*c)
		expect_value(p, option_lettered(*c), (size_t)(c + 1 - text));
}

/* The word being typed begins as an option does: its name, or its name and value. */
static void expect_option(struct parser *p, const char *text)
{
	bool letters = text[1] && text[1] != '-';

	parser_expect(p, EXPECT_OPTION, NULL);
	if (letters ? text[2] : strchr(text, '=') != NULL)
		expect_inline(p, text);
}

static bool is_idle(const struct parser *p, size_t at, const char *word)
{
	const char *text = at < p->n_plain ? p->plain[at].text : NULL;

	return text && !strcmp(text, word) && !parser_typing(p, text);
}

size_t parser_idle_words(const struct parser *p)
{
	size_t n = p->out->opt.in_lines && is_idle(p, 0, p->program->name);

	return n + is_idle(p, n, "map");
}

/* From the second plain word on `time dump -j` is another command's line. */
static bool in_other_command(const struct parser *p)
{
	const struct cmd *cmd;
	size_t first;
	int used;

	if (p->n_plain < 2 || p->n_plain > 4) /* behind it nothing is asked any more */
		return false;
	first = parser_idle_words(p);
	if (p->n_plain != first + 2)
		return false;
	cmd = cmd_find(p->program, 1, &p->plain[first].text, &used);
	return cmd && (cmd->flags & CMD_PREFIX);
}

int parser_split(struct parser *p)
{
	bool ended = false, breaks = false;

	for (int i = 0; i < p->argc; i++) {
		const char *text = p->argv[i];
		int ret;

		if (!ended && parser_typing(p, text) &&
		    (looks_like_option(text) || !strcmp(text, "-"))) {
			expect_option(p, text);
			break;
		}
		if (ended || !looks_like_option(text)) {
			p->plain[p->n_plain++] = (struct plain){.text = text, .breaks = breaks};
			breaks = false;
			ended = ended || in_other_command(p);
			continue;
		}
		if (!strcmp(text, "--")) {
			ended = true;
			continue;
		}
		breaks = true;
		ret = text[1] == '-' ? split_long(p, &i) : split_letters(p, &i);
		if (ret)
			return ret;
	}
	return 0;
}
