/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of bpf/object.h share. */
#ifndef MAPCTL_BPF_OBJECT_IMPL_H
#define MAPCTL_BPF_OBJECT_IMPL_H

#include "bpf/object.h"

/* REF to the descriptor of a program; `what` starts messages about missing words. */
int object_open_prog(struct kernel *kernel, const char *const *words, size_t n, const char *what,
		     struct err *err);

/* ERR_USAGE for words behind what was understood. */
int object_no_more(const char *const *words, size_t n, const char *what, struct err *err);

#endif
