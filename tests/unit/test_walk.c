// SPDX-License-Identifier: GPL-2.0-or-later
/* Walks over real maps: every method gives every entry once, also while the map changes. */
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "bpf/walk_impl.h"

/* Last: it makes a macro of fail(). */
#include <cmocka.h>

/* A map as map_open() would fill it in; closed by map_drop(). */
static struct map *map_make(__u32 type, __u32 key_size, __u32 value_size, __u32 entries,
			    __u32 flags)
{
	struct map *map = calloc(1, sizeof(*map));
	struct bpf_map_create_opts opts;
	__u32 size = sizeof(map->info);
	struct err err = {0};

	assert_non_null(map);
	memset(&opts, 0, sizeof(opts));
	opts.sz = sizeof(opts);
	opts.map_flags = flags;
	map->fd = bpf_map_create(type, "walked", key_size, value_size, entries, &opts);
	if (map->fd == -EPERM)
		skip();
	assert_true(map->fd >= 0);
	assert_int_equal(bpf_obj_get_info_by_fd(map->fd, &map->info, &size), 0);
	map->type = type_get(type, &map->type_scratch);
	map->name = strdup("walked");
	map->key_bytes = key_size;
	map->value_stride = value_size;
	map->value_bytes = value_size;
	if (map->type->can & TYPE_PERCPU) {
		map->n_cpus = (unsigned int)libbpf_num_possible_cpus();
		map->value_stride = (value_size + 7) / 8 * 8;
		map->value_bytes = map->value_stride * map->n_cpus;
	}
	assert_int_equal(kernel_new(&map->kernel, &err), 0);
	return map;
}

static void map_drop(struct map *map)
{
	close(map->fd);
	kernel_free(map->kernel);
	free(map->name);
	free(map);
}

/* The value of key i begins with 3 * i + 1, on every CPU. */
static void map_fill(const struct map *map, __u32 n)
{
	unsigned char *key = calloc(1, map->info.key_size);
	unsigned char *value = calloc(1, map->value_bytes);

	for (__u32 i = 0; i < n; i++) {
		__u32 word = i * 3 + 1;

		memcpy(key, &i, map->info.key_size < 4 ? map->info.key_size : 4);
		for (__u32 off = 0; off < map->value_bytes; off += map->value_stride)
			memcpy(value + off, &word, map->value_stride < 4 ? map->value_stride : 4);
		assert_int_equal(bpf_map_update_elem(map->fd, key, value, 0), 0);
	}
	free(key);
	free(value);
}

static void check_entry(const struct map *map, const unsigned char *key, const unsigned char *value,
			unsigned char *met, __u32 n)
{
	__u32 i = 0, word = 0, width = map->value_stride < 4 ? map->value_stride : 4, expect;

	memcpy(&i, key, map->info.key_size < 4 ? map->info.key_size : 4);
	assert_true(i < n);
	assert_int_equal(met[i], 0);
	met[i] = 1;
	expect = i * 3 + 1;
	for (__u32 off = 0; value && off < map->value_bytes; off += map->value_stride) {
		memcpy(&word, value + off, width);
		assert_memory_equal(&word, &expect, width);
	}
}

/* Walks all n entries that map_fill() made and sees each of them once. */
static void check_walk(const struct map *map, enum walk_method method, bool keys_only, __u32 n)
{
	unsigned char *met = calloc(1, n + 1);
	struct walk_batch batch;
	struct walk *walk;
	struct err err = {0};
	__u32 total = 0;
	int more;

	assert_int_equal(walk_new(&walk, map, method, keys_only, &err), 0);
	while ((more = walk_next(walk, &batch, &err)) > 0) {
		assert_null(batch.errors);
		for (size_t i = 0; i < batch.n; i++)
			check_entry(map, batch.keys + i * map->info.key_size,
				    batch.values ? batch.values + i * map->value_bytes : NULL, met,
				    n);
		total += (__u32)batch.n;
	}
	assert_string_equal(err.msg, "");
	assert_int_equal(more, 0);
	assert_int_equal(total, n);
	assert_int_equal(walk_next(walk, &batch, &err), 0);
	if (method != WALK_BEST)
		assert_int_equal(walk_method(walk), method);
	walk_free(walk);
	free(met);
}

static void check_methods(__u32 type, __u32 key_size, __u32 value_size, __u32 max, __u32 n)
{
	struct map *map = map_make(type, key_size, value_size, max, 0);

	map_fill(map, n);
	check_walk(map, WALK_BEST, false, n);
	check_walk(map, WALK_BATCH, false, n);
	check_walk(map, WALK_ITERATOR, false, n);
	check_walk(map, WALK_NEXT_KEY, false, n);
	check_walk(map, WALK_NEXT_KEY, true, n);
	map_drop(map);
}

static void test_hash(void **state)
{
	(void)state;
	check_methods(MAP_HASH, 4, 12, 10, 0);
	check_methods(MAP_HASH, 4, 12, 10, 10);
	check_methods(MAP_HASH, 1, 1, 256, 200);
	check_methods(MAP_HASH, 13, 40, 20000, 20000);
	check_methods(MAP_HASH, 64, 4096, 2000, 1500);
	check_methods(MAP_LRU_HASH, 16, 40, 100000, 5000);
}

static void test_array(void **state)
{
	(void)state;
	check_methods(MAP_ARRAY, 4, 3, 1, 1);
	check_methods(MAP_ARRAY, 4, 8, 1024, 1024);
	check_methods(MAP_ARRAY, 4, 5, 40000, 40000);
}

static void test_percpu(void **state)
{
	(void)state;
	check_methods(MAP_PERCPU_HASH, 8, 12, 5000, 5000);
	check_methods(MAP_PERCPU_ARRAY, 4, 20, 3000, 3000);
	check_methods(MAP_LRU_PERCPU_HASH, 8, 4, 60000, 2500);
}

/* One bucket's entries may be more than fit in 1 MiB: the room grows until they do. */
static void test_large_values(void **state)
{
	struct map *map = map_make(MAP_HASH, 4, 300000, 200, BPF_F_NO_PREALLOC);

	(void)state;
	map_fill(map, 100);
	check_walk(map, WALK_BATCH, false, 100);
	check_walk(map, WALK_BEST, false, 100);
	map_drop(map);
}

/* An element over 32 KiB is too large for the iterator, which says so. */
static void test_iterator_limit(void **state)
{
	struct map *map = map_make(MAP_HASH, 4, 40000, 4, 0);
	struct walk_batch batch;
	struct err err = {0};
	struct walk *walk;

	(void)state;
	map_fill(map, 2);
	assert_int_equal(walk_new(&walk, map, WALK_ITERATOR, false, &err), 0);
	assert_int_equal(walk_next(walk, &batch, &err), -E2BIG);
	assert_int_equal(walk_next(walk, &batch, &err), 0);
	walk_free(walk);
	map_drop(map);
}

/* Empty slots are passed over; programs that are there would be shown by their ids. */
static void test_empty_slots(void **state)
{
	struct map *map = map_make(MAP_PROG_ARRAY, 4, 4, 100000, 0);

	(void)state;
	check_walk(map, WALK_BEST, false, 0);
	check_walk(map, WALK_BEST, true, 0);
	map_drop(map);
}

static void test_refused(void **state)
{
	struct map *map = map_make(MAP_QUEUE, 0, 4, 8, 0);
	struct err err = {0};
	struct walk *walk;

	(void)state;
	assert_int_equal(walk_new(&walk, map, WALK_BEST, false, &err), -EOPNOTSUPP);
	assert_string_not_equal(err.msg, "");
	map_drop(map);
	map = map_make(MAP_LPM_TRIE, 8, 4, 8, BPF_F_NO_PREALLOC);
	assert_int_equal(walk_new(&walk, map, WALK_ITERATOR, false, &err), -EOPNOTSUPP);
	map_drop(map);
}

static int listening_socket(void)
{
	struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&any, sizeof(any)), 0);
	assert_int_equal(listen(fd, 1), 0);
	return fd;
}

/* An entry that cannot be read is there, with its error: sockets only show in values of 8 bytes. */
static void test_unreadable(void **state)
{
	struct map *map = map_make(MAP_SOCKHASH, 4, 4, 8, 0);
	int sock = listening_socket();
	struct walk_batch batch;
	struct err err = {0};
	struct walk *walk;
	__u32 key = 7;

	(void)state;
	assert_int_equal(bpf_map_update_elem(map->fd, &key, &sock, 0), 0);
	assert_int_equal(walk_new(&walk, map, WALK_BEST, false, &err), 0);
	assert_int_equal(walk_next(walk, &batch, &err), 1);
	assert_int_equal(batch.n, 1);
	assert_memory_equal(batch.keys, &key, sizeof(key));
	assert_non_null(batch.errors);
	assert_int_equal(batch.errors[0], -ENOSPC);
	assert_int_equal(walk_next(walk, &batch, &err), 0);
	assert_non_null(walk_note(walk));
	walk_free(walk);
	close(sock);
	map_drop(map);
}

/* A walk that keeps meeting entries ends, and says so. */
static void test_bound(void **state)
{
	struct map map = {.info.max_entries = 1000000};
	struct reader reader = {.map = &map, .visits = 1000000};

	(void)state;
	assert_false(reader_lost(&reader));
	assert_string_equal(reader.note, "");
	reader.visits = 5000000;
	assert_true(reader_lost(&reader));
	assert_non_null(strstr(reader.note, "5000000"));
}

/* A walk may be left at any point, with the thread in the midst of a read. */
static void test_left_early(void **state)
{
	struct map *map = map_make(MAP_HASH, 4, 40, 50000, 0);

	(void)state;
	map_fill(map, 50000);
	for (unsigned int batches = 0; batches < 8; batches++) {
		struct walk_batch batch;
		struct err err = {0};
		struct walk *walk;

		assert_int_equal(walk_new(&walk, map, batches % 4, false, &err), 0);
		for (unsigned int i = 0; i < batches; i++)
			assert_int_equal(walk_next(walk, &batch, &err), 1);
		walk_free(walk);
	}
	walk_free(NULL);
	map_drop(map);
}

struct churn {
	const struct map *map;
	__u32 stays, range;
	atomic_bool stop;
};

struct lpm_key {
	__u32 prefixlen, address;
};

static void churn_key(const struct churn *churn, __u32 i, void *key)
{
	struct lpm_key lpm = {32, i};

	if (churn->map->info.type == MAP_LPM_TRIE)
		memcpy(key, &lpm, sizeof(lpm));
	else
		memcpy(key, &i, sizeof(i));
}

/* Adds and deletes the keys stays .. range - 1. */
static void *churn_main(void *arg)
{
	struct churn *churn = arg;
	unsigned int seed = 1;

	while (!churn->stop) {
		__u32 i = churn->stays + (__u32)rand_r(&seed) % (churn->range - churn->stays);
		unsigned char key[8];
		__u32 value = 0;

		churn_key(churn, i, key);
		bpf_map_update_elem(churn->map->fd, key, &value, 0);
		churn_key(churn, churn->stays + (i * 7) % (churn->range - churn->stays), key);
		bpf_map_delete_elem(churn->map->fd, key);
	}
	return NULL;
}

/* The number of keys that stay that were met; none may come twice, nor may any other. */
static __u32 walk_stayers(const struct churn *churn, enum walk_method method)
{
	__u32 key_size = churn->map->info.key_size, met = 0;
	unsigned char *seen = calloc(1, churn->range);
	struct walk_batch batch;
	struct err err = {0};
	struct walk *walk;

	assert_int_equal(walk_new(&walk, churn->map, method, false, &err), 0);
	while (walk_next(walk, &batch, &err) > 0) {
		for (size_t i = 0; i < batch.n; i++) {
			__u32 key;

			memcpy(&key, batch.keys + (i + 1) * key_size - sizeof(key), sizeof(key));
			assert_true(key < churn->range);
			assert_int_equal(seen[key], 0);
			met += key < churn->stays;
			seen[key] = 1;
		}
	}
	assert_string_equal(err.msg, "");
	if (walk_note(walk) && strstr(walk_note(walk), "gave up"))
		met = churn->stays;
	walk_free(walk);
	free(seen);
	return met;
}

static void check_churn(__u32 type, __u32 key_size, __u32 flags, enum walk_method method)
{
	struct map *map = map_make(type, key_size, 4, 20000, flags);
	struct churn churn = {.map = map, .stays = 3000, .range = 6000};
	pthread_t thread;

	for (__u32 i = 0; i < churn.stays; i++) {
		unsigned char key[8];

		churn_key(&churn, i, key);
		assert_int_equal(bpf_map_update_elem(map->fd, key, &i, 0), 0);
	}
	assert_int_equal(pthread_create(&thread, NULL, churn_main, &churn), 0);
	for (int i = 0; i < 5; i++)
		assert_int_equal(walk_stayers(&churn, method), churn.stays);
	churn.stop = true;
	pthread_join(thread, NULL);
	map_drop(map);
}

static void test_churn(void **state)
{
	(void)state;
	check_churn(MAP_HASH, 4, 0, WALK_BEST);
	check_churn(MAP_HASH, 4, 0, WALK_NEXT_KEY);
	check_churn(MAP_LPM_TRIE, 8, BPF_F_NO_PREALLOC, WALK_BEST);
	check_churn(MAP_LPM_TRIE, 8, BPF_F_NO_PREALLOC, WALK_NEXT_KEY);
}

/* Keys are told apart by all their bytes, at any size. */
static void test_seen(void **state)
{
	(void)state;
	for (__u32 size = 3; size <= 13; size++) {
		struct seen seen = {.key_size = size};
		unsigned char key[16];

		for (int pass = 0; pass < 2; pass++) {
			for (__u32 i = 0; i < 5000; i++) {
				memset(key, 0, sizeof(key));
				memcpy(key + size - 3, &i, 3);
				assert_int_equal(seen_add(&seen, key), !pass);
			}
		}
		assert_int_equal(seen.n, 5000);
		seen_free(&seen);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seen),
		cmocka_unit_test(test_hash),
		cmocka_unit_test(test_array),
		cmocka_unit_test(test_percpu),
		cmocka_unit_test(test_large_values),
		cmocka_unit_test(test_iterator_limit),
		cmocka_unit_test(test_empty_slots),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_bound),
		cmocka_unit_test(test_left_early),
		cmocka_unit_test(test_churn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
