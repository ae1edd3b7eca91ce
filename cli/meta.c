// SPDX-License-Identifier: GPL-2.0-or-later
/* The table as JSON: for completion, the manual and other programs. */
#include "cli/help_impl.h"
#include "cli/options.h"

struct flag_name {
	unsigned int flag;
	const char *name;
};

/* Opens a member; the first of an object has no comma before it. */
static void member(struct buf *out, const char *name)
{
	if (out->len && out->data[out->len - 1] != '{')
		buf_putc(out, ',');
	buf_json(out, name);
	buf_putc(out, ':');
}

static void element(struct buf *out)
{
	if (out->len && out->data[out->len - 1] != '[')
		buf_putc(out, ',');
}

static void text_member(struct buf *out, const char *name, const char *text)
{
	if (!text)
		return;
	member(out, name);
	buf_json(out, text);
}

static void flags_member(struct buf *out, const struct flag_name *names, unsigned int flags)
{
	member(out, "flags");
	buf_putc(out, '[');
	for (; names->name; names++) {
		if (!(flags & names->flag))
			continue;
		element(out);
		buf_json(out, names->name);
	}
	buf_putc(out, ']');
}

static void meta_option(struct buf *out, const struct option *option)
{
	static const struct flag_name names[] = {
		{OPTION_OUTPUT, "output"}, {OPTION_WRITES, "writes"},
		{OPTION_LINES, "lines"}, {0, NULL}};
	const char letter[] = {'-', option->letter, '\0'};

	element(out);
	buf_putc(out, '{');
	text_member(out, "name", option->name);
	text_member(out, "short", option->letter ? letter : NULL);
	text_member(out, "meta", option->meta);
	text_member(out, "help", option->help);
	flags_member(out, names, option->flags);
	buf_putc(out, '}');
}

static const char *type_name(enum word_type type)
{
	static const char *const names[] = {
		[WORD_FLAG] = "flag",     [WORD_TEXT] = "text",     [WORD_U32] = "u32",
		[WORD_U64] = "u64",       [WORD_CHOICE] = "choice", [WORD_LIST] = "list",
		[WORD_PAIR] = "pair",     [WORD_MAP] = "map",       [WORD_DATA] = "data",
		[WORD_FIELDS] = "fields", [WORD_REST] = "rest",     [WORD_SOURCE] = "source",
		[WORD_EXPR] = "expr",
	};

	return names[type];
}

static void choices_member(struct buf *out, const char *const *choices)
{
	if (!choices)
		return;
	member(out, "choices");
	buf_putc(out, '[');
	for (; *choices; choices++) {
		element(out);
		buf_json(out, *choices);
	}
	buf_putc(out, ']');
}

static void number_member(struct buf *out, const char *name, __u64 value)
{
	if (!value)
		return;
	member(out, name);
	buf_u64(out, value);
}

static void meta_word(struct buf *out, const struct word *word)
{
	static const struct flag_name names[] = {
		{WORD_REQUIRED, "required"}, {WORD_OPTION, "option"}, {WORD_KEYWORD, "keyword"},
		{WORD_ONE_OF, "one_of"},     {WORD_SECRET, "secret"}, {0, NULL}};
	const char letter[] = {'-', word->letter, '\0'};

	element(out);
	buf_putc(out, '{');
	text_member(out, "name", word->name);
	text_member(out, "short", word->letter ? letter : NULL);
	text_member(out, "type", type_name(word->type));
	flags_member(out, names, word->flags);
	text_member(out, "meta", word->meta);
	text_member(out, "help", word->help);
	choices_member(out, word->choices);
	number_member(out, "min", word->min);
	number_member(out, "max", word->max);
	buf_putc(out, '}');
}

static void meta_column(struct buf *out, const struct emit_column *column)
{
	static const struct flag_name names[] = {{EMIT_RIGHT, "right"},
						 {EMIT_HIDDEN, "hidden"},
						 {EMIT_TABLE_ONLY, "table_only"},
						 {0, NULL}};

	element(out);
	buf_putc(out, '{');
	text_member(out, "name", column->name);
	text_member(out, "json", column->json ? column->json : column->name);
	text_member(out, "help", column->help);
	flags_member(out, names, column->flags);
	buf_putc(out, '}');
}

static void meta_usage(struct buf *out, const struct cmd *cmd)
{
	BUF_CLEANUP struct buf usage = {0};

	cmd_usage(cmd, NULL, &usage);
	text_member(out, "usage", buf_cstr(&usage));
}

static void meta_command(struct buf *out, const struct cmd *cmd)
{
	static const struct flag_name names[] = {
		{CMD_WRITES, "writes"},   {CMD_LINES, "lines"},
		{CMD_ENDLESS, "endless"}, {CMD_HIDDEN, "hidden"},
		{CMD_NO_OUTPUT_OPTIONS, "no_output_options"},
		{CMD_SESSION, "session"}, {CMD_PREFIX, "prefix"},
		{CMD_FIELD_COLUMNS, "field_columns"}, {CMD_CONSUMES, "consumes"}, {0, NULL}};

	element(out);
	buf_putc(out, '{');
	text_member(out, "name", cmd->name);
	text_member(out, "alias", cmd->alias);
	text_member(out, "group", cmd->group);
	text_member(out, "brief", cmd->brief);
	meta_usage(out, cmd);
	text_member(out, "about", cmd->about);
	text_member(out, "examples", cmd->examples);
	flags_member(out, names, cmd->flags);
	member(out, "words");
	buf_putc(out, '[');
	for (const struct word *w = cmd->words; w && w->name; w++)
		meta_word(out, w);
	buf_puts(out, "]");
	member(out, "columns");
	buf_putc(out, '[');
	for (const struct emit_column *c = cmd->columns; c && c->name; c++)
		meta_column(out, c);
	buf_puts(out, "]}");
}

void help_meta(const struct program *program, struct buf *out)
{
	buf_putc(out, '{');
	text_member(out, "name", program->name);
	text_member(out, "version", MAPCTL_VERSION);
	member(out, "options");
	buf_putc(out, '[');
	for (const struct option *o = options_table; o->name; o++)
		meta_option(out, o);
	buf_puts(out, "]");
	member(out, "commands");
	buf_putc(out, '[');
	for (const struct cmd *const *cmd = program->commands; *cmd; cmd++)
		meta_command(out, *cmd);
	buf_puts(out, "]}");
}
