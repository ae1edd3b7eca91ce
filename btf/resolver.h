/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the pure rooms need to ask of the world; bpf/resolver.c answers, the tests answer otherwise.
 */
#ifndef MAPCTL_BTF_RESOLVER_H
#define MAPCTL_BTF_RESOLVER_H

#include <stddef.h>
#include <linux/types.h>

#include "cli/buf.h"
#include "cli/err.h"

struct btf;

/*
 * Each callback may be NULL: then the thing is unknown. `self` is passed to all. Numbers are in
 * host byte order. Those that write a name add it to `out` and return true, or add nothing.
 */
struct resolver {
	void *self;
	/* The contents of a file, or of standard input for "-". 0 or what fail() returned. */
	int (*read_file)(void *self, const char *path, struct buf *out, struct err *err);
	/* The running kernel's BTF, owned by the resolver and loaded on first use; NULL: none. */
	const struct btf *(*vmlinux)(void *self);
	bool (*ifname)(void *self, __u32 ifindex, struct buf *out);
	/* 0: no such interface. */
	__u32 (*ifindex)(void *self, const char *name);
	bool (*user_name)(void *self, __u32 uid, struct buf *out);
	/* "tcp" for 6, and back; -1: no such protocol. */
	bool (*proto_name)(void *self, __u32 proto, struct buf *out);
	int (*proto_number)(void *self, const char *name);
	bool (*prog_name)(void *self, __u32 id, struct buf *out);
	bool (*map_name)(void *self, __u32 id, struct buf *out);
	/* The path of a cgroup v2 from the hierarchy's root. */
	bool (*cgroup_path)(void *self, __u64 id, struct buf *out);
	/* "schedule+0x2e" for an address in the kernel's code. */
	bool (*symbol)(void *self, __u64 address, struct buf *out);
	/* Where a function starts; false: unknown, or there are several of that name. */
	bool (*symbol_address)(void *self, const char *name, __u64 *address);
	/* Wall-clock text of a CLOCK_MONOTONIC time in nanoseconds (bpf_ktime_get_ns). */
	bool (*ktime)(void *self, __u64 ns, struct buf *out);
};

#endif
