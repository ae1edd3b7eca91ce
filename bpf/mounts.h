/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The mounts of this mount namespace, read from /proc/self/mountinfo. */
#ifndef MAPCTL_BPF_MOUNTS_H
#define MAPCTL_BPF_MOUNTS_H

#include <sys/types.h>

/* One mount. Strings are the caller's only during the call, escapes decoded. */
struct mount {
	const char *path; /* where */
	const char *root; /* which directory of the filesystem stands there: "/" is all of it */
	const char *type; /* "bpf" */
	dev_t dev;        /* of the filesystem; most have it as st_dev of their files */
	unsigned int id;  /* statx()'s stx_mnt_id of what is seen there */
};

/*
 * Calls `each` for every mount, in the kernel's order, until it returns non-zero, which is
 * returned. A mount that a later one covers is listed too. -errno: no /proc.
 */
int mounts_each(int (*each)(void *arg, const struct mount *mount), void *arg);

/*
 * What of a path is behind a directory: "", or from its "/" on. NULL: it is not below it. Of both
 * only the root ends with "/".
 */
const char *mount_below(const char *path, const char *directory);

#endif
