/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How often programs run: the kernel counts only while somebody asks it to, at a cost for all. */
#ifndef MAPCTL_BPF_STATS_H
#define MAPCTL_BPF_STATS_H

#include <linux/types.h>

#include "cli/err.h"

/* Turns the kernel's run statistics on until the descriptor that it returns is closed (5.8). */
int stats_enable(struct err *err);

/* The runs of a program that were counted so far. 0 or -errno. */
int stats_runs(__u32 prog_id, __u64 *runs);

#endif
