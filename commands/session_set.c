// SPDX-License-Identifier: GPL-2.0-or-later
/* set: the settings of a session. */
#include "cli/session.h"
#include "commands/commands.h"

struct set_args {
	int setting;
	struct word_list value;
};

static const struct word set_words[] = {
	{.name = "NAME", .type = WORD_CHOICE, .choices = setting_names,
	 .help = "the setting; none: all are listed", WORD_AT(struct set_args, setting)},
	{.name = "VALUE", .type = WORD_REST, .help = "its new value; none: it is printed",
	 WORD_AT(struct set_args, value)},
	{0},
};

static const struct emit_column set_columns[] = {
	{.name = "setting", .help = "its name"},
	{.name = "value", .help = "what it is"},
	{.name = "choices", .help = "what it can be", .drop = 2},
	{.name = "help", .help = "what it is for", .drop = 1},
	{0}};

enum { N_COLUMNS = 4 };

static void add_choices(enum setting_id id, struct buf *out)
{
	const char *text = settings_table[id].choices;

	for (const char *c = text; *c; c += strlen(c) + 1)
		buf_printf(out, "%s%s", c == text ? "" : "|", c);
}

static int emit_setting(struct emit *emit, const struct settings *settings, enum setting_id id,
			const size_t *chosen, size_t n, struct err *err)
{
	BUF_CLEANUP struct buf value = {0}, choices = {0};
	struct cell cells[N_COLUMNS];

	setting_value(settings, id, &value);
	add_choices(id, &choices);
	for (size_t i = 0; i < n; i++) {
		const char *const texts[N_COLUMNS] = {settings_table[id].name, buf_cstr(&value),
						      choices.len ? buf_cstr(&choices) : NULL,
						      settings_table[id].help};

		cells[i] = (struct cell){.type = CELL_TEXT, .text = texts[chosen[i]]};
	}
	return emit_row(emit, cells, err);
}

static int list_settings(const struct run *run, struct err *err)
{
	struct emit_column columns[N_COLUMNS];
	struct emit *emit = NULL;
	size_t chosen[N_COLUMNS];
	int n = run_pick_columns(run, set_columns, N_COLUMNS, false, columns, chosen, err);
	int rc = n < 0 ? n : emit_new(&emit, &run->opt->emit, columns, (size_t)n, EMIT_MANY, err);

	for (int id = 0; !rc && id < N_SETTINGS; id++)
		rc = emit_setting(emit, &run->session->settings, (enum setting_id)id, chosen,
				  (size_t)n, err);
	rc = rc ? rc : emit_end(emit, err);
	emit_free(emit);
	return rc;
}

static int print_setting(const struct run *run, enum setting_id id, struct err *err)
{
	static const struct emit_column columns[] = {{.name = "setting"}, {.name = "value"}};
	BUF_CLEANUP struct buf value = {0};
	struct cell cells[2];

	setting_value(&run->session->settings, id, &value);
	if (run->opt->emit.format == EMIT_TABLE) {
		buf_putc(&value, '\n');
		return emit_write(run->opt->emit.fd, value.data, value.len, err);
	}
	cells[0] = (struct cell){.type = CELL_TEXT, .text = settings_table[id].name};
	cells[1] = (struct cell){.type = CELL_TEXT, .text = buf_cstr(&value)};
	return run_emit_one(run, columns, 2, cells, err);
}

static int set_run(struct run *run, const void *arg, struct err *err)
{
	const struct set_args *args = arg;
	enum setting_id id = (enum setting_id)(args->setting - 1);

	if (!args->setting)
		return list_settings(run, err);
	if (!args->value.n)
		return print_setting(run, id, err);
	return setting_put(&run->session->settings, id, args->value.words, args->value.n, err);
}

const struct cmd cmd_set = {
	.name = "set",
	.group = "session",
	.brief = "list, show or change the settings of this session",
	.about = "Without words all settings are listed, with NAME alone its value is printed.\n"
		 "Types are given for the map in use, until another is: as --types takes them.",
	.examples = "set\n"
		    "set output json\n"
		    "set types u32 'struct { u64 packets; u64 bytes; }'\n"
		    "set readonly on\n",
	.words = set_words,
	.columns = set_columns,
	.flags = CMD_SESSION,
	.args_size = sizeof(struct set_args),
	.run = set_run,
};
