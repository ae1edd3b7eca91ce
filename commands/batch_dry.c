// SPDX-License-Identifier: GPL-2.0-or-later
/* A dry run of lines: names that mean something else by the time that a line would run. */
#include <string.h>

#include "commands/batch_dry.h"

void dry_lines_free(struct dry_lines *dry)
{
	buf_free(&dry->bound);
}

/* Options are of the map that is meant, but for those of a map that is made. */
static bool binds(const struct cmd *cmd, const struct word *word)
{
	if (word->type != WORD_TEXT)
		return false;
	if (word->flags & WORD_OPTION)
		return !strcmp(word->name, "--pin") || !strcmp(word->name, "--name");
	if (word->complete == COMPLETE_FILE)
		return cmd == &cmd_save;
	return word->complete == COMPLETE_PIN_NEW || word->complete == COMPLETE_MAP_PIN ||
	       !strcmp(word->name, "name");
}

void dry_lines_add(struct dry_lines *dry, const struct cmd *cmd, const void *args)
{
	for (const struct word *w = cmd->words; w && w->name; w++) {
		const char *text;

		if (!binds(cmd, w))
			continue;
		memcpy(&text, (const char *)args + w->off, sizeof(text));
		if (text)
			buf_add(&dry->bound, text, strlen(text) + 1);
	}
}

/* The name that a path ends with, too: it is what a map made there is called by default. */
static bool is_bound(const struct dry_lines *dry, const char *word)
{
	const char *bound = dry->bound.data, *end = bound + dry->bound.len;

	for (; bound < end; bound += strlen(bound) + 1) {
		const char *name = strrchr(bound, '/');

		if (!strcmp(bound, word) || (name && !strcmp(name + 1, word)))
			return true;
	}
	return false;
}

bool dry_lines_skip(struct dry_lines *dry, const struct run *run, const struct line *line)
{
	for (size_t i = 1; i < line->n; i++) {
		if (!is_bound(dry, line->argv[i]))
			continue;
		run_note(run, "not checked: a line before it makes or removes \"%s\"",
			 line->argv[i]);
		if (run->cmd == &cmd_use)
			dry->use_bound = true;
		return true;
	}
	return false;
}

bool dry_lines_skip_use(const struct dry_lines *dry, const struct run *run)
{
	if (dry->use_bound)
		run_note(run, "not checked: a line before it makes or removes the map in use");
	return dry->use_bound;
}
