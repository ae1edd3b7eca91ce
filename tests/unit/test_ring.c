// SPDX-License-Identifier: GPL-2.0-or-later
/* What a ring buffer's reader makes of positions and headers, in memory that plays the kernel's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "bpf/ring_impl.h"

#include <sys/mman.h> /* behind bpf/type.h: its MAP_STACK is another */
#include <cmocka.h> /* behind cli/err.h: its fail() is another */

enum {
	SIZE = 4096
};

struct fake {
	struct ring ring;
	struct map map; /* of no flags */
	__u64 consumer;
	__u64 *producer;
	char *data; /* SIZE bytes, mapped twice as the kernel does */
};

static void fake_begin(struct fake *fake, bool consume)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	int fd = memfd_create("ring", 0);
	char *pages = mmap(NULL, page + 2 * SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_int_equal(ftruncate(fd, (off_t)(page + SIZE)), 0);
	assert_ptr_not_equal(
		mmap(pages, page + SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0),
		MAP_FAILED);
	assert_ptr_not_equal(mmap(pages + page + SIZE, SIZE, PROT_READ | PROT_WRITE,
				  MAP_SHARED | MAP_FIXED, fd, (off_t)page),
			     MAP_FAILED);
	close(fd);
	memset(fake, 0, sizeof(*fake));
	fake->producer = (__u64 *)pages;
	fake->data = pages + page;
	fake->ring = (struct ring){
		.map = &fake->map,
		.page = page,
		.size = SIZE,
		.consumer = &fake->consumer,
		.producer = pages,
		.data = fake->data,
		.consume = consume,
	};
}

static void fake_end(struct fake *fake)
{
	munmap(fake->producer, fake->ring.page + 2 * SIZE);
	free(fake->ring.copy);
}

/* A header as the kernel writes it, and `size` bytes of `fill`. */
static void put(struct fake *fake, __u32 size, __u32 flags, char fill)
{
	__u64 at = *fake->producer & (SIZE - 1);
	__u32 header[2] = {size | flags, (__u32)(3 + at / fake->ring.page)};

	memcpy(fake->data + at, header, sizeof(header));
	memset(fake->data + at + sizeof(header), fill, size);
	*fake->producer += ring_record_room(size);
}

static void take(struct fake *fake, __u32 size, char first)
{
	struct event event;

	assert_int_equal(ring_next(&fake->ring, &event), 1);
	assert_non_null(event.data);
	assert_int_equal(event.size, size);
	assert_int_equal(*(const char *)event.data, first);
}

static void test_takes_in_order_and_gives_room_back(void **state)
{
	struct fake fake;
	struct event event;

	(void)state;
	fake_begin(&fake, true);
	put(&fake, 5, 0, 'a');
	put(&fake, 16, 0, 'b');
	take(&fake, 5, 'a');
	take(&fake, 16, 'b');
	assert_int_equal(ring_next(&fake.ring, &event), 0);
	assert_int_equal(ring_held(&fake.ring), 16 + 24);
	assert_int_equal(fake.consumer, 0);
	ring_release(&fake.ring);
	assert_int_equal(fake.consumer, 40);
	assert_int_equal(ring_held(&fake.ring), 0);
	fake_end(&fake);
}

static void test_waits_for_a_record_that_is_being_written(void **state)
{
	struct fake fake;
	struct event event;

	(void)state;
	fake_begin(&fake, true);
	put(&fake, 8, RING_BUSY, 'a');
	put(&fake, 8, 0, 'b');
	assert_int_equal(ring_next(&fake.ring, &event), 0);
	assert_true(ring_must_nap(&fake.ring));
	((__u32 *)fake.data)[0] = 8;
	take(&fake, 8, 'a');
	take(&fake, 8, 'b');
	assert_int_equal(ring_next(&fake.ring, &event), 0);
	assert_false(ring_must_nap(&fake.ring));
	fake_end(&fake);
}

static void test_passes_discarded_records_over(void **state)
{
	struct fake fake;
	struct event event;

	(void)state;
	fake_begin(&fake, true);
	put(&fake, 8, RING_DISCARD, 'a');
	put(&fake, 8, 0, 'b');
	put(&fake, 8, RING_DISCARD, 'c');
	take(&fake, 8, 'b');
	assert_int_equal(ring_next(&fake.ring, &event), 0);
	ring_release(&fake.ring);
	assert_int_equal(fake.consumer, 48); /* the room of discarded ones is given back, too */
	fake_end(&fake);
}

static void test_reads_over_the_end(void **state)
{
	struct fake fake;

	(void)state;
	for (int consume = 0; consume <= 1; consume++) {
		fake_begin(&fake, consume);
		*fake.producer = fake.consumer = fake.ring.at = fake.ring.released = SIZE - 16;
		fake.ring.live = fake.ring.at;
		put(&fake, 100, 0, 'w');
		put(&fake, 8, 0, 'x');
		take(&fake, 100, 'w');
		take(&fake, 8, 'x');
		fake_end(&fake);
	}
}

static void test_an_empty_record_is_one(void **state)
{
	struct fake fake;
	struct event event;

	(void)state;
	for (int consume = 0; consume <= 1; consume++) {
		fake_begin(&fake, consume);
		put(&fake, 0, 0, 0);
		put(&fake, 8, 0, 'x');
		assert_int_equal(ring_next(&fake.ring, &event), 1);
		assert_non_null(event.data);
		assert_int_equal(event.size, 0);
		take(&fake, 8, 'x');
		fake_end(&fake);
	}
}

static void test_stops_where_it_is_told(void **state)
{
	struct fake fake;
	struct event event;

	(void)state;
	for (int consume = 0; consume <= 1; consume++) {
		fake_begin(&fake, consume);
		put(&fake, 8, 0, 'a');
		put(&fake, 8, 0, 'b');
		ring_stop(&fake.ring);
		put(&fake, 8, 0, 'c');
		take(&fake, 8, 'a');
		take(&fake, 8, 'b');
		assert_int_equal(ring_next(&fake.ring, &event), 0);
		fake_end(&fake);
	}
}

static void test_refuses_sizes_that_no_ring_holds(void **state)
{
	struct fake fake;
	struct event event;

	(void)state;
	fake_begin(&fake, true);
	put(&fake, 8, 0, 'a');
	((__u32 *)fake.data)[0] = RING_SIZE_MASK;
	assert_int_equal(ring_next(&fake.ring, &event), -EPROTO);
	((__u32 *)fake.data)[0] = SIZE;
	assert_int_equal(ring_next(&fake.ring, &event), -EPROTO);
	fake_end(&fake);
}

static void test_tells_what_was_overwritten_before_it_was_peeked_at(void **state)
{
	struct fake fake;
	struct event event;

	(void)state;
	fake_begin(&fake, false);
	for (int i = 0; i < 10; i++)
		put(&fake, 24, 0, 'a');
	take(&fake, 24, 'a');
	/* the reader consumes 200 records, and the programs send as many */
	for (int i = 0; i < 190; i++)
		put(&fake, 24, 0, 'b');
	fake.consumer = 199 * 32;
	assert_int_equal(ring_next(&fake.ring, &event), 1);
	assert_null(event.data);
	assert_int_equal(event.lost_bytes, 198 * 32);
	take(&fake, 24, 'b');
	assert_int_equal(ring_next(&fake.ring, &event), 0);
	fake_end(&fake);
}

/* Its consumer's position stands still: the kernel tells where the oldest record is. */
static void test_peeks_from_the_oldest_record_of_a_ring_that_overwrites(void **state)
{
	struct fake fake;
	struct event event;

	(void)state;
	fake_begin(&fake, false);
	fake.map.info.map_flags = BPF_F_RB_OVERWRITE;
	for (int i = 0; i < 10; i++)
		put(&fake, 24, 0, 'a');
	assert_int_equal(ring_oldest(&fake.ring), 0);
	take(&fake, 24, 'a');
	for (int i = 0; i < 190; i++)
		put(&fake, 24, 0, 'b');
	fake.producer[RING_OVERWRITE] = 73 * 32;
	assert_int_equal(ring_oldest(&fake.ring), 73 * 32);
	assert_int_equal(ring_next(&fake.ring, &event), 1);
	assert_null(event.data);
	assert_int_equal(event.lost_bytes, 72 * 32);
	for (int i = 73; i < 200; i++)
		take(&fake, 24, 'b');
	assert_int_equal(ring_next(&fake.ring, &event), 0);
	/* without the flag that word is none of the kernel's */
	fake.map.info.map_flags = 0;
	assert_int_equal(ring_oldest(&fake.ring), 0);
	fake_end(&fake);
}

static void test_another_consumer_is_noticed_and_never_moved_back(void **state)
{
	struct fake fake;

	(void)state;
	fake_begin(&fake, true);
	for (int i = 0; i < 4; i++)
		put(&fake, 8, 0, 'a');
	take(&fake, 8, 'a');
	assert_false(ring_is_shared(&fake.ring));
	fake.consumer = 48;
	assert_true(ring_is_shared(&fake.ring));
	ring_release(&fake.ring);
	assert_int_equal(fake.consumer, 48);
	take(&fake, 8, 'a');
	ring_release(&fake.ring);
	assert_int_equal(fake.consumer, 64);
	fake_end(&fake);
}

static void history_from(struct fake *fake)
{
	struct err err = {0};

	fake->ring.at = fake->ring.live = fake->consumer;
	assert_int_equal(ring_find_history(&fake->ring, &err), 0);
}

static void test_history_is_every_whole_record_before_the_position(void **state)
{
	struct fake fake;

	(void)state;
	fake_begin(&fake, false);
	put(&fake, 8, 0, 'a');
	put(&fake, 40, RING_DISCARD, 'b');
	put(&fake, 3, 0, 'c');
	fake.consumer = *fake.producer;
	put(&fake, 8, 0, 'd');
	history_from(&fake);
	assert_int_equal(fake.ring.at, 0);
	take(&fake, 8, 'a');
	take(&fake, 3, 'c');
	take(&fake, 8, 'd');
	/* 400 records of 32 bytes: the header of the next may be at work on the oldest */
	for (int i = 0; i < 400; i++)
		put(&fake, 24, 0, 'e');
	fake.consumer = *fake.producer;
	history_from(&fake);
	assert_int_equal(*fake.producer - fake.ring.at, SIZE - 32);
	fake_end(&fake);
}

static void test_history_of_a_position_that_no_record_has_reached_is_none(void **state)
{
	struct fake fake;
	struct event event;

	(void)state;
	fake_begin(&fake, false);
	put(&fake, 8, 0, 'a');
	fake.consumer = 1ULL << 62;
	history_from(&fake);
	assert_int_equal(fake.ring.at, fake.consumer);
	assert_int_equal(ring_next(&fake.ring, &event), 0);
	fake_end(&fake);
}

static void test_history_of_what_is_no_chain_is_none(void **state)
{
	struct fake fake;

	(void)state;
	fake_begin(&fake, false);
	fake.consumer = *fake.producer = 2 * SIZE + 64;
	history_from(&fake);
	assert_int_equal(fake.ring.at, fake.consumer);
	memset(fake.data, 0xff, SIZE);
	history_from(&fake);
	assert_int_equal(fake.ring.at, fake.consumer);
	/* plausible sizes in the wrong page */
	for (size_t i = 0; i < SIZE; i += 8) {
		__u32 header[2] = {0, 7};

		memcpy(fake.data + i, header, sizeof(header));
	}
	history_from(&fake);
	assert_int_equal(fake.ring.at, fake.consumer);
	fake_end(&fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_takes_in_order_and_gives_room_back),
		cmocka_unit_test(test_waits_for_a_record_that_is_being_written),
		cmocka_unit_test(test_passes_discarded_records_over),
		cmocka_unit_test(test_reads_over_the_end),
		cmocka_unit_test(test_an_empty_record_is_one),
		cmocka_unit_test(test_stops_where_it_is_told),
		cmocka_unit_test(test_refuses_sizes_that_no_ring_holds),
		cmocka_unit_test(test_tells_what_was_overwritten_before_it_was_peeked_at),
		cmocka_unit_test(test_peeks_from_the_oldest_record_of_a_ring_that_overwrites),
		cmocka_unit_test(test_another_consumer_is_noticed_and_never_moved_back),
		cmocka_unit_test(test_history_is_every_whole_record_before_the_position),
		cmocka_unit_test(test_history_of_a_position_that_no_record_has_reached_is_none),
		cmocka_unit_test(test_history_of_what_is_no_chain_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
