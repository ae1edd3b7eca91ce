// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The value language: keys that must be whole, parts of values, and what C text has no words for.
 */
#include "tests/unit/parse_check.h"

static const char pair[] = "struct { u8 a; u16 b; }";

/* ---- keys ------------------------------------------------------------------------------------ */

static void test_keys(void **state)
{
	static const char two[] = "struct { u32 a; struct { u8 x; u8 y; } s; }";
	static const char any[] = "struct { u32 a; union { u32 v4; u8 v6[16]; }; }";

	(void)state;
	GOOD(&as_key, {pair, "{a: 1, b: 2}", "01000200"}, {pair, "hex:01ff0200", "01ff0200"},
	     {any, "{a: 1, v4: 2}", "0100000002000000000000000000000000000000"},
	     {"char[4]", "", "00000000"}, {"struct { u8 list[0]; u32 a; }", "{a: 1}", "01000000"},
	     {"struct { u32 prefixlen; __be32 addr; }", "10.0.0.0/8", "080000000a000000"});
	BAD(&as_key, {pair, "{a: 1}", "key: missing \"b\"", "--zero-key"},
	    {pair, "{}", "key: missing \"a\", \"b\"", NULL},
	    {two, "{a: 1}", "key: missing \"s\"", NULL},
	    {two, "{a: 1, s: {y: 0}}", "key: missing \"s.x\"", NULL},
	    {any, "{a: 1}", "key: missing \"v4\" or \"v6\"", NULL},
	    {"u8[4]", "[1, 2]", "key: missing \"[2]\", \"[3]\"", NULL},
	    {"u8[100]", "[]",
	     "key: missing \"[0]\", \"[1]\", \"[2]\", \"[3]\", \"[4]\", \"[5]\", \"[6]\", \"[7]\", …",
	     NULL},
	    {"struct { u8 a:4; u8 b:4; }", "{a: 1}", "key: missing \"b\"", NULL},
	    {"struct { u32 prefixlen; __be32 addr; }", "{addr: 10.0.0.0}",
	     "key: missing \"prefixlen\"", NULL});
}

/* ---- parts ----------------------------------------------------------------------------------- */

static int parse_at(const struct layout *layout, const char *path, const char *text, void *data,
		    struct err *err)
{
	struct place place;

	assert_int_equal(layout_find(layout, path, "value", &place, err), 0);
	return parse_place(layout, place, text, &as_value, data, err);
}

/* A part is written, every other bit stays. */
static void test_place(void **state)
{
	struct layout *layout = typed_layout(
		"struct { u8 a; u16 b; u8 lo:4; u8 hi:4; u8 pad; struct { u8 x; u16 y; } s[2]; }",
		0);
	unsigned char data[16];
	struct err err = {0};

	(void)state;
	assert_int_equal(layout->size, 14);
	memset(data, 0xff, sizeof(data));
	assert_int_equal(parse_at(layout, "a", "1", data, &err), 0);
	assert_int_equal(parse_at(layout, "hi", "0", data, &err), 0);
	assert_int_equal(parse_at(layout, "s[1]", "{x: 7}", data, &err), 0);
	assert_int_equal(parse_at(layout, "s[0].y", "0", data, &err), 0);
	assert_hex("parts", data, 14, "01ffffff0fffffff000007000000");
	assert_hex("behind", data + 14, 2, "ffff");
	assert_int_equal(parse_at(layout, "s[1].x", "256", data, &err), ERR_USAGE);
	assert_string_equal(err.msg, "value.s[1].x: \"256\" is out of range (0..255)");
	assert_int_equal(parse_at(layout, "s[1]", "{x: 1, z: 2}", data, &err), ERR_USAGE);
	assert_string_equal(err.msg, "value.s[1]: unknown field \"z\"");
	layout_free(layout);
}

static int parse_all(const struct layout *layout, const char *const *words, size_t n,
		     const struct parse *parse, void *data, struct err *err)
{
	struct parse_part parts[4];

	for (size_t i = 0; i < n; i++) {
		int ret = layout_find(layout, words[2 * i], parse->what, &parts[i].place, err);

		assert_int_equal(ret, 0);
		parts[i].text = words[2 * i + 1];
	}
	return parse_parts(layout, parts, n, parse, data, err);
}

/* Several parts make one key; what they leave out, or say twice, is found across them. */
static void test_parts(void **state)
{
	static const char *const all[] = {"a", "1", "s.y", "3", "s.x", "2", "n", "Hi"};
	static const char *const twice[] = {"a", "1", "a", "2"};
	static const char *const overlap[] = {"s.y", "3", "s", "{x: 2}", "a", "1"};
	struct layout *layout =
		typed_layout("struct { u8 a; struct { u8 x; u8 y; } s; char n[3]; }", 0);
	unsigned char data[6] = {0};
	struct err err = {0};

	(void)state;
	assert_int_equal(parse_all(layout, all, 4, &as_key, data, &err), 0);
	assert_hex("all", data, 6, "010203486900");
	assert_int_equal(parse_all(layout, all, 2, &as_key, data, &err), ERR_USAGE);
	assert_string_equal(err.msg, "key: missing \"s.x\", \"n\"");
	assert_int_equal(parse_all(layout, twice, 2, &as_value, data, &err), ERR_USAGE);
	assert_string_equal(err.msg,
			    "value.a: contradicts what was given before for the same bytes");
	memset(data, 0xff, sizeof(data));
	assert_int_equal(parse_all(layout, overlap, 3, &as_value, data, &err), 0);
	assert_hex("overlap", data, 6, "010203ffffff");
	layout_free(layout);
}

/* ---- what C text has no words for ------------------------------------------------------------ */

static void add_pointers(struct btf *btf)
{
	int u8_id = btf__add_int(btf, "unsigned char", 1, 0);
	int ptr = btf__add_ptr(btf, u8_id);
	int list = btf__add_array(btf, u8_id, u8_id, 0);

	btf__add_struct(btf, "event", 8);
	btf__add_field(btf, "p", ptr, 0, 0);
	btf__add_field(btf, "rest", list, 64, 0);
}

static void test_pointer_and_flexible(void **state)
{
	struct layout *layout = typed_layout_of(add_pointers, 12);
	unsigned char data[12];
	struct err err = {0};

	(void)state;
	assert_int_equal(
		parse_value(layout, "{p: 0xffff888000000001, rest: [1, 2]}", &as_value, data, &err),
		0);
	assert_hex("pointer", data, 12, "010000008088ffff01020000");
	assert_int_equal(
		parse_value(layout, "{\"p\":\"0x1\",\"rest\":[1,2,3,4]}", &as_value, data, &err),
		0);
	assert_hex("pointer", data, 12, "010000000000000001020304");
	assert_int_equal(parse_value(layout, "{rest: [1,2,3,4,5]}", &as_value, data, &err),
			 ERR_USAGE);
	assert_string_equal(err.msg, "value.rest: too many elements: 4 fit");
	assert_int_equal(parse_value(layout, "{p: 1, rest: [1,2]}", &as_key, data, &err),
			 ERR_USAGE);
	assert_string_equal(err.msg, "key: missing \"rest[2]\", \"rest[3]\"");
	layout_free(layout);
}

static void test_untyped(void **state)
{
	struct layout *layout;
	unsigned char data[4];
	struct err err = {0};

	(void)state;
	assert_int_equal(layout_new_bytes(&layout, 4, &err), 0);
	assert_int_equal(parse_value(layout, "hex:0a000001", &as_key, data, &err), 0);
	assert_hex("packed", data, 4, "0a000001");
	assert_int_equal(parse_value(layout, "\"hex:0A000001\"", &as_key, data, &err), 0);
	assert_int_equal(parse_value(layout, "1", &as_key, data, &err), ERR_USAGE);
	assert_string_equal(err.msg,
			    "key: \"1\" needs a type, and none is known: only hex:… will do");
	assert_non_null(strstr(err.hint, "--types"));
	layout_free(layout);
	assert_int_equal(layout_new_u32(&layout, &err), 0);
	assert_int_equal(parse_value(layout, "501", &as_key, data, &err), 0);
	assert_hex("u32", data, 4, "f5010000");
	layout_free(layout);
}

/* Without a resolver nothing is asked, and files are refused. */
static void test_no_resolver(void **state)
{
	static const struct parse alone = {.what = "value"};

	(void)state;
	GOOD(&alone, {"struct { u8 proto; }", "{proto: 6}", "06"});
	BAD(&alone, {"u32", "@/f/number", "value: files cannot be read here", NULL},
	    {"struct { u8 proto; }", "{proto: tcp}",
	     "value.proto: \"tcp\" is not a protocol or a number", NULL});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_place),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_untyped),
		cmocka_unit_test(test_no_resolver),
		cmocka_unit_test(test_pointer_and_flexible),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
