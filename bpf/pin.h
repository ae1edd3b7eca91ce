/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paths on bpffs: what stands there, pinning and unpinning. */
#ifndef MAPCTL_BPF_PIN_H
#define MAPCTL_BPF_PIN_H

#include "cli/buf.h"
#include "cli/err.h"

#define PIN_ROOT "/sys/fs/bpf"

enum pin_kind { PIN_MAP, PIN_PROG, PIN_LINK, PIN_OTHER };

/*
 * Checks that a pin can be made at path: its directory is there and on bpffs, the last part has no
 * dot, nothing stands there. Messages: missing directory (status 1), not bpffs, bpffs not mounted
 * (with how to mount it), exists (-EEXIST); a name that no pin can have is ERR_USAGE.
 */
int pin_check_new(const char *path, struct err *err);

/* Pins a map at path. mode: file mode, or 0 for the kernel's own (0600). Never overwrites. */
int pin_map(int fd, const char *path, unsigned int mode, struct err *err);

/*
 * Opens the map pinned at path and returns its descriptor. Nothing there: -ENOENT, status 3. A
 * program, a link, a directory, a path off bpffs: status 1. Refused: -EACCES, naming the file mode.
 */
int pin_open(const char *path, bool writable, struct err *err);

/* BPF_OBJ_GET of whatever is pinned at path, with BPF_F_RDONLY or 0: a descriptor or -errno. */
int pin_get(const char *path, __u32 flags);

/* What is pinned at path. 0 or what fail() returned (absent: status 3; not on bpffs: 1). */
int pin_kind(const char *path, enum pin_kind *kind, struct err *err);

/* Removes the pin of a map; refuses pins of programs and links, and what is not on bpffs. */
int pin_remove(const char *path, struct err *err);

/*
 * Calls `each` for every map pinned on any bpffs mounted in this mount namespace (path, and what it
 * was pinned as), until it returns non-zero, which is returned. `fd` is open read-only and closed
 * afterwards. Directories and pins that cannot be read are passed over and counted in *unread (may
 * be NULL). Symbolic links are not followed; a bpffs mounted several times is walked once.
 */
int pin_each(int (*each)(void *arg, const char *path, int fd), void *arg, unsigned int *unread);

/* True when a bpffs is mounted at PIN_ROOT. */
bool pin_root_mounted(void);

/* Mounts bpffs at PIN_ROOT: only for `doctor --fix`. */
int pin_root_mount(struct err *err);

#endif
