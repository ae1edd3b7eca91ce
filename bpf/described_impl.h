/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The C text of the records that stand for kernel objects, and its layout. */
#ifndef MAPCTL_BPF_DESCRIBED_IMPL_H
#define MAPCTL_BPF_DESCRIBED_IMPL_H

#include "bpf/described.h"
#include "bpf/probes/entries.h"

#define TEXT(...)  TEXT_(__VA_ARGS__)
#define TEXT_(...) #__VA_ARGS__

#define TASK_TEXT   "struct " TEXT(ENTRIES_TASK_FIELDS)
#define CGROUP_TEXT "struct " TEXT(ENTRIES_CGROUP_FIELDS)
#define INODE_TEXT  "struct " TEXT(ENTRIES_INODE_FIELDS)
/* The interface may be another network namespace's, where its number has another name. */
#define XSK_TEXT    "struct " TEXT(ENTRIES_XSK_FIELDS(__attribute__((btf_decl_tag("mapctl:none")))))
#define PERF_TEXT                                                                                  \
	"struct " TEXT(ENTRIES_PERF_FIELDS(enum {                                                  \
		hardware, software, tracepoint, hw_cache, raw, breakpoint                          \
	}))

/* Base types and what the text itself declares. `what` starts messages. */
int described_layout(struct layout **out, const char *text, const char *what, struct err *err);

#endif
