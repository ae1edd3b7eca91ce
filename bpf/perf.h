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

/* Without any buffer. The caller frees with perf_free(); NULL is fine. */
int perf_new(struct perf **out, struct err *err);
void perf_free(struct perf *perf);

/*
 * Opens a buffer on each CPU that is online and puts it into the slots that `readers` has empty, or
 * (NULL) over whatever is in them. Slots are emptied when `map_fd` and its copies are closed, but
 * in a map with BPF_F_PRESERVE_ELEMS: there perf_give_back() empties those that `readers` has as
 * its own. Records are woken up for one by one. Returns how many it took, or -errno.
 */
int perf_take(struct perf *perf, int map_fd, __u32 max_entries, const struct readers *readers,
	      struct err *err);
void perf_give_back(const struct perf *perf, int map_fd, const struct readers *readers);

/*
 * Maps the buffers of the slots that are not followed yet, read-only: what their owners read stays
 * theirs. Starts at the owners' positions, with `history` at the oldest record that is still there.
 * Returns how many cannot be followed, with the reason in `err`; or -errno.
 */
int perf_follow(struct perf *perf, const struct readers *readers, bool history, struct err *err);

/*
 * Takes the slots that hold buffers of its own out of `readers`, and returns how many those are.
 * perf_retire() then gives up the buffers that were not in their slots any more, once what is in
 * them has been handed out.
 */
size_t perf_claim(struct perf *perf, struct readers *readers);
void perf_retire(struct perf *perf);

/* What is sent from now on is not handed out any more. */
void perf_stop(struct perf *perf);

/*
 * The next record of any CPU: 1, or 0 when there is none now; its data stays valid until the next
 * call. -EPROTO when a buffer holds what no kernel writes, -ENOMEM.
 */
int perf_next(struct perf *perf, struct event *event);

/*
 * Readable when there may be records; -1 when a buffer is followed: waiting for another reader's
 * buffer would take its wake-ups away.
 */
int perf_wait_fd(const struct perf *perf);

#endif
