// SPDX-License-Identifier: GPL-2.0-or-later
/* The command table's check of itself, which the tests run. */
#include <stdarg.h>
#include <stdio.h>

#include "cli/help_impl.h"
#include "cli/options.h"

#define WORDS_MAX 64 /* the parser keeps a bit for each */

struct check {
	const struct program *program;
	const struct cmd *const *at; /* where in the table cmd stands */
	const struct cmd *cmd;
	struct buf *faults;
	bool sound;
};

__attribute__((format(printf, 2, 3))) static void fault(struct check *check, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_printf(check->faults, "%s: %s\n", check->cmd->name, text);
	check->sound = false;
}

/* One line, lower case at its start unless an acronym is, no full stop. */
static void check_line(struct check *check, const char *what, const char *line)
{
	size_t len = line ? strlen(line) : 0;

	if (!len) {
		fault(check, "%s has no help", what);
		return;
	}
	if (strchr(line, '\n') || line[len - 1] == '.')
		fault(check, "the help of %s is not one line without a full stop", what);
	if (line[0] >= 'A' && line[0] <= 'Z' && line[1] >= 'a' && line[1] <= 'z')
		fault(check, "the help of %s starts with a capital", what);
}

static size_t type_size(enum word_type type)
{
	static const size_t sizes[] = {
		[WORD_FLAG] = sizeof(bool),
		[WORD_TEXT] = sizeof(const char *),
		[WORD_U32] = sizeof(struct word_u32),
		[WORD_U64] = sizeof(struct word_u64),
		[WORD_CHOICE] = sizeof(int),
		[WORD_LIST] = sizeof(struct word_list),
		[WORD_PAIR] = sizeof(const char *[2]),
		[WORD_MAP] = sizeof(struct map_words),
		[WORD_DATA] = sizeof(struct data_words),
		[WORD_FIELDS] = sizeof(struct word_list),
		[WORD_REST] = sizeof(struct word_list),
		[WORD_SOURCE] = sizeof(struct word_list),
		[WORD_EXPR] = sizeof(struct word_list),
	};

	return type < sizeof(sizes) / sizeof(sizes[0]) ? sizes[type] : 0;
}

static void check_storage(struct check *check, const struct word *word)
{
	if (word->size != type_size(word->type))
		fault(check, "%s fills %zu bytes and its type takes %zu", word->name, word->size,
		      type_size(word->type));
	if (word->off + word->size > check->cmd->args_size)
		fault(check, "%s lies outside the arguments", word->name);
	for (const struct word *w = check->cmd->words; w < word; w++) {
		if (w->off < word->off + word->size && word->off < w->off + w->size &&
		    !((w->flags | word->flags) & WORD_SECRET))
			fault(check, "%s and %s share memory", w->name, word->name);
	}
}

/* Usage lines tell what to fill in from what to type by its case. */
static void check_case(struct check *check, const struct word *word)
{
	bool typed = word->flags & (WORD_OPTION | WORD_KEYWORD | WORD_ONE_OF);
	bool lower = strpbrk(word->name, "abcdefghijklmnopqrstuvwxyz");

	if (!typed && lower)
		fault(check, "%s stands for something and is not in capitals", word->name);
}

static void check_flags(struct check *check, const struct word *word)
{
	bool option = word->flags & WORD_OPTION, keyword = word->flags & WORD_KEYWORD;

	if (option != !strncmp(word->name, "--", 2))
		fault(check, "%s: options start with --, and nothing else does", word->name);
	if (option && (keyword || word->type == WORD_REST || word->type == WORD_DATA ||
		       word->type == WORD_FIELDS))
		fault(check, "%s cannot be an option", word->name);
	if (option && option_named(word->name, strlen(word->name)))
		fault(check, "%s is everybody's option", word->name);
	if (word->letter && (!option || word->type != WORD_FLAG || option_lettered(word->letter)))
		fault(check, "%s: its letter is another's, or it is no flag", word->name);
	if (word->type == WORD_FLAG && !option && !keyword)
		fault(check, "%s is a flag without a name to type", word->name);
	if ((word->flags & WORD_ONE_OF) && (word->type != WORD_CHOICE || option || keyword))
		fault(check, "%s: one-of words are positional choices", word->name);
	if ((word->type == WORD_CHOICE) != !!word->choices)
		fault(check, "%s: choices belong to WORD_CHOICE", word->name);
	if ((word->type == WORD_EXPR) != !!word->syntax || (word->type == WORD_EXPR && !option))
		fault(check, "%s: a syntax belongs to WORD_EXPR, an option", word->name);
	if ((word->flags & WORD_INSTEAD) && !option)
		fault(check, "%s stands for data and is no option", word->name);
	if (word->max && word->max < word->min)
		fault(check, "%s: max is below min", word->name);
}

static void check_duplicates(struct check *check, const struct word *word)
{
	for (const struct word *w = check->cmd->words; w < word; w++) {
		if (!strcmp(w->name, word->name))
			fault(check, "%s is there twice", word->name);
	}
}

/* An option is split from its values before the command is known. */
static void check_arity(struct check *check, const struct word *word)
{
	for (const struct cmd *const *cmd = check->program->commands; *cmd != check->cmd; cmd++) {
		for (const struct word *w = (*cmd)->words; w && w->name; w++) {
			if ((w->flags & WORD_OPTION) && !strcmp(w->name, word->name) &&
			    ((w->type == WORD_FLAG) != (word->type == WORD_FLAG) ||
			     (w->type == WORD_PAIR) != (word->type == WORD_PAIR) ||
			     (w->type == WORD_SOURCE) != (word->type == WORD_SOURCE) ||
			     w->syntax != word->syntax))
				fault(check, "%s takes other values in %s", word->name,
				      (*cmd)->name);
		}
	}
}

static bool is_positional(const struct word *word)
{
	return word->type != WORD_FIELDS && !(word->flags & (WORD_OPTION | WORD_KEYWORD));
}

/* Positions: required before optional, the rest of the line last. */
static void check_order(struct check *check)
{
	const struct word *optional = NULL, *rest = NULL;

	for (const struct word *w = check->cmd->words; w && w->name; w++) {
		if (!is_positional(w))
			continue;
		if (rest)
			fault(check, "%s stands behind %s, which takes all", w->name, rest->name);
		if (optional && (w->flags & WORD_REQUIRED))
			fault(check, "%s is required behind %s, which is not", w->name,
			      optional->name);
		if (!(w->flags & WORD_REQUIRED))
			optional = w;
		if (w->type == WORD_REST)
			rest = w;
	}
}

static void check_words(struct check *check)
{
	size_t n = 0;

	for (const struct word *w = check->cmd->words; w && w->name; w++, n++) {
		check_line(check, w->name, w->help);
		check_storage(check, w);
		check_flags(check, w);
		check_case(check, w);
		check_duplicates(check, w);
		if (w->flags & WORD_OPTION)
			check_arity(check, w);
	}
	if (n > WORDS_MAX)
		fault(check, "%zu words, and the parser takes %d", n, WORDS_MAX);
	check_order(check);
}

static bool names_clash(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

static void check_names(struct check *check)
{
	const struct cmd *cmd = check->cmd;

	if (!strcmp(cmd->name, "map"))
		fault(check, "the word map is ignored before commands");
	for (const struct cmd *const *other = check->program->commands; other != check->at;
	     other++) {
		if (names_clash((*other)->name, cmd->name) ||
		    names_clash((*other)->alias, cmd->name) ||
		    names_clash((*other)->name, cmd->alias) ||
		    names_clash((*other)->alias, cmd->alias))
			fault(check, "shares a name with %s", (*other)->name);
	}
}

static void check_columns(struct check *check)
{
	const struct emit_column *columns = check->cmd->columns;

	for (const struct emit_column *c = columns; c && c->name; c++) {
		if (strpbrk(c->name, ", ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
			fault(check, "column %s cannot be typed after -o", c->name);
		check_line(check, c->name, c->help);
		for (const struct emit_column *other = columns; other < c; other++) {
			if (!strcmp(other->name, c->name))
				fault(check, "column %s is there twice", c->name);
		}
	}
}

/* Characters, not bytes: continuation bytes do not count. */
static size_t line_width(const char *line, size_t n)
{
	size_t width = 0;

	for (size_t i = 0; i < n; i++)
		width += ((unsigned char)line[i] & 0xc0) != 0x80;
	return width;
}

static void check_help_width(struct check *check)
{
	const struct options opt = {.at_prompt = false};
	BUF_CLEANUP struct buf help = {0};
	const char *line;

	help_command(check->program, &opt, check->cmd, &help);
	line = buf_cstr(&help);
	while (*line) {
		size_t len = strcspn(line, "\n");

		if (line_width(line, len) > HELP_WIDTH)
			fault(check, "too wide for help: %.*s", (int)len, line);
		line += len;
		line += *line == '\n';
	}
}

static bool check_cmd(struct check *check)
{
	const struct cmd *cmd = check->cmd;

	check_line(check, "the command", cmd->brief);
	if (!cmd->group)
		fault(check, "belongs to no group");
	if (!cmd->run)
		fault(check, "does nothing");
	check_names(check);
	check_words(check);
	check_columns(check);
	if (check->sound) /* help trusts the table */
		check_help_width(check);
	return check->sound;
}

bool cmd_check_table(const struct program *program, struct buf *faults)
{
	bool sound = true;

	for (const struct cmd *const *cmd = program->commands; *cmd; cmd++) {
		struct check check = {
			.program = program,
			.at = cmd,
			.cmd = *cmd,
			.faults = faults,
			.sound = true,
		};

		sound &= check_cmd(&check);
	}
	return sound;
}
