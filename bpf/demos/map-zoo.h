/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fills the maps of the demo map-zoo. */
#ifndef MAPCTL_BPF_DEMOS_MAP_ZOO_H
#define MAPCTL_BPF_DEMOS_MAP_ZOO_H

#include "bpf/demo_impl.h"

/* Leaves out the maps that this kernel has not; for demo.opened. */
int map_zoo_choose(const struct demo_live *live);

/* Fills all maps that there are; for demo.prepare. */
int map_zoo_fill(struct demo_live *live, struct err *err);

#endif
