/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Clearing entries under Ctrl-C, and what is said of it: clear, and delete --where. */
#ifndef MAPCTL_COMMANDS_CLEARED_H
#define MAPCTL_COMMANDS_CLEARED_H

#include "bpf/clear.h"
#include "commands/commands.h"

/*
 * clear_run() that a signal ends; what was done before a failure is said with it. With clear->dry
 * it only counts. 0 or what fail() returned.
 */
int cleared_run(struct clear *clear, struct err *err);

/* The line, or the JSON, that says how many entries are gone. */
int cleared_report(const struct run *run, const struct clear *clear, struct err *err);

#endif
