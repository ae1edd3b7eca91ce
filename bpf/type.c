// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of map types: their names, what each can do, and why some cannot be dumped. */
#include <stdio.h>
#include <strings.h>

#include "bpf/type.h"
#include "btf/parse.h"
#include "btf/suggest.h"

enum {
	WALKED = TYPE_NEXT_KEY | TYPE_LOOKUP,
	WRITTEN = TYPE_UPDATE | TYPE_DELETE,
	/* What all members of the hash family share. */
	HASHED = WALKED | WRITTEN | TYPE_BATCH | TYPE_ITERATOR | TYPE_COUNTED | TYPE_BTF,
	/* Values that are always there. */
	INDEXED = TYPE_ARRAY | WALKED | TYPE_BATCH | TYPE_ITERATOR | TYPE_UPDATE | TYPE_BTF,
	/* Slots that hold kernel objects: emptied by delete, given as a descriptor. */
	SLOTS = TYPE_ARRAY | TYPE_NEXT_KEY | WRITTEN | TYPE_OBJECT_VALUE,
	LOCAL = TYPE_LOOKUP | WRITTEN | TYPE_BTF | TYPE_STORAGE | TYPE_OBJECT_KEY,
	QUEUED = TYPE_NO_KEY | TYPE_BTF,
	RING = TYPE_NO_KEY | TYPE_NO_VALUE | TYPE_BTF | TYPE_RING,
};

#define SHOWN_BY_INFO "`info` shows its size and programs"
#define NOT_SHOWN     "the kernel does not show what its slots hold; " SHOWN_BY_INFO
#define NO_WALK       "the kernel does not list its owners; `lookup` reads the value of one: "

/* In the order of the kernel's numbers. */
static const struct map_type types[] = {
	{MAP_HASH, "hash", "3.19", HASHED, .brief = "any key to any value"},
	{MAP_ARRAY, "array", "3.19", INDEXED, .brief = "values by index, all always there"},
	{MAP_PROG_ARRAY, "prog_array", "4.2", SLOTS | TYPE_LOOKUP | TYPE_BTF,
	 .value_object = OBJECT_PROG, .brief = "programs by index, for tail calls"},
	{MAP_PERF_EVENT_ARRAY, "perf_event_array", "4.3", SLOTS, .value_object = OBJECT_PERF_EVENT,
	 .brief = "perf events by CPU, for sending records to user space", .no_dump = NOT_SHOWN},
	{MAP_PERCPU_HASH, "percpu_hash", "4.6", HASHED | TYPE_PERCPU,
	 .brief = "any key to a value for each CPU"},
	{MAP_PERCPU_ARRAY, "percpu_array", "4.6", INDEXED | TYPE_PERCPU,
	 .brief = "values by index, one for each CPU"},
	{MAP_STACK_TRACE, "stack_trace", "4.6", TYPE_U32_KEY | WALKED | TYPE_DELETE,
	 .brief = "call stacks by id"},
	{MAP_CGROUP_ARRAY, "cgroup_array", "4.8", SLOTS, .value_object = OBJECT_CGROUP,
	 .brief = "cgroups by index, for membership tests", .no_dump = NOT_SHOWN},
	{MAP_LRU_HASH, "lru_hash", "4.10", HASHED | TYPE_LRU,
	 .brief = "a hash that drops what was not used for longest when it is full"},
	{MAP_LRU_PERCPU_HASH, "lru_percpu_hash", "4.10", HASHED | TYPE_LRU | TYPE_PERCPU,
	 .brief = "an lru_hash with a value for each CPU"},
	{MAP_LPM_TRIE, "lpm_trie", "4.11", WALKED | WRITTEN | TYPE_BATCH | TYPE_REPEATS | TYPE_BTF,
	 .brief = "longest matching prefix, such as routes"},
	{MAP_ARRAY_OF_MAPS, "array_of_maps", "4.12", SLOTS | TYPE_LOOKUP | TYPE_BATCH,
	 .value_object = OBJECT_MAP, .brief = "maps by index"},
	{MAP_HASH_OF_MAPS, "hash_of_maps", "4.12",
	 WALKED | WRITTEN | TYPE_BATCH | TYPE_COUNTED | TYPE_OBJECT_VALUE,
	 .value_object = OBJECT_MAP, .brief = "maps by any key"},
	{MAP_DEVMAP, "devmap", "4.14", TYPE_ARRAY | WALKED | WRITTEN, .value_object = OBJECT_DEVICE,
	 .brief = "interfaces by index, for XDP redirects"},
	{MAP_SOCKMAP, "sockmap", "4.14", SLOTS | TYPE_LOOKUP, .value_object = OBJECT_SOCKET,
	 .brief = "sockets by index, for redirects between them"},
	{MAP_CPUMAP, "cpumap", "4.15", TYPE_ARRAY | WALKED | WRITTEN,
	 .brief = "CPUs by number, for XDP redirects"},
	{MAP_XSKMAP, "xskmap", "4.18", SLOTS, .value_object = OBJECT_XSK,
	 .brief = "AF_XDP sockets by index", .no_dump = NOT_SHOWN},
	{MAP_SOCKHASH, "sockhash", "4.18", WALKED | WRITTEN | TYPE_OBJECT_VALUE,
	 .value_object = OBJECT_SOCKET, .brief = "sockets by any key"},
	{MAP_CGROUP_STORAGE, "cgroup_storage", "4.19", WALKED | TYPE_UPDATE | TYPE_BTF,
	 .brief = "a value for each cgroup that has the program (deprecated)"},
	{MAP_REUSEPORT_SOCKARRAY, "reuseport_sockarray", "4.19", SLOTS | TYPE_LOOKUP | TYPE_BTF,
	 .value_object = OBJECT_SOCKET, .brief = "sockets by index, to choose from in a group"},
	{MAP_PERCPU_CGROUP_STORAGE, "percpu_cgroup_storage", "4.20",
	 WALKED | TYPE_UPDATE | TYPE_BTF | TYPE_PERCPU,
	 .brief = "a cgroup_storage with a value for each CPU (deprecated)"},
	{MAP_QUEUE, "queue", "4.20", QUEUED, .brief = "first in, first out",
	 .no_dump = "a queue has no keys to list its entries by; " SHOWN_BY_INFO},
	{MAP_STACK, "stack", "4.20", QUEUED, .brief = "last in, first out",
	 .no_dump = "a stack has no keys to list its entries by; " SHOWN_BY_INFO},
	{MAP_SK_STORAGE, "sk_storage", "5.2", LOCAL, .key_object = OBJECT_SOCKET,
	 .brief = "a value for each socket", .no_dump = NO_WALK "`key socket pid N fd M`"},
	{MAP_DEVMAP_HASH, "devmap_hash", "5.4", TYPE_U32_KEY | WALKED | WRITTEN,
	 .value_object = OBJECT_DEVICE, .brief = "interfaces by any number, for XDP redirects"},
	{MAP_STRUCT_OPS, "struct_ops", "5.6", TYPE_U32_KEY | WALKED | WRITTEN,
	 .brief = "programs that implement a table of kernel functions"},
	{MAP_RINGBUF, "ringbuf", "5.8", RING,
	 .brief = "records from programs to user space, in order",
	 .no_dump = "a ring buffer holds records, not entries; `events` prints them"},
	{MAP_INODE_STORAGE, "inode_storage", "5.10", LOCAL, .key_object = OBJECT_INODE,
	 .brief = "a value for each inode", .no_dump = NO_WALK "`key file PATH`"},
	{MAP_TASK_STORAGE, "task_storage", "5.11", LOCAL, .key_object = OBJECT_TASK,
	 .brief = "a value for each task", .no_dump = NO_WALK "`key pid N`"},
	{MAP_BLOOM_FILTER, "bloom_filter", "5.16", QUEUED,
	 .brief = "tells whether a value was ever added",
	 .no_dump =
		 "a bloom filter does not keep its values; `lookup` tells whether one was added"},
	{MAP_USER_RINGBUF, "user_ringbuf", "6.1", RING,
	 .brief = "records from user space to programs",
	 .no_dump = "a user ring buffer holds records for programs, not entries; `push` sends one"},
	{MAP_CGRP_STORAGE, "cgrp_storage", "6.2", LOCAL, .key_object = OBJECT_CGROUP,
	 .brief = "a value for each cgroup", .no_dump = NO_WALK "`key cgroup PATH`"},
	{MAP_ARENA, "arena", "6.9", TYPE_NO_KEY | TYPE_NO_VALUE | TYPE_BTF,
	 .brief = "memory shared by programs and user space",
	 .no_dump = "an arena is memory, not entries; " SHOWN_BY_INFO},
	{MAP_INSN_ARRAY, "insn_array", "6.19", TYPE_ARRAY | WALKED | TYPE_UPDATE,
	 .brief = "places in a program, for indirect jumps"},
	{MAP_RHASH, "rhash", "7.x", (HASHED & ~TYPE_COUNTED) | TYPE_REPEATS,
	 .brief = "a hash that grows with its contents"},
};

enum {
	N_TYPES = sizeof(types) / sizeof(types[0])
};

const struct map_type *type_get(__u32 type, struct map_type *scratch)
{
	if (type >= 1 && type <= N_TYPES)
		return &types[type - 1];
	/* What it can do is not known: try everything and let the kernel say. */
	*scratch = (struct map_type){
		.type = type,
		.name = scratch->number,
		.can = WALKED | WRITTEN | TYPE_BATCH | TYPE_BTF | TYPE_REPEATS,
		.brief = "a type newer than this program",
	};
	snprintf(scratch->number, sizeof(scratch->number), "%u", type);
	return scratch;
}

const struct map_type *type_at(unsigned int i)
{
	return i < N_TYPES ? &types[i] : NULL;
}

static const char *skip_prefix(const char *word, const char *prefix)
{
	size_t n = strlen(prefix);

	return strncasecmp(word, prefix, n) ? word : word + n;
}

static int type_unknown(const char *word, struct err *err)
{
	struct suggestion near = {.word = word, .n = strlen(word)};
	struct buf quoted BUF_CLEANUP = {0};

	word_quote(&quoted, word, strlen(word));
	fail(err, ERR_USAGE, "unknown map type %s", buf_cstr(&quoted));
	for (size_t i = 0; i < N_TYPES; i++)
		suggest_name(&near, types[i].name);
	suggest_hint(&near, "types", err);
	return err->code;
}

int type_parse(const char *word, __u32 *type, struct err *err)
{
	const char *name = skip_prefix(word, "BPF_MAP_TYPE_");
	__u64 number;
	int rc;

	if (word[0] >= '0' && word[0] <= '9') {
		rc = parse_u64(word, "type", 1, 0xffffffff, &number, err);
		*type = rc ? 0 : (__u32)number;
		return rc;
	}
	for (size_t i = 0; i < N_TYPES; i++) {
		if (!strcasecmp(types[i].name, name)) {
			*type = types[i].type;
			return 0;
		}
	}
	return type_unknown(word, err);
}
