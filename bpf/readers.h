/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which other processes read a ring buffer or a perf event array. */
#ifndef MAPCTL_BPF_READERS_H
#define MAPCTL_BPF_READERS_H

#include "bpf/map.h"

/* A process that has a ring buffer mapped for writing its positions. */
struct reader {
	__u32 pid;
	char comm[16];
};

/* A slot of a perf event array that somebody has filled. */
struct reader_slot {
	__u64 file; /* tells two slots' perf events apart, nothing else */
	__u32 index;
	bool mine;     /* this process has a descriptor of its perf event */
	__u32 pid, fd; /* another's descriptor of it; pid 0: nobody else has one */
	char comm[16];
	__u64 sample_type;
	__u64 data_pages; /* of its buffer; 0: nobody has it mapped */
};

struct readers {
	struct probe *probe; /* loaded by the first look, kept for the next */
	struct reader *rings;
	size_t n_rings;
	struct reader_slot *slots; /* by ascending index */
	size_t n_slots;
};

/* Zero it first. Fills it anew; what fail() returned when the kernel does not let it look. */
int readers_find(struct readers *readers, const struct map *map, struct err *err);
void readers_free(struct readers *readers);

/* The slot of this index; NULL: it is empty. */
const struct reader_slot *readers_slot(const struct readers *readers, __u32 index);

/* Adds `consumer (pid 12), other (pid 13)`: each process once. */
void readers_format(const struct readers *readers, struct buf *out);

#endif
