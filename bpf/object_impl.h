/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of bpf/object.h share. */
#ifndef MAPCTL_BPF_OBJECT_IMPL_H
#define MAPCTL_BPF_OBJECT_IMPL_H

#include "bpf/object.h"

/* REF to the descriptor of a program; `what` starts messages about missing words. */
int object_open_prog(struct kernel *kernel, const char *const *words, size_t n, const char *what,
		     struct err *err);

/* A descriptor of the program, or what fail() returned. */
int object_prog_by_id(__u32 id, struct err *err);

/* The name of a program: the kernel's, or that of its function in BTF where it is cut. */
const char *prog_full_name(struct kernel *kernel, int fd, const struct bpf_prog_info *info);

/* True if the word is what a dump prints for a program or map: {"id": 7, "name": "x"}. */
bool object_is_printed(const char *word);
/* Reads such a word; ERR_USAGE where it is broken. */
int object_read_printed(const char *word, const char *what, __u32 *id, struct err *err);

/* ERR_USAGE for words behind what was understood. */
int object_no_more(const char *const *words, size_t n, const char *what, struct err *err);

#endif
