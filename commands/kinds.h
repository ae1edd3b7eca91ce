/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Map types in words: what they are for, since when, and which commands work on them. */
#ifndef MAPCTL_COMMANDS_KINDS_H
#define MAPCTL_COMMANDS_KINDS_H

#include "bpf/type.h"
#include "commands/commands.h"

/* Whether a command does on maps of a type what it is for; true for one that asks for no type. */
bool kind_works(const struct cmd *cmd, const struct map_type *type);

/* For people, at most 80 wide: one type, all of them. */
void kind_help(const struct run *run, const struct map_type *type, struct buf *out);
void kind_help_all(const struct run *run, struct buf *out);

/* For the manual, as mdoc(7): one type's facts, the table of all. */
void kind_man(const struct map_type *type, struct buf *out);
void kind_man_all(struct buf *out);

#endif
