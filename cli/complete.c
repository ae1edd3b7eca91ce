// SPDX-License-Identifier: GPL-2.0-or-later
/* From a line and the place of the cursor in it to the candidates. */
#include <stdlib.h>

#include "cli/complete_impl.h"
#include "cli/line.h"

/* What the parser takes for given: somebody sits at a terminal. */
static struct options options_typed(const struct complete_context *context)
{
	return (struct options){.map_in_use = context->map_in_use,
				.in_lines = !context->shell,
				.tty_in = true,
				.tty_out = true,
				.tty_err = true};
}

/* readline is not asked for files: a line has its own quotes. */
static void add_own_files(struct candidates *out)
{
	candidates_add_files(out);
	out->files = false;
}

int complete_words(struct completion *c, int argc, const char *const *argv, struct err *err)
{
	const struct options defaults = options_typed(c->context);
	struct expected expected;
	struct parsed parsed;
	int rc = cmd_expect(c->program, &defaults, argc, argv, &parsed, &expected, err);

	err_clear(err);
	if (!rc) {
		c->expected = &expected;
		c->parsed = &parsed;
		c->typed = argv[argc - 1];
		complete_expected(c);
		if (c->out->files && !c->context->shell)
			add_own_files(c->out);
	}
	cmd_parse_free(&parsed);
	return rc ? fail_oom(err) : 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Blanks, and nothing else, stand between the operator and the cursor. */
static bool behind_operator(const struct line *split, const char *line, size_t point)
{
	size_t at = split->sink_at;

	while (at < point && !is_blank(line[at]))
		at++;
	if (at == point)
		return false;
	while (at < point && is_blank(line[at]))
		at++;
	return at == point;
}

/* Behind | stands a command of the shell's, which takes files; behind > a file. */
static void complete_sink(const struct line *split, const char *line, size_t point,
			  struct candidates *out)
{
	size_t from = split->target ? split->target_start : point, start = point;

	while (start > from && !is_blank(line[start - 1]))
		start--;
	out->start = start;
	if (!split->target && !behind_operator(split, line, point))
		return;
	out->prefix = out->typed = strndup(line + start, point - start);
	if (!out->typed)
		out->oom = true;
	else if (split->sink == SINK_PIPE && start == from && !strchr(out->typed, '/'))
		complete_programs(out);
	else
		candidates_add_files(out);
	candidates_finish(out, false, '\0');
}

static char quote_at(const char *line, size_t start, size_t end)
{
	return start < end && (line[start] == '\'' || line[start] == '"') ? line[start] : '\0';
}

/* The words with the one being typed, which may be empty, at the end. */
static int complete_split(struct completion *c, const struct line *split, const char *line,
			  size_t point, struct err *err)
{
	struct candidates *out = c->out;
	bool empty = !split->n || (split->words[split->n - 1].end < point &&
				   split->open == OPEN_NOTHING);
	size_t n = split->n + empty;
	const char **argv = calloc(n, sizeof(*argv));
	int rc;

	out->typed = strdup(empty ? "" : split->words[n - 1].text);
	if (!argv || !out->typed) {
		free(argv);
		return fail_oom(err);
	}
	for (size_t i = 0; i + 1 < n; i++)
		argv[i] = split->words[i].text;
	argv[n - 1] = out->typed;
	out->start = empty ? point : split->words[n - 1].start;
	rc = complete_words(c, (int)n, argv, err);
	free(argv);
	candidates_finish(out, c->context->shell, quote_at(line, out->start, point));
	return rc;
}

int complete_line(const struct program *program, const struct complete_context *context,
		  const char *line, size_t point, struct candidates *out, struct err *err)
{
	LINE_CLEANUP struct line split = {0};
	struct completion c = {.program = program, .context = context, .out = out};
	int rc;

	memset(out, 0, sizeof(*out));
	out->start = out->end = point;
	rc = line_split(&split, line, point, LINE_PARTIAL | (context->shell ? LINE_SHELL : 0), err);
	if (rc == ERR_USAGE) { /* a NUL, which no word can have */
		err_clear(err);
		return 0;
	}
	if (!rc && split.sink != SINK_NONE)
		complete_sink(&split, line, point, out);
	else if (!rc && !split.comment)
		rc = complete_split(&c, &split, line, point, err);
	if (c.world)
		program->world_free(c.world);
	return rc || !out->oom ? rc : fail_oom(err);
}
