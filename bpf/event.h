/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One record of a ring buffer or perf event array, or the news that some are missing. */
#ifndef MAPCTL_BPF_EVENT_H
#define MAPCTL_BPF_EVENT_H

#include <stdbool.h>
#include <time.h>
#include <linux/types.h>

enum { EVENT_NO_CPU = -1 };

struct event {
	const void *data; /* NULL: records were lost */
	__u32 size;
	int cpu;     /* that sent it; EVENT_NO_CPU: a ring buffer does not tell */
	__u64 time;  /* CLOCK_MONOTONIC, when it was sent; 0: not told */
	__u64 lost;  /* records, as the kernel counted them; 0: only lost_bytes is known */
	__u64 lost_bytes; /* overwritten before they could be read */
	bool consumed; /* somebody had read it before: --history */
};

static inline __u64 event_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (__u64)now.tv_sec * 1000000000 + (__u64)now.tv_nsec;
}

#endif
