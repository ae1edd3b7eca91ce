// SPDX-License-Identifier: GPL-2.0-or-later
/* The order of values: by number, sign and member, not by byte. */
#include "tests/unit/typed.h"

#include "btf/compare.h"
#include "btf/parse.h"

/* Asserts the order of a literal before a larger one. */
static void ascends(const char *type, const char *less, const char *more)
{
	static const struct parse parse = {.what = "value"};
	struct layout *layout = typed_layout(type, 0);
	unsigned char a[64] = {0}, b[64] = {0};
	struct err err = {0};

	assert_true(layout->size <= sizeof(a));
	if (parse_value(layout, less, &parse, a, &err) ||
	    parse_value(layout, more, &parse, b, &err))
		fail_msg("%s", err.msg);
	if (layout_compare(layout, a, b) >= 0 || layout_compare(layout, b, a) <= 0)
		fail_msg("%s: %s is not before %s", type, less, more);
	assert_int_equal(layout_compare(layout, a, a), 0);
	assert_int_equal(layout_compare(layout, b, b), 0);
	layout_free(layout);
}

static void test_order(void **state)
{
	(void)state;
	ascends("u32", "255", "256");
	ascends("s32", "-1", "0");
	ascends("u64", "1", "0x8000000000000000");
	ascends("__be32", "255", "256");
	ascends("s128", "-1", "1");
	ascends("bool", "false", "true");
	ascends("enum { LOW = -5, HIGH = 5 }", "LOW", "HIGH");
	ascends("char[8]", "\"ab\"", "\"b\"");
	ascends("u8[2]", "[1, 255]", "[2, 0]");
	ascends("struct { u8 a; s8 b; }", "{a: 1, b: -1}", "{a: 1, b: 0}");
	ascends("struct { u8 a; s8 b; }", "{a: 1, b: 5}", "{a: 2, b: -5}");
	ascends("struct { u32 a : 3; s32 b : 5; }", "{a: 1, b: -1}", "{a: 1, b: 1}");
}

/* NaNs are equal to each other and behind all else, so that sorting ends in one order. */
static void test_floats(void **state)
{
	(void)state;
	ascends("double", "-1.5", "0.5");
	ascends("float", "-inf", "inf");
	ascends("double", "inf", "nan");
	ascends("float", "0", "nan");
	ascends("struct { float a; u8 b; }", "{a: nan, b: 1}", "{a: nan, b: 2}");
}

static int order_at(const char *path, const char *type, const char *a, const char *b)
{
	struct layout *layout = typed_layout(type, 0);
	struct place place;
	struct err err = {0};
	int order;

	assert_int_equal(layout_find(layout, path, "value", &place, &err), 0);
	order = layout_compare_place(layout, place, a, b);
	layout_free(layout);
	return order;
}

/* A part of two objects; the bytes behind a text are none of it. */
static void test_places(void **state)
{
	static const char type[] = "struct { u8 x; struct { u16 n; char t[4]; } s[2]; u8 y; }";
	static const char a[] = "1.\0\1ab\0." "\2\0x\0..9.";
	static const char b[] = "2.\0\1ab\0!" "\1\1x\0!!9.";

	(void)state;
	assert_true(order_at("", type, a, b) < 0);
	assert_true(order_at("x", type, a, b) < 0);
	assert_true(order_at("y", type, a, b) == 0);
	assert_true(order_at("s[0]", type, a, b) == 0);
	assert_true(order_at("s[0].t", type, a, b) == 0);
	assert_true(order_at("s[1]", type, a, b) < 0);
	assert_true(order_at("s[1].n", type, b, a) > 0);
	assert_true(order_at("s[1].t", type, a, b) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_floats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
