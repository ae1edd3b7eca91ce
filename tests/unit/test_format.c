// SPDX-License-Identifier: GPL-2.0-or-later
/* Bytes to text: every row of the table of how values look, in text and in JSON. */
#include "tests/unit/btf_make.h"

static bool fake_ifname(void *self, __u32 ifindex, struct buf *out)
{
	(void)self;
	if (ifindex == 2)
		buf_puts(out, "eth0");
	else if (ifindex == 3)
		buf_puts(out, "a*/b\x1b");
	return ifindex == 2 || ifindex == 3;
}

static bool fake_user(void *self, __u32 uid, struct buf *out)
{
	(void)self;
	if (uid == 0)
		buf_puts(out, "root");
	return uid == 0;
}

static bool fake_proto(void *self, __u32 proto, struct buf *out)
{
	(void)self;
	if (proto == 6)
		buf_puts(out, "tcp");
	return proto == 6;
}

static bool fake_ktime(void *self, __u64 ns, struct buf *out)
{
	(void)self;
	(void)ns;
	buf_puts(out, "2024-01-02 03:04:05");
	return true;
}

static const struct resolver resolver = {
	.ifname = fake_ifname,
	.user_name = fake_user,
	.proto_name = fake_proto,
	.ktime = fake_ktime,
};

static const struct form text = {.syntax = SYNTAX_TEXT};
static const struct form json = {.syntax = SYNTAX_JSON};
static const struct form hints = {
	.syntax = SYNTAX_TEXT, .hints = true, .comments = true, .resolver = &resolver};
static const struct form json_hints = {
	.syntax = SYNTAX_JSON, .hints = true, .comments = true, .resolver = &resolver};

static void check(const struct layout *layout, const void *data, const struct form *form,
		  const char *expected)
{
	BUF_CLEANUP struct buf out = {0};

	layout_format(layout, data, form, &out);
	assert_string_equal(buf_cstr(&out), expected);
}

/* Formats data as a type and frees nothing but the layout. */
static void shows(struct types *t, int type, const void *data, size_t size, const char *as_text,
		  const char *as_json)
{
	struct layout *layout = layout_ok(t, type, (__u32)size);

	check(layout, data, &text, as_text);
	check(layout, data, &json, as_json);
	layout_free(layout);
}

static void hinted(struct types *t, int type, const void *data, size_t size, const char *as_text,
		   const char *as_json)
{
	struct layout *layout = layout_ok(t, type, (__u32)size);

	check(layout, data, &hints, as_text);
	check(layout, data, &json_hints, as_json);
	layout_free(layout);
}

#define BYTES(...) ((const __u8[]){__VA_ARGS__}), sizeof((const __u8[]){__VA_ARGS__})
#define VALUE(type, v) (&(const type){v}), sizeof(type)
#define SAME(s) s, s

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
	shows(&t, id, "a\"\\\n\t\x01\0", 8, "\"a\\\"\\\\\\n\\t\\x01\"", "\"a\\\"\\\\\\n\\t\\u0001\"");
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

static void test_u8_text_comment(void **state)
{
	struct types t = types_new();
	int id = array_of(&t, t.u8, 4);

	(void)state;
	hinted(&t, id, "Hi\0", 4, "[72, 105, 0, 0] /* \"Hi\" */", "[72,105,0,0]");
	hinted(&t, id, "Hi\0x", 4, "[72, 105, 0, 120]", "[72,105,0,120]");
	hinted(&t, id, "H\0\0", 4, "[72, 0, 0, 0]", "[72,0,0,0]");
	hinted(&t, id, "\0\0\0", 4, "[0, 0, 0, 0]", "[0,0,0,0]");
	hinted(&t, id, "a\x01""b", 4, "[97, 1, 98, 0]", "[97,1,98,0]");
	hinted(&t, id, "a*/", 4, "[97, 42, 47, 0]", "[97,42,47,0]");
	hinted(&t, array_of(&t, t.s8, 3), "Hi", 3, "[72, 105, 0]", "[72,105,0]");
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
	shows(&t, id, &v, sizeof(v),
	      "{a: 5, b: -3, c: true, d: GREEN, e: BAD, f: 1095216660481}",
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
	static const char *const names[] = {
		"bpf_spin_lock", "bpf_res_spin_lock", "bpf_timer",   "bpf_wq",	    "bpf_list_head",
		"bpf_list_node", "bpf_rb_root",	      "bpf_rb_node", "bpf_refcount", "bpf_task_work"};
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
	int u8s = array_of(&t, t.u8, 0), u16s = array_of(&t, t.u16, 0), chars = array_of(&t, t.chr, 0);
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

/* ---- hints --------------------------------------------------------------------------------- */

static void test_address_hints(void **state)
{
	struct types t = types_new();
	int in_addr = btf__add_struct(t.btf, "in_addr", 4), in6, bytes, words, id;
	const __u8 v[] = {10, 0, 0, 1, 10, 0, 0, 2, 10, 0, 0, 3, 10, 0, 0, 4,
			  0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

	(void)state;
	field(&t, "s_addr", t.be32, 0);
	bytes = array_of(&t, t.u8, 16);
	words = array_of(&t, t.be32, 4);
	in6 = btf__add_union(t.btf, NULL, 16);
	field(&t, "u6_addr8", bytes, 0);
	field(&t, "u6_addr32", words, 0);
	id = btf__add_struct(t.btf, "in6_addr", 16);
	field(&t, "in6_u", in6, 0);
	in6 = id;
	id = btf__add_struct(t.btf, "s", 32);
	field(&t, "saddr", t.u32, 0);
	field(&t, "anything", t.be32, 32);
	field(&t, "in", in_addr, 64);
	field(&t, "count", t.u32, 96);
	field(&t, "v6", in6, 128);
	hinted(&t, id, v, 32,
	       "{saddr: 10.0.0.1, anything: 10.0.0.2, in: 10.0.0.3, count: 67108874, "
	       "v6: 2001:db8::1}",
	       "{\"saddr\":\"10.0.0.1\",\"anything\":\"10.0.0.2\",\"in\":\"10.0.0.3\","
	       "\"count\":67108874,\"v6\":\"2001:db8::1\"}");
	hinted(&t, words, v + 16, 16, "2001:db8::1", "\"2001:db8::1\"");
	shows(&t, in_addr, v, 4, "{s_addr: 167772161}", "{\"s_addr\":167772161}");
	btf__free(t.btf);
}

static void hinted_member(const char *name, int (*type)(struct types *), const void *data,
			  size_t size, const char *as_text, const char *as_json)
{
	struct types t = types_new();
	int member = type(&t), id = btf__add_struct(t.btf, "s", (__u32)size);

	field(&t, name, member, 0);
	hinted(&t, id, data, size, as_text, as_json);
	btf__free(t.btf);
}

static int type_u8(struct types *t)
{
	return t->u8;
}

static int type_u32(struct types *t)
{
	return t->u32;
}

static int type_s32(struct types *t)
{
	return t->s32;
}

static int type_u64(struct types *t)
{
	return t->u64;
}

static int type_be16(struct types *t)
{
	return t->be16;
}

static int type_mac(struct types *t)
{
	return array_of(t, t->u8, 6);
}

static int type_u8x16(struct types *t)
{
	return array_of(t, t->u8, 16);
}

static int type_union16(struct types *t)
{
	int bytes = array_of(t, t->u8, 16), id = btf__add_union(t->btf, "v6addr", 16);

	field(t, "v4", t->be32, 0);
	field(t, "bytes", bytes, 0);
	return id;
}

static void test_name_hints(void **state)
{
	const __u8 ip[4] = {192, 168, 0, 1}, mac[6] = {0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff};
	const __u8 ip6[16] = {0xfe, 0x80, [15] = 1};

	(void)state;
	hinted_member("src_ip", type_u32, ip, 4, "{src_ip: 192.168.0.1}",
		      "{\"src_ip\":\"192.168.0.1\"}");
	hinted_member("ip", type_u32, ip, 4, "{ip: 192.168.0.1}", "{\"ip\":\"192.168.0.1\"}");
	hinted_member("chip", type_u32, ip, 4, "{chip: 16820416}", "{\"chip\":16820416}");
	hinted_member("address", type_u32, ip, 4, "{address: 192.168.0.1}",
		      "{\"address\":\"192.168.0.1\"}");
	hinted_member("h_dest", type_mac, mac, 6, "{h_dest: aa:bb:cc:dd:ee:ff}",
		      "{\"h_dest\":\"aa:bb:cc:dd:ee:ff\"}");
	hinted_member("codes", type_mac, mac, 6, "{codes: [170, 187, 204, 221, 238, 255]}",
		      "{\"codes\":[170,187,204,221,238,255]}");
	hinted_member("daddr", type_u8x16, ip6, 16, "{daddr: fe80::1}", "{\"daddr\":\"fe80::1\"}");
	hinted_member("saddr", type_union16, ip6, 16, "{saddr: fe80::1}",
		      "{\"saddr\":\"fe80::1\"}");
	hinted_member("proto", type_u8, "\6", 1, "{proto: tcp}", "{\"proto\":\"tcp\"}");
	hinted_member("nexthdr", type_u8, "\x63", 1, "{nexthdr: 99}", "{\"nexthdr\":99}");
	hinted_member("protocol", type_be16, "\x08\0", 2, "{protocol: 2048}",
		      "{\"protocol\":2048}");
}

static void test_comments(void **state)
{
	(void)state;
	hinted_member("ifindex", type_s32, VALUE(__s32, 2), "{ifindex: 2 /* eth0 */}",
		      "{\"ifindex\":2}");
	hinted_member("ifindex", type_u32, VALUE(__u32, 3), "{ifindex: 3}", "{\"ifindex\":3}");
	hinted_member("ifindex", type_u32, VALUE(__u32, 9), "{ifindex: 9}", "{\"ifindex\":9}");
	hinted_member("uid", type_u32, VALUE(__u32, 0), "{uid: 0 /* root */}", "{\"uid\":0}");
	hinted_member("t_ns", type_u64, VALUE(__u64, 999), "{t_ns: 999}", "{\"t_ns\":999}");
	hinted_member("t_ns", type_u64, VALUE(__u64, 1000), "{t_ns: 1000 /* 1 µs */}",
		      "{\"t_ns\":1000}");
	hinted_member("t_ns", type_u64, VALUE(__u64, 1500000), "{t_ns: 1500000 /* 1.5 ms */}",
		      "{\"t_ns\":1500000}");
	hinted_member("t_ns", type_u64, VALUE(__u64, 2000000000), "{t_ns: 2000000000 /* 2 s */}",
		      "{\"t_ns\":2000000000}");
	hinted_member("t_ns", type_u64, VALUE(__u64, 3725000000000),
		      "{t_ns: 3725000000000 /* 1h 2m */}", "{\"t_ns\":3725000000000}");
}

static int lpm_type(struct types *t, int address, __u32 size, bool ifindex, bool before)
{
	int id = btf__add_struct(t->btf, "lpm", 4 + size + (ifindex ? 4 : 0));

	field(t, "prefixlen", t->u32, 0);
	if (ifindex && before)
		field(t, "ifindex", t->u32, 32);
	field(t, "data", address, before ? 64 : 32);
	if (ifindex && !before)
		field(t, "ifindex", t->u32, 32 + size * 8);
	return id;
}

static void test_lpm(void **state)
{
	struct types t = types_new();
	int u8x4 = array_of(&t, t.u8, 4), u8x16 = array_of(&t, t.u8, 16);
	int plain = lpm_type(&t, u8x4, 4, false, false), word = lpm_type(&t, t.u32, 4, false, false);
	int six = lpm_type(&t, u8x16, 16, false, false);
	int after = lpm_type(&t, u8x4, 4, true, false), before = lpm_type(&t, u8x4, 4, true, true);

	(void)state;
	hinted(&t, plain, BYTES(8, 0, 0, 0, 10, 0, 0, 0), "10.0.0.0/8", "\"10.0.0.0/8\"");
	hinted(&t, word, BYTES(24, 0, 0, 0, 10, 1, 2, 0), "10.1.2.0/24", "\"10.1.2.0/24\"");
	hinted(&t, plain, BYTES(0, 0, 0, 0, 0, 0, 0, 0), "0.0.0.0/0", "\"0.0.0.0/0\"");
	hinted(&t, plain, BYTES(32, 0, 0, 0, 10, 0, 0, 1), "10.0.0.1/32", "\"10.0.0.1/32\"");
	hinted(&t, six, BYTES(32, 0, 0, 0, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
	       "2001:db8::/32", "\"2001:db8::/32\"");
	/* Neither host bits nor a length beyond the address may be lost. */
	hinted(&t, plain, BYTES(8, 0, 0, 0, 10, 0, 0, 1), "{prefixlen: 8, data: 10.0.0.1}",
	       "{\"prefixlen\":8,\"data\":\"10.0.0.1\"}");
	hinted(&t, plain, BYTES(33, 0, 0, 0, 10, 0, 0, 1), "{prefixlen: 33, data: 10.0.0.1}",
	       "{\"prefixlen\":33,\"data\":\"10.0.0.1\"}");
	hinted(&t, after, BYTES(8, 0, 0, 0, 10, 0, 0, 0, 9, 0, 0, 0),
	       "{data: 10.0.0.0/8, ifindex: 9}", "{\"data\":\"10.0.0.0/8\",\"ifindex\":9}");
	/* The bits of what stands before the address count in prefixlen. */
	hinted(&t, before, BYTES(40, 0, 0, 0, 9, 0, 0, 0, 10, 0, 0, 0),
	       "{ifindex: 9, data: 10.0.0.0/8}", "{\"ifindex\":9,\"data\":\"10.0.0.0/8\"}");
	hinted(&t, before, BYTES(31, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0),
	       "{prefixlen: 31, ifindex: 9, data: 0.0.0.0}",
	       "{\"prefixlen\":31,\"ifindex\":9,\"data\":\"0.0.0.0\"}");
	shows(&t, plain, BYTES(8, 0, 0, 0, 10, 0, 0, 0), "{prefixlen: 8, data: [10, 0, 0, 0]}",
	      "{\"prefixlen\":8,\"data\":[10,0,0,0]}");
	btf__free(t.btf);
}

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
		cmocka_unit_test(test_u8_text_comment),
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
		cmocka_unit_test(test_address_hints),
		cmocka_unit_test(test_name_hints),
		cmocka_unit_test(test_comments),
		cmocka_unit_test(test_lpm),
		cmocka_unit_test(test_place),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_reduced),
		cmocka_unit_test(test_reduced_overflow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
