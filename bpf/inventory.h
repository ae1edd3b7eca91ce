/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All maps of the machine, and what else was asked for: pins, programs, processes, fill, memory. */
#ifndef MAPCTL_BPF_INVENTORY_H
#define MAPCTL_BPF_INVENTORY_H

#include "bpf/map.h"

/* What to find out beside id and info. Each costs something: ask for what is shown. */
enum {
	WANT_NAMES = 1 << 0,    /* full names, through BTF and pins; the BTF of every map */
	WANT_PINS = 1 << 1,
	WANT_PROGRAMS = 1 << 2,
	WANT_PIDS = 1 << 3,     /* a probe (CAP_BPF + CAP_PERFMON), else /proc */
	WANT_ENTRIES = 1 << 4,  /* a probe; types without a counter: unknown */
	WANT_MEMORY = 1 << 5,   /* and whether it is frozen */
	WANT_FULL_NAMES = 1 << 6, /* full names, but no BTF where the kernel's is whole */
	WANT_RINGS = 1 << 7,    /* positions in ring buffers: a probe */
};

struct inventory_prog {
	__u32 id;
	char name[16];
	const char *type; /* "raw_tracepoint"; NULL: unknown to this build */
};

struct inventory_pid {
	__u32 pid;
	char comm[16];
};

/* Where writer and reader of a ring buffer are, in bytes since it was made. */
struct inventory_ring {
	__u64 consumer, producer;
	__u64 pending; /* of the oldest record that was not written when the last was reserved */
	__u64 unread;  /* bytes, headers included, that are neither consumed nor overwritten */
	bool has_pending;
	bool waiting;  /* a process waits for it to become ready */
};

struct inventory_map {
	struct bpf_map_info info;
	bool partial; /* seen by a probe only, the kernel refuses it by id: of info just id, type,
			 sizes, flags and name are known, and there is no BTF, program or memory */
	char *name;
	bool name_cut;
	const struct btf *btf; /* only with WANT_NAMES */
	char **pins;
	size_t n_pins;
	struct inventory_prog *progs;
	size_t n_progs;
	struct inventory_pid *pids;
	size_t n_pids;
	__u64 entries, memory;
	struct inventory_ring ring;
	bool frozen;
	/* Could be read. A list that could be read in part is shown as far as it goes, and the
	 * notes say so; an empty one of which a part is missing is not known. */
	bool has_entries, has_ring, has_memory, has_frozen, has_pids, has_progs, has_pins;
};

struct inventory {
	struct inventory_map *maps; /* by ascending id */
	size_t n_maps;
	struct buf notes; /* what could not be read and why, a line each; empty: all was */
};

/*
 * Reads all maps, or with `only` != 0 the map of that id (-ENOENT when it is gone). Maps that
 * vanish meanwhile are left out, as are mapctl's own. Without CAP_SYS_ADMIN, but with CAP_BPF and
 * CAP_PERFMON, maps are `partial`; without those OP_BY_ID's refusal.
 * Caller frees with inventory_free() (NULL is fine).
 */
int inventory_new(struct inventory **out, struct kernel *kernel, __u32 only, unsigned int want,
		  struct err *err);
void inventory_free(struct inventory *inventory);

/* "raw_tracepoint" for BPF_PROG_TYPE_RAW_TRACEPOINT; NULL: unknown to this build. */
const char *prog_type_name(__u32 type);

#endif
