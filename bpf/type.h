/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The map types: the kernel's names and what each can do. Measured on 5.10 to 7.x. */
#ifndef MAPCTL_BPF_TYPE_H
#define MAPCTL_BPF_TYPE_H

#include <stdbool.h>
#include <linux/types.h>

#include "cli/buf.h"
#include "cli/err.h"

/* The kernel's numbers, also those newer than the build host's headers. */
enum {
	MAP_HASH = 1, MAP_ARRAY, MAP_PROG_ARRAY, MAP_PERF_EVENT_ARRAY, MAP_PERCPU_HASH,
	MAP_PERCPU_ARRAY, MAP_STACK_TRACE, MAP_CGROUP_ARRAY, MAP_LRU_HASH, MAP_LRU_PERCPU_HASH,
	MAP_LPM_TRIE, MAP_ARRAY_OF_MAPS, MAP_HASH_OF_MAPS, MAP_DEVMAP, MAP_SOCKMAP, MAP_CPUMAP,
	MAP_XSKMAP, MAP_SOCKHASH, MAP_CGROUP_STORAGE, MAP_REUSEPORT_SOCKARRAY,
	MAP_PERCPU_CGROUP_STORAGE, MAP_QUEUE, MAP_STACK, MAP_SK_STORAGE, MAP_DEVMAP_HASH,
	MAP_STRUCT_OPS, MAP_RINGBUF, MAP_INODE_STORAGE, MAP_TASK_STORAGE, MAP_BLOOM_FILTER,
	MAP_USER_RINGBUF, MAP_CGRP_STORAGE, MAP_ARENA, MAP_INSN_ARRAY, MAP_RHASH,
};

enum {
	TYPE_ARRAY = 1 << 0,     /* keys are u32 0 .. max_entries - 1; nothing is deleted from
				    those that are no OBJECT arrays */
	TYPE_PERCPU = 1 << 1,    /* a value per possible CPU, each padded to 8 bytes */
	TYPE_NEXT_KEY = 1 << 2,  /* get_next_key works */
	TYPE_LOOKUP = 1 << 3,    /* lookup by key works (for storages: by descriptor) */
	TYPE_BATCH = 1 << 4,     /* LOOKUP_BATCH works */
	TYPE_ITERATOR = 1 << 5,  /* the map-element iterator works */
	TYPE_REPEATS = 1 << 6,   /* walking under churn may give a key twice */
	TYPE_UPDATE = 1 << 7,
	TYPE_DELETE = 1 << 8,
	TYPE_COUNTED = 1 << 9,   /* bpf_map_sum_elem_count is meaningful */
	TYPE_BTF = 1 << 10,      /* may be created with BTF */
	TYPE_NO_KEY = 1 << 11,   /* key_size must be 0 */
	TYPE_NO_VALUE = 1 << 12, /* value_size must be 0 */
	TYPE_STORAGE = 1 << 13,  /* local storage: BTF and BPF_F_NO_PREALLOC are required */
	TYPE_RING = 1 << 14,     /* max_entries is a size in bytes */
	TYPE_OBJECT_KEY = 1 << 15,   /* the key is given as a descriptor (storages) */
	TYPE_OBJECT_VALUE = 1 << 16, /* the value is given as a descriptor */
	TYPE_LRU = 1 << 17,
	TYPE_U32_KEY = 1 << 18, /* no array, but keys are u32: stack ids, interfaces, struct_ops */
};

/* What a descriptor-valued key or value names. */
enum object_kind {
	OBJECT_NONE, OBJECT_MAP, OBJECT_PROG, OBJECT_PERF_EVENT, OBJECT_CGROUP, OBJECT_SOCKET,
	OBJECT_XSK, OBJECT_TASK, OBJECT_INODE,
	OBJECT_DEVICE, /* an interface and maybe a program: no descriptor, see object_fill() */
};

struct map_type {
	__u32 type;
	const char *name;  /* the kernel's, lower case without the prefix: "lru_hash" */
	const char *since; /* the first Linux that has it, "4.11"; NULL: not known */
	unsigned int can;  /* TYPE_* */
	enum object_kind key_object, value_object;
	const char *brief; /* what it is for, one line */
	/* why entries cannot be listed, and what to use instead; NULL: they can */
	const char *no_dump;
	char number[12];   /* holds the name of an unknown type */
};

/* Elements without keys, which push adds and pop takes. */
static inline bool type_is_queue(const struct map_type *type)
{
	return type->type == MAP_QUEUE || type->type == MAP_STACK;
}

/* What push adds values to. */
static inline bool type_takes_values(const struct map_type *type)
{
	return type_is_queue(type) || type->type == MAP_BLOOM_FILTER ||
	       type->type == MAP_USER_RINGBUF;
}

/* Never NULL: an unknown type gets a row of its own, named by its number. `scratch` is for that. */
const struct map_type *type_get(__u32 type, struct map_type *scratch);

/* By the kernel's name, with or without BPF_MAP_TYPE_ and in any case, or by number. ERR_USAGE. */
int type_parse(const char *word, __u32 *type, struct err *err);

/* i from 0; NULL at the end. */
const struct map_type *type_at(unsigned int i);

/* Map creation flags: "no_prealloc" for BPF_F_NO_PREALLOC. NULL: no name. bit is one bit. */
const char *map_flag_name(__u32 bit);
/*
 * The names of creation flags, and of element flags, and what they do: i from 0; NULL at the end.
 */
const char *map_flag_at(unsigned int i, const char **about);
const char *elem_flag_at(unsigned int i, const char **about);
/* "no_prealloc", "BPF_F_NO_PREALLOC", a number, or several joined by "," or "|". ERR_USAGE. */
int map_flags_parse(const char *word, __u32 *flags, struct err *err);
/*
 * Element flags of lookup, update, delete: any, noexist, exist, lock, cpu, all_cpus, also with the
 * kernel's prefix, a number, or several joined by "," or "|". ERR_USAGE.
 */
int elem_flags_parse(const char *word, __u64 *flags, struct err *err);
/* "no_prealloc,rdonly_prog"; unknown bits in hex. Adds nothing for 0. */
void map_flags_format(__u32 flags, struct buf *out);

#endif
