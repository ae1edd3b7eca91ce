// SPDX-License-Identifier: GPL-2.0-or-later
/* Paths: found, printed again, refused with what would have done; and leaves. */
#include "tests/unit/typed.h"

static const char type[] =
	"struct { u32 a; struct { u16 x; union { u16 y; u8 z[2]; }; } s[3]; "
	"struct { u8 flag:3; u8 rest:5; }; u8 grid[2][4]; union { u32 n; u8 b[4]; } u; char name[8]; }";

/* Each path leads to its bit and back to itself. */
static void test_find(void **state)
{
	static const struct {
		const char *path;
		__u32 bit_off;
	} cases[] = {
		{"", 0},
		{"a", 0},
		{"s", 32},
		{"s[0]", 32},
		{"s[2]", 96},
		{"s[2].x", 96},
		{"s[1].y", 80},
		{"s[2].z[1]", 120},
		{"flag", 128},
		{"rest", 131},
		{"grid", 136},
		{"grid[1]", 168},
		{"grid[1][3]", 192},
		{"u", 224},
		{"u.n", 224},
		{"u.b[3]", 248},
		{"name", 256},
	};
	struct layout *layout = typed_layout(type, 0);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		BUF_CLEANUP struct buf path = {0};
		struct err err = {0};
		struct place place;

		if (layout_find(layout, cases[i].path, "value", &place, &err))
			fail_msg("%s", err.msg);
		assert_int_equal(place.bit_off, cases[i].bit_off);
		layout_path(layout, place, &path);
		assert_string_equal(buf_cstr(&path), cases[i].path);
	}
	layout_free(layout);
}

static void test_refused(void **state)
{
	static const struct {
		const char *path, *msg, *hint;
	} cases[] = {
		{"aa", "value: unknown field \"aa\"",
		 "did you mean \"a\"? fields: a, s, flag, rest"},
		{"s[1].w", "value.s[1]: unknown field \"w\"", "fields: x, y, z"},
		{"s.x", "value.s: unknown field \"x\"", "choose an element, as in s[0]"},
		{"a.x", "value.a: unknown field \"x\"", "it has no fields"},
		{"a[0]", "value.a: index \"0\" on what is no array", ""},
		{"name[0]", "value.name: index \"0\" on what is no array", ""},
		{"s[3]", "value.s: index \"3\" is out of range (0..2)", ""},
		{"s[-1]", "value.s: index \"-1\" is out of range (0..2)", ""},
		{"s[99999999999999999999]",
		 "value.s: index \"99999999999999999999\" is out of range (0..2)", ""},
		{"s[x]", "value.s: index \"x\" is not a number", ""},
		{"s[]", "value.s: index \"\" is not a number", ""},
		{"s[1", "value.s: index \"1\" lacks its \"]\"", ""},
		{"s[0]x", "value.s[0]: unknown field \"x\"", ""},
		{"a.", "value.a: unknown field \"\"", "it has no fields"},
		{".a", "value: unknown field \"\"", ""},
		{"u..n", "value.u: unknown field \"\"", ""},
	};
	struct layout *layout = typed_layout(type, 0);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err err = {0};
		struct place place;

		assert_int_equal(layout_find(layout, cases[i].path, "value", &place, &err),
				 ERR_USAGE);
		assert_string_equal(err.msg, cases[i].msg);
		assert_non_null(strstr(err.hint, cases[i].hint));
	}
	layout_free(layout);
}

/* A flexible array ends where the object does. */
static void add_flexible(struct btf *btf)
{
	int u32_id = btf__add_int(btf, "unsigned int", 4, 0);
	int array = btf__add_array(btf, u32_id, u32_id, 0);

	btf__add_struct(btf, "flexible", 4);
	btf__add_field(btf, "n", u32_id, 0, 0);
	btf__add_field(btf, "list", array, 32, 0);
}

static void test_flexible(void **state)
{
	struct layout *layout = typed_layout_of(add_flexible, 15);
	struct err err = {0};
	struct place place;

	(void)state;
	assert_int_equal(layout_find(layout, "list[1]", "value", &place, &err), 0);
	assert_int_equal(place.bit_off, 64);
	assert_int_equal(layout_find(layout, "list[2]", "value", &place, &err), ERR_USAGE);
	assert_string_equal(err.msg, "value.list: index \"2\" is out of range (0..1)");
	layout_free(layout);
	layout = typed_layout_of(add_flexible, 4);
	assert_int_equal(layout_find(layout, "list[0]", "value", &place, &err), ERR_USAGE);
	assert_string_equal(err.msg, "value.list: index \"0\" into an array without elements");
	layout_free(layout);
}

/* The names of static variables hold dots. */
static void add_section(struct btf *btf)
{
	int u32_id = btf__add_int(btf, "unsigned int", 4, 0);
	int plain = btf__add_var(btf, "main", BTF_VAR_STATIC, u32_id);
	int dotted = btf__add_var(btf, "main.count", BTF_VAR_STATIC, u32_id);

	btf__add_datasec(btf, ".bss", 8);
	btf__add_datasec_var_info(btf, plain, 0, 4);
	btf__add_datasec_var_info(btf, dotted, 4, 4);
}

static void test_dotted(void **state)
{
	struct layout *layout = typed_layout_of(add_section, 8);
	struct err err = {0};
	struct place place;

	(void)state;
	assert_int_equal(layout_find(layout, "main.count", "value", &place, &err), 0);
	assert_int_equal(place.bit_off, 32);
	assert_int_equal(layout_find(layout, "main", "value", &place, &err), 0);
	assert_int_equal(place.bit_off, 0);
	assert_int_equal(layout_find(layout, "main.x", "value", &place, &err), ERR_USAGE);
	assert_string_equal(err.msg, "value.main: unknown field \"x\"");
	layout_free(layout);
}

static void assert_leaves(const char *text, const char *expected)
{
	struct layout *layout = typed_layout(text, 0);
	BUF_CLEANUP struct buf leaves = {0};
	struct place place;

	for (__u32 i = 0; (i = layout_leaf(layout, i, &place));) {
		buf_putc(&leaves, ' ');
		layout_path(layout, place, &leaves);
	}
	assert_string_equal(buf_cstr(&leaves), expected);
	layout_free(layout);
}

static void test_leaves(void **state)
{
	(void)state;
	assert_leaves(type, " a s flag rest grid u name");
	assert_leaves("u32", " ");
	assert_leaves("u32[4]", " ");
	assert_leaves("struct { struct { u8 a; struct { u8 b; } d; }; u8 c; }", " a d.b c");
	assert_leaves("struct { union { u8 a; u16 b; }; u8 c; }", " a b c");
	assert_leaves("struct { u8 pad; struct in_addr { __be32 s_addr; } from; }", " pad from");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),     cmocka_unit_test(test_refused),
		cmocka_unit_test(test_flexible), cmocka_unit_test(test_dotted),
		cmocka_unit_test(test_leaves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
