/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Embedded BPF objects loaded for a moment to look inside the kernel through iterators. */
#ifndef MAPCTL_BPF_PROBE_H
#define MAPCTL_BPF_PROBE_H

#include <linux/types.h>

#include "cli/buf.h"
#include "cli/err.h"

struct probe;

/* Opens an object of bpf/objects.c; nothing is loaded yet. Free with probe_free() (NULL is fine). */
int probe_open(struct probe **out, const char *image, struct err *err);
void probe_free(struct probe *probe);

/* Before probe_load(): how many entries one of its maps holds. */
int probe_resize(struct probe *probe, const char *map, __u32 max_entries, struct err *err);

/*
 * Before probe_load(): a program to load. None is loaded that was not asked for, and one that the
 * kernel refuses fails them all: programs that may be refused belong in a probe of their own.
 */
int probe_want(struct probe *probe, const char *program, struct err *err);

/*
 * Loads what was wanted: 9 ms and 13 MiB, for the kernel's BTF. OP_LOAD's refusal without CAP_BPF
 * and CAP_PERFMON; -ESRCH where the kernel has no BTF.
 */
int probe_load(struct probe *probe, struct err *err);

/* A descriptor to read an iterator program's records from; the caller closes it. */
int probe_iterate(const struct probe *probe, const char *program, struct err *err);

/* Runs an iterator program to its end and adds all that it wrote to `out`. */
int probe_read(const struct probe *probe, const char *program, struct buf *out, struct err *err);

#endif
