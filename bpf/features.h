/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What this kernel, this user and this build can and cannot do, tried out or read, one by one. */
#ifndef MAPCTL_BPF_FEATURES_H
#define MAPCTL_BPF_FEATURES_H

#include "bpf/kernel.h"

enum feature_state {
	FEATURE_OK,
	FEATURE_NO,   /* something that mapctl offers does not work */
	FEATURE_INFO, /* a fact, or something that only costs comfort */
};

struct feature {
	const char *area; /* "kernel", "user", "build" */
	const char *name;
	enum feature_state state;
	const char *detail; /* what was found, and what does not work without it */
	const char *mend;   /* what would help; NULL: nothing, or nothing is wrong */
};

/*
 * Calls `each` for every feature until it returns non-zero, which is returned. Strings are valid
 * during the call. Makes and closes small maps of its own; changes nothing.
 */
int features_each(struct kernel *kernel, int (*each)(void *arg, const struct feature *feature),
		  void *arg);

#endif
