/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options that every command takes: one table for parser, help and metadata. */
#ifndef MAPCTL_CLI_OPTIONS_H
#define MAPCTL_CLI_OPTIONS_H

#include "cli/cmd.h"

enum option_kind {
	OPTION_FLAG, /* bool at `off` */
	OPTION_TEXT, /* const char * at `off` */
	OPTION_FORMAT, /* the output format */
	OPTION_HELP,
	OPTION_VERSION,
};

enum {
	OPTION_OUTPUT = 1 << 0, /* not for CMD_NO_OUTPUT_OPTIONS */
	OPTION_WRITES = 1 << 1, /* only for CMD_WRITES, and CMD_LINES */
	OPTION_LINES = 1 << 2, /* only for CMD_LINES */
};

struct option {
	char letter; /* 0: none */
	const char *name; /* "--json" */
	const char *meta; /* NULL: takes no value */
	const char *help;
	enum option_kind kind;
	unsigned int flags;
	size_t off; /* into struct options */
	enum emit_format format;
	enum complete_kind complete; /* what its value may be */
};

/* Ends with a NULL name. */
extern const struct option options_table[];

/* By its letter, or by the first n bytes of its name; NULL: none. */
const struct option *option_lettered(char letter);
const struct option *option_named(const char *name, size_t n);

/* Sets a flag or text in `opt`. */
void option_set(const struct option *option, const char *value, struct options *opt);

/* Whether the option means something to the command; NULL: to lines of standard input. */
bool option_applies(const struct option *option, const struct cmd *cmd);

/* Whether its format is a document that the command would never end. */
bool option_needs_end(const struct option *option, const struct cmd *cmd);

#endif
