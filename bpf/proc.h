/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small files of /proc: what they tell of processes and their BPF descriptors. */
#ifndef MAPCTL_BPF_PROC_H
#define MAPCTL_BPF_PROC_H

#include <stdbool.h>
#include <sys/types.h>
#include <linux/types.h>

/*
 * Reads the beginning of a file, room - 1 bytes at most, and ends it with a NUL. Its length or
 * -errno.
 */
ssize_t proc_read(const char *path, char *text, size_t room);

/* What fdinfo says of a descriptor; ids are 0 where it is none of the kind. */
struct fdinfo {
	__u32 map_id, prog_id, btf_id, link_id; /* a link names its program, too */
	__u32 pid; /* of a pidfd, while the process is there */
	__u64 memlock;
	bool has_memlock, frozen, has_frozen;
};

/*
 * Of a descriptor of a process or thread; pid 0: of this one. 0 or -errno, with all of info zero.
 */
int fdinfo_read(__u32 pid, int fd, struct fdinfo *info);

/* The process that a thread belongs to; 0: not known. */
__u32 proc_tgid(__u32 tid);

/* A process' command name; empty where it cannot be read. */
void proc_comm(__u32 pid, char comm[16]);

#endif
