/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What mapctl and entries.bpf.c share: the window that entries are written to. */
#ifndef MAPCTL_BPF_PROBES_ENTRIES_H
#define MAPCTL_BPF_PROBES_ENTRIES_H

#include <linux/types.h>

/* Records begin below ROOM, and no key and no value is longer than its limit: see record_new(). */
#define ENTRIES_ROOM	  (256u << 10)
#define ENTRIES_KEY_MAX	  4096u
#define ENTRIES_VALUE_MAX ENTRIES_ROOM

/* The map that holds the window, its only value. */
#define ENTRIES_MAP "mapctl_window"

/*
 * One entry: this, the key, the value, each from a multiple of 8 on. With an error the value is not
 * there.
 */
struct entries_record {
	__u32 key_bytes, value_bytes;
	__s32 error; /* 0 or -errno */
	__u32 unused;
};

#define ENTRIES_ALIGN(bytes) (((bytes) + 7u) & ~7u)

/*
 * What stands for kernel objects. Each is C for the program and, as text, the type that mapctl
 * shows it by.
 */
#define ENTRIES_PATH	      1024
#define ENTRIES_TASK_FIELDS   { __u32 pid; char comm[16]; }
#define ENTRIES_CGROUP_FIELDS { __u64 id; char path[ENTRIES_PATH]; }
/*
 * The program writes a struct entries_device for the device, and the path from the file system's
 * root; mapctl makes them text, and a path that it can open.
 */
#define ENTRIES_INODE_FIELDS  { __u64 inode; char dev[24]; char name[ENTRIES_PATH]; }
#define ENTRIES_XSK_FIELDS(no_hint) { __u32 ifindex no_hint; char name[16]; __u32 queue; }
#define ENTRIES_PERF_FIELDS(...)                                                                   \
	{ __VA_ARGS__ type; __u64 config; char event[24]; __s32 cpu; __u32 pid; char comm[16]; }

struct entries_task ENTRIES_TASK_FIELDS;
struct entries_cgroup ENTRIES_CGROUP_FIELDS;
struct entries_inode ENTRIES_INODE_FIELDS;
struct entries_xsk ENTRIES_XSK_FIELDS();
struct entries_perf ENTRIES_PERF_FIELDS(__u32);

/* Of an overlay or btrfs several inodes have the same number and device: the address tells. */
struct entries_device {
	__u32 number, unused;
	__u64 inode; /* the kernel's address of it */
};

/*
 * Memory that mapctl and the program both see. Each run of a program goes on where the last one
 * ended, until `end`. What was not written is zero.
 */
struct entries_window {
	__u32 map_id, map_type;
	__u32 max_entries, value_bytes; /* the map's; bytes of a value as the kernel has it */
	__u64 map; /* its address: the program's own, as a number that the verifier lets it use */
	__u64 cursor[8]; /* the program's own */
	__u32 found;       /* the map was met */
	__u32 end;         /* nothing is left */
	__u32 unknown;     /* this kernel's structures are not those the program was written for */
	__u32 lost; /* it changes too fast, or its lists are too long, to be read to the end */
	__u32 moved;       /* it changed between two runs, in a way that its order suffers from */
	__u32 used;        /* bytes of `data` that hold records */
	unsigned char data[ENTRIES_ROOM + sizeof(struct entries_record) + ENTRIES_KEY_MAX +
			   ENTRIES_VALUE_MAX];
};

#endif
