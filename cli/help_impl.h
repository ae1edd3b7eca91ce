/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the texts for people about the table share. Included by cli/ only. */
#ifndef MAPCTL_CLI_HELP_IMPL_H
#define MAPCTL_CLI_HELP_IMPL_H

#include "cli/cmd.h"

#define HELP_WIDTH 80

/* Where the explanations of words and options start. */
#define HELP_COLUMN 26

/* What stands for the fields among the columns of CMD_FIELD_COLUMNS. */
#define ENTRY_FIELDS  "a field of key or value: key.a, value.b[2].c; short where unique"
#define RECORD_FIELDS "a field of the records: pid, hdr.len, comm"

/* "type T", "--cpu N", "any|exist|noexist": a word without the brackets of an optional one. */
void word_usage(const struct word *word, struct buf *out);

/* True for the first command of its group, of those that are shown. */
bool help_group_begins(const struct program *program, const struct cmd *const *cmd);

/* " KEY [VALUE] [--cpu N]": the words of the usage line without those of `seen`, a bit for each. */
void cmd_usage_left(const struct cmd *cmd, __u64 seen, struct buf *out);

#endif
