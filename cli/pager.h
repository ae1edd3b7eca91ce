/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A pager for what turns out to be longer than the screen. */
#ifndef MAPCTL_CLI_PAGER_H
#define MAPCTL_CLI_PAGER_H

#include "cli/err.h"

struct pager;

/* What pages: $PAGER, less, or NULL for neither. */
const char *pager_command(void);

/*
 * What is written to *in goes to the terminal, or to the command if it is longer; `command` is
 * borrowed. The caller closes *in, and then calls pager_free().
 */
int pager_new(struct pager **out, const char *command, int terminal, int *in, struct err *err);
/* Waits until all has been shown. NULL is fine. */
void pager_free(struct pager *pager);

#endif
