// SPDX-License-Identifier: GPL-2.0-or-later
/* C text to BTF and back to names: types, names from elsewhere, refusals. */
#include <errno.h>
#include <time.h>

#include "tests/unit/ctype_helper.h"

static void assert_name(const struct btf *btf, __u32 id, const char *want)
{
	BUF_CLEANUP struct buf name = {0};

	ctype_name(btf, id, &name);
	assert_string_equal(buf_cstr(&name), want);
}

/* ---- base types ---- */

static void base_types_are_clangs(void **state)
{
	static const struct {
		const char *text, *name, *base;
		int size, encoding;
	} cases[] = {
		{"u8", "u8", "unsigned char", 1, 0},
		{"__s16", "__s16", "short", 2, BTF_INT_SIGNED},
		{"u32", "u32", "unsigned int", 4, 0},
		{"__be32", "__be32", "unsigned int", 4, 0},
		{"__le64", "__le64", "unsigned long long", 8, 0},
		{"s128", "s128", "__int128", 16, BTF_INT_SIGNED},
		{"uint64_t", "uint64_t", "unsigned long long", 8, 0},
		{"bool", "bool", "_Bool", 1, BTF_INT_BOOL},
		{"_Bool", "_Bool", "_Bool", 1, BTF_INT_BOOL},
		{"char", "char", "char", 1, BTF_INT_SIGNED},
		{"signed char", "signed char", "signed char", 1, BTF_INT_SIGNED},
		{"char unsigned", "unsigned char", "unsigned char", 1, 0},
		{"signed", "int", "int", 4, BTF_INT_SIGNED},
		{"signed int", "int", "int", 4, BTF_INT_SIGNED},
		{"unsigned", "unsigned int", "unsigned int", 4, 0},
		{"short int unsigned", "unsigned short", "unsigned short", 2, 0},
		{"long unsigned int", "unsigned long", "unsigned long", 8, 0},
		{"long signed long int", "long long", "long long", 8, BTF_INT_SIGNED},
		{"unsigned __int128", "unsigned __int128", "unsigned __int128", 16, 0},
		{"const volatile size_t", "size_t", "unsigned long", 8, 0},
		{"u32 key;", "u32", "unsigned int", 4, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct btf *btf = btf__new_empty();
		__u32 id = compile(btf, cases[i].text);
		const struct btf_type *t = btf__type_by_id(btf, id);

		assert_name(btf, id, cases[i].name);
		while (btf_is_typedef(t))
			t = btf__type_by_id(btf, t->type);
		assert_true(btf_is_int(t));
		assert_string_equal(btf__name_by_offset(btf, t->name_off), cases[i].base);
		assert_int_equal(t->size, cases[i].size);
		assert_int_equal(btf_int_encoding(t), cases[i].encoding);
		assert_int_equal(btf_int_bits(t), 8 * cases[i].size);
		btf__free(btf);
	}
}

static void a_second_use_adds_nothing(void **state)
{
	struct btf *btf = btf__new_empty();
	__u32 id = compile(btf, "__be32"), n = btf__type_cnt(btf);

	(void)state;
	assert_int_equal(n, 4); /* void, unsigned int, __u32, __be32 */
	assert_int_equal(compile(btf, "/* again */ __be32 // twice"), id);
	assert_int_equal(btf__type_cnt(btf), n);
	btf__free(btf);
}

/* ---- enums, arrays, definitions ---- */

static void enums_are_as_wide_as_needed(void **state)
{
	static const struct {
		const char *text;
		int kind, size;
		bool is_signed;
		__s64 last;
	} cases[] = {
		{"enum { A, B = 5, C }", BTF_KIND_ENUM, 4, false, 6},
		{"enum x { A = -2, B, }", BTF_KIND_ENUM, 4, true, -1},
		{"enum { A = 1 << 2 | 1, B = A * (3 + 4) % 6 - 1 }", BTF_KIND_ENUM, 4, false, 4},
		{"enum { A = 'a' }", BTF_KIND_ENUM, 4, false, 97},
		{"enum { A = 0xffffffff, B = 0b101 }", BTF_KIND_ENUM, 4, false, 5},
		{"enum { A = 0x100000000 }", BTF_KIND_ENUM64, 8, false, 1LL << 32},
		{"enum { A = -1, B = 0x80000000 }", BTF_KIND_ENUM64, 8, true, 1LL << 31},
		{"enum { A = -0x8000000000000000 }", BTF_KIND_ENUM64, 8, true, INT64_MIN},
		{"enum { A = 0xffffffffffffffff }", BTF_KIND_ENUM64, 8, false, -1},
		{"enum { A = 255 } __packed", BTF_KIND_ENUM, 1, false, 255},
		{"enum { A = -129 } __packed", BTF_KIND_ENUM, 2, true, -129},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct btf *btf = btf__new_empty();
		const struct btf_type *t = btf__type_by_id(btf, compile(btf, cases[i].text));
		__u32 last = btf_vlen(t) - 1u;
		__s64 value;

		assert_int_equal(btf_kind(t), cases[i].kind);
		assert_int_equal(t->size, cases[i].size);
		assert_int_equal(btf_kflag(t), cases[i].is_signed);
		value = btf_is_enum64(t) ? (__s64)btf_enum64_value(&btf_enum64(t)[last])
					 : btf_enum(t)[last].val;
		assert_true(value == cases[i].last);
		btf__free(btf);
	}
}

static void whole_types_may_be_arrays(void **state)
{
	static const struct {
		const char *text, *name;
		__s64 size;
	} cases[] = {
		{"u32[4]", "u32[4]", 16},
		{"char x[16];", "char[16]", 16},
		{"u32 slots[4][2]", "u32[4][2]", 32},
		{"struct event { u64 at; } value[3];", "struct event[3]", 24},
		{"struct event { u64 at; }; struct event[0]", "struct event[0]", 0},
		{"enum { N = 3 }; u8[N + 1]", NULL, 0},
		{"enum dim { N = 3 }; u8[N + 1]", "u8[4]", 4},
		{"struct { }", "struct {\u2026}", 0},
		{"struct a { u32 x; }; struct b { struct a a; };;", "struct b", 4},
		{"struct a { u32 x; }; a", "struct a", 4},
	};
	struct err err = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct btf *btf = btf__new_empty();
		int id = compile_err(btf, cases[i].text, NULL, NULL, &err);

		if (!cases[i].name) {
			assert_int_equal(id, ERR_USAGE);
		} else {
			assert_true(id > 0);
			assert_name(btf, (__u32)id, cases[i].name);
			assert_int_equal(btf__resolve_size(btf, (__u32)id), cases[i].size);
		}
		btf__free(btf);
	}
}

static void tags_are_kept(void **state)
{
	struct btf *btf = btf__new_empty();
	__u32 id = compile(btf, "struct { u8 a; u32 : 0;"
				"u32 b __attribute__((btf_decl_tag(\"mapctl:ipv4\"))); }");
	const struct btf_type *t = btf__type_by_id(btf, btf__type_cnt(btf) - 1);

	(void)state;
	assert_true(btf_is_decl_tag(t));
	assert_int_equal(t->type, id);
	assert_int_equal(btf_decl_tag(t)->component_idx, 1);
	assert_string_equal(btf__name_by_offset(btf, t->name_off), "mapctl:ipv4");
	btf__free(btf);
}

/* ---- names from elsewhere ---- */

/* A kernel in miniature: in6_addr, a struct with pointers, a packed one, loops. */
static struct btf *new_kernel(void)
{
	struct btf *btf = btf__new_empty();
	int byte = btf__add_int(btf, "unsigned char", 1, 0);
	int word = btf__add_int(btf, "unsigned int", 4, 0);
	int bytes = btf__add_array(btf, word, byte, 16), loop, node, proto;

	btf__add_struct(btf, "in6_addr", 16);
	btf__add_field(btf, "u6_addr8", bytes, 0, 0);
	btf__add_typedef(btf, "pid_t", btf__add_const(btf, word));
	node = btf__add_fwd(btf, "elsewhere", BTF_FWD_STRUCT);
	node = btf__add_ptr(btf, btf__add_const(btf, node));
	btf__add_struct(btf, "holder", 16);
	btf__add_field(btf, "next", node, 0, 0);
	btf__add_field(btf, "id", word, 64, 0);
	btf__add_struct(btf, "tight", 5);
	btf__add_field(btf, "a", byte, 0, 0);
	btf__add_field(btf, "b", word, 8, 0);
	loop = (int)btf__type_cnt(btf);
	btf__add_typedef(btf, "loop", loop);
	btf__add_struct(btf, "self", 4);
	btf__add_field(btf, "inner", loop + 1, 0, 0);
	btf__add_struct(btf, "wild", 4);
	btf__add_field(btf, "far", 9999, 0, 0);
	btf__add_typedef(btf, "ptr_t", node);
	proto = btf__add_func_proto(btf, word);
	btf__add_typedef(btf, "func_t", proto);
	btf__add_enum64(btf, "wide_enum", 8, false);
	btf__add_enum64_value(btf, "WIDE", 1ULL << 40);
	btf__add_decl_tag(btf, "mapctl:hex", btf__find_by_name(btf, "holder"), 1);
	return btf;
}

static void names_come_from_the_kernel(void **state)
{
	struct btf *kernel = new_kernel(), *btf = btf__new_empty();
	struct resolver resolver = {.self = kernel, .vmlinux = vmlinux_is_self};
	struct err err = {0};
	__u32 n, tag;
	int id;

	(void)state;
	id = compile_err(btf, "struct { struct in6_addr ip; pid_t pid; struct tight t; u16 x; }",
			 NULL, &resolver, &err);
	assert_true(id > 0);
	assert_int_equal(btf__resolve_size(btf, (__u32)id), 28); /* tight is packed: no padding */
	assert_int_equal(btf__resolve_size(btf, ctype_find(btf, "pid_t")), 4);
	n = btf__type_cnt(btf);
	id = compile_err(btf, "struct in6_addr", NULL, &resolver, &err);
	assert_int_equal(id, ctype_find(btf, "struct in6_addr"));
	assert_int_equal(btf__type_cnt(btf), n);

	id = compile_err(btf, "struct holder", kernel, NULL, &err);
	assert_true(id > 0);
	assert_name(btf, btf_members(btf__type_by_id(btf, (__u32)id))[0].type,
		    "struct elsewhere *");
	tag = btf__type_cnt(btf) - 1;
	assert_true(btf_is_decl_tag(btf__type_by_id(btf, tag)));
	assert_int_equal(btf__type_by_id(btf, tag)->type, id);
	assert_true(compile_err(btf, "enum wide_enum", NULL, &resolver, &err) > 0);
	btf__free(btf);
	btf__free(kernel);
}

static void kernel_structs_need_no_kernel(void **state)
{
	struct btf *btf = btf__new_empty();
	__u32 id = compile(btf, "struct { u8 a; struct bpf_timer t; struct bpf_spin_lock l; }");
	const struct btf_type *t = btf__type_by_id(btf, id);

	(void)state;
	assert_int_equal(t->size, 32);
	assert_int_equal(btf_member_bit_offset(t, 1), 64);
	assert_int_equal(btf_member_bit_offset(t, 2), 192);
	btf__free(btf);
}

static void broken_btf_ends_in_an_error(void **state)
{
	static const char *const texts[] = {"loop",
					    "struct self",
					    "struct wild",
					    "ptr_t",
					    "func_t",
					    "struct { struct self s; }",
					    "struct elsewhere"};
	struct btf *kernel = new_kernel();
	struct resolver resolver = {.self = kernel, .vmlinux = vmlinux_is_self};
	struct err err = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct btf *btf = btf__new_empty();

		assert_int_equal(compile_err(btf, texts[i], NULL, &resolver, &err), ERR_USAGE);
		btf__free(btf);
		/* As types of the BTF that is added to. */
		assert_int_equal(compile_err(kernel, texts[i], NULL, NULL, &err), ERR_USAGE);
	}
	btf__free(kernel);
}

/* ---- refusals ---- */

static void refusals_name_the_word(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{"", "value: the type is empty"},
		{" /* nothing */ ", "value: the type is empty"},
		{"u33", "unknown type \"u33\""},
		{"struct foo", "\"struct foo\" is not defined here"},
		{"struct { u32 a u32 b; }", "missing ';' before \"u32\" at character 16"},
		{"struct { u32 a; ", "missing '}' at the end of the struct"},
		{"struct { u32 a }", "missing ';' before \"}\""},
		{"struct { u32; }", "missing the name of a member before \"}\""},
		{"struct { struct b { u8 x; }; }", "missing the name of a member"},
		{"struct { u8 a; u8 b, a; }", "the member \"a\" is there twice"},
		{"struct { u8 a; union { u8 b; struct { u8 a; }; }; }", "\"a\" is there twice"},
		{"struct { char *name; }",
		 "\"char *name\" is a pointer; a map's value cannot hold"},
		{"struct x { u8 a; } **p", "is a pointer"},
		{"void *", "\"void *\" is a pointer"},
		{"void", "\"void\" has no size"},
		{"struct { void v; }", "\"v\" is void"},
		{"void[3]", "void"},
		{"int (*f)(void)", "functions"},
		{"int f(int)", "functions"},
		{"struct { u32 a : 33; }", "\"a\" is wider than its type's 32 bits"},
		{"struct { bool a : 2; }", "\"a\" is wider than its type's 1 bit"},
		{"struct { u32 a : 0; }", "\"a\" is zero bits wide"},
		{"struct { u32 a : -1; }", "\"a\" is negative"},
		{"struct { float a : 3; }", "\"a\" is not of an integer"},
		{"struct { u8 a; double d; } __packed", "\"d\" is a floating point number"},
		{"struct { enum { A = 1 << 32 } a : 33; }", "\"a\" is wider than the 32 bits"},
		{"u8[0x10000001]", "larger than 2^28"},
		{"struct { u64 a[65536][65536]; }", "\"a\" is larger than 2^28"},
		{"struct { u8 a[0x8000000], b[0x8000000], c; }", "larger than 2^28"},
		{"struct { u8 a[0x200000]; u8 b : 3; }", "\"b\" stands behind 2^21 bytes"},
		{"u8[-1]", "negative size"},
		{"u8[N]", "\"N\" is no number"},
		{"u8[1/0]", "divided by zero"},
		{"u8[1 << 64]", "shifted"},
		{"u8[18446744073709551616]", "is not a number below 2^64"},
		{"u8[0x]", "\"0x\" is not a number"},
		{"u8[12ab]", "\"12ab\" is not a number"},
		{"u8[2][]", "only the first dimension"},
		{"u8[]", "\"[]\" has no size"},
		{"struct { u8 a[]; u8 b; }", "the flexible array \"a\" is not the last member"},
		{"enum { }", "missing the name of an enumerator"},
		{"enum { A, A }", "the enumerator \"A\" is defined twice"},
		{"enum { A = -1, B = 0xffffffffffffffff }", "both negative values"},
		{"enum { A = 0xffffffffffffffff, B }", "\"B\" is beyond 2^64 - 1"},
		{"struct a { u8 x; }; struct a { u8 y; }", "\"a\" is defined twice"},
		{"struct a { struct a x; }", "\"struct a\" holds itself"},
		{"struct a { u8 x; }; union a", "\"union a\" is defined as struct"},
		{"u32 a; u32 b", "one type is wanted, and it ends before \"u32\""},
		{"u32 }", "missing ';' before \"}\""},
		{"typedef u32 x", "\"typedef\" has no place"},
		{"long double", "\"long double\" is no type"},
		{"long long long", "a second \"long\""},
		{"unsigned signed", "\"unsigned signed\" is no type"},
		{"u32 @", "\"@\" at character 5"},
		{"u32 \x1b[31m", "\"\\x1b\" at character 5"},
		{"u32 /* x", "has no \"*/\""},
		{"struct { u8 a __attribute__((weird)); }", "unknown attribute \"weird\""},
		{"struct { u8 a __aligned(3); }", "the alignment \"3\" is not a power of two"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct btf *btf = btf__new_empty();
		struct err err = {0};

		assert_int_equal(compile_err(btf, cases[i].text, NULL, NULL, &err), ERR_USAGE);
		if (!strstr(err.msg, cases[i].message) || strncmp(err.msg, "value: ", 7))
			fail_msg("%s: %s", cases[i].text, err.msg);
		btf__free(btf);
	}
}

static char *repeat(const char *head, const char *unit, size_t n)
{
	char *text = malloc(strlen(head) + n * strlen(unit) + 1), *end = text;

	assert_non_null(text);
	end = stpcpy(end, head);
	while (n--)
		end = stpcpy(end, unit);
	return text;
}

static void depth_and_length_are_bounded(void **state)
{
	static const struct {
		const char *head, *unit;
		size_t n;
		const char *message;
	} cases[] = {
		{"", "struct {", 33, "deeper than 32"},
		{"u8[", "(", 1000, "deeper than 32"},
		{"u8[", "-", 60000, "deeper than 32"},
		{"u8", "[1]", 1000, "more than 16 dimensions"},
		{"u8", " ", 65536, "longer than 64 KiB"},
		{"struct { u8 ", "x", 200, "longer than 127 characters"},
		{"", "x", 200, "longer than 127 characters"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct btf *btf = btf__new_empty();
		char *text = repeat(cases[i].head, cases[i].unit, cases[i].n);
		struct err err = {0};

		assert_int_equal(compile_err(btf, text, NULL, NULL, &err), ERR_USAGE);
		if (!strstr(err.msg, cases[i].message))
			fail_msg("%s", err.msg);
		free(text);
		btf__free(btf);
	}
}

/* ---- finding and naming ---- */

static void texts_are_found(void **state)
{
	struct btf *btf = btf__new_empty();
	__u32 event = compile(btf, "struct event { u32 a; }"), word = ctype_find(btf, "u32");

	(void)state;
	assert_int_equal(ctype_find(btf, "  struct\t event "), event);
	assert_int_equal(ctype_find(btf, "event"), event);
	assert_int_equal(ctype_find(btf, "const struct event"), event);
	assert_int_equal(ctype_find(btf, "union event"), 0);
	assert_int_equal(ctype_find(btf, "struct event *"), 0);
	assert_int_equal(ctype_find(btf, "struct"), 0);
	assert_int_equal(ctype_find(btf, ""), 0);
	assert_name(btf, word, "u32");
	assert_name(btf, ctype_find(btf, "unsigned"), "unsigned int");
	word = (__u32)btf__add_int(btf, "long unsigned int", 8, 0);
	assert_int_equal(ctype_find(btf, "unsigned long"), word);
	word = compile(btf, "union u { u8 x; }");
	assert_int_equal(ctype_find(btf, "union u"), word);
	word = compile(btf, "enum e { BIG = 1 << 40 }");
	assert_int_equal(ctype_find(btf, "enum e"), word);
	btf__free(btf);
}

static void names_are_cs(void **state)
{
	struct btf *btf = btf__new_empty();
	int byte = btf__add_int(btf, "char", 1, BTF_INT_SIGNED);
	int task = btf__add_fwd(btf, "task_struct", BTF_FWD_STRUCT);
	int ptr = btf__add_ptr(btf, task), array = btf__add_array(btf, byte, byte, 4);
	int proto = btf__add_func_proto(btf, byte), loop = (int)btf__type_cnt(btf);

	(void)state;
	btf__add_typedef(btf, "bad\x1b[31m", byte);
	assert_name(btf, (__u32)loop, "bad\\x1b[31m");
	assert_name(btf, 0, "void");
	assert_name(btf, 12345, "?");
	assert_name(btf, (__u32)ptr, "struct task_struct *");
	assert_name(btf, (__u32)btf__add_const(btf, ptr), "struct task_struct *const");
	assert_name(btf, (__u32)btf__add_ptr(btf, btf__add_const(btf, byte)), "const char *");
	assert_name(btf, (__u32)btf__add_ptr(btf, 0), "void *");
	assert_name(btf, (__u32)btf__add_ptr(btf, array), "char (*)[4]");
	assert_name(btf, (__u32)btf__add_array(btf, byte, ptr, 4), "struct task_struct *[4]");
	assert_name(btf, (__u32)btf__add_array(btf, byte, array, 2), "char[2][4]");
	assert_name(btf, (__u32)btf__add_ptr(btf, proto), "char (*)()");
	loop = (int)btf__type_cnt(btf);
	btf__add_const(btf, loop);
	ctype_find(btf, "x");
	btf__add_ptr(btf, loop);
	{
		BUF_CLEANUP struct buf name = {0};

		ctype_name(btf, (__u32)loop, &name);
		assert_true(name.len < 4096);
	}
	btf__free(btf);
}

/* ---- mutated text ---- */

static __u32 random_next(__u32 *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static void mutate(char *text, size_t cap, __u32 *seed)
{
	static const char alphabet[] = "{}[]();:,=*<>|-+ 0189azu\"'/\\\x01\xff__";
	size_t len = strlen(text), at = random_next(seed) % (len + 1);
	size_t n = random_next(seed) % 8, from = random_next(seed) % (len + 1);

	switch (random_next(seed) % 4) {
	case 0: /* overwrite */
		if (at < len)
			text[at] = alphabet[random_next(seed) % (sizeof(alphabet) - 1)];
		break;
	case 1: /* delete */
		n = n < len - at ? n : len - at;
		memmove(text + at, text + at + n, len - at - n + 1);
		break;
	case 2: /* repeat a piece */
		n = n < len - from ? n : len - from;
		if (len + n + 1 > cap)
			break;
		{
			char piece[8];

			memcpy(piece, text + from, n);
			memmove(text + at + n, text + at, len - at + 1);
			memcpy(text + at, piece, n);
		}
		break;
	default:
		text[at] = '\0';
	}
}

static const char *const seeds[] = {
	"struct { __be32 saddr; __be32 daddr; __be16 dport; u8 proto; }",
	"struct a { u32 x : 3, : 0; enum { A = -1, B = 1 << 3 } e : 7; }; struct { struct a a; }",
	"union u { u8 a; struct { struct in6_addr b; pid_t c; }; char d[]; } __packed value[4];",
	"struct { struct bpf_timer t; struct bpf_spin_lock l __aligned(8); /* x */ u64 n; } // end",
	"struct { u8 a __attribute__((packed, btf_decl_tag(\"mapctl:ipv4\"))); struct holder h; }",
	"enum e { A = 'x', B = 0x100000000, C = (A + 2) * 3 - B / 4 % 5 } key;",
	"unsigned long long int x[0x10][2];",
};

static void mutated_text_does_no_harm(void **state)
{
	struct btf *kernel = new_kernel();
	struct resolver resolver = {.self = kernel, .vmlinux = vmlinux_is_self};
	clock_t end = clock() + CLOCKS_PER_SEC;
	__u32 seed = 2463534242u;
	char text[4096];

	(void)state;
	for (unsigned int round = 0; round < 100000 && clock() < end; round++) {
		struct btf *btf = btf__new_empty();
		struct err err = {0};
		int id;

		snprintf(text, sizeof(text), "%s", seeds[round % COUNT(seeds)]);
		for (__u32 n = 1 + random_next(&seed) % 6; n; n--)
			mutate(text, sizeof(text), &seed);
		id = compile_err(btf, text, NULL, &resolver, &err);
		assert_true(id > 0 || (id == ERR_USAGE && *err.msg));
		if (id > 0)
			assert_true(btf__resolve_size(btf, (__u32)id) >= 0);
		ctype_find(kernel, text);
		btf__free(btf);
	}
	btf__free(kernel);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(base_types_are_clangs),
		cmocka_unit_test(a_second_use_adds_nothing),
		cmocka_unit_test(enums_are_as_wide_as_needed),
		cmocka_unit_test(whole_types_may_be_arrays),
		cmocka_unit_test(tags_are_kept),
		cmocka_unit_test(names_come_from_the_kernel),
		cmocka_unit_test(kernel_structs_need_no_kernel),
		cmocka_unit_test(broken_btf_ends_in_an_error),
		cmocka_unit_test(refusals_name_the_word),
		cmocka_unit_test(depth_and_length_are_bounded),
		cmocka_unit_test(texts_are_found),
		cmocka_unit_test(names_are_cs),
		cmocka_unit_test(mutated_text_does_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
