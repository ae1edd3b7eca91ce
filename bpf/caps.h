/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Refusals: which capability an operation wanted, and whether this process has it. */
#ifndef MAPCTL_BPF_CAPS_H
#define MAPCTL_BPF_CAPS_H

#include <stdbool.h>
#include <linux/types.h>

#include "cli/buf.h"
#include "cli/err.h"

/* What was tried, as KERNEL's table of capabilities has it. */
enum bpf_op {
	OP_BY_ID,   /* next id, descriptor by id: CAP_SYS_ADMIN */
	OP_CREATE,  /* create a map, load BTF: CAP_BPF */
	OP_LOAD,    /* load a program, iterators, probes: CAP_BPF and CAP_PERFMON */
	OP_NET,     /* network program types: CAP_BPF and CAP_NET_ADMIN */
	OP_PACKET,  /* a program on a packet socket: CAP_BPF and CAP_NET_RAW */
	OP_NETNS,   /* a network namespace, and links in it: those of OP_NET and CAP_SYS_ADMIN */
	OP_PIN,     /* files on bpffs: file permissions */
	OP_ACCESS,  /* entries through an open descriptor */
	OP_MOUNT,   /* CAP_SYS_ADMIN */
	OP_PTRACE,  /* another process' descriptor: CAP_SYS_PTRACE */
};

bool caps_has(int cap); /* CAP_*, effective, of this process */
__u64 caps_effective(void);
const char *caps_name(int cap); /* "CAP_BPF"; NULL: no such */

/* True if this process has the capabilities that it takes; the kernel may still refuse. */
bool caps_allow(enum bpf_op op);
/* Those that it takes and this process lacks, 1 << CAP_* each. */
__u64 caps_lacking(enum bpf_op op);
/* Adds "CAP_BPF and CAP_PERFMON". */
void caps_list(__u64 caps, struct buf *out);

/*
 * fail() for a refused kernel call: the message, the errno's text, and for EPERM and EACCES which
 * capability is missing (CAP_SYS_ADMIN implies CAP_BPF and CAP_PERFMON), what would work without it
 * as hint, or "refused by this kernel" where all needed capabilities are there.
 */
int fail_op(struct err *err, enum bpf_op op, int code, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#endif
