/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of the running kernel and cached for one run: BTF objects, the resolver. */
#ifndef MAPCTL_BPF_KERNEL_H
#define MAPCTL_BPF_KERNEL_H

#include <stdbool.h>

#include "btf/resolver.h"
#include "cli/err.h"

struct btf;
struct kernel;

/* Costs nothing: everything in it is loaded when first asked for. */
int kernel_new(struct kernel **out, struct err *err);
void kernel_free(struct kernel *kernel);

/* The resolver for btf/, answering from this machine. Lives as long as the kernel. */
const struct resolver *kernel_resolver(struct kernel *kernel);

/* The BTF of the kernel itself (9 ms and 13 MiB); NULL where there is none. */
const struct btf *kernel_vmlinux(struct kernel *kernel);

/*
 * A BTF object by id, cached; NULL with -errno in *reason when it cannot be had (0 is none: NULL,
 * 0). Without CAP_SYS_ADMIN the kernel refuses it with -EPERM.
 */
const struct btf *kernel_btf(struct kernel *kernel, __u32 id, int *reason);

/* The BTF in a file (an ELF object's, or raw), cached like the others. NULL: what fail() said. */
const struct btf *kernel_btf_file(struct kernel *kernel, const char *path, struct err *err);

/*
 * Calls `each` for every BTF object, by ascending id, with its name ("vmlinux", "" for a
 * program's). 0, or -errno where this user may not list them.
 */
int kernel_btf_each(void (*each)(void *arg, __u32 id, const char *name), void *arg);

/* Number of possible CPUs: what per-CPU values are as many of. 0: /sys does not tell. */
unsigned int kernel_possible_cpus(struct kernel *kernel);

/*
 * False when the running kernel does not know a map type, by its number; some that it knows may be
 * configured out all the same. Loads the BTF of the kernel, or tries to make a map without it.
 */
bool kernel_has_map_type(struct kernel *kernel, __u32 type);

/*
 * True when the running kernel accepts BPF_F_CPU for per-CPU element updates (6.19); asked of the
 * kernel once with a small map of its own.
 */
bool kernel_has_f_cpu(struct kernel *kernel);

/*
 * bpf/resolver.c: the resolver that kernel_resolver() hands out. It remembers the names that it was
 * asked for. NULL: out of memory.
 */
struct resolver *resolver_new(struct kernel *kernel);
void resolver_free(struct resolver *resolver);

#endif
