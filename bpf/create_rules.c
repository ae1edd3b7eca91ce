// SPDX-License-Identifier: GPL-2.0-or-later
/* What the kernel asks of a new map, by type: the checks of its map_alloc_check functions. */
#include "bpf/create_impl.h"
#include "bpf/uapi.h"

#define ANY	     {1, 0xffffffff, 1}
#define NONE	     {0, 0, 0}
#define BYTES_4	     {4, 4, 4}
#define BYTES_4_OR_8 {4, 8, 4}
#define PERCPU	     {1, 32768, 1} /* PCPU_MIN_UNIT_SIZE */
#define KEY_LPM	     {5, 260, 1}   /* the prefix length and 1 to 256 bytes */

enum {
	ACCESS = BPF_F_RDONLY | BPF_F_WRONLY,
	PROG_ACCESS = BPF_F_RDONLY_PROG | BPF_F_WRONLY_PROG,
	FLAGS_HASH = BPF_F_NO_PREALLOC | BPF_F_NUMA_NODE | ACCESS | PROG_ACCESS | BPF_F_ZERO_SEED,
	FLAGS_PERCPU_HASH = FLAGS_HASH & ~BPF_F_NUMA_NODE,
	FLAGS_LRU = (FLAGS_HASH & ~BPF_F_NO_PREALLOC) | BPF_F_NO_COMMON_LRU,
	FLAGS_SLOTS = BPF_F_NUMA_NODE | ACCESS,
	FLAGS_STORED = BPF_F_NUMA_NODE | ACCESS | PROG_ACCESS,
	FLAGS_LOCAL = BPF_F_NO_PREALLOC | BPF_F_CLONE,
};

#define BIG_HASH                                                                                   \
	"key and value together must stay below 4 MiB, and entries at 134217728 or less; older " \
	"kernels take keys of 512 bytes at most"
#define BIG_ARRAY  "entries times the value's size is more than the kernel can allocate"
#define BIG_4_MIB  "a value takes 4 MiB at most"
#define BIG_LOCAL  "the value of a local storage takes little less than 64 KiB at most"
#define BIG_CPUMAP "a cpumap has at most as many entries as CPUs that the kernel was built for"
#define BIG_ARENA  "entries are pages: 4 GiB is the most"

#define RULE_ARRAY(value_, flags_) \
	{.key = BYTES_4, .value = value_, .flags = (flags_), .too_big = BIG_ARRAY}
#define RULE_HASH(value_, flags_) \
	{.key = ANY, .value = value_, .flags = (flags_), .too_big = BIG_HASH}
#define RULE_LOCAL                                                                                 \
	{.key = BYTES_4, .value = ANY, .entries = ENTRIES_NONE, .flags = FLAGS_LOCAL,              \
	 .needed = BPF_F_NO_PREALLOC, .too_big = BIG_LOCAL}
#define RULE_QUEUE {.value = ANY, .flags = FLAGS_STORED, .too_big = BIG_4_MIB}

static const struct create_rule rules[] = {
	[MAP_HASH] = RULE_HASH(ANY, FLAGS_HASH),
	[MAP_ARRAY] = RULE_ARRAY(ANY, FLAGS_STORED | BPF_F_MMAPABLE | BPF_F_INNER_MAP),
	[MAP_PROG_ARRAY] = RULE_ARRAY(BYTES_4, FLAGS_SLOTS),
	[MAP_PERF_EVENT_ARRAY] = RULE_ARRAY(BYTES_4, FLAGS_SLOTS | BPF_F_PRESERVE_ELEMS),
	[MAP_PERCPU_HASH] = RULE_HASH(PERCPU, FLAGS_PERCPU_HASH),
	[MAP_PERCPU_ARRAY] = RULE_ARRAY(PERCPU, ACCESS | PROG_ACCESS),
	[MAP_STACK_TRACE] = {.key = BYTES_4, .value = {8, 0xffffffff, 8},
			     .flags = FLAGS_STORED | BPF_F_STACK_BUILD_ID, .too_big = BIG_ARRAY},
	[MAP_CGROUP_ARRAY] = RULE_ARRAY(BYTES_4, FLAGS_SLOTS),
	[MAP_LRU_HASH] = RULE_HASH(ANY, FLAGS_LRU),
	[MAP_LRU_PERCPU_HASH] = RULE_HASH(PERCPU, FLAGS_LRU & ~BPF_F_NUMA_NODE),
	[MAP_LPM_TRIE] = {.key = KEY_LPM, .value = ANY, .flags = FLAGS_STORED | BPF_F_NO_PREALLOC,
			  .needed = BPF_F_NO_PREALLOC, .too_big = BIG_4_MIB},
	[MAP_ARRAY_OF_MAPS] = RULE_ARRAY(BYTES_4, FLAGS_SLOTS),
	[MAP_HASH_OF_MAPS] = RULE_HASH(BYTES_4, FLAGS_HASH),
	[MAP_DEVMAP] = RULE_ARRAY(BYTES_4_OR_8, FLAGS_SLOTS),
	[MAP_SOCKMAP] = RULE_ARRAY(BYTES_4_OR_8, FLAGS_SLOTS),
	[MAP_CPUMAP] = {.key = BYTES_4, .value = BYTES_4_OR_8, .flags = BPF_F_NUMA_NODE,
			.too_big = BIG_CPUMAP},
	[MAP_XSKMAP] = RULE_ARRAY(BYTES_4, FLAGS_SLOTS),
	[MAP_SOCKHASH] = {.key = {1, 512, 1}, .value = BYTES_4_OR_8, .flags = FLAGS_SLOTS,
			  .too_big = BIG_HASH},
	[MAP_CGROUP_STORAGE] = {.key = {8, 16, 8}, .value = ANY, .entries = ENTRIES_NONE,
				.flags = FLAGS_STORED, .too_big = BIG_LOCAL},
	[MAP_REUSEPORT_SOCKARRAY] = RULE_ARRAY(BYTES_4_OR_8, FLAGS_STORED),
	[MAP_PERCPU_CGROUP_STORAGE] = {.key = {8, 16, 8}, .value = PERCPU, .entries = ENTRIES_NONE,
				       .flags = FLAGS_STORED, .too_big = BIG_LOCAL},
	[MAP_QUEUE] = RULE_QUEUE,
	[MAP_STACK] = RULE_QUEUE,
	[MAP_SK_STORAGE] = RULE_LOCAL,
	[MAP_DEVMAP_HASH] = {.key = BYTES_4, .value = BYTES_4_OR_8, .flags = FLAGS_SLOTS,
			     .too_big = BIG_HASH},
	[MAP_RINGBUF] = {.entries = ENTRIES_RING, .flags = BPF_F_NUMA_NODE | BPF_F_RB_OVERWRITE},
	[MAP_INODE_STORAGE] = RULE_LOCAL,
	[MAP_TASK_STORAGE] = RULE_LOCAL,
	[MAP_BLOOM_FILTER] = {.value = ANY, .flags = FLAGS_STORED | BPF_F_ZERO_SEED,
			      .too_big = BIG_4_MIB},
	[MAP_USER_RINGBUF] = {.entries = ENTRIES_RING, .flags = BPF_F_NUMA_NODE},
	[MAP_CGRP_STORAGE] = RULE_LOCAL,
	[MAP_ARENA] = {.entries = ENTRIES_PAGES,
		       .flags = BPF_F_MMAPABLE | BPF_F_SEGV_ON_FAULT | BPF_F_NO_USER_CONV,
		       .needed = BPF_F_MMAPABLE, .too_big = BIG_ARENA},
	[MAP_INSN_ARRAY] = {.key = BYTES_4, .value = {16, 16, 16}},
	[MAP_RHASH] = {.key = ANY, .value = ANY, .flags = FLAGS_STORED | BPF_F_NO_PREALLOC,
		       .needed = BPF_F_NO_PREALLOC, .too_big = BIG_HASH},
};

const struct create_rule *create_rule(__u32 type)
{
	const struct create_rule *rule =
		type < sizeof(rules) / sizeof(rules[0]) ? &rules[type] : NULL;

	/* struct_ops has no rule, nor have types newer than the table. */
	return rule && (rule->value.max || rule->entries) ? rule : NULL;
}

void create_size_text(struct size_rule rule, struct buf *out)
{
	if (!rule.max)
		buf_puts(out, "none");
	else if (rule.min == rule.max)
		buf_printf(out, "%u bytes", rule.min);
	else if (rule.min + rule.step == rule.max)
		buf_printf(out, "%u or %u bytes", rule.min, rule.max);
	else if (rule.max != 0xffffffff)
		buf_printf(out, "%u to %u bytes", rule.min, rule.max);
	else if (rule.step > 1)
		buf_printf(out, "a multiple of %u bytes", rule.step);
	else
		buf_puts(out, "1 byte or more");
}

bool create_asks(__u32 type, struct buf *key, struct buf *value, struct buf *entries,
		 struct buf *flags)
{
	static const char *const counts[] = {
		[ENTRIES_SOME] = "at least 1",
		[ENTRIES_NONE] = "none: it grows with its owners",
		[ENTRIES_RING] = "its size in bytes, a power of two and of whole pages",
		[ENTRIES_PAGES] = "pages of memory",
	};
	const struct create_rule *rule = create_rule(type);

	if (!rule)
		return false;
	create_size_text(rule->key, key);
	create_size_text(rule->value, value);
	buf_puts(entries, counts[rule->entries]);
	map_flags_format(rule->needed, flags);
	return true;
}
