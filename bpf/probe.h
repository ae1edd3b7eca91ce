/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Embedded BPF objects loaded for a moment to look inside the kernel through iterators. */
#ifndef MAPCTL_BPF_PROBE_H
#define MAPCTL_BPF_PROBE_H

#include <stdbool.h>
#include <linux/bpf.h>

#include "cli/buf.h"
#include "cli/err.h"

struct probe;

/* Starts a probe from an object of bpf/objects.c. Free with probe_free() (NULL is fine). */
int probe_open(struct probe **out, const char *image, struct err *err);
void probe_free(struct probe *probe);

/* Before probe_load(): how many entries one of its maps holds. One map at most; name borrowed. */
int probe_resize(struct probe *probe, const char *map, __u32 max_entries, struct err *err);

/*
 * Before probe_load(): keeps one of its maps, whose descriptor is then probe_kept(); name borrowed.
 */
void probe_keep(struct probe *probe, const char *map);
/* The probe's own, until it is freed; -1 before probe_load(). */
int probe_kept(const struct probe *probe);

/*
 * Before probe_load(): an iterator program to load; name borrowed. None is loaded that was not
 * asked for, and one that the kernel refuses fails them all.
 */
int probe_want(struct probe *probe, const char *program, struct err *err);

/*
 * Loads what was wanted: OP_LOAD's refusal without CAP_BPF and CAP_PERFMON, -ESRCH where the kernel
 * has no BTF. 2 ms where the kernel itself relocates (5.17), else 10 ms and 13 MiB.
 */
int probe_load(struct probe *probe, struct err *err);

/* A descriptor to read the records of a program over a map's entries from; the caller closes it. */
int probe_iterate_map(struct probe *probe, const char *program, int map_fd, struct err *err);

/*
 * Runs a program to its end and adds all that it wrote to `out`. map_fd: see probe_iterate_map().
 */
int probe_read(struct probe *probe, const char *program, struct buf *out, struct err *err);
int probe_read_map(struct probe *probe, const char *program, int map_fd, struct buf *out,
		   struct err *err);

/*
 * True for a map that loading a probe makes: after the probe is freed it stays until the kernel's
 * grace period is over, and one listing would show what the one before it left behind.
 */
bool probe_made(const struct bpf_map_info *info);

#endif
