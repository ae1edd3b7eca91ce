/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Owners of local storages and cgroups in slots, as described entries show them and back. */
#ifndef MAPCTL_BPF_OWNER_H
#define MAPCTL_BPF_OWNER_H

#include "bpf/map.h"

/*
 * True for objects that are described by a record of mapctl's own: tasks, cgroups, inodes, sockets.
 */
bool owner_known(enum object_kind kind);

/*
 * Fills a key of a storage after map_describe(), map->key_bytes that are zero, for the object that
 * the descriptor is of. 0 or what fail() returned.
 */
int owner_describe(const struct map *map, int fd, void *key, struct err *err);

/*
 * Opens what a dump prints for such an object: {"pid": 1, "comm": "init"}, {"id": 7, "path": "/x"},
 * {"inode": 7, "dev": "8:1", "name": "/x/y"}, {"inode": 7, "pid": 5, "cookie": 3}. One that is
 * there under that path or number but is another is an error: -ENOENT. Returns a descriptor that
 * the caller closes, or what fail() returned.
 */
int owner_open_printed(enum object_kind kind, const char *word, const char *what, struct err *err);

/* For struct described: makes of an inode's path in its file system one that leads there. */
int owner_inode_prepare(const struct map *map, void **prepared, struct err *err);
void owner_inode_release(void *prepared);
void owner_inode_finish(const void *prepared, void *key, void *value);

#endif
