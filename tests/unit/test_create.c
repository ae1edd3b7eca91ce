// SPDX-License-Identifier: GPL-2.0-or-later
/* Making maps of every type on this kernel, and the refusals that are told before it is asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#include <bpf/bpf.h>

#include "bpf/create.h"
#include "bpf/uapi.h"

/* Last: it makes a macro of fail(). */
#include <cmocka.h>

static struct kernel *kernel;

static int setup(void **state)
{
	struct err err = {0};

	(void)state;
	return kernel_new(&kernel, &err);
}

static int teardown(void **state)
{
	(void)state;
	kernel_free(kernel);
	return 0;
}

static int inner_map(void)
{
	struct map_spec spec = {.type = MAP_ARRAY, .name = "inner", .key = "4", .value = "8",
				.max_entries = 4, .inner_fd = -1};
	struct err err = {0};
	int fd = map_create(kernel, &spec, false, NULL, &err);

	if (fd == -EPERM)
		skip();
	assert_true(fd >= 0);
	return fd;
}

/* What must come out of a map that can be made. */
enum { PLAIN, TYPED, NOTED };

struct good {
	__u32 type;
	const char *key, *value;
	__u32 entries, flags;
	int outcome;
};

#define FLOW "struct { __be32 saddr; u16 port; u8 proto; }"
#define LPM  "struct { u32 prefixlen; __be32 addr; }"

static const struct good goods[] = {
	{MAP_HASH, "7", "13", 10, 0, PLAIN},
	{MAP_HASH, FLOW, "struct { u64 packets; char name[9]; }", 10, 0, TYPED},
	{MAP_HASH, "u32", "struct { struct bpf_spin_lock lock; u64 n; }", 10, 0, TYPED},
	{MAP_HASH, "16", "u64", 10, BPF_F_NO_PREALLOC, TYPED},
	{MAP_HASH, "u64", "12", 10, 0, TYPED},
	{MAP_ARRAY, "u32", "struct { u8 a; u64 b; }", 10, BPF_F_MMAPABLE, TYPED},
	{MAP_ARRAY, "int", "enum { OFF, ON }", 10, 0, TYPED},
	{MAP_ARRAY, "4", "u64", 10, 0, TYPED},
	{MAP_PROG_ARRAY, "4", "4", 10, 0, PLAIN},
	{MAP_PROG_ARRAY, "u32", "u32", 10, 0, TYPED},
	{MAP_PERF_EVENT_ARRAY, "u32", "u32", 4, 0, NOTED},
	{MAP_PERF_EVENT_ARRAY, "4", "4", 4, BPF_F_PRESERVE_ELEMS, PLAIN},
	{MAP_PERCPU_HASH, "u32", "struct { u32 n; }", 10, 0, TYPED},
	{MAP_PERCPU_ARRAY, "u32", "u64", 10, 0, TYPED},
	{MAP_STACK_TRACE, "4", "1016", 10, 0, PLAIN},
	{MAP_STACK_TRACE, "u32", "u64[127]", 10, 0, NOTED},
	{MAP_STACK_TRACE, "4", "64", 10, BPF_F_STACK_BUILD_ID, PLAIN},
	{MAP_CGROUP_ARRAY, "4", "4", 10, 0, PLAIN},
	{MAP_LRU_HASH, "u32", "u64", 10, BPF_F_NO_COMMON_LRU, TYPED},
	{MAP_LRU_PERCPU_HASH, "u32", "u64", 10, 0, TYPED},
	{MAP_LPM_TRIE, "8", "4", 10, BPF_F_NO_PREALLOC, PLAIN},
	{MAP_LPM_TRIE, LPM, "u32", 10, BPF_F_NO_PREALLOC, TYPED},
	{MAP_LPM_TRIE, "8", "u32", 10, BPF_F_NO_PREALLOC, TYPED},
	{MAP_ARRAY_OF_MAPS, "4", "4", 10, 0, PLAIN},
	{MAP_HASH_OF_MAPS, "char[16]", "u32", 10, 0, NOTED},
	{MAP_DEVMAP, "4", "8", 10, 0, PLAIN},
	{MAP_SOCKMAP, "4", "8", 10, 0, PLAIN},
	{MAP_CPUMAP, "u32", "u32", 2, 0, NOTED},
	{MAP_XSKMAP, "4", "4", 10, 0, PLAIN},
	{MAP_SOCKHASH, FLOW, "u64", 10, 0, NOTED},
	{MAP_CGROUP_STORAGE, "8", "24", 0, 0, PLAIN},
	{MAP_CGROUP_STORAGE, "u64", "u64", 0, 0, TYPED},
	{MAP_CGROUP_STORAGE, "struct { u64 cgroup_inode_id; u32 attach_type; }", "u64", 0, 0,
	 TYPED},
	{MAP_CGROUP_STORAGE, "8", "u64", 0, 0, TYPED},
	{MAP_REUSEPORT_SOCKARRAY, "u32", "u64", 10, 0, TYPED},
	{MAP_PERCPU_CGROUP_STORAGE, "u64", "u64", 0, 0, TYPED},
	{MAP_QUEUE, NULL, "12", 10, 0, PLAIN},
	{MAP_QUEUE, "0", "u64", 10, 0, TYPED},
	{MAP_STACK, NULL, "struct { char name[16]; }", 10, 0, TYPED},
	{MAP_SK_STORAGE, "int", "u64", 0, BPF_F_NO_PREALLOC | BPF_F_CLONE, TYPED},
	{MAP_DEVMAP_HASH, "4", "4", 10, 0, PLAIN},
	{MAP_RINGBUF, NULL, NULL, 1 << 16, 0, PLAIN},
	{MAP_RINGBUF, "0", "0", 1 << 16, 0, PLAIN},
	{MAP_RINGBUF, NULL, "struct { u32 pid; char comm[16]; }", 1 << 16, 0, TYPED},
	{MAP_INODE_STORAGE, "int", "u64", 0, BPF_F_NO_PREALLOC, TYPED},
	{MAP_TASK_STORAGE, "u32", "struct { u64 n; }", 0, BPF_F_NO_PREALLOC, TYPED},
	{MAP_BLOOM_FILTER, NULL, "4", 10, 0, PLAIN},
	{MAP_BLOOM_FILTER, NULL, "u64", 10, 0, TYPED},
	{MAP_USER_RINGBUF, NULL, "u64", 1 << 16, 0, TYPED},
	{MAP_CGRP_STORAGE, "int", "u64", 0, BPF_F_NO_PREALLOC, TYPED},
	{MAP_ARENA, NULL, NULL, 16, BPF_F_MMAPABLE, PLAIN},
	{MAP_ARENA, NULL, "u64", 16, BPF_F_MMAPABLE, TYPED},
};

static struct map_spec spec_of(const struct good *good)
{
	bool outer = good->type == MAP_ARRAY_OF_MAPS || good->type == MAP_HASH_OF_MAPS;

	return (struct map_spec){.type = good->type, .name = "made", .key = good->key,
				 .value = good->value, .max_entries = good->entries,
				 .flags = good->flags, .inner_fd = outer ? inner_map() : -1};
}

static void check_good(const struct good *good)
{
	BUF_CLEANUP struct buf note = {0};
	struct map_spec spec = spec_of(good);
	struct bpf_map_info info = {0};
	__u32 size = sizeof(info);
	struct err err = {0};
	int fd = map_create(kernel, &spec, false, &note, &err);

	if (fd == -EPERM)
		skip();
	assert_string_equal(err.msg, "");
	assert_true(fd >= 0);
	assert_int_equal(bpf_obj_get_info_by_fd(fd, &info, &size), 0);
	assert_int_equal(info.type, good->type);
	assert_string_equal(info.name, "made");
	assert_int_equal(info.btf_id != 0, good->outcome == TYPED);
	assert_int_equal(note.len != 0, good->outcome == NOTED);
	close(fd);
	note.len = 0;
	assert_int_equal(map_create(kernel, &spec, true, &note, &err), 0);
	assert_int_equal(note.len != 0, good->outcome == NOTED);
	if (spec.inner_fd >= 0)
		close(spec.inner_fd);
}

static void test_good(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(goods) / sizeof(goods[0]); i++) {
		print_message("type %u key %s value %s\n", goods[i].type, goods[i].key,
			      goods[i].value);
		check_good(&goods[i]);
	}
}

/* The kernel refuses it too, but does not say that `says` is the reason. */
struct bad {
	struct map_spec spec;
	const char *says, *hint;
};

#define BAD(type_, key_, value_, entries_, flags_) \
	.spec = {.type = type_, .key = key_, .value = value_, .max_entries = entries_, \
		 .flags = flags_, .inner_fd = -1}

static const struct bad bads[] = {
	{BAD(MAP_HASH, NULL, "4", 1, 0), "need a key", "key u32"},
	{BAD(MAP_HASH, "4", NULL, 1, 0), "need a value", "value u64"},
	{BAD(MAP_HASH, "0", "4", 1, 0), "need a key", NULL},
	{BAD(MAP_HASH, "4", "4", 0, 0), "entries 0", "entries N"},
	{BAD(MAP_HASH, "4x", "4", 1, 0), "\"4x\"", NULL},
	{BAD(MAP_HASH, "4", "5000000000", 1, 0), "5000000000", NULL},
	{BAD(MAP_HASH, "u32", "u63", 1, 0), "\"u63\"", NULL},
	{BAD(MAP_HASH, "4", "4", 1, BPF_F_MMAPABLE), "mmapable", "hash takes no_prealloc"},
	{BAD(MAP_HASH, "4", "4", 1, BPF_F_RDONLY | BPF_F_WRONLY), "rdonly and wronly", NULL},
	{BAD(MAP_ARRAY, "8", "4", 1, 0), "\"8\"", NULL},
	{BAD(MAP_ARRAY, "u64", "4", 1, 0), "\"u64\" has 8 bytes", NULL},
	{BAD(MAP_ARRAY, "struct { u32 a; }", "u32", 1, 0), "struct { u32 a; }", "key u32"},
	{BAD(MAP_ARRAY, "4", "4", 1, BPF_F_NO_PREALLOC), "no_prealloc", NULL},
	{BAD(MAP_PROG_ARRAY, "4", "8", 1, 0), "value \"8\"", NULL},
	{BAD(MAP_PERCPU_HASH, "4", "32769", 1, 0), "32768", NULL},
	{BAD(MAP_STACK_TRACE, "4", "12", 1, 0), "multiple of 8", NULL},
	{BAD(MAP_STACK_TRACE, "4", "40", 1, BPF_F_STACK_BUILD_ID), "multiple of 32", NULL},
	{BAD(MAP_LRU_HASH, "4", "4", 1, BPF_F_NO_PREALLOC), "no_prealloc", NULL},
	{BAD(MAP_LPM_TRIE, "8", "4", 1, 0), "no_prealloc", "flags no_prealloc"},
	{BAD(MAP_LPM_TRIE, "4", "4", 1, BPF_F_NO_PREALLOC), "5 to 260 bytes", NULL},
	{BAD(MAP_LPM_TRIE, "u64", "4", 1, BPF_F_NO_PREALLOC), "prefix length", "prefixlen"},
	{BAD(MAP_LPM_TRIE, "struct { u8 a[8]; }", "u32", 1, BPF_F_NO_PREALLOC), "prefix length",
	 NULL},
	{BAD(MAP_ARRAY_OF_MAPS, "4", "4", 1, 0), "inner map", "inner MAP"},
	{BAD(MAP_DEVMAP, "4", "6", 1, 0), "4 or 8 bytes", NULL},
	{BAD(MAP_CGROUP_STORAGE, "8", "4", 1, 0), "no limit", "leave out `entries`"},
	{BAD(MAP_CGROUP_STORAGE, "12", "4", 0, 0), "8 or 16 bytes", NULL},
	{BAD(MAP_CGROUP_STORAGE, "char[8]", "u32", 0, 0), "integer of 8 bytes", "key u64"},
	{BAD(MAP_QUEUE, "u32", "4", 1, 0), "no key", "leave out `key`"},
	{BAD(MAP_BLOOM_FILTER, "4", "4", 1, 0), "no key", NULL},
	{BAD(MAP_TASK_STORAGE, "4", "8", 0, BPF_F_NO_PREALLOC), "C types", "key int"},
	{BAD(MAP_TASK_STORAGE, "int", "u64", 0, 0), "no_prealloc", "flags no_prealloc"},
	{BAD(MAP_TASK_STORAGE, "u64", "u64", 0, BPF_F_NO_PREALLOC), "\"u64\"", NULL},
	{BAD(MAP_STRUCT_OPS, "4", "4", 1, 0), "struct_ops", NULL},
	{BAD(MAP_RINGBUF, NULL, NULL, 5000, 0), "entries 5000", "entries 4096"},
	{BAD(MAP_RINGBUF, NULL, NULL, 7000, 0), "entries 7000", "entries 8192"},
	{BAD(MAP_RINGBUF, NULL, NULL, 0, 0), "power of two", "entries 4096"},
	{BAD(MAP_RINGBUF, NULL, NULL, 4294967295u, 0), "power of two", "entries 2147483648"},
	{BAD(MAP_RINGBUF, "4", NULL, 4096, 0), "no key", NULL},
	{BAD(MAP_RINGBUF, NULL, "8", 4096, 0), "no values", NULL},
	{BAD(MAP_ARENA, NULL, NULL, 4, 0), "mmapable", "flags mmapable"},
	{.spec = {.type = MAP_HASH,
		  .key = "4",
		  .value = "4",
		  .max_entries = 1,
		  .inner_fd = -1,
		  .name = "sixteen_letters_"},
	 "\"sixteen_letters_\" has 16",
	 "sixteen_letters"},
	{.spec = {.type = MAP_HASH,
		  .key = "4",
		  .value = "4",
		  .max_entries = 1,
		  .inner_fd = -1,
		  .name = "a-b"},
	 "takes no \"-\"",
	 NULL},
	{.spec = {.type = MAP_HASH, .key = "4", .value = "4", .max_entries = 1, .inner_fd = 0},
	 "hold no maps",
	 NULL},
	{.spec = {.type = MAP_HASH,
		  .key = "4",
		  .value = "4",
		  .max_entries = 1,
		  .inner_fd = -1,
		  .extra = 3},
	 "extra 3",
	 NULL},
	{.spec = {.type = MAP_BLOOM_FILTER,
		  .value = "4",
		  .max_entries = 1,
		  .inner_fd = -1,
		  .extra = 16},
	 "extra 16",
	 NULL},
};

static void test_bad(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bads) / sizeof(bads[0]); i++) {
		struct err err = {0};

		assert_int_equal(map_create(kernel, &bads[i].spec, true, NULL, &err), ERR_USAGE);
		print_message("%s (%s)\n", err.msg, err.hint);
		assert_non_null(strstr(err.msg, bads[i].says));
		if (bads[i].hint)
			assert_non_null(strstr(err.hint, bads[i].hint));
	}
}

/* What only the kernel can tell is explained with what it may have meant. */
static void test_refused(void **state)
{
	static const struct bad refused[] = {
		{BAD(MAP_HASH, "4", "4194304", 1, 0), "as large as", "4 MiB"},
		{BAD(MAP_STACK_TRACE, "4", "1048576", 1, 0), "refuses", "max_stack"},
		{BAD(MAP_CPUMAP, "4", "4", 1000000, 0), "as large as", "CPUs"},
		{BAD(MAP_CGROUP_STORAGE, "char[16]", "u32", 0, 0), "refuses", "8 or 16 bytes"},
		{BAD(1000, "4", "4", 1, 0), "does not know maps of type 1000", "doctor"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct err err = {0};
		int code = map_create(kernel, &refused[i].spec, false, NULL, &err);

		if (code == -EPERM)
			skip();
		print_message("%s (%s)\n", err.msg, err.hint);
		assert_int_equal(err.status, STATUS_REFUSED);
		assert_non_null(strstr(err.msg, refused[i].says));
		assert_non_null(strstr(err.hint, refused[i].hint));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
