/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sends records to programs through a user_ringbuf. */
#ifndef MAPCTL_BPF_USER_RING_H
#define MAPCTL_BPF_USER_RING_H

#include "bpf/map.h"

/*
 * -EBUSY, with its name, when another process may send: two senders overwrite each other's records.
 * -EPERM when it cannot be told. The map must be a user_ringbuf.
 */
int user_ring_check(const struct map *map, struct err *err);

/* Sends one record. -ENOSPC when programs have not taken what it holds, -E2BIG beyond its size. */
int user_ring_send(const struct map *map, const void *data, __u32 size, struct err *err);

#endif
