// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of map types agrees with itself; names, numbers and flags are read and printed back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include "bpf/type.h"

#include <cmocka.h> /* last: it has a macro called fail() */

static void rows_stand_at_their_numbers(void **state)
{
	struct map_type scratch;
	const struct map_type *row;
	unsigned int n = 0;

	(void)state;
	for (; (row = type_at(n)); n++) {
		assert_int_equal(row->type, n + 1);
		assert_ptr_equal(type_get(row->type, &scratch), row);
		assert_non_null(row->name);
		assert_non_null(row->brief);
	}
	assert_int_equal(n, MAP_RHASH);
}

static void rows_agree_with_themselves(void **state)
{
	const struct map_type *row;

	(void)state;
	for (unsigned int i = 0; (row = type_at(i)); i++) {
		assert_int_equal(!!(row->can & TYPE_OBJECT_KEY), row->key_object != OBJECT_NONE);
		if (row->can & TYPE_OBJECT_VALUE)
			assert_int_not_equal(row->value_object, OBJECT_NONE);
		/* What cannot be dumped says why, what can says nothing. */
		if ((row->can & TYPE_NEXT_KEY) && (row->can & TYPE_LOOKUP))
			assert_null(row->no_dump);
		if (!(row->can & TYPE_NEXT_KEY))
			assert_non_null(row->no_dump);
		if (row->can & TYPE_NO_KEY)
			assert_false(row->can & (TYPE_ARRAY | TYPE_NEXT_KEY | TYPE_U32_KEY));
		if (row->can & TYPE_STORAGE)
			assert_true(row->can & TYPE_BTF);
	}
}

static void every_name_reads_back(void **state)
{
	const struct map_type *row;
	char word[64];
	__u32 type;

	(void)state;
	for (unsigned int i = 0; (row = type_at(i)); i++) {
		struct err err = {0};

		assert_int_equal(type_parse(row->name, &type, &err), 0);
		assert_int_equal(type, row->type);
		snprintf(word, sizeof(word), "BPF_MAP_TYPE_%s", row->name);
		assert_int_equal(type_parse(word, &type, &err), 0);
		assert_int_equal(type, row->type);
	}
}

static void types_are_read_in_any_case_and_by_number(void **state)
{
	struct err err = {0};
	__u32 type;

	(void)state;
	assert_int_equal(type_parse("LRU_Hash", &type, &err), 0);
	assert_int_equal(type, MAP_LRU_HASH);
	assert_int_equal(type_parse("27", &type, &err), 0);
	assert_int_equal(type, MAP_RINGBUF);
	assert_int_equal(type_parse("99", &type, &err), 0);
	assert_int_equal(type, 99);
}

static void a_type_that_is_none_is_quoted_with_a_near_one(void **state)
{
	struct err err = {0};
	__u32 type;

	(void)state;
	assert_int_equal(type_parse("hsah", &type, &err), ERR_USAGE);
	assert_int_equal(err.status, STATUS_USAGE);
	assert_non_null(strstr(err.msg, "\"hsah\""));
	assert_non_null(strstr(err.hint, "\"hash\""));
	assert_int_equal(type_parse("", &type, &err), ERR_USAGE);
	assert_int_equal(type_parse("0", &type, &err), ERR_USAGE);
	assert_int_equal(type_parse("4294967296", &type, &err), ERR_USAGE);
}

static void an_unknown_type_is_called_by_its_number(void **state)
{
	struct map_type scratch;

	(void)state;
	assert_string_equal(type_get(4000000000u, &scratch)->name, "4000000000");
	assert_string_equal(type_get(0, &scratch)->name, "0");
	assert_null(type_get(99, &scratch)->no_dump);
}

static void map_flags_print_and_read_back(void **state)
{
	(void)state;
	for (unsigned int bit = 0; bit < 32; bit++) {
		struct buf out BUF_CLEANUP = {0};
		struct err err = {0};
		__u32 flags = 0;

		map_flags_format(1u << bit, &out);
		assert_int_equal(map_flags_parse(buf_cstr(&out), &flags, &err), 0);
		assert_int_equal(flags, 1u << bit);
		assert_int_equal(!!map_flag_name(1u << bit), bit < 20);
	}
}

static void map_flags_are_read_as_lists_and_with_prefix(void **state)
{
	struct err err = {0};
	__u32 flags;

	(void)state;
	assert_int_equal(map_flags_parse("no_prealloc,rdonly_prog", &flags, &err), 0);
	assert_int_equal(flags, 0x81);
	assert_int_equal(map_flags_parse("BPF_F_NO_PREALLOC|0x80", &flags, &err), 0);
	assert_int_equal(flags, 0x81);
	assert_int_equal(map_flags_parse("0", &flags, &err), 0);
	assert_int_equal(flags, 0);
	assert_int_equal(map_flags_parse("no_preallok", &flags, &err), ERR_USAGE);
	assert_non_null(strstr(err.hint, "no_prealloc"));
	assert_int_equal(map_flags_parse("no_prealloc,", &flags, &err), ERR_USAGE);
	assert_int_equal(map_flags_parse("4294967296", &flags, &err), ERR_USAGE);
}

static void unknown_map_flags_print_as_hex_behind_the_known(void **state)
{
	struct buf out BUF_CLEANUP = {0};

	(void)state;
	map_flags_format(0, &out);
	assert_string_equal(buf_cstr(&out), "");
	map_flags_format(0x81 | 1u << 30, &out);
	assert_string_equal(buf_cstr(&out), "no_prealloc,rdonly_prog,0x40000000");
}

static void element_flags_are_read(void **state)
{
	struct err err = {0};
	__u64 flags;

	(void)state;
	assert_int_equal(elem_flags_parse("any", &flags, &err), 0);
	assert_int_equal(flags, 0);
	assert_int_equal(elem_flags_parse("BPF_NOEXIST", &flags, &err), 0);
	assert_int_equal(flags, 1);
	assert_int_equal(elem_flags_parse("exist,lock", &flags, &err), 0);
	assert_int_equal(flags, 6);
	assert_int_equal(elem_flags_parse("0x100000008", &flags, &err), 0);
	assert_true(flags == 0x100000008);
	assert_int_equal(elem_flags_parse("exist,noexist", &flags, &err), ERR_USAGE);
	assert_int_equal(elem_flags_parse("maybe", &flags, &err), ERR_USAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_stand_at_their_numbers),
		cmocka_unit_test(rows_agree_with_themselves),
		cmocka_unit_test(every_name_reads_back),
		cmocka_unit_test(types_are_read_in_any_case_and_by_number),
		cmocka_unit_test(a_type_that_is_none_is_quoted_with_a_near_one),
		cmocka_unit_test(an_unknown_type_is_called_by_its_number),
		cmocka_unit_test(map_flags_print_and_read_back),
		cmocka_unit_test(map_flags_are_read_as_lists_and_with_prefix),
		cmocka_unit_test(unknown_map_flags_print_as_hex_behind_the_known),
		cmocka_unit_test(element_flags_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
