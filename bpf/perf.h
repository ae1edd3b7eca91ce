/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The records of a perf event array: from buffers of its own in the array's slots, or from another
 * reader's buffers, which does not notice.
 */
#ifndef MAPCTL_BPF_PERF_H
#define MAPCTL_BPF_PERF_H

#include "bpf/event.h"
#include "bpf/readers.h"

struct perf;

/*
 * Opens a buffer on each CPU that is online and puts it into the array's slots, over whatever is in
 * them; they are emptied when `map_fd` and its copies are closed. Records are woken up for one by
 * one. The caller frees with perf_free(); NULL is fine.
 */
int perf_take(struct perf **out, int map_fd, __u32 max_entries, struct err *err);

/*
 * Maps the buffers that the slots hold, read-only: what their owners read stays theirs. Starts at
 * the owners' positions, with `history` at the oldest record that is still there. -ENODATA when no
 * buffer can be followed; *followed is the number of those that can.
 */
int perf_follow(struct perf **out, const struct readers *readers, bool history, size_t *followed,
		struct err *err);
void perf_free(struct perf *perf);

/*
 * The next record of any CPU: 1, or 0 when there is none now; its data stays valid until the next
 * call. -EPROTO when a buffer holds what no kernel writes, -ENOMEM.
 */
int perf_next(struct perf *perf, struct event *event);

/*
 * Readable when there may be records; -1 for buffers that are followed: waiting for another reader's
 * buffer would take its wake-ups away.
 */
int perf_wait_fd(const struct perf *perf);

#endif
