/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bpf() calls as text: of this program (--syscalls), or of any process whose memory can be read. */
#ifndef MAPCTL_BPF_SYSCALLS_H
#define MAPCTL_BPF_SYSCALLS_H

#include <linux/bpf.h>
#include <sys/types.h>

#include "bpf/map.h"

/*
 * Runs child(arg) in a traced process of its own and writes each bpf() call that it makes, libbpf's
 * own among them, to standard error, a line each. Returns the process' exit status (what child()
 * returned, or 128 + the number of the signal that ended it), or what fail() returned when it
 * cannot be traced: then child() was not called. SIGINT and SIGQUIT are the child's to act on.
 */
int syscalls_trace(int (*child)(void *arg), void *arg, struct err *err);

/* One call: what the caller handed to bpf(cmd, addr, size), copied when it was made. */
struct syscalls_call {
	__u32 cmd;
	__u32 size; /* of the attributes, as given */
	__u64 addr; /* of the attributes, in the caller's memory */
	union {
		union bpf_attr attr;
		__u32 words[64]; /* also what this build has no name for; zero behind size */
	};
};

/* What decoding asks of the caller's process. `self` is passed to all callbacks. */
struct syscalls_caller {
	void *self;
	/* Reads n bytes of memory; false: not all could be read. */
	bool (*read)(void *self, __u64 addr, void *data, size_t n);
	/*
	 * The map behind a descriptor, its types compiled; valid until the next call. NULL:
	 * unknown.
	 */
	const struct map *(*map)(void *self, int fd);
	/* Adds what a descriptor is: `prog 12`, `link 3`. False: unknown, nothing is added. */
	bool (*describe)(void *self, int fd, struct buf *out);
	const struct form *form; /* how keys and values print */
};

/* Copies a call's attributes from the caller's memory. False: they cannot be read. */
bool syscalls_read(const struct syscalls_caller *caller, __u32 cmd, __u64 addr, __u32 size,
		   struct syscalls_call *call);

/* Before the kernel has run it: `bpf(BPF_MAP_LOOKUP_ELEM, {map 12 "config", key 501, flags 0})`. */
void syscalls_format(const struct syscalls_call *call, const struct syscalls_caller *caller,
		     struct buf *out);

/*
 * After: ` = 0 {message: "Hi"}`, ` = -1 ENOENT`. What the kernel wrote back stands behind what it
 * returned. ret: a result, or -errno.
 */
void syscalls_format_result(const struct syscalls_call *call, const struct syscalls_caller *caller,
			    long ret, struct buf *out);

/* A live process as the caller: memory, descriptors and the maps behind them. */
struct syscalls_process;

/* The kernel must outlive it. The caller frees it with syscalls_process_free(); NULL is fine. */
int syscalls_process_new(struct syscalls_process **out, struct kernel *kernel, struct err *err);
void syscalls_process_free(struct syscalls_process *process);

/*
 * Makes the thread `tid` the one that is asked, and returns the callbacks that do it. Descriptors
 * of maps are held only while their types are compiled: a map does not live longer for being looked
 * at.
 */
const struct syscalls_caller *syscalls_process_at(struct syscalls_process *process, pid_t tid);

#endif
