/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cgroup v2: its paths, from the mount's root as /proc/PID/cgroup has them, and its directories. */
#ifndef MAPCTL_BPF_CGROUP_H
#define MAPCTL_BPF_CGROUP_H

#include <stdbool.h>
#include <linux/types.h>

#include "cli/buf.h"
#include "cli/err.h"

/*
 * Opens a directory of cgroup v2, by its path or else by the one from the hierarchy's root: "/x" is
 * /sys/fs/cgroup/x where that is mounted there. Returns a descriptor that the caller closes, or
 * what fail() returned.
 */
int cgroup_open(const char *path, struct err *err);

/*
 * Opens the cgroup with this id, also one that no path of this cgroup namespace leads to. -errno:
 * there is none, or it takes CAP_DAC_READ_SEARCH, or cgroup v2 is not mounted here.
 */
int cgroup_open_by_id(__u64 id);

/*
 * Adds the path from the hierarchy's root of a directory in it. False: it is not below where the
 * hierarchy is mounted, as one outside of this cgroup namespace.
 */
bool cgroup_path(const char *directory, struct buf *out);

/*
 * Adds that path of the cgroup with this id. False: there is none, or it takes CAP_DAC_READ_SEARCH,
 * or cgroup v2 is not mounted here.
 */
bool cgroup_path_by_id(__u64 id, struct buf *out);

#endif
