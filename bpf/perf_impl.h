/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The inside of a reader of perf buffers. */
#ifndef MAPCTL_BPF_PERF_IMPL_H
#define MAPCTL_BPF_PERF_IMPL_H

#include <linux/perf_event.h>

#include "bpf/perf.h"

/* One CPU's buffer. */
struct perf_cpu {
	int fd;
	int cpu;
	bool own;     /* this process reads it; else another, whose `file` is in the slot */
	bool there;   /* the slot held it when perf_claim() looked */
	bool retired; /* nothing more comes behind `upto` */
	__u64 file;
	struct perf_event_mmap_page *page;
	const char *data;
	size_t size; /* of the data, a power of two */
	__u64 sample_type;
	__u64 at;   /* where the next record begins */
	__u64 live; /* records before it had been read when this began */
	__u64 upto; /* the end of its turn: a CPU that never pauses leaves turns to the others */
	__u64 lost; /* records that the kernel has told of */
};

struct perf {
	struct perf_cpu *cpus;
	size_t n, next; /* the CPU to look at next */
	size_t page_size;
	int epoll; /* of own buffers */
	char *copy;
	size_t copy_size;
};

static inline __u64 perf_head(const struct perf_cpu *cpu)
{
	return __atomic_load_n(&cpu->page->data_head, __ATOMIC_ACQUIRE);
}

static inline __u64 perf_tail(const struct perf_cpu *cpu)
{
	return __atomic_load_n(&cpu->page->data_tail, __ATOMIC_ACQUIRE);
}

/* Room for the record that the kernel may be writing. */
static inline size_t perf_margin(const struct perf_cpu *cpu)
{
	return cpu->size / 4 < 4096 ? cpu->size / 4 : 4096;
}

/* Copies n bytes from a position; the data may break off at its end and go on at its start. */
void perf_copy(const struct perf_cpu *cpu, __u64 at, void *to, size_t n);

/* Moves `at` back to the oldest record that is still whole. 0 or -ENOMEM. */
int perf_find_history(struct perf_cpu *cpu);

/* The buffer of a slot that is not retired; NULL: there is none. */
struct perf_cpu *perf_cpu_of(const struct perf *perf, __u32 index);

/* Nothing that is sent from now on is handed out. */
void perf_cpu_retire(struct perf_cpu *cpu);

#endif
