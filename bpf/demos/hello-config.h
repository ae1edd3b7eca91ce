/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the demos with the config map have in common: their first greetings, and whom they greet. */
#ifndef MAPCTL_BPF_DEMOS_HELLO_CONFIG_H
#define MAPCTL_BPF_DEMOS_HELLO_CONFIG_H

#include "bpf/demo_traffic.h"

extern const struct demo_entry hello_config_entries[];

/* For demo.traffic. */
int hello_config_traffic(const struct demo_live *live, struct err *err);

#endif
