/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by the decoders of bpf() calls: pieces of text, and the commands that carry map data. */
#ifndef MAPCTL_BPF_SYSCALLS_IMPL_H
#define MAPCTL_BPF_SYSCALLS_IMPL_H

#include "bpf/syscalls.h"

/* One call being printed. */
struct decode {
	const struct syscalls_call *call;
	const struct syscalls_caller *caller;
	struct buf *out;
};

/* ", " unless it is the first in its braces, then the label and a blank. */
void put_label(const struct decode *d, const char *label);
void put_u64(const struct decode *d, const char *label, __u64 v);
void put_flags(const struct decode *d, __u64 flags);
/* What a descriptor is, or `fd N`. */
void put_object(const struct decode *d, __u32 fd);
/* `map 12 "config"`, or what else the descriptor is. Returns the map, NULL where it is unknown. */
const struct map *put_map(const struct decode *d, __u32 fd);
/* Text that has become too long is cut, with "…" behind. `start`: where it begins in out. */
void put_cut(struct buf *out, size_t start);

/* Arguments of one command, between the braces. */
typedef void args_fn(const struct decode *d);
/* What the kernel wrote back, with a blank before; nothing where there is nothing. */
typedef void result_fn(const struct decode *d, long ret);

args_fn elem_args_lookup, elem_args_update, elem_args_delete, elem_args_next_key;
args_fn elem_args_batch_out, elem_args_batch_in;
result_fn elem_result_value, elem_result_next_key, elem_result_batch_out, elem_result_batch_in;

#endif
