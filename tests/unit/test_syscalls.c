// SPDX-License-Identifier: GPL-2.0-or-later
/* bpf() calls as text: from attributes and memory that the test makes up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "bpf/syscalls.h"

#include <cmocka.h> /* last: its fail() is a macro */

#define MAP_FD 3

/* Memory below this address cannot be read, as in any process. */
#define UNREADABLE 0x1000

struct world {
	struct map map;
	struct map_type scratch;
	struct syscalls_caller caller;
	struct form form;
	union bpf_attr attr;
	struct buf text;
};

static bool world_read(void *self, __u64 addr, void *data, size_t n)
{
	(void)self;
	if (addr < UNREADABLE || addr + n < addr || addr >> 63)
		return false;
	memcpy(data, (const void *)(uintptr_t)addr, n);
	return true;
}

static const struct map *world_map(void *self, int fd)
{
	struct world *world = self;

	return fd == MAP_FD ? &world->map : NULL;
}

static bool world_describe(void *self, int fd, struct buf *out)
{
	(void)self;
	if (fd == MAP_FD)
		buf_puts(out, "map 12");
	return fd == MAP_FD;
}

static int setup(void **state)
{
	static char name[] = "con\"fig";
	static struct world world;
	struct err err = {0};

	world = (struct world){
		.map = {.fd = -1, .name = name, .value_stride = 8, .value_bytes = 8},
		.caller = {&world, world_read, world_map, world_describe, &world.form},
	};
	world.map.info.id = 12;
	world.map.info.key_size = 4;
	world.map.info.value_size = 8;
	world.map.type = type_get(MAP_HASH, &world.scratch);
	assert_int_equal(layout_new_u32(&world.map.key, &err), 0);
	assert_int_equal(layout_new_bytes(&world.map.value, 8, &err), 0);
	*state = &world;
	return 0;
}

static int teardown(void **state)
{
	struct world *world = *state;

	layout_free(world->map.key);
	layout_free(world->map.value);
	buf_free(&world->text);
	return 0;
}

static __u64 address(const void *p)
{
	return (__u64)(uintptr_t)p;
}

/* The line of one call. The kernel's part is played between the two halves by `kernel`. */
static const char *line(struct world *world, __u32 cmd, long ret, void (*kernel)(struct world *))
{
	struct syscalls_call call;

	buf_reset(&world->text);
	assert_true(syscalls_read(&world->caller, cmd, address(&world->attr), sizeof(world->attr),
				  &call));
	syscalls_format(&call, &world->caller, &world->text);
	if (kernel)
		kernel(world);
	syscalls_format_result(&call, &world->caller, ret, &world->text);
	return buf_cstr(&world->text);
}

static void lookup_shows_key_and_value(void **state)
{
	struct world *world = *state;
	__u32 key = 501;

	world->attr.map_fd = MAP_FD;
	world->attr.key = address(&key);
	world->attr.value = address("abcdefg");
	assert_string_equal(line(world, BPF_MAP_LOOKUP_ELEM, 0, NULL),
			    "bpf(BPF_MAP_LOOKUP_ELEM, {map 12 \"con\\\"fig\", key 501, flags 0}) "
			    "= 0 hex:6162636465666700");
	assert_string_equal(line(world, BPF_MAP_LOOKUP_ELEM, -ENOENT, NULL),
			    "bpf(BPF_MAP_LOOKUP_ELEM, {map 12 \"con\\\"fig\", key 501, flags 0}) "
			    "= -1 ENOENT");
}

static void update_names_its_flags(void **state)
{
	struct world *world = *state;
	__u32 key = 1;

	world->attr.map_fd = MAP_FD;
	world->attr.key = address(&key);
	world->attr.value = address("abcdefg");
	world->attr.flags = BPF_NOEXIST | BPF_F_LOCK | 1ULL << 40;
	assert_string_equal(line(world, BPF_MAP_UPDATE_ELEM, -EEXIST, NULL),
			    "bpf(BPF_MAP_UPDATE_ELEM, {map 12 \"con\\\"fig\", key 1, value "
			    "hex:6162636465666700, flags noexist|lock|0x10000000000}) = -1 EEXIST");
}

static void memory_that_cannot_be_read_is_an_address(void **state)
{
	struct world *world = *state;

	world->attr.map_fd = MAP_FD;
	world->attr.key = 8;
	assert_string_equal(line(world, BPF_MAP_DELETE_ELEM, -EFAULT, NULL),
			    "bpf(BPF_MAP_DELETE_ELEM, {map 12 \"con\\\"fig\", key 0x8}) "
			    "= -1 EFAULT");
}

static void unknown_maps_show_addresses(void **state)
{
	struct world *world = *state;

	world->attr.map_fd = 9;
	world->attr.key = 0x20;
	world->attr.value = 0x30;
	assert_string_equal(line(world, BPF_MAP_UPDATE_ELEM, -EBADF, NULL),
			    "bpf(BPF_MAP_UPDATE_ELEM, {fd 9, key 0x20, value 0x30, flags 0}) "
			    "= -1 EBADF");
}

static void overwrite_key(struct world *world)
{
	*(__u32 *)(uintptr_t)world->attr.next_key = 7;
}

/* Key and next key may be the same memory: what went in must be read before the call. */
static void next_key_in_place_shows_both(void **state)
{
	struct world *world = *state;
	__u32 key = 6;

	world->attr.map_fd = MAP_FD;
	world->attr.key = world->attr.next_key = address(&key);
	assert_string_equal(line(world, BPF_MAP_GET_NEXT_KEY, 0, overwrite_key),
			    "bpf(BPF_MAP_GET_NEXT_KEY, {map 12 \"con\\\"fig\", key 6}) = 0 7");
	world->attr.key = 0;
	assert_string_equal(line(world, BPF_MAP_GET_NEXT_KEY, -ENOENT, NULL),
			    "bpf(BPF_MAP_GET_NEXT_KEY, {map 12 \"con\\\"fig\", key NULL}) "
			    "= -1 ENOENT");
}

static void three_are_left(struct world *world)
{
	world->attr.batch.count = 3;
}

static void last_batch_shows_its_entries(void **state)
{
	struct world *world = *state;
	__u32 keys[3] = {1, 2, 3};
	__u64 values[3] = {0};

	world->attr.batch.map_fd = MAP_FD;
	world->attr.batch.keys = address(keys);
	world->attr.batch.values = address(values);
	world->attr.batch.count = 64;
	assert_string_equal(line(world, BPF_MAP_LOOKUP_BATCH, -ENOENT, three_are_left),
			    "bpf(BPF_MAP_LOOKUP_BATCH, {map 12 \"con\\\"fig\", count 64, flags 0, "
			    "in_batch NULL}) = -1 ENOENT {count 64 -> 3, 1: hex:0000000000000000, "
			    "2: hex:0000000000000000, …}");
}

static void more_than_asked(struct world *world)
{
	world->attr.batch.count = 4000000000;
}

static void absurd_count_is_not_believed(void **state)
{
	struct world *world = *state;

	world->attr.batch.map_fd = MAP_FD;
	world->attr.batch.count = 64;
	assert_non_null(strstr(line(world, BPF_MAP_LOOKUP_BATCH, 0, more_than_asked), "}) = 0"));
	assert_null(strstr(buf_cstr(&world->text), "4000000000"));
}

static void percpu_value_is_a_list(void **state)
{
	struct world *world = *state;
	__u64 values[2] = {1, 2};
	__u32 key = 0;

	world->map.n_cpus = 2;
	world->map.value_bytes = 16;
	world->attr.map_fd = MAP_FD;
	world->attr.key = address(&key);
	world->attr.value = address(values);
	assert_non_null(strstr(line(world, BPF_MAP_LOOKUP_ELEM, 0, NULL),
			       "= 0 [hex:0100000000000000, hex:0200000000000000]"));
	world->attr.flags = 1ULL << 32 | 8; /* BPF_F_CPU, CPU 1 */
	assert_non_null(strstr(line(world, BPF_MAP_LOOKUP_ELEM, 0, NULL),
			       "flags cpu 1}) = 0 hex:0100000000000000"));
}

static void queues_have_no_key(void **state)
{
	struct world *world = *state;

	world->map.info.key_size = 0;
	world->attr.map_fd = MAP_FD;
	world->attr.value = address("abcdefg");
	assert_string_equal(line(world, BPF_MAP_LOOKUP_AND_DELETE_ELEM, 0, NULL),
			    "bpf(BPF_MAP_LOOKUP_AND_DELETE_ELEM, {map 12 \"con\\\"fig\", flags 0}) "
			    "= 0 hex:6162636465666700");
}

static void strings_are_escaped_and_bounded(void **state)
{
	static char path[3 * 4096] __attribute__((aligned(64))) = "/a\033[31m\n";
	struct world *world = *state;

	world->attr.pathname = address(path);
	assert_string_equal(line(world, BPF_OBJ_GET, -ENOENT, NULL),
			    "bpf(BPF_OBJ_GET, {path \"/a\\x1b[31m\\n\", flags 0}) = -1 ENOENT");
	memset(path, 'x', sizeof(path));
	world->attr.pathname = address(path + 7);
	assert_true(strlen(line(world, BPF_OBJ_GET, 0, NULL)) < 4200);
	world->attr.pathname = UNREADABLE - 1;
	assert_string_equal(line(world, BPF_OBJ_GET, -EFAULT, NULL),
			    "bpf(BPF_OBJ_GET, {path 0xfff, flags 0}) = -1 EFAULT");
}

static void created_maps_say_what_they_are(void **state)
{
	struct world *world = *state;

	world->attr.map_type = BPF_MAP_TYPE_LRU_HASH;
	memset(world->attr.map_name, 'n', sizeof(world->attr.map_name)); /* no NUL */
	world->attr.key_size = 4;
	world->attr.max_entries = 10;
	world->attr.map_flags = BPF_F_NO_PREALLOC;
	assert_string_equal(line(world, BPF_MAP_CREATE, MAP_FD, NULL),
			    "bpf(BPF_MAP_CREATE, {type lru_hash, name \"nnnnnnnnnnnnnnnn\", "
			    "key_size 4, value_size 0, max_entries 10, flags no_prealloc}) "
			    "= 3 map 12");
}

static void commands_of_the_future_are_numbers(void **state)
{
	struct world *world = *state;

	world->attr.map_type = 5;
	world->attr.value_size = 0x10;
	assert_string_equal(line(world, 4000, -EINVAL, NULL),
			    "bpf(4000, {0x5, 0x0, 0x10}) = -1 EINVAL");
	assert_string_equal(line(world, 36, -4095, NULL),
			    "bpf(BPF_TOKEN_CREATE, {0x5, 0x0, 0x10}) = -1 EUNKNOWN (4095)");
}

static void attributes_that_cannot_be_read(void **state)
{
	struct world *world = *state;
	struct syscalls_call call;

	assert_false(syscalls_read(&world->caller, 0, 8, 16, &call));
	assert_true(syscalls_read(&world->caller, 0, 8, 0, &call));
	assert_int_equal(call.words[0], 0);
}

/* No command may read outside what it was given, whatever stands there. */
static void garbage_is_survived(void **state)
{
	struct world *world = *state;

	for (__u32 cmd = 0; cmd < 64; cmd++) {
		memset(&world->attr, 0xff, sizeof(world->attr));
		assert_non_null(strstr(line(world, cmd, -EINVAL, NULL), "= -1 EINVAL"));
		memset(&world->attr, 0, sizeof(world->attr));
		assert_non_null(strstr(line(world, cmd, 0, NULL), "= 0"));
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(lookup_shows_key_and_value),
		TEST(update_names_its_flags),
		TEST(memory_that_cannot_be_read_is_an_address),
		TEST(unknown_maps_show_addresses),
		TEST(next_key_in_place_shows_both),
		TEST(last_batch_shows_its_entries),
		TEST(absurd_count_is_not_believed),
		TEST(percpu_value_is_a_list),
		TEST(queues_have_no_key),
		TEST(strings_are_escaped_and_bounded),
		TEST(created_maps_say_what_they_are),
		TEST(commands_of_the_future_are_numbers),
		TEST(attributes_that_cannot_be_read),
		TEST(garbage_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
