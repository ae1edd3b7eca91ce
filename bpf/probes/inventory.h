/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records that inventory.bpf.c writes. */
#ifndef MAPCTL_BPF_PROBES_INVENTORY_H
#define MAPCTL_BPF_PROBES_INVENTORY_H

#include <linux/types.h>

/* The probe's own map, by its name. */
#define INVENTORY_IDS "mapctl_ids"

/* From "maps": one for each map of the machine. */
struct probe_map {
	__u32 id, type, key_size, value_size, max_entries, flags;
	char name[16];
};

/* From "counts" and "other_counts": one for each map whose number of entries is known. */
struct probe_count {
	__u64 entries;
	__u32 id;
	__u32 unused;
};

/* From "files": one for each descriptor of a map that "maps" has seen, but the reader's own. */
struct probe_holder {
	__u32 id, pid;
	char comm[16];
};

#endif
