/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names of the kernel's functions, by address. */
#ifndef MAPCTL_BPF_KSYMS_H
#define MAPCTL_BPF_KSYMS_H

#include "cli/buf.h"
#include "cli/err.h"

/* Zeroed: none are known. */
struct ksyms {
	struct ksym {
		__u64 address;
		size_t name; /* its offset in names */
	} * list;
	size_t n;
	struct buf names;
};

/* Reads /proc/kallsyms. Free it also after an error. */
int ksyms_read(struct ksyms *ksyms, struct err *err);
void ksyms_free(struct ksyms *ksyms);

/*
 * The function that an address is in, and how far behind its start (NULL: not wanted). NULL:
 * unknown, as all are without the privilege to see them, and as addresses of user space are.
 */
const char *ksyms_find(const struct ksyms *ksyms, __u64 address, __u64 *offset);

/* Where a function starts; 0: unknown, or several have that name. */
__u64 ksyms_address(const struct ksyms *ksyms, const char *name);

#endif
