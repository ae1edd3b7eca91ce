/* SPDX-License-Identifier: GPL-2.0-or-later */
/* BTF for tests: the base types, and layouts that must or must not compile. */
#ifndef MAPCTL_TESTS_BTF_MAKE_H
#define MAPCTL_TESTS_BTF_MAKE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <bpf/btf.h>

#include "btf/layout.h"

/* Behind cli/err.h: cmocka has a macro fail() */
#include <cmocka.h>

struct types {
	struct btf *btf;
	int u8, s8, u16, s16, u32, s32, u64, s64, u128, s128, chr, boolean;
	int be16, be32, be64, le16, le32, f32, f64, f128, ptr;
};

static inline struct types types_new(void)
{
	struct btf *btf = btf__new_empty();
	struct types t = {.btf = btf};
	int uint = btf__add_int(btf, "unsigned int", 4, 0);
	int ushort = btf__add_int(btf, "unsigned short", 2, 0);
	int ulong = btf__add_int(btf, "unsigned long long", 8, 0);

	t.chr = btf__add_int(btf, "char", 1, BTF_INT_SIGNED);
	t.u8 = btf__add_typedef(btf, "u8", btf__add_int(btf, "unsigned char", 1, 0));
	t.s8 = btf__add_int(btf, "signed char", 1, BTF_INT_SIGNED);
	t.u16 = btf__add_typedef(btf, "u16", ushort);
	t.s16 = btf__add_int(btf, "short", 2, BTF_INT_SIGNED);
	t.u32 = btf__add_typedef(btf, "u32", uint);
	t.s32 = btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
	t.u64 = btf__add_typedef(btf, "u64", ulong);
	t.s64 = btf__add_int(btf, "long long", 8, BTF_INT_SIGNED);
	t.u128 = btf__add_int(btf, "unsigned __int128", 16, 0);
	t.s128 = btf__add_int(btf, "__int128", 16, BTF_INT_SIGNED);
	t.boolean = btf__add_int(btf, "bool", 1, BTF_INT_BOOL);
	t.be16 = btf__add_typedef(btf, "__be16", btf__add_typedef(btf, "__u16", ushort));
	t.be32 = btf__add_typedef(btf, "__be32", btf__add_typedef(btf, "__u32", uint));
	t.be64 = btf__add_typedef(btf, "__be64", ulong);
	t.le16 = btf__add_typedef(btf, "__le16", ushort);
	t.le32 = btf__add_typedef(btf, "__le32", uint);
	t.f32 = btf__add_float(btf, "float", 4);
	t.f64 = btf__add_float(btf, "double", 8);
	t.f128 = btf__add_float(btf, "long double", 16);
	t.ptr = btf__add_ptr(btf, 0);
	return t;
}

static inline int array_of(struct types *t, int element, __u32 n)
{
	return btf__add_array(t->btf, t->s32, element, n);
}

static inline void field(struct types *t, const char *name, int type, __u32 bit_off)
{
	assert_int_equal(btf__add_field(t->btf, name, type, bit_off, 0), 0);
}

static inline void bitfield(struct types *t, const char *name, int type, __u32 bit_off, __u32 bits)
{
	assert_int_equal(btf__add_field(t->btf, name, type, bit_off, bits), 0);
}

static inline struct layout *layout_ok(struct types *t, int type, __u32 size)
{
	struct err err = {0};
	struct layout *layout = NULL;

	layout_new(&layout, t->btf, (__u32)type, size, &err);
	assert_string_equal(err.msg, "");
	return layout;
}

static inline void layout_bad(struct types *t, int type, __u32 size, int code, const char *words)
{
	struct err err = {0};
	struct layout *layout = NULL;

	assert_int_equal(layout_new(&layout, t->btf, (__u32)type, size, &err), code);
	assert_null(layout);
	if (!strstr(err.msg, words))
		assert_string_equal(err.msg, words);
	err_clear(&err);
}

#endif
