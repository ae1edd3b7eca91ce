/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The bpf() calls by which processes look up, change and delete elements, as they happen. */
#ifndef MAPCTL_BPF_TRACE_H
#define MAPCTL_BPF_TRACE_H

#include "bpf/kernel.h"

struct trace;

/* Bytes that are copied of the keys of a call. */
enum { TRACE_KEY_MAX = 512 };

/* Which calls; zeroed: all, but for those of this process. */
struct trace_filter {
	__u32 map_id, pid;
	const void *key;
	/*
	 * 0: any key; at most TRACE_KEY_MAX. Of batches those come that have it among their keys,
	 * or may have it behind those that were cut off.
	 */
	__u32 key_size;
};

/* A call that the kernel has returned from. What it points to is valid in the callback only. */
struct trace_call {
	const char *name; /* "lookup", "update_batch" */
	__u64 time;       /* CLOCK_MONOTONIC, when it was made */
	__s64 ret;        /* 0 or -errno */
	__u32 pid, fd;
	const char *comm;
	__u32 map_id;         /* 0: the descriptor is of no map */
	const char *map_name; /* as the kernel has it; maybe cut, maybe empty */
	bool batch;
	bool gives_key;   /* get_next_key: the value is a key */
	bool gives_value; /* lookups: the value came from the kernel */
	__u32 count;      /* entries: 1, or those of a batch, as the kernel left their number */
	/*
	 * Keys and values, one behind the other: bytes is less than count * size where they are
	 * cut, 0 where they could not be read. size 0: the call has none.
	 */
	struct trace_data {
		const void *data;
		__u32 size; /* of one; of a per-CPU map's value all CPUs' */
		__u32 bytes;
	} key, value;
};

/*
 * Starts tracing: raw tracepoints on all system calls. What happens before it returns is not seen.
 * OP_LOAD's refusal without CAP_BPF and CAP_PERFMON. The caller frees with trace_free(); NULL is
 * fine.
 */
int trace_new(struct trace **out, struct kernel *kernel, const struct trace_filter *filter,
	      struct err *err);
void trace_free(struct trace *trace);

/*
 * Readable when many calls are there; few may be there without it: look for them every
 * TRACE_LOOK_MS.
 */
enum { TRACE_LOOK_MS = 50 };
int trace_fd(const struct trace *trace);

/*
 * Hands on the calls that are there, in the order in which they returned, until take() does not
 * return 0 (which may be at once: they may come faster than they are taken). Returns what it did.
 */
typedef int trace_fn(void *arg, const struct trace_call *call);
int trace_consume(struct trace *trace, trace_fn *take, void *arg);

/* From now on no calls come; those that are there can still be consumed. */
void trace_stop(struct trace *trace);

/* Calls that were not handed on because there was no room for them, since the beginning. */
__u64 trace_lost(const struct trace *trace);

#endif
