// SPDX-License-Identifier: GPL-2.0-or-later
/* What of the table is found by a word. */
#include "cli/help.h"
#include "cli/help_impl.h"
#include "cli/options.h"
#include "cli/settings.h"

static bool has(const struct help_search *search, const char *text)
{
	return text && strcasestr(text, search->word);
}

void help_search_line(struct help_search *search, const char *title, const char *left,
		      const char *text, const char *more)
{
	if (!has(search, left) && !has(search, text) && !has(search, more))
		return;
	if (!search->title || strcmp(search->title, title))
		buf_printf(search->out, "%s%s:\n", search->found ? "\n" : "", title);
	search->title = title;
	search->found++;
	help_item(search->out, left, text, HELP_COLUMN);
}

/* The same option of several commands is one: its first. */
static bool is_repeated(const struct program *program, const struct cmd *const *at,
			const struct word *word)
{
	for (const struct cmd *const *cmd = program->commands; cmd < at; cmd++) {
		for (const struct word *w = (*cmd)->words; cmd_is_shown(*cmd) && w && w->name;
		     w++) {
			if (!strcmp(w->name, word->name) && !strcmp(w->help, word->help))
				return true;
		}
	}
	return false;
}

/* "--cpu N (dump, lookup)": whose it is, where that is not everybody's. */
static void word_title(const struct program *program, const struct word *word, struct buf *out)
{
	size_t n = 0;

	word_usage(word, out);
	for (const struct cmd *const *cmd = program->commands; *cmd; cmd++) {
		for (const struct word *w = (*cmd)->words; cmd_is_shown(*cmd) && w && w->name;
		     w++) {
			if (strcmp(w->name, word->name) || strcmp(w->help, word->help))
				continue;
			if (n < 3)
				buf_printf(out, "%s%s", n ? ", " : " (", (*cmd)->name);
			else if (n == 3)
				buf_puts(out, " …");
			n++;
		}
	}
	buf_putc(out, ')');
}

static void search_words(struct help_search *search, const struct program *program,
			 const struct cmd *const *cmd)
{
	for (const struct word *w = (*cmd)->words; w && w->name; w++) {
		BUF_CLEANUP struct buf left = {0};

		if ((w->flags & WORD_SECRET) || is_repeated(program, cmd, w) ||
		    (!has(search, w->name) && !has(search, w->meta) && !has(search, w->help)))
			continue;
		word_title(program, w, &left);
		help_search_line(search, "words and options", buf_cstr(&left), w->help,
				 search->word);
	}
}

/* Several commands may share their columns: they stand behind the first. */
static void search_columns(struct help_search *search, const struct program *program,
			   const struct cmd *const *at)
{
	for (const struct cmd *const *cmd = program->commands; cmd < at; cmd++) {
		if (cmd_is_shown(*cmd) && (*cmd)->columns == (*at)->columns)
			return;
	}
	for (const struct emit_column *c = (*at)->columns; c && c->name; c++) {
		BUF_CLEANUP struct buf left = {0};

		if (!has(search, c->name) && !has(search, c->help))
			continue;
		buf_printf(&left, "%s (%s", c->name, (*at)->name);
		for (const struct cmd *const *cmd = at + 1; *cmd; cmd++) {
			if (cmd_is_shown(*cmd) && (*cmd)->columns == (*at)->columns)
				buf_printf(&left, ", %s", (*cmd)->name);
		}
		buf_putc(&left, ')');
		help_search_line(search, "columns", buf_cstr(&left), c->help, search->word);
	}
}

static void search_options(struct help_search *search)
{
	for (const struct option *o = options_table; o->name; o++) {
		BUF_CLEANUP struct buf left = {0};

		if (o->letter)
			buf_printf(&left, "-%c, ", o->letter);
		buf_puts(&left, o->name);
		if (o->meta)
			buf_printf(&left, " %s", o->meta);
		help_search_line(search, "options of every command", buf_cstr(&left), o->help,
				 NULL);
	}
}

static void search_settings(struct help_search *search)
{
	for (int i = 0; i < N_SETTINGS; i++) {
		BUF_CLEANUP struct buf left = {0};

		buf_printf(&left, "set %s", settings_table[i].name);
		help_search_line(search, "settings of a session", buf_cstr(&left),
				 settings_table[i].help, NULL);
	}
}

/* What a command says of itself beside its name and brief. */
static const char *text_with(const struct help_search *search, const struct cmd *cmd)
{
	return has(search, cmd->alias) ? cmd->alias : cmd->about;
}

void help_search_table(struct help_search *search, const struct program *program)
{
	const struct cmd *const *cmd;

	for (cmd = program->commands; *cmd; cmd++) {
		if (cmd_is_shown(*cmd))
			help_search_line(search, "commands", (*cmd)->name, (*cmd)->brief,
					 text_with(search, *cmd));
	}
	for (cmd = program->commands; *cmd; cmd++) {
		if (cmd_is_shown(*cmd))
			search_words(search, program, cmd);
	}
	search_options(search);
	search_settings(search);
	for (cmd = program->commands; *cmd; cmd++) {
		if (cmd_is_shown(*cmd))
			search_columns(search, program, cmd);
	}
}
