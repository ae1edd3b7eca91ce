// SPDX-License-Identifier: GPL-2.0-or-later
/* Layouts as C: the exact text, and that it compiles to the same layout again. */
#include "tests/unit/btf_make.h"

#include "btf/ctype.h"
#include "tests/unit/typed.h"

static void assert_same_field(const struct layout *a, const struct layout *b, __u32 i)
{
	const struct layout_field *x = &a->fields[i], *y = &b->fields[i];

	assert_string_equal(x->name, y->name);
	assert_int_equal(x->kind, y->kind);
	assert_int_equal(x->bit_off, y->bit_off);
	assert_int_equal(x->bits, y->bits);
	assert_int_equal(x->count, y->count);
	assert_int_equal(x->is_signed, y->is_signed);
	assert_int_equal(x->big_endian, y->big_endian);
	assert_int_equal(x->anonymous, y->anonymous);
	assert_int_equal(x->end, y->end);
	assert_int_equal(x->n_enumerators, y->n_enumerators);
	for (__u32 k = 0; k < x->n_enumerators; k++)
		assert_int_equal(a->enumerators[x->first_enumerator + k].value,
				 b->enumerators[y->first_enumerator + k].value);
}

/* Compiles what was declared and compares every field. */
static void reads_back(const struct layout *layout, const char *text)
{
	const struct resolver resolver = {0};
	struct btf *btf = btf__new_empty();
	struct layout *again = NULL;
	struct err err = {0};
	int id = ctype_compile(btf, text, "value", NULL, &resolver, &err);

	assert_string_equal(err.msg, "");
	layout_new(&again, btf, (__u32)id, layout->size, &err);
	assert_string_equal(err.msg, "");
	assert_int_equal(again->n_fields, layout->n_fields);
	for (__u32 i = 0; i < layout->n_fields; i++)
		assert_same_field(layout, again, i);
	layout_free(again);
	btf__free(btf);
}

static void declares(struct types *t, int type, __u32 size, const char *name, const char *expected)
{
	struct layout *layout = layout_ok(t, type, size);
	BUF_CLEANUP struct buf out = {0};

	layout_declare(layout, name, &out);
	assert_string_equal(buf_cstr(&out), expected);
	layout_free(layout);
}

static void declares_again(struct types *t, int type, __u32 size, const char *expected)
{
	struct layout *layout = layout_ok(t, type, size);

	declares(t, type, size, NULL, expected);
	reads_back(layout, expected);
	layout_free(layout);
}

static void test_scalars(void **state)
{
	struct types t = types_new();

	(void)state;
	declares(&t, t.u32, 4, "key", "u32 key;                                 /* 4 bytes */\n");
	declares(&t, t.u8, 1, NULL, "u8;                                      /* 1 byte */\n");
	declares(&t, t.ptr, 8, "value", "void *value;                             /* 8 bytes */\n");
	declares(&t, array_of(&t, array_of(&t, t.chr, 16), 2), 32, "value",
		 "char value[2][16];                       /* 32 bytes */\n");
	declares(&t, 0, 3, "value", "u8 value[3];                             /* 3 bytes */\n");
	btf__free(t.btf);
}

static void test_struct(void **state)
{
	struct types t = types_new();
	int id = btf__add_struct(t.btf, "flow_key", 16);

	(void)state;
	field(&t, "saddr", t.be32, 0);
	field(&t, "daddr", t.be32, 32);
	field(&t, "sport", t.be16, 64);
	field(&t, "dport", t.be16, 80);
	field(&t, "proto", t.u8, 96);
	declares_again(&t, id, 16,
		       "struct flow_key {                        /* 16 bytes */\n"
		       "\t__be32 saddr;                    /*  0   4 */\n"
		       "\t__be32 daddr;                    /*  4   4 */\n"
		       "\t__be16 sport;                    /*  8   2 */\n"
		       "\t__be16 dport;                    /* 10   2 */\n"
		       "\tu8 proto;                        /* 12   1 */\n"
		       "\t/* 3 bytes of padding */\n"
		       "};\n");
	declares(&t, btf__add_struct(t.btf, "none", 0), 0, "key",
		 "struct none {                            /* 0 bytes */\n} key;\n");
	btf__free(t.btf);
}

static void test_nested(void **state)
{
	struct types t = types_new();
	int point = btf__add_struct(t.btf, "point", 4), points, nameless, id;

	(void)state;
	field(&t, "x", t.u16, 0);
	field(&t, "y", t.u16, 16);
	points = array_of(&t, point, 2);
	nameless = btf__add_union(t.btf, NULL, 4);
	field(&t, "word", t.u32, 0);
	field(&t, "half", t.u16, 0);
	id = btf__add_struct(t.btf, "s", 20);
	field(&t, "n", t.u32, 0);
	field(&t, "p", points, 32);
	field(&t, "q", point, 96);
	field(&t, NULL, nameless, 128);
	declares_again(&t, id, 20,
		       "struct s {                               /* 20 bytes */\n"
		       "\tu32 n;                           /*  0   4 */\n"
		       "\tstruct point {\n"
		       "\t\tu16 x;                   /*  4   2 */\n"
		       "\t\tu16 y;                   /*  6   2 */\n"
		       "\t} p[2];                          /*  4   8 */\n"
		       "\tstruct point q;                  /* 12   4 */\n"
		       "\tunion {\n"
		       "\t\tu32 word;                /* 16   4 */\n"
		       "\t\tu16 half;                /* 16   2 */\n"
		       "\t};                               /* 16   4 */\n"
		       "};\n");
	btf__free(t.btf);
}

static void test_enums(void **state)
{
	struct types t = types_new();
	int mood = btf__add_enum(t.btf, "mood", 4), small, big, id;

	(void)state;
	btf__add_enum_value(t.btf, "BAD", -1);
	btf__add_enum_value(t.btf, "GOOD", 1);
	small = btf__add_enum(t.btf, NULL, 1);
	btf__add_enum_value(t.btf, "A_RATHER_LONG_ENUMERATOR_NAME", 1);
	btf__add_enum_value(t.btf, "ANOTHER_RATHER_LONG_ENUMERATOR", 200);
	big = btf__add_enum64(t.btf, "big", 8, false);
	btf__add_enum64_value(t.btf, "HUGE", 1ull << 40);
	id = btf__add_struct(t.btf, "s", 24);
	field(&t, "a", mood, 0);
	field(&t, "b", mood, 32);
	field(&t, "c", small, 64);
	field(&t, "d", big, 128);
	declares_again(&t, id, 24,
		       "struct s {                                   /* 24 bytes */\n"
		       "\tenum mood { BAD = -1, GOOD = 1 } a;  /*  0   4 */\n"
		       "\tenum mood b;                         /*  4   4 */\n"
		       "\tenum {\n"
		       "\t\tA_RATHER_LONG_ENUMERATOR_NAME = 1,\n"
		       "\t\tANOTHER_RATHER_LONG_ENUMERATOR = 200\n"
		       "\t} __attribute__((packed)) c;         /*  8   1 */\n"
		       "\t/* 7 bytes of padding */\n"
		       "\tenum big { HUGE = 1099511627776 } d; /* 16   8 */\n"
		       "};\n");
	btf__free(t.btf);
}

static void test_bitfields(void **state)
{
	struct types t = types_new();
	int id = btf__add_struct(t.btf, "bits", 8);

	(void)state;
	bitfield(&t, "a", t.u32, 0, 3);
	bitfield(&t, "b", t.s32, 3, 1);
	bitfield(&t, "c", t.u32, 10, 6);
	field(&t, "d", t.u8, 48);
	declares_again(&t, id, 8,
		       "struct bits {                            /* 8 bytes */\n"
		       "\tu32 a : 3;                       /* 0:0  3 bits */\n"
		       "\tint b : 1;                       /* 0:3  1 bit */\n"
		       "\t/* 6 bits of padding */\n"
		       "\tu32 : 6;\n"
		       "\tu32 c : 6;                       /* 1:2  6 bits */\n"
		       "\t/* 4 bytes of padding */\n"
		       "\tu16 : 16;\n"
		       "\tu16 : 16;\n"
		       "\tu8 d;                            /* 6  1 */\n"
		       "\t/* 1 byte of padding */\n"
		       "};\n");
	btf__free(t.btf);
}

static void test_unusual_places(void **state)
{
	struct types t = types_new();
	int packed = btf__add_struct(t.btf, "packed", 5), aligned, padded;

	(void)state;
	field(&t, "a", t.u8, 0);
	field(&t, "b", t.u32, 8);
	aligned = btf__add_struct(t.btf, "aligned", 256);
	field(&t, "a", t.u32, 0);
	field(&t, "b", t.u32, 1024);
	padded = btf__add_struct(t.btf, "padded", 16);
	field(&t, "a", t.u32, 0);
	field(&t, "b", t.u32, 64);
	declares_again(&t, packed, 5,
		       "struct packed {                          /* 5 bytes */\n"
		       "\tu8 a;                            /* 0  1 */\n"
		       "\tu32 b;                           /* 1  4 */\n"
		       "} __attribute__((packed));\n");
	declares_again(&t, aligned, 256,
		       "struct aligned {                             /* 256 bytes */\n"
		       "\tu32 a;                               /*   0    4 */\n"
		       "\t/* 124 bytes of padding */\n"
		       "\tu32 b __attribute__((aligned(128))); /* 128    4 */\n"
		       "\t/* 124 bytes of padding */\n"
		       "} __attribute__((aligned(128)));\n");
	declares_again(&t, padded, 16,
		       "struct padded {                          /* 16 bytes */\n"
		       "\tu32 a;                           /*  0   4 */\n"
		       "\t/* 4 bytes of padding */\n"
		       "\tu32 : 32;\n"
		       "\tu32 b;                           /*  8   4 */\n"
		       "\t/* 4 bytes of padding */\n"
		       "\tu32 : 32;\n"
		       "};\n");
	btf__free(t.btf);
}

static void test_arrays_and_pointers(void **state)
{
	struct types t = types_new();
	int grid = array_of(&t, array_of(&t, t.u16, 2), 3), none = array_of(&t, t.u32, 0);
	int pointers = array_of(&t, t.ptr, 2), lock = btf__add_struct(t.btf, "bpf_spin_lock", 4),
	    id;

	(void)state;
	field(&t, "val", t.u32, 0);
	id = btf__add_struct(t.btf, "s", 32);
	field(&t, "grid", grid, 0);
	field(&t, "lock", lock, 96);
	field(&t, "p", pointers, 128);
	field(&t, "rest", none, 256);
	declares(&t, id, 40, NULL,
		 "struct s {                               /* 40 bytes */\n"
		 "\tu16 grid[3][2];                  /*  0  12 */\n"
		 "\tstruct bpf_spin_lock lock;       /* 12   4 */\n"
		 "\tvoid *p[2];                      /* 16  16 */\n"
		 "\tu32 rest[0];                     /* 32   0 */\n"
		 "};\n");
	btf__free(t.btf);
}

static void test_section(void **state)
{
	struct types t = types_new();
	int debug = btf__add_var(t.btf, "debug", BTF_VAR_GLOBAL_ALLOCATED, t.boolean);
	int count = btf__add_var(t.btf, "count", BTF_VAR_STATIC, t.u64);
	int id = btf__add_datasec(t.btf, ".bss", 24);

	(void)state;
	btf__add_datasec_var_info(t.btf, debug, 0, 1);
	btf__add_datasec_var_info(t.btf, count, 16, 8);
	declares(&t, id, 24, NULL,
		 "/* .bss: 24 bytes */\n"
		 "bool debug;                              /*  0   1 */\n"
		 "/* 15 bytes of padding */\n"
		 "u64 count;                               /* 16   8 */\n");
	btf__free(t.btf);
}

/* What C can say by attributes and unnamed bitfields, which BTF keeps as offsets alone. */
static void test_places_read_back(void **state)
{
	static const char *const types[] = {
		"struct { union { s16 : 9; u8 a : 1; }; }",
		"union { u8 a; u8 b[3]; } __attribute__((aligned(128)))",
		"struct { u32 a : 18; u64 b : 44 __attribute__((aligned(1))); u8 c : 1; }",
		"struct { u8 : 7; __le64 a __attribute__((packed)); s64 b : 4; }",
		"struct { u8 a; struct { u16 b; u64 c; } __attribute__((packed)) d[2]; u32 e; }",
		"struct { u8 a; u64 : 0; u8 b; u16 : 3; u8 c : 5; u32 : 0; }",
		"struct { u16 a; struct { u8 b; } __attribute__((aligned(32))) c; }",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		struct layout *layout = typed_layout(types[i], 0);
		BUF_CLEANUP struct buf out = {0};

		layout_declare(layout, "value", &out);
		reads_back(layout, buf_cstr(&out));
		layout_free(layout);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scalars),
		cmocka_unit_test(test_struct),
		cmocka_unit_test(test_nested),
		cmocka_unit_test(test_enums),
		cmocka_unit_test(test_bitfields),
		cmocka_unit_test(test_unusual_places),
		cmocka_unit_test(test_arrays_and_pointers),
		cmocka_unit_test(test_section),
		cmocka_unit_test(test_places_read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
