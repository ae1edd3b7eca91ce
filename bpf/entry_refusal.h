/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why the kernel refused a call on an entry. rc is -errno; each returns what fail() returned. */
#ifndef MAPCTL_BPF_ENTRY_REFUSAL_H
#define MAPCTL_BPF_ENTRY_REFUSAL_H

#include "bpf/map.h"

int refuse_lookup(const struct map *map, int rc, __u64 flags, const char *key_text,
		  struct err *err);
int refuse_update(const struct map *map, int rc, __u64 flags, const char *key_text,
		  struct err *err);
/* A change of the whole map, or one that the kernel refused with EPERM. */
int refuse_write(const struct map *map, int rc, struct err *err);
int refuse_delete(const struct map *map, int rc, const char *key_text, struct err *err);
/* key_text NULL: it was the first key that was asked for. */
int refuse_next(const struct map *map, int rc, const char *key_text, struct err *err);

#endif
