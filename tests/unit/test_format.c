// SPDX-License-Identifier: GPL-2.0-or-later
/* Bytes to text: every row of the table of how values look, in text and in JSON. */
#include "tests/unit/format_check.h"

/* ---- numbers ------------------------------------------------------------------------------- */

static void test_integers(void **state)
{
	struct types t = types_new();
	const u128 most = ~(u128)0, least = (u128)1 << 127;

	(void)state;
	shows(&t, t.u8, VALUE(__u8, 255), SAME("255"));
	shows(&t, t.s8, VALUE(__s8, -128), SAME("-128"));
	shows(&t, t.u16, VALUE(__u16, 65535), SAME("65535"));
	shows(&t, t.s16, VALUE(__s16, -32768), SAME("-32768"));
	shows(&t, t.u32, VALUE(__u32, 4294967295u), SAME("4294967295"));
	shows(&t, t.s32, VALUE(__s32, -1), SAME("-1"));
	shows(&t, t.u64, VALUE(__u64, ~0ull), SAME("18446744073709551615"));
	shows(&t, t.s64, VALUE(__s64, (__s64)(1ull << 63)), SAME("-9223372036854775808"));
	shows(&t, t.u128, &most, 16, SAME("340282366920938463463374607431768211455"));
	shows(&t, t.s128, &least, 16, SAME("-170141183460469231731687303715884105728"));
	shows(&t, t.s128, &most, 16, SAME("-1"));
	btf__free(t.btf);
}

static void test_every_digit_count(void **state)
{
	struct types t = types_new();
	struct layout *layout = layout_ok(&t, t.u64, 8);
	__u64 v = 1;

	(void)state;
	for (int digits = 1; digits <= 20; digits++, v *= 10) {
		for (int d = -1; d <= 1; d++) {
			__u64 n = v + (__u64)d;
			char expected[32];

			snprintf(expected, sizeof(expected), "%llu", (unsigned long long)n);
			check(layout, &n, &json, expected);
		}
	}
	layout_free(layout);
	btf__free(t.btf);
}

static void test_int64_strings(void **state)
{
	const struct form form = {.syntax = SYNTAX_JSON, .int64_strings = true};
	struct types t = types_new();
	int id = btf__add_struct(t.btf, "s", 48);
	struct layout *layout;
	struct {
		__u64 a, b;
		__s64 c, d;
		u128 e;
	} v = {1ull << 53, (1ull << 53) + 1, -(1ll << 53), -(1ll << 53) - 1, (u128)1 << 64};

	(void)state;
	field(&t, "a", t.u64, 0);
	field(&t, "b", t.u64, 64);
	field(&t, "c", t.s64, 128);
	field(&t, "d", t.s64, 192);
	field(&t, "e", t.u128, 256);
	layout = layout_ok(&t, id, 48);
	check(layout, &v, &form,
	      "{\"a\":9007199254740992,\"b\":\"9007199254740993\",\"c\":-9007199254740992,"
	      "\"d\":\"-9007199254740993\",\"e\":\"18446744073709551616\"}");
	layout_free(layout);
	btf__free(t.btf);
}

static void test_endianness(void **state)
{
	struct types t = types_new();

	(void)state;
	shows(&t, t.be16, BYTES(0x01, 0xbb), SAME("443"));
	shows(&t, t.be32, BYTES(10, 0, 0, 1), SAME("167772161"));
	shows(&t, t.be64, BYTES(0, 0, 0, 0, 0, 0, 1, 0), SAME("256"));
	shows(&t, t.le16, BYTES(0xbb, 0x01), SAME("443"));
	shows(&t, t.le32, BYTES(1, 0, 0, 10), SAME("167772161"));
	btf__free(t.btf);
}

static void test_bool(void **state)
{
	struct types t = types_new();

	(void)state;
	shows(&t, t.boolean, BYTES(0), SAME("false"));
	shows(&t, t.boolean, BYTES(1), SAME("true"));
	shows(&t, t.boolean, BYTES(2), SAME("2"));
	btf__free(t.btf);
}

static void test_floats(void **state)
{
	struct types t = types_new();
	const long double pi = 3.25L;

	(void)state;
	shows(&t, t.f32, VALUE(float, 1.5f), SAME("1.5"));
	shows(&t, t.f32, VALUE(float, 0.1f), SAME("0.1"));
	shows(&t, t.f32, VALUE(float, 16777217.0f), SAME("16777216"));
	shows(&t, t.f32, VALUE(float, 1e-45f), SAME("1e-45"));
	shows(&t, t.f64, VALUE(double, 0.1), SAME("0.1"));
	shows(&t, t.f64, VALUE(double, 0.1 + 0.2), SAME("0.30000000000000004"));
	shows(&t, t.f64, VALUE(double, -0.0), SAME("-0"));
	shows(&t, t.f64, VALUE(double, 5e-324), SAME("5e-324"));
	shows(&t, t.f64, VALUE(double, 1e300), SAME("1e+300"));
	shows(&t, t.f64, VALUE(double, 3), SAME("3"));
	shows(&t, t.f64, VALUE(double, __builtin_nan("")), "nan", "\"nan\"");
	shows(&t, t.f64, VALUE(double, __builtin_inf()), "inf", "\"inf\"");
	shows(&t, t.f32, VALUE(float, -__builtin_inff()), "-inf", "\"-inf\"");
	if (sizeof(long double) == 16)
		shows(&t, t.f128, &pi, 16, SAME("3.25"));
	shows(&t, btf__add_float(t.btf, "_Float16", 2), BYTES(0x00, 0x3c), "hex:003c",
	      "\"hex:003c\"");
	btf__free(t.btf);
}

/* ---- characters and text ------------------------------------------------------------------- */

static void test_char(void **state)
{
	struct types t = types_new();

	(void)state;
	shows(&t, t.chr, BYTES('x'), "'x'", "120");
	shows(&t, t.chr, BYTES('\n'), "'\\n'", "10");
	shows(&t, t.chr, BYTES('\''), "'\\''", "39");
	shows(&t, t.chr, BYTES('"'), "'\"'", "34");
	shows(&t, t.chr, BYTES('\\'), "'\\\\'", "92");
	shows(&t, t.chr, BYTES(0), "'\\x00'", "0");
	shows(&t, t.chr, BYTES(0xff), "'\\xff'", "-1");
	btf__free(t.btf);
}

static void test_text(void **state)
{
	struct types t = types_new();
	int id = array_of(&t, t.chr, 8);

	(void)state;
	shows(&t, id, "Hi\0\0\0\0\0", 8, SAME("\"Hi\""));
	shows(&t, id, "\0junk\0\0", 8, SAME("\"\""));
	shows(&t, id, "12345678", 8, SAME("\"12345678\""));
	shows(&t, id, "a\"\\\n\t\x01\0", 8, "\"a\\\"\\\\\\n\\t\\x01\"",
	      "\"a\\\"\\\\\\n\\t\\u0001\"");
	shows(&t, id, "\xc3\xa9t\xc3\xa9\0\0", 8, SAME("\"\xc3\xa9t\xc3\xa9\""));
	shows(&t, id, "a\xff\0z\0\0\0", 8, "\"a\\xff\"", "[97,255,0,122,0,0,0,0]");
	shows(&t, id, "\x1b[2J\0\0\0", 8, "\"\\x1b[2J\"", "\"\\u001b[2J\"");
	shows(&t, array_of(&t, array_of(&t, t.chr, 2), 2), "ab\0d", 4, "[\"ab\", \"\"]",
	      "[\"ab\",\"\"]");
	shows(&t, array_of(&t, btf__add_const(t.btf, btf__add_typedef(t.btf, "letter", t.chr)), 2),
	      "ab", 2, SAME("\"ab\""));
	btf__free(t.btf);
}

static void test_raw(void **state)
{
	const struct form raw = {.raw = true};
	struct types t = types_new();
	struct layout *layout = layout_ok(&t, array_of(&t, t.chr, 8), 8);

	(void)state;
	check(layout, "a\"b\n\0\0\0", &raw, "a\"b\n");
	layout_free(layout);
	layout = layout_ok(&t, t.chr, 1);
	check(layout, "x", &raw, "x");
	check(layout, "\n", &raw, "'\\n'");
	layout_free(layout);
	layout = layout_ok(&t, array_of(&t, array_of(&t, t.chr, 2), 1), 2);
	check(layout, "hi", &raw, "[\"hi\"]");
	layout_free(layout);
	btf__free(t.btf);
}

static void test_arrays(void **state)
{
	struct types t = types_new();
	const __u32 grid[] = {1, 2, 3, 4, 5, 6};
	const __s32 negative[] = {-1, 2};

	(void)state;
	shows(&t, array_of(&t, t.u32, 6), grid, 24, "[1, 2, 3, 4, 5, 6]", "[1,2,3,4,5,6]");
	shows(&t, array_of(&t, array_of(&t, t.u32, 3), 2), grid, 24, "[[1, 2, 3], [4, 5, 6]]",
	      "[[1,2,3],[4,5,6]]");
	shows(&t, array_of(&t, t.s32, 2), negative, 8, "[-1, 2]", "[-1,2]");
	shows(&t, array_of(&t, t.u8, 3), "Hi\0", 3, "[72, 105, 0]", "[72,105,0]");
	shows(&t, array_of(&t, t.boolean, 2), BYTES(0, 1), "[false, true]", "[false,true]");
	btf__free(t.btf);
}

/* ---- structs and unions -------------------------------------------------------------------- */

static void test_struct(void **state)
{
	struct types t = types_new();
	int qualified = btf__add_volatile(t.btf, btf__add_restrict(t.btf, t.u32));
	int inner = btf__add_struct(t.btf, "inner", 4), id;
	const __u32 v[] = {7, 8, 9};

	(void)state;
	field(&t, "b", t.u32, 0);
	id = btf__add_struct(t.btf, "outer", 12);
	field(&t, "a", t.u32, 0);
	field(&t, "in", inner, 32);
	field(&t, "c", qualified, 64);
	shows(&t, id, v, 12, "{a: 7, in: {b: 8}, c: 9}", "{\"a\":7,\"in\":{\"b\":8},\"c\":9}");
	shows(&t, array_of(&t, inner, 3), v, 12, "[{b: 7}, {b: 8}, {b: 9}]",
	      "[{\"b\":7},{\"b\":8},{\"b\":9}]");
	shows(&t, btf__add_struct(t.btf, "none", 0), NULL, 0, SAME("{}"));
	btf__free(t.btf);
}

static void test_unions(void **state)
{
	struct types t = types_new();
	int bytes = array_of(&t, t.u8, 4);
	int named = btf__add_union(t.btf, "u", 4), nameless, deep, id;
	const __u32 v[] = {1, 0x01020304, 3};

	(void)state;
	field(&t, "word", t.u32, 0);
	field(&t, "bytes", bytes, 0);
	nameless = btf__add_union(t.btf, NULL, 4);
	field(&t, "x", t.u32, 0);
	field(&t, "y", t.u16, 0);
	deep = btf__add_struct(t.btf, NULL, 4);
	field(&t, NULL, nameless, 0);
	id = btf__add_struct(t.btf, "s", 12);
	field(&t, "a", t.u32, 0);
	field(&t, "u", named, 32);
	field(&t, NULL, deep, 64);
	shows(&t, id, v, 12, "{a: 1, u: {word: 16909060, bytes: [4, 3, 2, 1]}, x: 3, y: 3}",
	      "{\"a\":1,\"u\":{\"word\":16909060,\"bytes\":[4,3,2,1]},\"x\":3,\"y\":3}");
	btf__free(t.btf);
}

static void test_hostile_names(void **state)
{
	struct types t = types_new();
	int id = btf__add_struct(t.btf, "s", 12);
	const __u32 v[] = {1, 2, 3};

	(void)state;
	field(&t, "a b", t.u32, 0);
	field(&t, "\x1b[2J", t.u32, 32);
	field(&t, "q\"", t.u32, 64);
	shows(&t, id, v, 12, "{\"a b\": 1, \"\\\\x1b[2J\": 2, \"q\\\"\": 3}",
	      "{\"a b\":1,\"\\\\x1b[2J\":2,\"q\\\"\":3}");
	btf__free(t.btf);
}

static void test_bitfields(void **state)
{
	struct types t = types_new();
	int color = btf__add_enum(t.btf, "color", 4), mood, id;
	const struct {
		__u32 a : 3;
		__s32 b : 5;
		bool c : 1;
		__u32 d : 2;
		__s32 e : 2;
		__u64 f : 40;
	} __attribute__((packed)) v = {.a = 5, .b = -3, .c = 1, .d = 1, .e = -1, .f = 0xff00000001};

	(void)state;
	btf__add_enum_value(t.btf, "RED", 0);
	btf__add_enum_value(t.btf, "GREEN", 1);
	mood = btf__add_enum(t.btf, "mood", 4);
	btf__add_enum_value(t.btf, "BAD", -1);
	btf__add_enum_value(t.btf, "GOOD", 1);
	id = btf__add_struct(t.btf, "bits", sizeof(v));
	bitfield(&t, "a", t.u32, 0, 3);
	bitfield(&t, "b", t.s32, 3, 5);
	bitfield(&t, "c", t.boolean, 8, 1);
	bitfield(&t, "d", color, 9, 2);
	bitfield(&t, "e", mood, 11, 2);
	bitfield(&t, "f", t.u64, 13, 40);
	shows(&t, id, &v, sizeof(v), "{a: 5, b: -3, c: true, d: GREEN, e: BAD, f: 1095216660481}",
	      "{\"a\":5,\"b\":-3,\"c\":true,\"d\":\"GREEN\",\"e\":\"BAD\",\"f\":1095216660481}");
	btf__free(t.btf);
}

static void test_wide_bitfields(void **state)
{
	struct types t = types_new();
	int id = btf__add_struct(t.btf, "wide", 17);
	const __u8 v[17] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
			    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01};

	(void)state;
	bitfield(&t, "a", t.u8, 0, 1);
	bitfield(&t, "b", t.u128, 1, 128);
	bitfield(&t, "c", t.s8, 129, 7);
	shows(&t, id, v, 17, "{a: 1, b: 340282366920938463463374607431768211455, c: 0}",
	      "{\"a\":1,\"b\":340282366920938463463374607431768211455,\"c\":0}");
	btf__free(t.btf);
}

/* ---- enums --------------------------------------------------------------------------------- */

static void test_enums(void **state)
{
	struct types t = types_new();
	int id = btf__add_enum(t.btf, "mood", 4), big, small;

	(void)state;
	btf__add_enum_value(t.btf, "BAD", -1);
	btf__add_enum_value(t.btf, "OK", 0);
	btf__add_enum_value(t.btf, "GOOD", 1);
	btf__add_enum_value(t.btf, "ALSO_GOOD", 1);
	big = btf__add_enum64(t.btf, "big", 8, false);
	btf__add_enum64_value(t.btf, "HUGE", 1ull << 63);
	small = btf__add_enum(t.btf, "small", 1);
	btf__add_enum_value(t.btf, "LAST", 255);
	shows(&t, id, VALUE(__s32, -1), "BAD", "\"BAD\"");
	shows(&t, id, VALUE(__s32, 1), "GOOD", "\"GOOD\"");
	shows(&t, id, VALUE(__s32, -7), SAME("-7"));
	shows(&t, big, VALUE(__u64, 1ull << 63), "HUGE", "\"HUGE\"");
	shows(&t, big, VALUE(__u64, ~0ull), SAME("18446744073709551615"));
	shows(&t, small, VALUE(__u8, 255), "LAST", "\"LAST\"");
	shows(&t, small, VALUE(__u8, 254), SAME("254"));
	btf__free(t.btf);
}

static void test_flag_enums(void **state)
{
	struct types t = types_new();
	int id = btf__add_enum(t.btf, "flags", 4), two, mask;

	(void)state;
	btf__add_enum_value(t.btf, "NONE", 0);
	btf__add_enum_value(t.btf, "A", 1);
	btf__add_enum_value(t.btf, "B", 2);
	btf__add_enum_value(t.btf, "C", 8);
	two = btf__add_enum(t.btf, "two", 4);
	btf__add_enum_value(t.btf, "X", 1);
	btf__add_enum_value(t.btf, "Y", 2);
	mask = btf__add_enum(t.btf, "mask", 4);
	btf__add_enum_value(t.btf, "P", 1);
	btf__add_enum_value(t.btf, "Q", 2);
	btf__add_enum_value(t.btf, "R", 4);
	btf__add_enum_value(t.btf, "ALL", 7);
	shows(&t, id, VALUE(__u32, 0), "NONE", "\"NONE\"");
	shows(&t, id, VALUE(__u32, 1), "A", "\"A\"");
	shows(&t, id, VALUE(__u32, 9), "A|C", "\"A|C\"");
	shows(&t, id, VALUE(__u32, 11), "A|B|C", "\"A|B|C\"");
	shows(&t, id, VALUE(__u32, 5), SAME("5"));
	shows(&t, two, VALUE(__u32, 3), SAME("3"));
	shows(&t, mask, VALUE(__u32, 3), SAME("3"));
	shows(&t, mask, VALUE(__u32, 7), "ALL", "\"ALL\"");
	btf__free(t.btf);
}

/* ---- what is not read ---------------------------------------------------------------------- */

static void test_pointers(void **state)
{
	struct types t = types_new();

	(void)state;
	shows(&t, t.ptr, VALUE(__u64, 0xffff888012345678), "0xffff888012345678",
	      "\"0xffff888012345678\"");
	shows(&t, t.ptr, VALUE(__u64, 0), "0x0", "\"0x0\"");
	shows(&t, btf__add_ptr(t.btf, btf__add_type_tag(t.btf, "kptr", t.u32)), VALUE(__u64, 16),
	      "0x10", "\"0x10\"");
	shows(&t, btf__add_ptr(t.btf, btf__add_func_proto(t.btf, 0)), VALUE(__u64, 16), "0x10",
	      "\"0x10\"");
	btf__free(t.btf);
}

static void test_kernel_owned(void **state)
{
	static const char *const names[] = {"bpf_spin_lock", "bpf_res_spin_lock", "bpf_timer",
					    "bpf_wq",        "bpf_list_head",     "bpf_list_node",
					    "bpf_rb_root",   "bpf_rb_node",       "bpf_refcount",
					    "bpf_task_work"};
	const __u64 v[] = {1, ~0ull};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct types t = types_new();
		int owned = btf__add_struct(t.btf, names[i], 8), id;
		char expected[64];

		field(&t, "__opaque", t.u64, 0);
		id = btf__add_struct(t.btf, "value", 16);
		field(&t, "n", t.u64, 0);
		field(&t, "k", owned, 64);
		snprintf(expected, sizeof(expected), "{n: 1, k: <%s>}", names[i]);
		shows(&t, id, v, 16, expected, "{\"n\":1,\"k\":null}");
		btf__free(t.btf);
	}
}

static void test_no_type(void **state)
{
	struct err err = {0};
	struct layout *layout = NULL;
	struct types t = types_new();
	int fwd = btf__add_fwd(t.btf, "later", BTF_FWD_STRUCT);

	(void)state;
	assert_int_equal(layout_new_bytes(&layout, 4, &err), 0);
	assert_false(layout->typed);
	check(layout, "\x0a\0\0\x01", &text, "hex:0a000001");
	check(layout, "\x0a\0\0\x01", &json, "\"hex:0a000001\"");
	layout_free(layout);
	shows(&t, fwd, BYTES(1, 2), "hex:0102", "\"hex:0102\"");
	shows(&t, 0, BYTES(1, 2), "hex:0102", "\"hex:0102\"");
	shows(&t, btf__add_func_proto(t.btf, 0), BYTES(1, 2), "hex:0102", "\"hex:0102\"");
	assert_int_equal(layout_new_u32(&layout, &err), 0);
	check(layout, (const __u8[]){7, 0, 0, 0}, &text, "7");
	layout_free(layout);
	btf__free(t.btf);
}

static void test_incomplete_member(void **state)
{
	struct types t = types_new();
	int fwd = btf__add_fwd(t.btf, "later", BTF_FWD_STRUCT), fwds = array_of(&t, fwd, 3);
	int id = btf__add_struct(t.btf, "s", 6);

	(void)state;
	field(&t, "a", t.u8, 0);
	field(&t, "x", fwd, 8);
	field(&t, "b", t.u8, 32);
	field(&t, "y", fwds, 40);
	shows(&t, id, BYTES(1, 2, 3, 4, 5, 6), "{a: 1, x: hex:020304, b: 5, y: hex:06}",
	      "{\"a\":1,\"x\":\"hex:020304\",\"b\":5,\"y\":\"hex:06\"}");
	btf__free(t.btf);
}

/* ---- flexible arrays and sections ---------------------------------------------------------- */

static void test_flexible(void **state)
{
	struct types t = types_new();
	int u8s = array_of(&t, t.u8, 0), u16s = array_of(&t, t.u16, 0),
	    chars = array_of(&t, t.chr, 0);
	int id = btf__add_struct(t.btf, "s", 4), note, marker;

	(void)state;
	field(&t, "n", t.u32, 0);
	field(&t, "data", u16s, 32);
	note = btf__add_struct(t.btf, "note", 1);
	field(&t, "n", t.u8, 0);
	field(&t, "s", chars, 8);
	marker = btf__add_struct(t.btf, "marker", 4);
	field(&t, "start", u8s, 0);
	field(&t, "a", t.u32, 0);
	shows(&t, id, BYTES(9, 0, 0, 0, 1, 0, 2, 0), "{n: 9, data: [1, 2]}",
	      "{\"n\":9,\"data\":[1,2]}");
	shows(&t, id, BYTES(9, 0, 0, 0, 1, 0, 2), "{n: 9, data: [1]}", "{\"n\":9,\"data\":[1]}");
	shows(&t, id, BYTES(9, 0, 0, 0), "{n: 9, data: []}", "{\"n\":9,\"data\":[]}");
	shows(&t, note, BYTES(1, 'h', 'i'), "{n: 1, s: \"hi\"}", "{\"n\":1,\"s\":\"hi\"}");
	shows(&t, note, BYTES(1), "{n: 1, s: \"\"}", "{\"n\":1,\"s\":\"\"}");
	shows(&t, marker, BYTES(1, 0, 0, 0), "{start: [], a: 1}", "{\"start\":[],\"a\":1}");
	shows(&t, array_of(&t, id, 0), BYTES(1, 0, 0, 0, 2, 0, 0, 0),
	      "[{n: 1, data: []}, {n: 2, data: []}]",
	      "[{\"n\":1,\"data\":[]},{\"n\":2,\"data\":[]}]");
	shows(&t, array_of(&t, t.u32, 0), NULL, 0, "[]", "[]");
	btf__free(t.btf);
}

static void test_datasec(void **state)
{
	struct types t = types_new();
	int debug = btf__add_var(t.btf, "debug", BTF_VAR_GLOBAL_ALLOCATED, t.boolean);
	int count = btf__add_var(t.btf, "count", BTF_VAR_STATIC, btf__add_volatile(t.btf, t.u32));
	int id = btf__add_datasec(t.btf, ".bss", 8);

	(void)state;
	btf__add_datasec_var_info(t.btf, debug, 0, 1);
	btf__add_datasec_var_info(t.btf, count, 4, 4);
	shows(&t, id, BYTES(1, 0, 0, 0, 5, 0, 0, 0), "{debug: true, count: 5}",
	      "{\"debug\":true,\"count\":5}");
	btf__free(t.btf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_integers),
		cmocka_unit_test(test_every_digit_count),
		cmocka_unit_test(test_int64_strings),
		cmocka_unit_test(test_endianness),
		cmocka_unit_test(test_bool),
		cmocka_unit_test(test_floats),
		cmocka_unit_test(test_char),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_raw),
		cmocka_unit_test(test_arrays),
		cmocka_unit_test(test_struct),
		cmocka_unit_test(test_unions),
		cmocka_unit_test(test_hostile_names),
		cmocka_unit_test(test_bitfields),
		cmocka_unit_test(test_wide_bitfields),
		cmocka_unit_test(test_enums),
		cmocka_unit_test(test_flag_enums),
		cmocka_unit_test(test_pointers),
		cmocka_unit_test(test_kernel_owned),
		cmocka_unit_test(test_no_type),
		cmocka_unit_test(test_incomplete_member),
		cmocka_unit_test(test_flexible),
		cmocka_unit_test(test_datasec),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
