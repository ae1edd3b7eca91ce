/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `set` changes in a session: one table for the command, its list, and completion. */
#ifndef MAPCTL_CLI_SETTINGS_H
#define MAPCTL_CLI_SETTINGS_H

#include "cli/cmd.h"

/*
 * NAME(id, "name", choices, "help"): the first choice holds until another is set; 80 columns show
 * all
 */
#define SETTINGS(NAME)                                                                            \
	NAME(OUTPUT, "output", "table\0json\0jsonl\0csv\0line\0", "how commands print")          \
	NAME(EXPANDED, "expanded", "auto\0on\0off\0",                                             \
	     "one field a line; auto: if too wide")                                               \
	NAME(USAGE, "usage", "on\0off\0", "dim words that are still expected")                    \
	NAME(HINTS, "hints", "on\0off\0", "in tables 10.0.0.1 for an address")                    \
	NAME(TIMING, "timing", "off\0on\0", "how long each command took")                         \
	NAME(PAGER, "pager", "on\0off\0", "$PAGER for what is longer than a screen")              \
	NAME(TYPES, "types", "", "C types of the map in use")                                     \
	NAME(READONLY, "readonly", "off\0on\0", "refuse commands that change something")

/* What may stand behind the name of a setting without choices. */
#define SETTING_WORDS "KEY VALUE|off"

#define SETTING_ID(id, name, choices, help) SET_##id,
enum setting_id { SETTINGS(SETTING_ID) N_SETTINGS };
#undef SETTING_ID

enum output_choice { OUTPUT_TABLE, OUTPUT_JSON, OUTPUT_JSONL, OUTPUT_CSV, OUTPUT_LINE };

struct setting {
	const char *name;
	const char *choices; /* each with a NUL, an empty one ends them; "": any words */
	const char *help;
};

extern const struct setting settings_table[N_SETTINGS];
/* Their names, for WORD_CHOICE; ends with a NULL. */
extern const char *const setting_names[N_SETTINGS + 1];

/* What is set in a session. Starts as settings_init() leaves it, ends with settings_free(). */
struct settings {
	int choice[N_SETTINGS]; /* from 0 */
	bool output_set;        /* else commands print as the program was asked to */
	bool locked_readonly;   /* --readonly: it is not switched off */
	char *types[2];         /* owned; NULL: none */
};

/* Starts with what the program's own options say. */
void settings_init(struct settings *settings, const struct options *opt);
void settings_free(struct settings *settings);

static inline bool setting_is(const struct settings *settings, enum setting_id id, int choice)
{
	return settings->choice[id] == choice;
}

/* True for a setting of on and off that is on. */
bool setting_on(const struct settings *settings, enum setting_id id);

/* Adds the value as it can be typed behind `set NAME`. */
void setting_value(const struct settings *settings, enum setting_id id, struct buf *out);

/* Sets it by its words. ERR_USAGE names what may stand there. */
int setting_put(struct settings *settings, enum setting_id id, const char *const *words, size_t n,
		struct err *err);

/* Puts what is set into the options that a line starts from. */
void settings_apply(const struct settings *settings, struct options *opt);

#endif
