// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is printed is accepted back, in every syntax, with hints and without; and what is broken by
 * chance is refused with a message, or read and printed again.
 */
#include "tests/unit/typed.h"

#include <stdio.h>
#include <stdlib.h>

#include "btf/parse.h"

enum {
	GUARD = 16,
	RANDOM_ROUNDS = 300,
	FUZZ_ROUNDS = 40000
};

static bool proto_name(void *self, __u32 proto, struct buf *out)
{
	(void)self;
	if (proto == 6)
		buf_puts(out, "tcp");
	return proto == 6;
}

static int proto_number(void *self, const char *name)
{
	(void)self;
	return strcmp(name, "tcp") ? -1 : 6;
}

static bool ifname(void *self, __u32 ifindex, struct buf *out)
{
	(void)self;
	(void)ifindex;
	buf_puts(out, "eth*/0");
	return true;
}

static const struct resolver resolver = {
	.proto_name = proto_name, .proto_number = proto_number, .ifname = ifname};

static const struct parse as_value = {.what = "value", .resolver = &resolver};
static const struct parse as_key = {.what = "key", .require_fields = true, .resolver = &resolver};

static const char every_kind[] =
	"struct {"
	" u8 a; s8 b; u16 c; s16 d; u32 e; s32 f; u64 g; s64 h; u128 i; s128 j;"
	" __be16 be16; __be32 be32; __be64 be64; __le16 le16; __le32 le32; __le64 le64;"
	" bool yes; char letter; char text[8]; char texts[2][4];"
	" float single; double twice;"
	" enum { ZERO, ONE, MINUS = -1 } some; enum { F = 1, G = 2, H = 4 } flags;"
	" enum { BIG = 0x100000000 } big;"
	" u32 bits:3; s32 sbits:5; bool bbit:1; enum { X = 1, Y = 2 } ebits:3; u64 wide:40;"
	" struct { u8 x; struct { u16 y; }; union { u32 z; u8 raw[4]; }; };"
	" union { u32 n; float f; char t[4]; u8 b[4]; struct { u8 p; u16 q; } s; } u;"
	" u8 bytes[5]; u16 grid[2][3]; struct { u8 k; u32 v; } list[2]; u8 none[0];"
	" struct bpf_spin_lock lock;"
	" __be32 saddr; u32 daddr; u8 mac[6]; struct in6_addr { union { u8 u6_addr8[16];"
	" __be32 u6_addr32[4]; } in6_u; } from; union { __be32 ip4; u8 ip6[16]; } addr;"
	" u8 proto; u32 ifindex; u64 seen_ns; u32 uid;"
	" struct { u32 prefixlen; __be32 net; } lpm;"
	" struct { u32 prefixlen; u32 zone; u8 net[16]; } lpm6; }";

/* The same sequence on every machine. */
static unsigned int random_next(void)
{
	static __u64 state = 0x9e3779b97f4a7c15ULL;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned int)(state >> 32);
}

/* Noise of several kinds: all of it, mostly zeroes, small numbers, letters. */
static void random_fill(unsigned char *data, size_t n)
{
	unsigned int kind = random_next() % 4;

	for (size_t i = 0; i < n; i++) {
		unsigned int r = random_next();

		if (kind == 1)
			r = r % 8 ? 0 : r;
		else if (kind == 2)
			r %= 8;
		else if (kind == 3)
			r = r % 16 ? ' ' + r % 95 : 0;
		data[i] = (unsigned char)r;
	}
}

static const struct form forms[] = {
	{.syntax = SYNTAX_TEXT},
	{.syntax = SYNTAX_TEXT, .hints = true, .comments = true, .resolver = &resolver},
	{.syntax = SYNTAX_JSON},
	{.syntax = SYNTAX_JSON, .int64_strings = true},
	{.syntax = SYNTAX_JSON, .hints = true, .resolver = &resolver},
};
enum {
	N_FORMS = sizeof(forms) / sizeof(forms[0])
};

/* Printed, read and printed again it is the same, and the bytes too where nothing was left out. */
static void check_value(const struct layout *layout, const unsigned char *data,
			const struct form *form, unsigned char *back)
{
	BUF_CLEANUP struct buf first = {0}, second = {0};
	struct err err = {0};

	layout_format(layout, data, form, &first);
	memset(back, 0x5a, layout->size);
	if (parse_value(layout, buf_cstr(&first), &as_value, back, &err))
		fail_msg("%s: %s", buf_cstr(&first), err.msg);
	layout_format(layout, back, form, &second);
	assert_string_equal(buf_cstr(&second), buf_cstr(&first));
	if (layout_exact(layout, data))
		assert_memory_equal(back, data, layout->size);
}

/* A key gives its very bytes back. */
static void check_key(const struct layout *layout, const unsigned char *data,
		      const struct form *form, unsigned char *back)
{
	BUF_CLEANUP struct buf text = {0};
	struct err err = {0};

	layout_format_key(layout, data, form, &text);
	if (parse_value(layout, buf_cstr(&text), &as_key, back, &err))
		fail_msg("%s: %s", buf_cstr(&text), err.msg);
	assert_memory_equal(back, data, layout->size);
}

static void check_random(const struct layout *layout, unsigned int rounds)
{
	unsigned char *data = malloc(layout->size), *back = malloc(layout->size);

	for (unsigned int i = 0; i < rounds; i++) {
		random_fill(data, layout->size);
		if (i == 0)
			memset(data, 0, layout->size);
		if (i == 1)
			memset(data, 0xff, layout->size);
		for (size_t f = 0; f < N_FORMS; f++) {
			check_value(layout, data, &forms[f], back);
			check_key(layout, data, &forms[f], back);
		}
	}
	free(data);
	free(back);
}

static void test_every_kind(void **state)
{
	struct layout *layout = typed_layout(every_kind, 0);

	(void)state;
	check_random(layout, RANDOM_ROUNDS);
	layout_free(layout);
}

/* Types that are no struct at the top, keys without padding, forms that --as asks for. */
static void test_other_roots(void **state)
{
	static const char *const types[] = {
		"u32",
		"s128",
		"char",
		"bool",
		"float",
		"double",
		"char[5]",
		"u8[6]",
		"u8[4]",
		"u16[2][2]",
		"enum { A, B = -1 }",
		"enum { A = 1, B = 2, C = 4 }",
		"struct { u32 prefixlen; __be32 addr; }",
		"struct { __be32 a; __be16 p; u8 proto; }",
		"union { u32 a; u8 b[4]; }",
		"struct { u32 prefixlen; u32 x; struct in6_addr { u8 u6_addr8[16]; } addr; }",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct layout *layout = typed_layout(types[i], 0);

		check_random(layout, RANDOM_ROUNDS);
		layout_free(layout);
	}
}

static void test_asked_hints(void **state)
{
	static const struct {
		const char *type, *path, *hint;
	} cases[] = {
		{"s32", "", "hex"},
		{"u128", "", "hex"},
		{"u32", "", "ipv4"},
		{"struct { u16 a; u16 b; }", "", "ipv4"},
		{"struct { u8 a[6]; }", "", "mac"},
		{"u8[8]", "", "text"},
		{"struct { u32 n; u32 a; }", "", "lpm"},
		{"u8[16]", "", "ipv6"},
		{"u8[16]", "", "none"},
		{"u16", "", "proto"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct layout *layout = typed_layout(cases[i].type, 0);
		struct err err = {0};

		if (layout_set_hint(layout, cases[i].path, cases[i].hint, &err))
			fail_msg("%s", err.msg);
		check_random(layout, RANDOM_ROUNDS);
		layout_free(layout);
	}
}

/* Pointers and flexible arrays, which C text for maps has no words for. */
static void add_tail(struct btf *btf)
{
	int u8_id = btf__add_int(btf, "unsigned char", 1, 0);
	int char_id = btf__add_int(btf, "char", 1, BTF_INT_SIGNED);
	int ptr = btf__add_ptr(btf, u8_id);
	int list = btf__add_array(btf, u8_id, char_id, 0);

	btf__add_struct(btf, "event", 8);
	btf__add_field(btf, "p", ptr, 0, 0);
	btf__add_field(btf, "rest", list, 64, 0);
}

static void add_opaque(struct btf *btf)
{
	int u8_id = btf__add_int(btf, "unsigned char", 1, 0);
	int list = btf__add_array(btf, u8_id, u8_id, 0);

	btf__add_struct(btf, "event", 1);
	btf__add_field(btf, "n", u8_id, 0, 0);
	btf__add_field(btf, "rest", list, 8, 0);
}

static void test_tails(void **state)
{
	struct layout *layout = typed_layout_of(add_tail, 13);
	struct err err = {0};

	(void)state;
	check_random(layout, RANDOM_ROUNDS);
	layout_free(layout);
	layout = typed_layout_of(add_opaque, 7);
	check_random(layout, RANDOM_ROUNDS);
	layout_free(layout);
	assert_int_equal(layout_new_bytes(&layout, 9, &err), 0);
	check_random(layout, RANDOM_ROUNDS);
	layout_free(layout);
}

/* ---- broken by chance ------------------------------------------------------------------------ */

/* Changes, drops, doubles or moves a few characters. */
static void mutate(struct buf *text)
{
	static const char alphabet[] = "{}[],:\"'\\/*|@<>-0123456789xabcdeufnKi_. \n\x01\xff";
	unsigned int changes = 1 + random_next() % 4;

	while (changes-- && text->len) {
		size_t at = random_next() % text->len, to = random_next() % text->len;
		char c = alphabet[random_next() % (sizeof(alphabet) - 1)];

		switch (random_next() % 5) {
		case 0:
			text->data[at] = c;
			break;
		case 1:
			memmove(text->data + at, text->data + at + 1, text->len - at - 1);
			text->len--;
			break;
		case 2:
			buf_putc(text, text->data[at]);
			break;
		case 3:
			text->data[to] = text->data[at];
			break;
		default:
			text->len = at;
		}
	}
}

static void check_mutation(const struct layout *layout, struct buf *text, const struct parse *parse,
			   unsigned char *back)
{
	unsigned char guard[GUARD];
	struct err err = {0};
	int ret;

	memset(guard, 0xc3, sizeof(guard));
	memcpy(back + layout->size, guard, sizeof(guard));
	ret = parse_value(layout, buf_cstr(text), parse, back, &err);
	assert_memory_equal(back + layout->size, guard, sizeof(guard));
	assert_true(ret == 0 || ret == ERR_USAGE);
	assert_int_equal(err.code, ret);
	if (ret)
		assert_memory_equal(err.msg, parse->what, strlen(parse->what));
	else
		check_value(layout, back, &forms[0], back + layout->size + GUARD);
}

static void fuzz(const struct layout *layout, unsigned int rounds)
{
	unsigned char *data = malloc(layout->size);
	unsigned char *back = malloc(2 * (size_t)layout->size + GUARD);

	for (unsigned int i = 0; i < rounds; i++) {
		BUF_CLEANUP struct buf text = {0};

		random_fill(data, layout->size);
		layout_format(layout, data, &forms[i % N_FORMS], &text);
		mutate(&text);
		check_mutation(layout, &text, i % 2 ? &as_key : &as_value, back);
	}
	free(data);
	free(back);
}

static void test_fuzz(void **state)
{
	static const char *const small[] = {
		"struct { u8 a; char t[4]; union { u16 n; u8 b[2]; }; u8 list[3]; }",
		"struct { u32 prefixlen; __be32 addr; }",
		"enum { A = 1, B = 2, C = 4 }",
		"double",
		"s64",
	};
	struct layout *layout = typed_layout(every_kind, 0);

	(void)state;
	fuzz(layout, FUZZ_ROUNDS / 8);
	layout_free(layout);
	for (size_t i = 0; i < sizeof(small) / sizeof(small[0]); i++) {
		layout = typed_layout(small[i], 0);
		fuzz(layout, FUZZ_ROUNDS);
		layout_free(layout);
	}
}

/* A path that is found is printed as one that leads to the same place. */
static void test_fuzz_paths(void **state)
{
	static const char *const paths[] = {"lpm6.net[15]", "list[1].v", "u.s.q", "grid[1][2]",
					    "raw[3]"};
	struct layout *layout = typed_layout(every_kind, 0);

	(void)state;
	for (unsigned int i = 0; i < FUZZ_ROUNDS; i++) {
		BUF_CLEANUP struct buf text = {0}, again = {0};
		struct place place, same;
		struct err err = {0};

		buf_puts(&text, paths[i % (sizeof(paths) / sizeof(paths[0]))]);
		mutate(&text);
		if (layout_find(layout, buf_cstr(&text), "value", &place, &err)) {
			assert_memory_equal(err.msg, "value", 5);
			continue;
		}
		layout_path(layout, place, &again);
		assert_int_equal(layout_find(layout, buf_cstr(&again), "value", &same, &err), 0);
		assert_true(same.field == place.field && same.bit_off == place.bit_off);
	}
	layout_free(layout);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_kind),  cmocka_unit_test(test_other_roots),
		cmocka_unit_test(test_asked_hints), cmocka_unit_test(test_tails),
		cmocka_unit_test(test_fuzz),        cmocka_unit_test(test_fuzz_paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
