// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of the options that every command takes. */
#include "cli/options.h"

#define FLAG_AT(field)  .kind = OPTION_FLAG, .off = offsetof(struct options, field)
#define TEXT_AT(field)  .kind = OPTION_TEXT, .off = offsetof(struct options, field)
#define FORMAT(format_) .kind = OPTION_FORMAT, .flags = OPTION_OUTPUT, .format = format_

const struct option options_table[] = {
	{.letter = 'j', .name = "--json", .help = "print one JSON document", FORMAT(EMIT_JSON)},
	{.letter = 'p', .name = "--pretty", .help = "the same, indented", FORMAT(EMIT_PRETTY)},
	{.letter = 'J',
	 .name = "--jsonl",
	 .help = "print one JSON value a line",
	 FORMAT(EMIT_LINES)},
	{.name = "--csv", .help = "print CSV", FORMAT(EMIT_CSV)},
	{.letter = 'r',
	 .name = "--raw",
	 .help = "print one column, without quotes and header",
	 FORMAT(EMIT_RAW)},
	{.letter = 'o',
	 .name = "--output",
	 .meta = "COL,COL...",
	 .help = "the columns to print, field paths among them",
	 .flags = OPTION_OUTPUT,
	 .complete = COMPLETE_COLUMNS,
	 TEXT_AT(columns)},
	{.name = "--no-header",
	 .help = "print no header line",
	 .flags = OPTION_OUTPUT,
	 FLAG_AT(emit.no_header)},
	{.name = "--hints",
	 .help = "10.0.0.1 for addresses and the like in JSON, too",
	 .flags = OPTION_OUTPUT,
	 FLAG_AT(hints)},
	{.name = "--no-hints",
	 .help = "plain numbers in tables, and of kernel objects in JSON",
	 .flags = OPTION_OUTPUT,
	 FLAG_AT(no_hints)},
	{.name = "--int64-strings",
	 .help = "quote JSON numbers beyond 2^53",
	 .flags = OPTION_OUTPUT,
	 FLAG_AT(int64_strings)},
	{.letter = 'y',
	 .name = "--yes",
	 .help = "do not ask",
	 .flags = OPTION_WRITES,
	 FLAG_AT(yes)},
	{.name = "--dry-run",
	 .help = "say what would change, and change nothing",
	 .flags = OPTION_WRITES,
	 FLAG_AT(dry_run)},
	{.name = "--keep-going",
	 .help = "go on behind a line that fails",
	 .flags = OPTION_LINES,
	 FLAG_AT(keep_going)},
	{.name = "--readonly", .help = "refuse commands that change something", FLAG_AT(readonly)},
	{.name = "--syscalls",
	 .help = "show each bpf system call on standard error",
	 FLAG_AT(syscalls)},
	{.letter = 'h',
	 .name = "--help",
	 .help = "show help, of the command if there is one",
	 .kind = OPTION_HELP},
	{.letter = 'V', .name = "--version", .help = "show the version", .kind = OPTION_VERSION},
	{.name = NULL},
};

const struct option *option_lettered(char letter)
{
	for (const struct option *o = options_table; o->name; o++) {
		if (o->letter == letter)
			return o;
	}
	return NULL;
}

const struct option *option_named(const char *name, size_t n)
{
	for (const struct option *o = options_table; o->name; o++) {
		if (strlen(o->name) == n && !memcmp(o->name, name, n))
			return o;
	}
	return NULL;
}

void option_set(const struct option *option, const char *value, struct options *opt)
{
	char *at = (char *)opt + option->off;

	if (option->kind == OPTION_FLAG)
		*(bool *)at = true;
	else if (option->kind == OPTION_TEXT)
		*(const char **)at = value;
}

bool option_applies(const struct option *option, const struct cmd *cmd)
{
	if (!cmd)
		return true;
	if (option->flags & OPTION_LINES)
		return cmd->flags & CMD_LINES;
	if (option->flags & OPTION_OUTPUT)
		return !(cmd->flags & CMD_NO_OUTPUT_OPTIONS);
	if (option->flags & OPTION_WRITES)
		return cmd->flags & (CMD_WRITES | CMD_LINES);
	return true;
}

bool option_needs_end(const struct option *option, const struct cmd *cmd)
{
	return cmd->flags & CMD_ENDLESS && option->kind == OPTION_FORMAT &&
	       (option->format == EMIT_JSON || option->format == EMIT_PRETTY);
}
