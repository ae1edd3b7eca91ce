// SPDX-License-Identifier: GPL-2.0-or-later
/* Parts of objects, keys, and many objects made one. */
#include "tests/unit/format_check.h"

/* ---- parts and keys ------------------------------------------------------------------------ */

static void test_place(void **state)
{
	struct types t = types_new();
	int element = btf__add_struct(t.btf, "e", 8), elements, id;
	const __u32 v[] = {1, 2, 3, 4, 5};
	BUF_CLEANUP struct buf out = {0};
	struct layout *layout;

	(void)state;
	field(&t, "a", t.u32, 0);
	field(&t, "b", t.u32, 32);
	elements = array_of(&t, element, 2);
	id = btf__add_struct(t.btf, "s", 20);
	field(&t, "n", t.u32, 0);
	field(&t, "e", elements, 32);
	layout = layout_ok(&t, id, 20);
	/* n, e, the element, a, b */
	layout_format_place(layout, (struct place){4, 32 + 64}, v, &text, &out);
	buf_putc(&out, ' ');
	layout_format_place(layout, (struct place){5, 32 + 64 + 32}, v, &text, &out);
	assert_string_equal(buf_cstr(&out), "4 5");
	buf_reset(&out);
	layout_format_place(layout, (struct place){3, 32 + 64}, v, &text, &out);
	assert_string_equal(buf_cstr(&out), "{a: 4, b: 5}");
	layout_free(layout);
	btf__free(t.btf);
}

static void test_keys(void **state)
{
	struct types t = types_new();
	int id = btf__add_struct(t.btf, "k", 8);
	BUF_CLEANUP struct buf out = {0};
	struct layout *layout;

	(void)state;
	field(&t, "a", t.u8, 0);
	field(&t, "b", t.u32, 32);
	layout = layout_ok(&t, id, 8);
	layout_format_key(layout, (const __u8[]){1, 0, 0, 0, 2, 0, 0, 0}, &text, &out);
	assert_string_equal(buf_cstr(&out), "{a: 1, b: 2}");
	buf_reset(&out);
	layout_format_key(layout, (const __u8[]){1, 0, 9, 0, 2, 0, 0, 0}, &text, &out);
	assert_string_equal(buf_cstr(&out), "hex:0100090002000000");
	buf_reset(&out);
	layout_format_key(layout, (const __u8[]){1, 0, 9, 0, 2, 0, 0, 0}, &json, &out);
	assert_string_equal(buf_cstr(&out), "\"hex:0100090002000000\"");
	layout_free(layout);
	btf__free(t.btf);
}

/* ---- many made one ------------------------------------------------------------------------- */

static void reduces(const struct layout *layout, const void *data, unsigned int n, enum reduce how,
		    const struct form *form, const char *expected)
{
	BUF_CLEANUP struct buf out = {0};

	layout_format_reduced(layout, (struct place){0, 0}, data, layout->size, n, how, form, &out);
	assert_string_equal(buf_cstr(&out), expected);
}

static void test_reduced(void **state)
{
	struct types t = types_new();
	int name = array_of(&t, t.chr, 8), slots = array_of(&t, t.u8, 2);
	int id = btf__add_struct(t.btf, "s", 40);
	struct layout *layout;
	const struct {
		__u64 n;
		__s64 s;
		double d;
		char name[8];
		__be32 addr;
		__u8 slots[2];
		__u8 pad[2];
	} v[2] = {{~0ull, -5, 0.5, "a\0x", 1, {1, 2}, {0}}, {1, 3, 0.25, "a\0y", 2, {3, 4}, {0}}};

	(void)state;
	field(&t, "n", t.u64, 0);
	field(&t, "s", t.s64, 64);
	field(&t, "d", t.f64, 128);
	field(&t, "name", name, 192);
	field(&t, "addr", t.be32, 256);
	field(&t, "slots", slots, 288);
	layout = layout_ok(&t, id, 40);
	reduces(layout, v, 2, REDUCE_SUM, &text,
		"{n: 18446744073709551616, s: -2, d: 0.75, name: \"a\", addr: -, slots: [4, 6]}");
	reduces(layout, v, 2, REDUCE_MAX, &json,
		"{\"n\":18446744073709551615,\"s\":3,\"d\":0.5,\"name\":\"a\",\"addr\":null,"
		"\"slots\":[3,4]}");
	reduces(layout, v, 2, REDUCE_MIN, &json,
		"{\"n\":1,\"s\":-5,\"d\":0.25,\"name\":\"a\",\"addr\":null,\"slots\":[1,2]}");
	reduces(layout, v, 1, REDUCE_SUM, &json,
		"{\"n\":18446744073709551615,\"s\":-5,\"d\":0.5,\"name\":\"a\",\"addr\":16777216,"
		"\"slots\":[1,2]}");
	reduces(layout, v, 0, REDUCE_SUM, &text, "-");
	assert_true(layout_numeric(layout, (struct place){1, 0}));
	assert_true(layout_numeric(layout, (struct place){3, 128}));
	assert_false(layout_numeric(layout, (struct place){4, 192}));
	assert_false(layout_numeric(layout, (struct place){5, 256}));
	assert_false(layout_numeric(layout, (struct place){0, 0}));
	layout_free(layout);
	btf__free(t.btf);
}

static void test_reduced_overflow(void **state)
{
	struct types t = types_new();
	struct layout *layout = layout_ok(&t, t.u128, 16);
	const u128 v[2] = {~(u128)0, 1};

	(void)state;
	reduces(layout, v, 2, REDUCE_SUM, &json, "null");
	reduces(layout, v, 2, REDUCE_MIN, &json, "1");
	layout_free(layout);
	btf__free(t.btf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_place),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_reduced),
		cmocka_unit_test(test_reduced_overflow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
