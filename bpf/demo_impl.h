/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by starting and running demos: one that is loaded and attached. */
#ifndef MAPCTL_BPF_DEMO_IMPL_H
#define MAPCTL_BPF_DEMO_IMPL_H

#include <bpf/libbpf.h>

#include "bpf/demo.h"

/* Zeroed: nothing. It lives until demo_unload(), or as its pins do. */
struct demo_live {
	struct bpf_object *object;
	struct bpf_link *link;
};

#define LIVE_CLEANUP __attribute__((cleanup(demo_unload)))

/* Loads and attaches by the first hook that works, and makes the entries. */
int demo_load(const struct demo *demo, struct demo_live *live, struct demo_report *report,
	      struct err *err);
void demo_unload(struct demo_live *live);

#endif
