/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What trace.bpf.c is told and what it sends: one record for each bpf() call on an element. */
#ifndef MAPCTL_BPF_PROBES_TRACE_H
#define MAPCTL_BPF_PROBES_TRACE_H

#include <linux/types.h>

/* Bytes of keys and of values that a record holds; what is longer is cut. */
#define PROBE_KEY_MAX	512
#define PROBE_VALUE_MAX 4096

/* Bytes of records that wake the reader up. */
#define PROBE_WAKE_BYTES (128 * 1024)

/* Read-only data: set before the programs are loaded. */
struct probe_filter {
	__u64 token; /* flags of the lookup by which the tracer introduces itself */
	__u32 map_id, pid; /* 0: any */
	__u32 cpus; /* possible ones: as many values a per-CPU map's value is */
	__u32 key_size; /* 0: any key */
	__u64 key[PROBE_KEY_MAX / 8]; /* zero behind key_size */
};

/* Data that the programs write. */
struct probe_state {
	__u64 lost; /* records that found no room */
	__u64 map_operations; /* address of struct file_operations: 0 before the introduction */
	__u32 self; /* the tracer's process */
	__u32 unused;
};

/* Sent when the kernel is done with the call. */
struct probe_call {
	__u64 time; /* CLOCK_MONOTONIC, when it was made */
	__s64 ret;
	__u32 pid, cmd, fd;
	__u32 map_id; /* 0: the descriptor is of no map */
	__u32 key_size, value_size; /* of one entry as it is passed; 0: the call has none */
	__u32 count; /* entries: 1, or what the kernel says of a batch */
	__u32 key_bytes, value_bytes; /* behind this structure: first keys, then values */
	__u32 flags; /* of the element, the low half */
	char comm[16];
	char map_name[16];
};

#endif
