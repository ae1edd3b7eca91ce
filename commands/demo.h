/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by the demo commands. */
#ifndef MAPCTL_COMMANDS_DEMO_H
#define MAPCTL_COMMANDS_DEMO_H

#include "bpf/demo.h"
#include "commands/commands.h"

/* What --hook of demo start and demo run does. */
#define DEMO_HOOK_HELP "attach by this one of the ways that demo info lists, not the best"

/* demo_find(), which also tells the name that was meant. */
const struct demo *demo_named(const char *name, struct err *err);

/* --dry-run of what cannot be tried without doing it: "demo NAME: would be WHAT". */
int demo_would(const struct run *run, const struct demo *demo, const char *what, struct err *err);

#endif
