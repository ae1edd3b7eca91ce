// SPDX-License-Identifier: GPL-2.0-or-later
/* __man: the parts of the manual that the program's tables know, for man/generate. */
#include <string.h>

#include "btf/layout.h"
#include "cli/man.h"
#include "cli/settings.h"
#include "commands/kinds.h"

struct man_args {
	struct word_list words;
};

static const struct word man_words[] = {
	{.name = "WORD", .type = WORD_REST, .help = "a part, and the command or type that it is of",
	 WORD_AT(struct man_args, words)},
	{0},
};

typedef void (*man_part)(const struct program *program, const struct cmd *cmd, struct buf *out);

static const struct {
	const char *name;
	man_part add;
} parts[] = {
	{"name", man_name}, {"synopsis", man_synopsis}, {"options", man_options},
	{"columns", man_columns},
};

static man_part part_named(const char *name)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (!strcmp(parts[i].name, name))
			return parts[i].add;
	}
	return NULL;
}

static int add_of_command(const struct run *run, struct word_list words, struct buf *out,
			  struct err *err)
{
	const struct program *program = run->program;
	man_part add = part_named(words.words[0]);
	const struct cmd *cmd;
	int used;

	if (!add)
		return fail(err, ERR_USAGE, "the manual has no part \"%s\"", words.words[0]);
	if (words.n < 2)
		return fail(err, ERR_USAGE, "\"%s\" is of a command", words.words[0]);
	cmd = cmd_find(program, (int)words.n - 1, words.words + 1, &used);
	if (!cmd)
		return cmd_unknown(program, run->opt, (int)words.n - 1, words.words + 1, err);
	add(program, cmd, out);
	return 0;
}

static int add_type(struct word_list words, struct buf *out, struct err *err)
{
	struct map_type scratch;
	__u32 type;
	int rc;

	if (words.n == 1) {
		kind_man_all(out);
		return 0;
	}
	rc = type_parse(words.words[1], &type, err);
	if (!rc)
		kind_man(type_get(type, &scratch), out);
	return rc;
}

/* The kinds of --as, as part of a sentence that goes on with the one that is none. */
static void add_hints(struct buf *out)
{
	const char *name;

	for (unsigned int i = 0; (name = layout_hint_at(i)); i++) {
		if (strcmp(name, "none"))
			buf_printf(out, ".Cm %s ,\n", name);
	}
}

/* What `set` changes, with what each can be. */
static void add_settings(struct buf *out)
{
	buf_puts(out, ".Bl -tag -width readonly\n");
	for (int i = 0; i < N_SETTINGS; i++) {
		const struct setting *setting = &settings_table[i];

		buf_printf(out, ".It Cm %s", setting->name);
		for (const char *choice = setting->choices; *choice; choice += strlen(choice) + 1)
			buf_printf(out, "%s %s", choice == setting->choices ? " Ar" : " |", choice);
		buf_puts(out, *setting->choices ? "\n" : " Ar KEY VALUE | off\n");
		man_text(out, setting->help);
	}
	buf_puts(out, ".El\n");
}

static int man_run(struct run *run, const void *arg, struct err *err)
{
	struct word_list words = ((const struct man_args *)arg)->words;
	BUF_CLEANUP struct buf text = {0};
	const char *part = words.n ? words.words[0] : "";
	int rc = 0;

	if (!strcmp(part, "commands"))
		man_commands(run->program, &text);
	else if (!strcmp(part, "shared"))
		man_shared_options(&text);
	else if (!strcmp(part, "hints"))
		add_hints(&text);
	else if (!strcmp(part, "settings"))
		add_settings(&text);
	else if (!strcmp(part, "types"))
		rc = add_type(words, &text, err);
	else
		rc = words.n ? add_of_command(run, words, &text, err)
			     : fail(err, ERR_USAGE, "which part of the manual?");
	if (!rc && text.oom)
		rc = fail_oom(err);
	return rc ? rc : emit_write(run->opt->emit.fd, text.data, text.len, err);
}

const struct cmd cmd_man = {
	.name = "__man",
	.group = "live in",
	.brief = "a part of the manual, as mdoc(7)",
	.words = man_words,
	.flags = CMD_HIDDEN | CMD_NO_OUTPUT_OPTIONS,
	.args_size = sizeof(struct man_args),
	.run = man_run,
};
