// SPDX-License-Identifier: GPL-2.0-or-later
/* Help, generated from the table. */
#include "cli/help.h"
#include "cli/help_impl.h"
#include "cli/options.h"

/* The length of the next thing that stays on a line: brackets hold it together. */
static size_t unit_len(const char *text)
{
	size_t n = 0;
	int depth = 0;

	for (; text[n] && (text[n] != ' ' || depth > 0); n++)
		depth += (text[n] == '[') - (text[n] == ']');
	return n;
}

/* Adds text to a line that is at `column`; lines behind it start at `indent`. Ends the line. */
static void help_wrap(struct buf *out, const char *text, size_t column, size_t indent)
{
	bool fresh = true;

	while (*text) {
		size_t len = unit_len(text);

		if (!fresh && column + 1 + len > HELP_WIDTH) {
			buf_putc(out, '\n');
			buf_pad(out, ' ', indent);
			column = indent;
		} else if (!fresh) {
			buf_putc(out, ' ');
			column++;
		}
		buf_add(out, text, len);
		column += len;
		fresh = false;
		text += len;
		text += *text == ' ';
	}
	buf_putc(out, '\n');
}

void help_item(struct buf *out, const char *left, const char *text, size_t column)
{
	size_t len = strlen(left);

	buf_puts(out, "  ");
	buf_puts(out, left);
	if (2 + len + 1 > column) {
		buf_putc(out, '\n');
		buf_pad(out, ' ', column);
	} else {
		buf_pad(out, ' ', column - 2 - len);
	}
	help_wrap(out, text, column, column);
}

static void help_option(struct buf *out, const struct option *option)
{
	BUF_CLEANUP struct buf left = {0};

	if (option->letter)
		buf_printf(&left, "-%c, %s", option->letter, option->name);
	else
		buf_printf(&left, "    %s", option->name);
	if (option->meta)
		buf_printf(&left, " %s", option->meta);
	help_item(out, buf_cstr(&left), option->help, HELP_COLUMN);
}

bool help_group_begins(const struct program *program, const struct cmd *const *cmd)
{
	for (const struct cmd *const *c = program->commands; c < cmd; c++) {
		if (cmd_is_shown(*c) && !strcmp((*c)->group, (*cmd)->group))
			return false;
	}
	return cmd_is_shown(*cmd);
}

static void help_group(const struct program *program, const char *group, struct buf *out)
{
	buf_printf(out, "\n%s:\n", group);
	for (const struct cmd *const *cmd = program->commands; *cmd; cmd++) {
		if (cmd_is_shown(*cmd) && !strcmp((*cmd)->group, group))
			help_item(out, (*cmd)->name, (*cmd)->brief, 16);
	}
}

void help_overview(const struct program *program, const struct options *opt, struct buf *out)
{
	buf_puts(out, "usage: ");
	program_prefix(program, opt, out);
	buf_puts(out, "[OPTIONS] [map] COMMAND [ARGUMENTS]\n");
	for (const struct cmd *const *cmd = program->commands; *cmd; cmd++) {
		if (help_group_begins(program, cmd))
			help_group(program, (*cmd)->group, out);
	}
	buf_puts(out, "\noptions, anywhere on the line (\"--\" ends them):\n");
	for (const struct option *o = options_table; o->name; o++)
		help_option(out, o);
	buf_puts(out,
		 "\nMAP is \"name NAME\", \"id N\", \"pinned PATH\", \"pid N fd M\" or one word: "
		 "a pin if\nit holds a \"/\", an id if it is a number, else a name.\n");
	buf_puts(out, "\n\"");
	program_prefix(program, opt, out);
	buf_printf(out, "help WORD\" explains a command or map type, or finds a word.\n"
		   "The manual is %s(8).\n", program->name);
}

void help_of_group(const struct program *program, const struct options *opt, const char *word,
		   struct buf *out)
{
	size_t len = strlen(word);

	buf_puts(out, "usage: ");
	program_prefix(program, opt, out);
	buf_printf(out, "%s COMMAND [ARGUMENTS]\n\n", word);
	for (const struct cmd *const *cmd = program->commands; *cmd; cmd++) {
		if (cmd_is_shown(*cmd) && !strncmp((*cmd)->name, word, len) &&
		    (*cmd)->name[len] == ' ')
			help_item(out, (*cmd)->name, (*cmd)->brief, 16);
	}
	buf_puts(out, "\n\"");
	program_prefix(program, opt, out);
	buf_printf(out, "help %s COMMAND\" tells more.\n", word);
}

/* Words and options; `flags` of WORD_OPTION chooses which. */
static void help_words(const struct cmd *cmd, unsigned int flags, const char *title,
		       struct buf *out)
{
	bool first = true;

	for (const struct word *w = cmd->words; w && w->name; w++) {
		BUF_CLEANUP struct buf left = {0};

		if ((w->flags & WORD_SECRET) || (w->flags & WORD_OPTION) != flags)
			continue;
		if (first)
			buf_printf(out, "\n%s:\n", title);
		first = false;
		if (w->letter)
			buf_printf(&left, "-%c, ", w->letter);
		word_usage(w, &left);
		help_item(out, buf_cstr(&left), w->help, HELP_COLUMN);
	}
}

/* The options that only commands that change something have; the others are in the overview. */
static void help_shared_options(const struct cmd *cmd, struct buf *out)
{
	if (cmd->flags & (CMD_WRITES | CMD_LINES)) {
		buf_puts(out, cmd->flags & CMD_LINES ? "\nlines:\n" : "\nasking:\n");
		for (const struct option *o = options_table; o->name; o++) {
			if ((o->flags & (OPTION_WRITES | OPTION_LINES)) && option_applies(o, cmd))
				help_option(out, o);
		}
	}
	if (cmd->flags & CMD_NO_OUTPUT_OPTIONS)
		return;
	buf_puts(out, "\noutput:");
	for (const struct option *o = options_table; o->name; o++) {
		if (o->kind != OPTION_FORMAT && o->kind != OPTION_TEXT)
			continue;
		if (option_needs_end(o, cmd))
			continue;
		if (o->letter)
			buf_printf(out, " -%c", o->letter);
		else
			buf_printf(out, " %s", o->name);
		if (o->meta)
			buf_printf(out, " %s", o->meta);
	}
	buf_putc(out, '\n');
}

static void help_columns(const struct cmd *cmd, struct buf *out)
{
	if (!cmd->columns)
		return;
	buf_puts(out, "\ncolumns for -o:\n");
	for (const struct emit_column *c = cmd->columns; c->name; c++)
		help_item(out, c->name, c->help, HELP_COLUMN);
	if (cmd->flags & CMD_FIELD_COLUMNS)
		help_item(out, "FIELD", cmd->flags & CMD_ENDLESS ? RECORD_FIELDS : ENTRY_FIELDS,
			  HELP_COLUMN);
}

static void help_usage(const struct program *program, const struct options *opt,
		       const struct cmd *cmd, struct buf *out)
{
	BUF_CLEANUP struct buf usage = {0};

	program_prefix(program, opt, &usage);
	cmd_usage(cmd, opt, &usage);
	buf_puts(out, "usage: ");
	help_wrap(out, buf_cstr(&usage), 7, 7);
}

/* They are written for a shell, but for those of the session's own commands. */
static void help_examples(const struct program *program, const struct options *opt,
			  const struct cmd *cmd, struct buf *out)
{
	size_t name = strlen(program->name);
	const char *line = cmd->examples;

	if (!line)
		return;
	buf_puts(out, "\nexamples:\n");
	while (*line) {
		size_t len = strcspn(line, "\n");

		if (opt->at_prompt && !strncmp(line, program->name, name) && line[name] == ' ') {
			line += name + 1;
			len -= name + 1;
		}
		buf_puts(out, "  ");
		buf_add(out, line, len);
		buf_putc(out, '\n');
		line += len;
		line += *line == '\n';
	}
}

void help_command(const struct program *program, const struct options *opt, const struct cmd *cmd,
		  struct buf *out)
{
	buf_printf(out, "%s: %s\n\n", cmd->name, cmd->brief);
	help_usage(program, opt, cmd, out);
	if (cmd->alias)
		buf_printf(out, "alias: %s\n", cmd->alias);
	if (cmd->about) {
		size_t len = strlen(cmd->about);

		buf_printf(out, "\n%s%s", cmd->about,
			   len && cmd->about[len - 1] == '\n' ? "" : "\n");
	}
	help_words(cmd, 0, "words", out);
	help_words(cmd, WORD_OPTION, "options", out);
	help_shared_options(cmd, out);
	help_columns(cmd, out);
	help_examples(program, opt, cmd, out);
}
