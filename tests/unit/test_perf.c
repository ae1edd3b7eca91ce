// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * In which order the buffers of several CPUs are read, and where reading ends: in memory that plays
 * the kernel's, of another reader.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include "bpf/perf_impl.h"

#include <cmocka.h> /* behind cli/err.h: its fail() is another */

enum {
	SIZE = 4096,
	CPUS = 2,
	RECORD = 24
};

struct fake {
	struct perf perf;
	struct perf_cpu cpus[CPUS];
	struct perf_event_mmap_page pages[CPUS];
	_Alignas(8) char data[CPUS][SIZE];
};

static void fake_begin(struct fake *fake)
{
	memset(fake, 0, sizeof(*fake));
	fake->perf.cpus = fake->cpus;
	fake->perf.n = CPUS;
	fake->perf.epoll = -1;
	for (int i = 0; i < CPUS; i++)
		fake->cpus[i] = (struct perf_cpu){
			.fd = -1,
			.cpu = i,
			.page = &fake->pages[i],
			.data = fake->data[i],
			.size = SIZE,
			.sample_type = PERF_SAMPLE_RAW,
		};
}

static void fake_end(struct fake *fake)
{
	free(fake->perf.copy);
}

/* A record as the kernel writes it, of 12 bytes that begin with `seq`. */
static void put(struct fake *fake, int cpu, __u32 seq)
{
	struct {
		struct perf_event_header header;
		__u32 size, seq, rest[2];
	} record = {
		.header = {.type = PERF_RECORD_SAMPLE, .size = RECORD},
		.size = 12,
		.seq = seq,
	};
	__u64 head = fake->pages[cpu].data_head;

	for (size_t i = 0; i < RECORD; i++)
		fake->data[cpu][(head + i) % SIZE] = ((const char *)&record)[i];
	fake->pages[cpu].data_head += RECORD;
}

static void take(struct fake *fake, int cpu, __u32 seq)
{
	struct event event;

	assert_int_equal(perf_next(&fake->perf, &event), 1);
	assert_non_null(event.data);
	assert_int_equal(event.cpu, cpu);
	assert_int_equal(*(const __u32 *)event.data, seq);
}

static void test_a_cpu_that_sends_without_pause_leaves_turns_to_the_others(void **state)
{
	struct fake fake;
	struct event event;

	(void)state;
	fake_begin(&fake);
	put(&fake, 0, 0);
	put(&fake, 1, 100);
	take(&fake, 1, 100);
	for (__u32 i = 1; i < 5; i++)
		put(&fake, 0, i);
	take(&fake, 0, 0);
	put(&fake, 0, 5);
	put(&fake, 1, 101);
	for (__u32 i = 1; i < 5; i++)
		take(&fake, 0, i);
	put(&fake, 0, 6);
	take(&fake, 1, 101);
	take(&fake, 0, 5);
	take(&fake, 0, 6);
	assert_int_equal(perf_next(&fake.perf, &event), 0);
	fake_end(&fake);
}

static void test_nothing_comes_behind_the_stop(void **state)
{
	struct fake fake;
	struct event event;

	(void)state;
	fake_begin(&fake);
	put(&fake, 0, 0);
	put(&fake, 1, 100);
	put(&fake, 0, 1);
	perf_stop(&fake.perf);
	put(&fake, 0, 2);
	put(&fake, 1, 101);
	take(&fake, 0, 0);
	take(&fake, 0, 1);
	take(&fake, 1, 100);
	assert_int_equal(perf_next(&fake.perf, &event), 0);
	fake_end(&fake);
}

static void test_own_slots_are_told_from_those_of_others(void **state)
{
	struct fake fake;
	struct reader_slot slots[] = {
		{.file = 10, .index = 0, .mine = true},
		{.file = 11, .index = 1, .mine = true, .pid = 7},
	};
	struct readers readers = {.slots = slots, .n_slots = 2};

	(void)state;
	fake_begin(&fake);
	fake.cpus[0].own = true;
	fake.cpus[1].file = 11;
	assert_int_equal(perf_claim(&fake.perf, &readers), 1);
	assert_int_equal(readers.n_slots, 1);
	assert_int_equal(readers.slots[0].file, 11);
	assert_true(fake.cpus[0].there && fake.cpus[1].there);
	/* both were replaced */
	slots[0] = (struct reader_slot){.file = 12, .index = 0, .pid = 8};
	slots[1] = (struct reader_slot){.file = 13, .index = 1, .pid = 8};
	readers.n_slots = 2;
	assert_int_equal(perf_claim(&fake.perf, &readers), 0);
	assert_int_equal(readers.n_slots, 2);
	assert_false(fake.cpus[0].there || fake.cpus[1].there);
	fake_end(&fake);
}

static void test_retired_buffers_are_read_to_their_end(void **state)
{
	struct fake fake;
	struct event event;

	(void)state;
	fake_begin(&fake);
	put(&fake, 1, 100);
	fake.cpus[0].there = true;
	perf_retire(&fake.perf);
	assert_null(perf_cpu_of(&fake.perf, 1));
	assert_ptr_equal(perf_cpu_of(&fake.perf, 0), &fake.cpus[0]);
	put(&fake, 1, 101);
	take(&fake, 1, 100);
	assert_int_equal(perf_next(&fake.perf, &event), 0);
	fake.cpus[1].page = NULL; /* nothing to unmap */
	perf_retire(&fake.perf);
	assert_int_equal(fake.perf.n, 1);
	fake_end(&fake);
}

static void test_history_of_a_position_that_no_record_has_reached_is_none(void **state)
{
	struct fake fake;
	struct event event;

	(void)state;
	fake_begin(&fake);
	put(&fake, 0, 0);
	fake.pages[0].data_tail = fake.cpus[0].at = fake.cpus[0].live = 1ULL << 62;
	assert_int_equal(perf_find_history(&fake.cpus[0]), 0);
	assert_int_equal(fake.cpus[0].at, 1ULL << 62);
	assert_int_equal(perf_next(&fake.perf, &event), 0);
	fake_end(&fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_cpu_that_sends_without_pause_leaves_turns_to_the_others),
		cmocka_unit_test(test_nothing_comes_behind_the_stop),
		cmocka_unit_test(test_own_slots_are_told_from_those_of_others),
		cmocka_unit_test(test_retired_buffers_are_read_to_their_end),
		cmocka_unit_test(test_history_of_a_position_that_no_record_has_reached_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
