/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by the demo commands. */
#ifndef MAPCTL_COMMANDS_DEMO_H
#define MAPCTL_COMMANDS_DEMO_H

#include "bpf/demo.h"
#include "commands/commands.h"

/* --dry-run of what can't be tried without doing it: "demo NAME: would be WHAT". */
int demo_would(const struct run *run, const struct demo *demo, const char *what, struct err *err);

#endif
