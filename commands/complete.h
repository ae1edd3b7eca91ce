/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What completion asks of the kernel. Nothing of it prints, fails or changes anything. */
#ifndef MAPCTL_COMMANDS_COMPLETE_H
#define MAPCTL_COMMANDS_COMPLETE_H

#include "bpf/inventory.h"
#include "cli/complete.h"
#include "commands/commands.h"

/* For struct program. */
void complete_candidates(const struct complete_query *query, struct candidates *out);

static inline struct kernel *query_kernel(const struct complete_query *query)
{
	return ((struct world *)query->world)->kernel;
}

/* Each answers some kinds. */
void complete_names(const struct complete_query *query, struct candidates *out);
void complete_maps(const struct complete_query *query, struct candidates *out);
void complete_pins(const struct complete_query *query, struct candidates *out);
void complete_fields(const struct complete_query *query, struct candidates *out);
void complete_data(const struct complete_query *query, struct candidates *out);
void complete_types(const struct complete_query *query, struct candidates *out);
void complete_progs(const struct complete_query *query, struct candidates *out);
void complete_btfs(const struct complete_query *query, struct candidates *out);
void complete_pids(const struct complete_query *query, struct candidates *out);
void complete_fds(const struct complete_query *query, struct candidates *out);

/* False for a map that the command could do nothing with. */
bool complete_suits(const struct complete_query *query, __u32 type);

/* Adds "hash u32 -> user_msg_t". */
void describe_map(struct kernel *kernel, const struct bpf_map_info *info, struct buf *out);

#endif
