/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records that readers.bpf.c writes. */
#ifndef MAPCTL_BPF_PROBES_READERS_H
#define MAPCTL_BPF_PROBES_READERS_H

#include <linux/types.h>

/* The probe's own map that is told the id of the map in question, by its name. */
#define READERS_ASKED "mapctl_asked"

/* Slots of an array that are looked at: their records fit the 32 KiB of one run of an iterator. */
#define PROBE_SLOTS 512

/* From "mappings": a process' mapping of a ring buffer. */
struct probe_mapping {
	__u32 map_id, pid;
	__u64 page; /* offset in the map, in pages: 0 is the consumer's, 1 the producer's */
	__u32 writable, unused;
	char comm[16];
};

/* From "slots": a slot of a perf event array that is not empty. */
struct probe_slot {
	__u64 file; /* the kernel's address of the perf event's file */
	__u64 sample_type;
	__u64 data_pages; /* of its buffer; 0: it has none */
	__u32 map_id, index;
};

/* From "perf_files": who holds the file of a slot; only those whose slots were seen. */
struct probe_perf_file {
	__u64 file;
	__u32 pid, fd;
	__u32 mine, unused; /* the process that asks */
	char comm[16];
};

#endif
