// SPDX-License-Identifier: GPL-2.0-or-later
/* The settings of a session: their table, their values, and what they mean to a line's options. */
#include <stdlib.h>

#include "cli/settings.h"

#define SETTING_ROW(id, name_, choices_, help_) \
	[SET_##id] = {.name = name_, .choices = choices_, .help = help_},
const struct setting settings_table[N_SETTINGS] = {SETTINGS(SETTING_ROW)};

#define SETTING_NAME(id, name, choices, help) name,
const char *const setting_names[N_SETTINGS + 1] = {SETTINGS(SETTING_NAME) NULL};

static const char *choice_text(enum setting_id id, int choice)
{
	const char *text = settings_table[id].choices;

	while (choice--)
		text += strlen(text) + 1;
	return text;
}

/* Its number; -1: it is none. */
static int choice_find(enum setting_id id, const char *word)
{
	const char *text = settings_table[id].choices;

	for (int i = 0; *text; i++, text += strlen(text) + 1) {
		if (!strcmp(text, word))
			return i;
	}
	return -1;
}

static void choose(struct settings *settings, enum setting_id id, const char *word)
{
	settings->choice[id] = choice_find(id, word);
}

void settings_init(struct settings *settings, const struct options *opt)
{
	static const int outputs[] = {
		[EMIT_TABLE] = OUTPUT_TABLE, [EMIT_JSON] = OUTPUT_JSON, [EMIT_PRETTY] = OUTPUT_JSON,
		[EMIT_LINES] = OUTPUT_JSONL, [EMIT_CSV] = OUTPUT_CSV,	[EMIT_RAW] = OUTPUT_TABLE,
	};

	*settings = (struct settings){.locked_readonly = opt->readonly};
	settings->choice[SET_OUTPUT] = outputs[opt->emit.format];
	if (opt->readonly)
		choose(settings, SET_READONLY, "on");
	if (opt->no_hints)
		choose(settings, SET_HINTS, "off");
	if (!opt->emit.colour)
		choose(settings, SET_USAGE, "off"); /* dim is a colour, too */
}

void settings_free(struct settings *settings)
{
	free(settings->types[0]);
	free(settings->types[1]);
	settings->types[0] = settings->types[1] = NULL;
}

bool setting_on(const struct settings *settings, enum setting_id id)
{
	return settings->choice[id] == choice_find(id, "on");
}

static void add_types(const struct settings *settings, struct buf *out)
{
	for (int i = 0; i < 2; i++) {
		const char *type = settings->types[i];
		bool plain = !strpbrk(type, " \t'\"\\{}|>#");

		buf_puts(out, i ? " " : "");
		buf_puts(out, plain ? "" : "'");
		buf_escaped(out, type, strlen(type));
		buf_puts(out, plain ? "" : "'");
	}
}

void setting_value(const struct settings *settings, enum setting_id id, struct buf *out)
{
	if (id != SET_TYPES)
		buf_puts(out, choice_text(id, settings->choice[id]));
	else if (settings->types[0])
		add_types(settings, out);
	else
		buf_puts(out, "off");
}

static int put_types(struct settings *settings, const char *const *words, size_t n,
		     struct err *err)
{
	char *types[2] = {NULL, NULL};

	if (n == 1 && !strcmp(words[0], "off")) {
		settings_free(settings);
		return 0;
	}
	if (n != 2) {
		fail(err, ERR_USAGE,
		     "\"types\" needs two words, the types of key and value, or off");
		err_hint(err, "set types u32 'struct { u64 packets; u64 bytes; }'");
		return ERR_USAGE;
	}
	for (int i = 0; i < 2; i++)
		types[i] = strdup(words[i]);
	settings_free(settings);
	memcpy(settings->types, types, sizeof(types));
	if (types[0] && types[1])
		return 0;
	settings_free(settings);
	return fail_oom(err);
}

static int not_a_choice(enum setting_id id, const char *word, struct err *err)
{
	BUF_CLEANUP struct buf names = {0};
	const char *text = settings_table[id].choices;

	for (const char *c = text; *c; c += strlen(c) + 1)
		buf_printf(&names, "%s%s", c == text ? "" : ", ", c);
	fail(err, ERR_USAGE, "\"%s\" cannot be \"%s\"", settings_table[id].name, word);
	err_hint(err, "one of: %s", buf_cstr(&names));
	return err->code;
}

int setting_put(struct settings *settings, enum setting_id id, const char *const *words, size_t n,
		struct err *err)
{
	int choice;

	if (id == SET_TYPES)
		return put_types(settings, words, n, err);
	if (n != 1)
		return fail(err, ERR_USAGE, "\"%s\" takes one word", settings_table[id].name);
	choice = choice_find(id, words[0]);
	if (choice < 0)
		return not_a_choice(id, words[0], err);
	if (id == SET_READONLY && settings->locked_readonly && !setting_is(settings, id, choice)) {
		fail(err, -EROFS, "--readonly holds for the whole session");
		err_hint(err, "MAPCTL_READONLY=1 in the environment means --readonly");
		return -EROFS;
	}
	settings->choice[id] = choice;
	settings->output_set |= id == SET_OUTPUT;
	return 0;
}

static void apply_output(const struct settings *settings, struct options *opt)
{
	static const enum emit_format formats[] = {
		[OUTPUT_TABLE] = EMIT_TABLE, [OUTPUT_JSON] = EMIT_JSON, [OUTPUT_JSONL] = EMIT_LINES,
		[OUTPUT_CSV] = EMIT_CSV,     [OUTPUT_LINE] = EMIT_TABLE,
	};
	static const enum emit_expanded expanded[] = {EXPANDED_AUTO, EXPANDED_ON, EXPANDED_OFF};

	if (settings->output_set) {
		opt->emit.format = formats[settings->choice[SET_OUTPUT]];
		opt->raw = false;
	}
	opt->emit.expanded = expanded[settings->choice[SET_EXPANDED]];
	if (settings->output_set && setting_is(settings, SET_OUTPUT, OUTPUT_LINE))
		opt->emit.expanded = EXPANDED_ON;
}

void settings_apply(const struct settings *settings, struct options *opt)
{
	apply_output(settings, opt);
	opt->no_hints = !setting_on(settings, SET_HINTS);
	opt->readonly = setting_on(settings, SET_READONLY);
}
