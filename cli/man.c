// SPDX-License-Identifier: GPL-2.0-or-later
/* The parts of the manual's pages that the command table knows, as mdoc(7). */
#include <stdio.h>

#include "cli/help_impl.h"
#include "cli/man.h"
#include "cli/options.h"

/* mandoc and people want source lines that fit a terminal. */
#define SOURCE_WIDTH 78

/* What a character is in roff, where it is not itself in every output. */
static const char *escape_of(char c)
{
	switch (c) {
	case '\\':
		return "\\e";
	case '\'':
		return "\\(aq";
	case '`':
		return "\\(ga";
	case '^':
		return "\\(ha";
	case '~':
		return "\\(ti";
	case '"':
		return "\\(dq";
	default:
		return NULL;
	}
}

/* One UTF-8 character beyond ASCII as \[uXXXX]; returns its bytes. */
static size_t escape_unicode(struct buf *out, const char *text)
{
	unsigned char lead = (unsigned char)text[0];
	size_t n = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
	unsigned int code = lead & (0xffu >> (n + 1));

	for (size_t i = 1; i < n; i++)
		code = code << 6 | (text[i] & 0x3f);
	buf_printf(out, "\\[u%04X]", code);
	return n;
}

static bool is_option_dash(const char *text, size_t i)
{
	return text[i] == '-' && (!i || strchr(" -[(", text[i - 1]));
}

/* n bytes of text, escaped; -x is an option's name and no hyphenated word. */
static void escape(struct buf *out, const char *text, size_t n)
{
	for (size_t i = 0; i < n;) {
		const char *escaped = escape_of(text[i]);

		if ((unsigned char)text[i] >= 0x80) {
			i += escape_unicode(out, text + i);
			continue;
		}
		if (is_option_dash(text, i))
			escaped = "\\-";
		if (escaped)
			buf_puts(out, escaped);
		else
			buf_putc(out, text[i]);
		i++;
	}
}

void man_text(struct buf *out, const char *text)
{
	size_t line = out->len;

	while (*text) {
		size_t n = strcspn(text, " "), start = out->len;
		bool ends = n && strchr(".?!", text[n - 1]);

		if (start == line && strchr(".'", *text))
			buf_puts(out, "\\&");
		escape(out, text, n);
		text += n;
		text += *text == ' ';
		if (!*text)
			break;
		if (ends || out->len - line + strcspn(text, " ") + 6 > SOURCE_WIDTH) {
			buf_putc(out, '\n');
			line = out->len;
		} else {
			buf_putc(out, ' ');
		}
	}
	buf_putc(out, '\n');
}

/* ---- words ---------------------------------------------------------------------------------- */

static bool is_typed(const char *word, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (word[i] >= 'A' && word[i] <= 'Z')
			return false;
	}
	return true;
}

/*
 * "FILE|id N|prog REF", "PATH=HINT": what is typed as Cm, what stands for something as Ar. "first"
 * is whether nothing stands on the line before.
 */
static void add_meta(struct buf *out, const char *meta, bool first)
{
	const char *last = NULL;

	while (*meta) {
		size_t n = strcspn(meta, " |=");
		const char *macro = is_typed(meta, n) ? "Cm" : "Ar";

		if (!n) {
			buf_puts(out, *meta == '|' ? " |" : *meta == '=' ? " Ns = Ns" : "");
			last = *meta == ' ' ? last : NULL;
			meta++;
			continue;
		}
		if (!last || strcmp(last, macro))
			buf_printf(out, "%s%s", first ? "" : " ", macro);
		buf_putc(out, ' ');
		escape(out, meta, n);
		last = macro;
		first = false;
		meta += n;
	}
}

static void add_choices(struct buf *out, const char *const *choices)
{
	for (size_t i = 0; choices[i]; i++)
		buf_printf(out, "%sCm %s", i ? " | " : "", choices[i]);
}

static void add_flag(struct buf *out, const char *name, char letter)
{
	if (letter)
		buf_printf(out, "Fl %c , ", letter);
	buf_printf(out, "Fl %s", name + 1); /* Fl puts one dash before */
}

/* A word as macros of one line: "Fl -cpu Ar N | Cm sum". */
static void add_word(struct buf *out, const struct word *word)
{
	if (word->flags & WORD_ONE_OF)
		add_choices(out, word->choices);
	else if (word->flags & WORD_OPTION)
		add_flag(out, word->name, 0);
	else if (word->flags & WORD_KEYWORD)
		buf_printf(out, "Cm %s", word->name);
	else
		add_meta(out, word->name, true);
	if (word->meta && word->type != WORD_FLAG && (word->flags & (WORD_OPTION | WORD_KEYWORD)))
		add_meta(out, word->meta, false);
	if (word->type == WORD_FIELDS || word->type == WORD_REST)
		buf_puts(out, " ...");
}

void man_synopsis(const struct program *program, const struct cmd *cmd, struct buf *out)
{
	buf_printf(out, ".Nm \"%s %s\"\n", program->name, cmd->name);
	for (const struct word *w = cmd->words; w && w->name; w++) {
		const struct word *alternative = word_alternative(cmd, w);

		if (w->flags & (WORD_SECRET | WORD_INSTEAD))
			continue;
		buf_puts(out, w->flags & WORD_REQUIRED ? "." : ".Op ");
		add_word(out, w);
		if (alternative) {
			buf_puts(out, " | ");
			add_word(out, alternative);
		}
		buf_putc(out, '\n');
	}
}

/* ---- options and columns -------------------------------------------------------------------- */

static void add_words(const struct cmd *cmd, struct buf *out)
{
	for (const struct word *w = cmd->words; w && w->name; w++) {
		if (w->flags & WORD_SECRET)
			continue;
		buf_puts(out, ".It ");
		if (w->letter)
			buf_printf(out, "Fl %c , ", w->letter);
		add_word(out, w);
		buf_putc(out, '\n');
		man_text(out, w->help);
	}
}

/* The options of every command that mean something to this one, by name only. */
static void add_shared(const struct program *program, const struct cmd *cmd, struct buf *out)
{
	const char *lead = "The options that it shares with other commands are";

	buf_printf(out, "%s\n", lead);
	for (const struct option *o = options_table; o->name; o++) {
		bool last = !o[1].name;

		if (!option_applies(o, cmd) || option_needs_end(o, cmd))
			continue;
		if (last)
			buf_puts(out, "and\n");
		if (o->letter)
			buf_printf(out, ".Fl %c%s\n", o->letter, last ? " :" : " ,");
		else
			buf_printf(out, ".Fl %s%s\n", o->name + 1, last ? " :" : " ,");
	}
	buf_printf(out, "see\n.Xr %s 8 .\n", program->name);
}

void man_options(const struct program *program, const struct cmd *cmd, struct buf *out)
{
	if (cmd->words && cmd->words->name) {
		buf_puts(out, ".Bl -tag -width Ds\n");
		add_words(cmd, out);
		buf_puts(out, ".El\n.Pp\n");
	}
	add_shared(program, cmd, out);
}

void man_columns(const struct program *program, const struct cmd *cmd, struct buf *out)
{
	(void)program;
	buf_puts(out, ".Bl -tag -width \"changes_per_s\"\n");
	for (const struct emit_column *c = cmd->columns; c && c->name; c++) {
		buf_printf(out, ".It Cm %s\n", c->name);
		man_text(out, c->help);
	}
	if (cmd->flags & CMD_FIELD_COLUMNS) {
		buf_puts(out, ".It Ar FIELD\n");
		man_text(out, cmd->flags & CMD_ENDLESS ? RECORD_FIELDS : ENTRY_FIELDS);
	}
	buf_puts(out, ".El\n");
}

void man_shared_options(struct buf *out)
{
	buf_puts(out, ".Bl -tag -width Ds\n");
	for (const struct option *o = options_table; o->name; o++) {
		buf_puts(out, ".It ");
		add_flag(out, o->name, o->letter);
		if (o->meta)
			add_meta(out, o->meta, false);
		buf_putc(out, '\n');
		man_text(out, o->help);
	}
	buf_puts(out, ".El\n");
}

/* ---- pages ---------------------------------------------------------------------------------- */

/* The name of the page that a command is on: "mapctl-demo". */
static void add_page(const struct program *program, const struct cmd *cmd, struct buf *out)
{
	const char *name = cmd->flags & CMD_SESSION ? "repl" : cmd->name;

	buf_printf(out, "%s-%.*s", program->name, (int)strcspn(name, " "), name);
}

void man_name(const struct program *program, const struct cmd *cmd, struct buf *out)
{
	buf_puts(out, ".Nm ");
	add_page(program, cmd, out);
	buf_puts(out, "\n.Nd ");
	man_text(out, cmd->brief);
}

/* The page's name tells the command's, where a page has one command. */
static void add_command_title(const struct program *program, const struct cmd *cmd,
			      struct buf *out)
{
	bool shared = (cmd->flags & CMD_SESSION) || strchr(cmd->name, ' ');

	if (shared)
		buf_printf(out, ".It Cm %s Po Xr ", cmd->name);
	else
		buf_puts(out, ".It Xr ");
	add_page(program, cmd, out);
	buf_puts(out, shared ? " 8 Pc\n" : " 8\n");
}

static void add_group(const struct program *program, const char *group, struct buf *out)
{
	buf_printf(out, ".Ss %s\n.Bl -tag -width Ds\n", group);
	for (const struct cmd *const *cmd = program->commands; *cmd; cmd++) {
		if (!cmd_is_shown(*cmd) || strcmp((*cmd)->group, group))
			continue;
		add_command_title(program, *cmd, out);
		man_text(out, (*cmd)->brief);
	}
	buf_puts(out, ".El\n");
}

void man_commands(const struct program *program, struct buf *out)
{
	for (const struct cmd *const *cmd = program->commands; *cmd; cmd++) {
		if (help_group_begins(program, cmd))
			add_group(program, (*cmd)->group, out);
	}
}
