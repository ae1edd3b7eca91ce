// SPDX-License-Identifier: GPL-2.0-or-later
/* BTF that no compiler makes, but a file may hold: it is refused or shown as it is. */
#include "tests/unit/btf_make.h"

#include "btf/ctype.h"
#include "btf/parse.h"

/* Makes of an int the five bits behind its first. */
static void int_with_offset(struct btf *btf, int id)
{
	__u32 *info = (__u32 *)((struct btf_type *)btf__type_by_id(btf, (__u32)id) + 1);

	*info = BTF_INT_SIGNED << 24 | 1 << 16 | 5;
}

static void test_object_with_bits_before_it(void **state)
{
	struct types t = types_new();
	int odd = btf__add_int(t.btf, "odd", 1, BTF_INT_SIGNED);
	const struct form form = {0};
	const __u8 data = 0x2d;
	BUF_CLEANUP struct buf out = {0};
	struct layout *layout;

	(void)state;
	int_with_offset(t.btf, odd);
	layout = layout_ok(&t, odd, 1);
	layout_format(layout, &data, &form, &out);
	assert_string_equal(buf_cstr(&out), "hex:2d");
	layout_free(layout);
	btf__free(t.btf);
}

static void test_member_with_offset(void **state)
{
	struct types t = types_new();
	int odd = btf__add_int(t.btf, "odd", 1, BTF_INT_SIGNED), id;
	const struct form form = {0};
	const __u8 data = 0x2d;
	BUF_CLEANUP struct buf out = {0};
	struct layout *layout;

	(void)state;
	int_with_offset(t.btf, odd);
	id = btf__add_struct(t.btf, "s", 1);
	field(&t, "a", odd, 0);
	layout = layout_ok(&t, id, 1);
	layout_format(layout, &data, &form, &out);
	assert_string_equal(buf_cstr(&out), "{a: -10}");
	layout_free(layout);
	btf__free(t.btf);
}

/* A float of two bytes is shown as bytes; but the object's others may not be left out. */
static void test_small_float(void **state)
{
	struct types t = types_new();
	int half = btf__add_float(t.btf, "half", 2);

	(void)state;
	layout_free(layout_ok(&t, half, 2));
	layout_bad(&t, half, 12, ERR_USAGE, "\"half\" is 2 bytes large, not 12");
	btf__free(t.btf);
}

static void test_enum_without_members(void **state)
{
	struct types t = types_new();
	int id = btf__add_enum(t.btf, "none", 4);
	const struct parse parse = {.what = "value"};
	struct layout *layout = layout_ok(&t, id, 4);
	struct err err = {0};
	__u32 value;

	(void)state;
	assert_int_equal(parse_value(layout, "7", &parse, &value, &err), 0);
	assert_int_equal(value, 7);
	assert_int_equal(parse_value(layout, "A", &parse, &value, &err), ERR_USAGE);
	assert_string_equal(err.msg, "value: \"A\" is no name of enum none");
	layout_free(layout);
	btf__free(t.btf);
}

static void test_names_outside_the_strings(void **state)
{
	struct types t = types_new();
	int id = btf__add_enum(t.btf, "e", 4);
	struct btf *to = btf__new_empty();
	struct err err = {0};

	(void)state;
	btf__add_enum_value(t.btf, "A", 1);
	btf_enum(btf__type_by_id(t.btf, (__u32)id))->name_off = 0xffffff;
	assert_int_equal(ctype_compile(to, "enum e", "key", t.btf, NULL, &err), ERR_USAGE);
	assert_string_equal(err.msg, "key: \"e\" cannot be used: its BTF is broken");
	btf__free(to);
	btf__free(t.btf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_object_with_bits_before_it),
		cmocka_unit_test(test_member_with_offset),
		cmocka_unit_test(test_small_float),
		cmocka_unit_test(test_enum_without_members),
		cmocka_unit_test(test_names_outside_the_strings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
