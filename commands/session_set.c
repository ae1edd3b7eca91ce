// SPDX-License-Identifier: GPL-2.0-or-later
/* set: the settings of a session. */
#include "cli/session.h"
#include "commands/commands.h"

struct set_args {
	int setting;
	struct word_list value;
};

static const struct word set_words[] = {
	{.name = "NAME",
	 .type = WORD_CHOICE,
	 .choices = setting_names,
	 .complete = COMPLETE_SETTING,
	 .help = "the setting; none: all are listed",
	 WORD_AT(struct set_args, setting)},
	{.name = "VALUE",
	 .type = WORD_REST,
	 .complete = COMPLETE_SETTING,
	 .help = "its new value; none: it is printed",
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

	buf_puts(out, *text ? "" : SETTING_WORDS);
	for (const char *c = text; *c; c += strlen(c) + 1)
		buf_printf(out, "%s%s", c == text ? "" : "|", c);
}

static int emit_setting(const struct picked *picked, const struct settings *settings,
			enum setting_id id, struct err *err)
{
	BUF_CLEANUP struct buf value = {0}, choices = {0};
	struct cell all[N_COLUMNS];
	const char *texts[N_COLUMNS];

	setting_value(settings, id, &value);
	add_choices(id, &choices);
	texts[0] = settings_table[id].name;
	texts[1] = buf_cstr(&value);
	texts[2] = buf_cstr(&choices);
	texts[3] = settings_table[id].help;
	for (int i = 0; i < N_COLUMNS; i++)
		all[i] = (struct cell){.type = CELL_TEXT, .text = texts[i]};
	return picked_row(picked, all, err);
}

static int list_settings(const struct run *run, struct err *err)
{
	struct picked picked;
	int rc = picked_open(&picked, run, set_columns, N_COLUMNS, false, EMIT_MANY, err);

	for (int id = 0; !rc && id < N_SETTINGS; id++)
		rc = emit_setting(&picked, &run->session->settings, (enum setting_id)id, err);
	rc = rc ? rc : emit_end(picked.emit, err);
	emit_free(picked.emit);
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

/* Better now than in every command that comes: it is the types of this map that are said. */
static int check_types(const struct run *run, const struct word_list *value, struct err *err)
{
	const struct target_args target = {.map = run->session->map};
	const struct typing_args typing = {.types = {value->words[0], value->words[1]}};
	MAP_CLEANUP struct map *map = NULL;

	if (target.map.how != MAP_NOT_GIVEN)
		return target_open(run, &target, &typing, MAP_READ, &map, err);
	fail(err, ERR_USAGE, "no map is in use that these types could be of");
	err_hint(err, "`use MAP` first; for a single command there is --types KEY VALUE");
	return ERR_USAGE;
}

static int set_run(struct run *run, const void *arg, struct err *err)
{
	const struct set_args *args = arg;
	enum setting_id id = (enum setting_id)(args->setting - 1);

	if (!args->setting)
		return list_settings(run, err);
	if (!args->value.n)
		return print_setting(run, id, err);
	if (id == SET_TYPES && args->value.n == 2 && check_types(run, &args->value, err))
		return err->code;
	return setting_put(&run->session->settings, id, args->value.words, args->value.n, err);
}

const struct cmd cmd_set = {
	.name = "set",
	.group = "session",
	.brief = "list, show or change the settings of this session",
	.about = "Without words all settings are listed, with NAME alone its value is printed.\n"
		 "Types are given for the map in use, which they must fit, until another is: as\n"
		 "--types takes them.",
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
