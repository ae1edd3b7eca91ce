/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What probe.c and the loading of probes share. */
#ifndef MAPCTL_BPF_PROBE_IMPL_H
#define MAPCTL_BPF_PROBE_IMPL_H

#include "bpf/objects.h"
#include "bpf/probe.h"

enum { PROBE_MAX_PROGRAMS = 8 };

struct probe_program {
	const char *name;
	int fd; /* owned; -1: not loaded */
};

struct probe {
	const struct bpf_image *image;
	const char *map; /* to size; NULL: none */
	__u32 max_entries;
	const char *kept; /* the map whose descriptor is wanted; NULL: none */
	int kept_fd;      /* owned; -1: not loaded */
	struct probe_program programs[PROBE_MAX_PROGRAMS];
	size_t n;
};

/* Where a wanted program's descriptor is kept; NULL: not wanted. */
int *probe_fd(struct probe *probe, const char *name);

/* The map that libbpf's loader program keeps its data in. */
#define PROBE_LOADER_MAP "__loader.map"

/*
 * Fill the programs' descriptors, or return -errno; probe_free() closes what there is. By the
 * kernel: libbpf writes a program that loads the object, and the kernel, which has its BTF at hand,
 * runs it. By libbpf: it reads the kernel's BTF itself, which takes five times as long and works on
 * any kernel.
 */
int probe_load_by_kernel(struct probe *probe);
int probe_load_by_libbpf(struct probe *probe);

#endif
