// SPDX-License-Identifier: GPL-2.0-or-later
/* BTF to layouts: what compiles and to what, what is refused, hints, exactness. */
#include <unistd.h>

#include "tests/unit/btf_make.h"

#define VMLINUX "/sys/kernel/btf/vmlinux"

static __u32 find(const struct layout *layout, const char *name)
{
	for (__u32 i = 1; i < layout->n_fields; i++) {
		if (!strcmp(layout->fields[i].name, name))
			return i;
	}
	return 0;
}

/* ---- what compiles ------------------------------------------------------------------------- */

static void test_fields(void **state)
{
	struct types t = types_new();
	int bytes = array_of(&t, t.u8, 3), pointer = btf__add_ptr(t.btf, t.u32);
	int nameless = btf__add_union(t.btf, NULL, 4), id;
	const struct layout_field *f;
	struct layout *layout;

	(void)state;
	field(&t, "x", t.be32, 0);
	id = btf__add_struct(t.btf, "s", 24);
	field(&t, "bytes", bytes, 0);
	bitfield(&t, "b", t.s32, 24, 5);
	field(&t, NULL, nameless, 32);
	field(&t, "p", pointer, 64);
	field(&t, "n", t.s64, 128);
	layout = layout_ok(&t, id, 24);
	f = layout->fields;
	assert_int_equal(layout->n_fields, 8);
	assert_true(layout->typed);
	assert_string_equal(f[0].type, "struct s");
	assert_int_equal(f[0].end, 8);
	assert_int_equal(f[0].parent, 0);
	assert_int_equal(f[1].kind, LAYOUT_ARRAY);
	assert_string_equal(f[1].type, "u8");
	assert_int_equal(f[1].count, 3);
	assert_int_equal(f[1].stride, 1);
	assert_int_equal(f[1].end, 3);
	assert_string_equal(f[1].json, "\"bytes\":");
	assert_string_equal(f[1].text, "bytes: ");
	assert_int_equal(f[2].parent, 1);
	assert_int_equal(f[2].bit_off, 0);
	assert_true(f[3].bitfield && f[3].is_signed && !f[3].plain);
	assert_int_equal(f[3].bits, 5);
	assert_int_equal(f[3].stride, 4);
	assert_true(f[4].anonymous);
	assert_string_equal(f[4].type, "union");
	assert_int_equal(f[5].bit_off, 32);
	assert_true(f[5].big_endian);
	assert_string_equal(f[5].type, "__be32");
	assert_string_equal(f[6].type, "u32 *");
	assert_true(f[7].plain && f[7].is_signed);
	layout_free(layout);
	btf__free(t.btf);
}

static void test_unnamed_scalars_are_padding(void **state)
{
	struct types t = types_new();
	int id = btf__add_struct(t.btf, "s", 8);
	struct layout *layout;

	(void)state;
	bitfield(&t, "a", t.u32, 0, 3);
	bitfield(&t, NULL, t.u32, 3, 29);
	field(&t, "b", t.u32, 32);
	layout = layout_ok(&t, id, 8);
	assert_int_equal(layout->n_fields, 3);
	assert_true(layout_exact(layout, (const __u8[]){7, 0, 0, 0, 1, 2, 3, 4}));
	assert_false(layout_exact(layout, (const __u8[]){8, 0, 0, 0, 1, 2, 3, 4}));
	layout_free(layout);
	btf__free(t.btf);
}

static void test_old_bitfields(void **state)
{
	struct types t = types_new();
	int three = btf__add_int(t.btf, "unsigned int", 4, 0), id = btf__add_struct(t.btf, "s", 4);
	struct btf_type *type = (struct btf_type *)(void *)btf__type_by_id(t.btf, (__u32)three);
	BUF_CLEANUP struct buf out = {0};
	const struct form form = {0};
	struct layout *layout;

	(void)state;
	field(&t, "a", three, 0);
	/* Compilers before 2018 put the width of a bitfield into its type. */
	*(__u32 *)(type + 1) = 3;
	layout = layout_ok(&t, id, 4);
	layout_format(layout, (const __u8[]){0xff, 0xff, 0, 0}, &form, &out);
	assert_string_equal(buf_cstr(&out), "{a: 7}");
	layout_free(layout);
	btf__free(t.btf);
}

static void test_sizes(void **state)
{
	struct types t = types_new();
	int none = array_of(&t, t.u32, 0), id = btf__add_struct(t.btf, "flow_key", 16), flexible;
	struct layout *layout;

	(void)state;
	field(&t, "a", t.u64, 0);
	flexible = btf__add_struct(t.btf, "flexible", 4);
	field(&t, "n", t.u32, 0);
	field(&t, "rest", none, 32);
	layout_bad(&t, id, 12, ERR_USAGE, "\"struct flow_key\" is 16 bytes large, not 12");
	layout_bad(&t, id, 20, ERR_USAGE, "\"struct flow_key\" is 16 bytes large, not 20");
	layout_bad(&t, flexible, 3, ERR_USAGE, "\"struct flexible\" is 4 bytes large, not 3");
	layout = layout_ok(&t, flexible, 19);
	assert_int_equal(layout->fields[2].count, LAYOUT_FLEXIBLE);
	assert_int_equal(layout_count(layout, (struct place){2, 32}), 3);
	layout_free(layout);
	layout_bad(&t, t.u32, 1u << 29, -EINVAL, "too large");
	btf__free(t.btf);
}

static void test_flexible_only_at_the_end(void **state)
{
	struct types t = types_new();
	int none = array_of(&t, t.u8, 0), inner = btf__add_struct(t.btf, "inner", 4), last, first;
	struct layout *layout;

	(void)state;
	field(&t, "n", t.u32, 0);
	field(&t, "rest", none, 32);
	last = btf__add_struct(t.btf, "last", 8);
	field(&t, "n", t.u32, 0);
	field(&t, "in", inner, 32);
	first = btf__add_struct(t.btf, "first", 8);
	field(&t, "in", inner, 0);
	field(&t, "n", t.u32, 32);
	layout = layout_ok(&t, last, 12);
	assert_int_equal(layout->fields[find(layout, "rest")].count, LAYOUT_FLEXIBLE);
	layout_free(layout);
	layout = layout_ok(&t, first, 8);
	assert_int_equal(layout->fields[find(layout, "rest")].count, 0);
	layout_free(layout);
	layout_bad(&t, first, 12, ERR_USAGE, "is 8 bytes large");
	layout_bad(&t, array_of(&t, inner, 2), 12, ERR_USAGE, "is 8 bytes large");
	btf__free(t.btf);
}

/* ---- what is refused ----------------------------------------------------------------------- */

static void test_loops(void **state)
{
	struct types t = types_new();
	int id = btf__add_struct(t.btf, "self", 8), a;

	(void)state;
	field(&t, "next", id, 0);
	layout_bad(&t, id, 8, -EINVAL, "64 levels");
	a = btf__add_typedef(t.btf, "a", id + 2);
	btf__add_typedef(t.btf, "b", a);
	layout_bad(&t, a, 8, -EINVAL, "loop");
	/* An array of itself. */
	a = btf__add_array(t.btf, t.s32, a + 2, 0);
	layout_bad(&t, a, 8, -EINVAL, "array of itself");
	layout_bad(&t, 9999, 8, -EINVAL, "not there");
	btf__free(t.btf);
}

static void test_depth(void **state)
{
	struct types t = types_new();
	int id = t.u32;
	struct layout *layout;

	(void)state;
	for (int depth = 1; depth <= 64; depth++) {
		int outer = btf__add_struct(t.btf, NULL, 4);

		field(&t, "x", id, 0);
		id = outer;
	}
	layout = layout_ok(&t, id, 4);
	assert_int_equal(layout->n_fields, 65);
	layout_free(layout);
	{
		int outer = btf__add_struct(t.btf, NULL, 4);

		field(&t, "x", id, 0);
		layout_bad(&t, outer, 4, -EINVAL, "64 levels");
	}
	btf__free(t.btf);
}

/* Each level uses the one below ten times: a small BTF that would make a million fields. */
static void test_too_many_fields(void **state)
{
	struct types t = types_new();
	int id = t.u8;

	(void)state;
	for (int level = 0; level < 6; level++) {
		int outer = btf__add_union(t.btf, NULL, 1);

		for (int k = 0; k < 10; k++) {
			char name[16];

			snprintf(name, sizeof(name), "m%d", k);
			field(&t, name, id, 0);
		}
		id = outer;
	}
	layout_bad(&t, id, 1, -EINVAL, "100,000 fields");
	btf__free(t.btf);
}

static void test_outside(void **state)
{
	struct types t = types_new();
	int many = array_of(&t, t.u64, 0x20000000), id = btf__add_struct(t.btf, "s", 8), fp;

	(void)state;
	field(&t, "a", t.u32, 40);
	layout_bad(&t, id, 8, -EINVAL, "\"a\" of type \"u32\" reaches beyond");
	id = btf__add_struct(t.btf, "s", 8);
	field(&t, "a", t.u8, 80);
	layout_bad(&t, id, 8, -EINVAL, "beyond");
	id = btf__add_struct(t.btf, "s", 8);
	field(&t, "a", many, 0);
	layout_bad(&t, id, 8, -EINVAL, "");
	id = btf__add_struct(t.btf, "s", 8);
	bitfield(&t, "a", t.u8, 0, 9);
	layout_bad(&t, id, 8, -EINVAL, "wider than its type");
	id = btf__add_struct(t.btf, "s", 8);
	bitfield(&t, "a", t.ptr, 0, 8);
	layout_bad(&t, id, 8, -EINVAL, "");
	fp = btf__add_struct(t.btf, "s", 9);
	bitfield(&t, "b", t.u8, 0, 3);
	bitfield(&t, "a", t.f64, 3, 8);
	layout_bad(&t, fp, 9, -EINVAL, "impossible float");
	btf__free(t.btf);
}

static void test_empty_elements(void **state)
{
	struct types t = types_new();
	int empty = btf__add_struct(t.btf, "empty", 0), few = array_of(&t, empty, 1000);
	struct layout *layout = layout_ok(&t, few, 0);

	(void)state;
	layout_free(layout);
	layout_bad(&t, array_of(&t, empty, 0xfffffffe), 0, -EINVAL, "empty elements");
	layout_bad(&t, array_of(&t, few, 1000), 0, -EINVAL, "empty elements");
	btf__free(t.btf);
}

static void test_broken_section(void **state)
{
	struct types t = types_new();
	int var = btf__add_var(t.btf, "v", BTF_VAR_STATIC, t.u64);
	int id = btf__add_datasec(t.btf, ".bss", 8);

	(void)state;
	btf__add_datasec_var_info(t.btf, var, 4, 8);
	layout_bad(&t, id, 8, -EINVAL, "broken variable");
	id = btf__add_datasec(t.btf, ".data", 8);
	btf__add_datasec_var_info(t.btf, var, 0, 4);
	layout_bad(&t, id, 8, -EINVAL, "reaches beyond");
	btf__free(t.btf);
}

/* ---- hints --------------------------------------------------------------------------------- */

static void test_tags(void **state)
{
	struct types t = types_new();
	int id = btf__add_struct(t.btf, "s", 16), alias;
	struct layout *layout;

	(void)state;
	field(&t, "peer", t.u32, 0);
	field(&t, "saddr", t.u32, 32);
	field(&t, "when", t.u64, 64);
	btf__add_decl_tag(t.btf, "mapctl:ipv4", id, 0);
	btf__add_decl_tag(t.btf, "mapctl:none", id, 1);
	btf__add_decl_tag(t.btf, "mapctl:ktime", id, 2);
	btf__add_decl_tag(t.btf, "other", id, 2);
	layout = layout_ok(&t, id, 16);
	assert_int_equal(layout->fields[1].hint, HINT_IPV4);
	assert_int_equal(layout->fields[2].hint, HINT_OFF);
	assert_int_equal(layout->fields[3].hint, HINT_KTIME);
	layout_free(layout);
	/* A tag that does not fit is none; one on a typedef is for all of that type. */
	alias = btf__add_typedef(t.btf, "stamp", t.u64);
	btf__add_decl_tag(t.btf, "mapctl:ns", alias, -1);
	id = btf__add_struct(t.btf, "s", 8);
	field(&t, "a", alias, 0);
	btf__add_decl_tag(t.btf, "mapctl:mac", id, 0);
	layout = layout_ok(&t, id, 8);
	assert_int_equal(layout->fields[1].hint, HINT_NONE);
	layout_free(layout);
	layout = layout_ok(&t, alias, 8);
	assert_int_equal(layout->fields[0].hint, HINT_NS);
	layout_free(layout);
	btf__free(t.btf);
}

static void expect_form(const struct layout *layout, const void *data, const char *expected)
{
	const struct form form = {.hints = true};
	BUF_CLEANUP struct buf out = {0};

	layout_format(layout, data, &form, &out);
	assert_string_equal(buf_cstr(&out), expected);
}

static void test_set_hint(void **state)
{
	struct types t = types_new();
	int bytes = array_of(&t, t.u8, 4), words = array_of(&t, t.u32, 2);
	int id = btf__add_struct(t.btf, "s", 24);
	const __u8 v[24] = {'a', 'b', 0, 0, 1, 0,  0, 0, 10, 0,   0,
			    1,   10,  0, 0, 2, 10, 0, 0, 3,  0xff};
	struct layout *layout;
	struct err err = {0};

	(void)state;
	field(&t, "name", bytes, 0);
	field(&t, "n", t.u32, 32);
	field(&t, "peers", words, 64);
	field(&t, "saddr", t.be32, 128);
	field(&t, "x", t.s32, 160);
	layout = layout_ok(&t, id, 24);
	expect_form(layout, v,
		    "{name: [97, 98, 0, 0], n: 1, peers: [16777226, 33554442], saddr: 10.0.0.3, "
		    "x: 255}");
	assert_int_equal(layout_set_hint(layout, "name", "text", &err), 0);
	assert_int_equal(layout_set_hint(layout, "peers", "ipv4", &err), 0);
	assert_int_equal(layout_set_hint(layout, "saddr", "none", &err), 0);
	assert_int_equal(layout_set_hint(layout, "x", "hex", &err), 0);
	expect_form(layout, v,
		    "{name: \"ab\", n: 1, peers: [10.0.0.1, 10.0.0.2], saddr: 167772163, x: 0xff}");
	assert_false(layout_exact(layout, "ab\0c"));
	assert_int_equal(layout_set_hint(layout, "n", "mac", &err), ERR_USAGE);
	assert_string_equal(err.msg, "\"mac\" is no form for \"n\", a field of type \"u32\"");
	assert_int_equal(layout_set_hint(layout, "n", "ip", &err), ERR_USAGE);
	assert_string_equal(err.msg, "unknown hint \"ip\"");
	assert_non_null(strstr(err.hint, "ipv4, ipv6"));
	assert_int_equal(layout_set_hint(layout, "nope", "hex", &err), ERR_USAGE);
	err_clear(&err);
	layout_free(layout);
	btf__free(t.btf);
}

static void test_lpm_address(void **state)
{
	struct types t = types_new();
	int id = btf__add_struct(t.btf, "k", 12);
	struct layout *layout;
	struct err err = {0};

	(void)state;
	field(&t, "len", t.u32, 0);
	field(&t, "table", t.u32, 32);
	field(&t, "net", t.be32, 64);
	layout = layout_ok(&t, id, 12);
	assert_int_equal(layout_lpm_address(layout, 0), 3);
	assert_int_equal(layout->fields[0].hint, HINT_NONE);
	assert_int_equal(layout_set_hint(layout, "", "lpm", &err), 0);
	assert_int_equal(layout->fields[0].hint, HINT_LPM);
	expect_form(layout, (const __u8[]){48, 0, 0, 0, 1, 0, 0, 0, 10, 1, 0, 0},
		    "{table: 1, net: 10.1.0.0/16}");
	layout_free(layout);
	id = btf__add_struct(t.btf, "no", 12);
	field(&t, "len", t.u32, 0);
	field(&t, "a", t.u32, 32);
	field(&t, "b", t.u32, 64);
	layout = layout_ok(&t, id, 12);
	assert_int_equal(layout_lpm_address(layout, 0), 0);
	assert_int_equal(layout_set_hint(layout, "", "lpm", &err), ERR_USAGE);
	err_clear(&err);
	layout_free(layout);
	btf__free(t.btf);
}

/* ---- exactness ----------------------------------------------------------------------------- */

static bool exact(struct types *t, int type, const void *data, size_t size)
{
	struct layout *layout = layout_ok(t, type, (__u32)size);
	bool result = layout_exact(layout, data);

	layout_free(layout);
	return result;
}

static void test_exact_padding(void **state)
{
	struct types t = types_new();
	int element = btf__add_struct(t.btf, "e", 4), id, holes;

	(void)state;
	field(&t, "a", t.u8, 0);
	field(&t, "b", t.u16, 16);
	id = array_of(&t, element, 2);
	holes = btf__add_union(t.btf, "u", 4);
	field(&t, "e", element, 0);
	field(&t, "w", t.u32, 0);
	assert_true(exact(&t, element, "\1\0\2\3", 4));
	assert_false(exact(&t, element, "\1\1\2\3", 4));
	assert_true(exact(&t, id, "\1\0\2\3\1\0\2\3", 8));
	assert_false(exact(&t, id, "\1\0\2\3\1\1\2\3", 8));
	/* The first member that fills a union decides when it is read. */
	assert_false(exact(&t, holes, "\1\1\2\3", 4));
	assert_true(exact(&t, holes, "\1\0\2\3", 4));
	btf__free(t.btf);
}

static void test_exact_values(void **state)
{
	struct types t = types_new();
	int text = array_of(&t, t.chr, 4), texts = array_of(&t, text, 2), lock, flexible;
	const __u64 odd_nan = 0x7ff8000000000001, nan = 0x7ff8000000000000;
	const __u8 quarter[16] = {[7] = 0x80, [8] = 0xfd, [9] = 0x3f};
	const __u8 dirty[16] = {[7] = 0x80, [8] = 0xfd, [9] = 0x3f, [15] = 1};

	(void)state;
	assert_true(exact(&t, text, "ab\0\0", 4));
	assert_true(exact(&t, text, "abcd", 4));
	assert_false(exact(&t, text, "ab\0x", 4));
	assert_true(exact(&t, texts, "abcdab\0\0", 8));
	assert_false(exact(&t, texts, "abcdab\0x", 8));
	assert_true(exact(&t, t.f64, &nan, 8));
	assert_false(exact(&t, t.f64, &odd_nan, 8));
	if (sizeof(long double) == 16 && __LDBL_MANT_DIG__ == 64) {
		assert_true(exact(&t, t.f128, quarter, 16));
		assert_false(exact(&t, t.f128, dirty, 16));
	}
	lock = btf__add_struct(t.btf, "bpf_spin_lock", 4);
	field(&t, "val", t.u32, 0);
	assert_true(exact(&t, lock, "\0\0\0\0", 4));
	assert_false(exact(&t, lock, "\1\0\0\0", 4));
	flexible = array_of(&t, t.u16, 0);
	assert_true(exact(&t, flexible, "\1\1\1\1", 4));
	assert_false(exact(&t, flexible, "\1\1\1", 3));
	assert_true(exact(&t, 0, "\1\1\1", 3));
	btf__free(t.btf);
}

/* ---- the running kernel's types ------------------------------------------------------------ */

static void format_all(const struct layout *layout, const void *data, struct buf *out)
{
	const struct form forms[] = {
		{.syntax = SYNTAX_TEXT, .hints = true, .comments = true},
		{.syntax = SYNTAX_JSON},
	};

	for (size_t i = 0; i < 2; i++) {
		buf_reset(out);
		layout_format(layout, data, &forms[i], out);
		assert_true(utf8_valid(out->data, out->len));
	}
	layout_exact(layout, data);
}

static bool check_vmlinux_type(const struct btf *btf, __u32 id, struct buf *out)
{
	const struct btf_type *t = btf__type_by_id(btf, id);
	struct layout *layout = NULL;
	struct err err = {0};
	__u8 *data;

	if (!btf_is_composite(t) || t->size > 1 << 16)
		return false;
	layout_new(&layout, btf, id, t->size, &err);
	assert_string_equal(err.msg, "");
	/* Exactly as large as the type, so that one byte read too far is seen. */
	data = malloc(t->size ? t->size : 1);
	memset(data, 0, t->size);
	format_all(layout, data, out);
	memset(data, 0xff, t->size);
	format_all(layout, data, out);
	buf_reset(out);
	layout_declare(layout, "value", out);
	assert_false(out->oom);
	free(data);
	layout_free(layout);
	return true;
}

static void test_vmlinux(void **state)
{
	struct btf *btf = access(VMLINUX, R_OK) ? NULL : btf__parse(VMLINUX, NULL);
	BUF_CLEANUP struct buf out = {0};
	unsigned int n = 0;

	(void)state;
	if (!btf) {
		print_message("no %s\n", VMLINUX);
		skip();
	}
	for (__u32 id = 1; id < btf__type_cnt(btf); id++)
		n += check_vmlinux_type(btf, id, &out);
	assert_true(n > 1000);
	assert_true(btf__find_by_name_kind(btf, "task_struct", BTF_KIND_STRUCT) > 0);
	btf__free(btf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_unnamed_scalars_are_padding),
		cmocka_unit_test(test_old_bitfields),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_flexible_only_at_the_end),
		cmocka_unit_test(test_loops),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_too_many_fields),
		cmocka_unit_test(test_outside),
		cmocka_unit_test(test_empty_elements),
		cmocka_unit_test(test_broken_section),
		cmocka_unit_test(test_tags),
		cmocka_unit_test(test_set_hint),
		cmocka_unit_test(test_lpm_address),
		cmocka_unit_test(test_exact_padding),
		cmocka_unit_test(test_exact_values),
		cmocka_unit_test(test_vmlinux),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
