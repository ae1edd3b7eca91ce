/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's own constants that are newer than some build hosts' linux/bpf.h. */
#ifndef MAPCTL_BPF_UAPI_H
#define MAPCTL_BPF_UAPI_H

#include <string.h>
#include <linux/bpf.h>

/*
 * Newer headers have these as enumerators, which the preprocessor cannot see: the macros have the
 * same values and simply stand in front of them.
 */
#define BPF_F_CPU	       (1ULL << 3) /* 6.19; the CPU stands in the flags' upper 32 bits */
#define BPF_F_ALL_CPUS	       (1ULL << 4) /* 6.19 */
#undef BPF_F_LINK /* a macro of itself, too, since 6.6 */
#define BPF_F_LINK	       (1U << 13)
#define BPF_F_PATH_FD	       (1U << 14)
#define BPF_F_VTYPE_BTF_OBJ_FD (1U << 15)
#define BPF_F_TOKEN_FD	       (1U << 16)
#define BPF_F_SEGV_ON_FAULT    (1U << 17)
#define BPF_F_NO_USER_CONV     (1U << 18)
#define BPF_F_RB_OVERWRITE     (1U << 19)

/* From linux/magic.h and asm/unistd.h, which old hosts have without them. */
#define UAPI_CGROUP2_MAGIC 0x63677270
#define UAPI_SYS_PIDFD_OPEN 434
#define UAPI_SYS_PIDFD_GETFD 438
#define UAPI_PIDFD_THREAD O_EXCL /* 6.9 */

/* The id of the BTF that btf_vmlinux_value_type_id is in (6.9): padding in older headers. */
static inline __u32 uapi_vmlinux_btf_id(const struct bpf_map_info *info)
{
	__u32 id;

	memcpy(&id, (const char *)info + offsetof(struct bpf_map_info, map_extra) - sizeof(id),
	       sizeof(id));
	return id;
}

#endif
