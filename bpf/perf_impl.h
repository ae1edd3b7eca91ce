/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The inside of a reader of perf buffers. */
#ifndef MAPCTL_BPF_PERF_IMPL_H
#define MAPCTL_BPF_PERF_IMPL_H

#include <linux/perf_event.h>

#include "bpf/perf.h"

/* One CPU's buffer. */
struct perf_cpu {
	int fd; /* -1: none */
	int cpu;
	struct perf_event_mmap_page *page;
	const char *data;
	size_t size; /* of the data, a power of two */
	__u64 sample_type;
	__u64 at;   /* where the next record begins */
	__u64 live; /* records before it had been read when this began */
};

struct perf {
	struct perf_cpu *cpus;
	size_t n, next; /* the CPU to look at next */
	size_t page_size;
	bool own;
	int epoll; /* -1: none */
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

/* Maps a buffer of `size` bytes of data behind cpu->fd. 0 or -errno. */
int perf_map_cpu(const struct perf *perf, struct perf_cpu *cpu, size_t size, bool writable);

/* Moves `at` back to the oldest record that is still whole. 0 or -ENOMEM. */
int perf_find_history(struct perf_cpu *cpu);

/* An empty reader with room for n CPUs; NULL: out of memory. */
struct perf *perf_new(size_t n, bool own);

#endif
