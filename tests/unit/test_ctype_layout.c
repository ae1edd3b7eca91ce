// SPDX-License-Identifier: GPL-2.0-or-later
/* C text to BTF: layouts checked against the C compiler, and BTF against the kernel. */
#include <errno.h>
#include <unistd.h>
#include <bpf/bpf.h>

#include "tests/unit/ctype_helper.h"

/* The declarations below are GNU C on purpose. */
#pragma GCC diagnostic ignored "-Wpedantic"

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int32_t s32;
typedef int64_t s64;

#ifndef __packed
#define __packed __attribute__((packed))
#endif
#ifndef __aligned
#define __aligned(n) __attribute__((aligned(n)))
#endif

/* ---- one source for the compiler and for us ---- */

/* clang-format off */
#define DECLARE(name, ...) \
	__VA_ARGS__; \
	static const char name##_text[] = #__VA_ARGS__

DECLARE(plain, struct plain {
	u8 a; u64 b; u16 c, d[3]; s32 e[2][3]; double f; bool g; char h[5]; float i; long j;
});
DECLARE(bits, struct bits {
	u32 a : 3; u32 b : 30; s32 c : 5; u8 d : 7; u8 e : 2; u64 f : 33; bool g : 1; u16 h : 9;
	u32 : 0; u8 i : 1; u32 : 5; u16 j; s64 k : 40; u8 l : 4; u64 m : 60; int n;
});
DECLARE(lonely, struct lonely { u8 a; u32 : 3; u8 b; u64 : 0; u8 c; });
DECLARE(packed, struct packed {
	u8 a; u32 b; u64 c : 40; u8 d : 3; u16 e : 13; u32 f; u16 g : 5; u16 : 0; u8 h;
} __attribute__((packed)));
DECLARE(mixed, struct __attribute__((aligned(32))) mixed {
	u8 a; u32 b __attribute__((packed)); u16 c __aligned(16);
	u8 d : 3; u32 e : 7 __aligned(8); u64 f;
});
DECLARE(half, struct half { u8 a; u32 b __aligned(4); u64 c; } __packed __aligned(4));
DECLARE(nested, struct nested {
	u8 a;
	struct { u16 b; u8 c; };
	union { u64 d; struct { u32 e, f; }; u8 g[9]; };
	struct { u8 x; u64 y; } __packed h[3];
	enum { NESTED_A, NESTED_B = 5 } i : 4;
	enum colour { RED = -1, GREEN } j : 3;
	enum colour k;
	u8 l[0];
	struct { char z; } __attribute__((aligned(16))) m;
	u8 n[];
});
DECLARE(wide, union wide { u8 a; u32 b : 17; u16 c[3]; u64 d : 50; });
DECLARE(big, struct big { u8 a; enum { LARGE = 1ULL << 40, SMALL = 0 } b; u8 c; });

/* clang-format on */

struct expected {
	const char *name;
	size_t bit_off, bits; /* bits 0: no bitfield */
};

#define MEMBER(type, member)                           \
	{                                              \
#member, 8 * offsetof(type, member), 0 \
	}
/* Where a bitfield's ones appear. */
#define BITFIELD(type, member)                              \
	({                                                  \
		union {                                     \
			type object;                        \
			u8 bytes[sizeof(type)];             \
		} at;                                       \
		memset(&at, 0, sizeof(at));                 \
		at.object.member--;                         \
		find_bits(#member, at.bytes, sizeof(type)); \
	})

static struct expected find_bits(const char *name, const u8 *bytes, size_t n)
{
	struct expected found = {.name = name};

	for (size_t i = 0; i < 8 * n; i++) {
		if (!(bytes[i / 8] >> i % 8 & 1))
			continue;
		if (!found.bits++)
			found.bit_off = i;
	}
	return found;
}

/* Through anonymous members, as C sees them. */
static bool find_member(const struct btf *btf, __u32 id, const char *name, __u32 base,
			struct expected *found)
{
	const struct btf_type *t = btf__type_by_id(btf, id);

	for (__u32 i = 0; i < btf_vlen(t); i++) {
		const struct btf_member *m = &btf_members(t)[i];
		__u32 bit_off = base + btf_member_bit_offset(t, i);

		if (!m->name_off && find_member(btf, m->type, name, bit_off, found))
			return true;
		if (strcmp(btf__name_by_offset(btf, m->name_off), name))
			continue;
		*found = (struct expected){name, bit_off, btf_member_bitfield_size(t, i)};
		return true;
	}
	return false;
}

static void check_layout(const char *text, size_t size, const struct expected *members, size_t n)
{
	struct btf *btf = btf__new_empty();
	__u32 id = compile(btf, text);
	struct expected found;

	assert_int_equal(btf__resolve_size(btf, id), size);
	for (size_t i = 0; i < n; i++) {
		if (!find_member(btf, id, members[i].name, 0, &found))
			fail_msg("%s: no %s", text, members[i].name);
		if (found.bit_off != members[i].bit_off || found.bits != members[i].bits)
			fail_msg("%s: %s is at bit %zu:%zu, not %zu:%zu", text, members[i].name,
				 found.bit_off, found.bits, members[i].bit_off, members[i].bits);
	}
	btf__free(btf);
}

#define CHECK(kind, name, ...)                                                 \
	do {                                                                   \
		typedef kind name T;                                           \
		const struct expected members[] = {__VA_ARGS__};               \
		check_layout(name##_text, sizeof(T), members, COUNT(members)); \
	} while (0)
#define M(member) MEMBER(T, member)
#define B(member) BITFIELD(T, member)

static void layouts_are_the_compilers(void **state)
{
	(void)state;
	CHECK(struct, plain, M(a), M(b), M(c), M(d), M(e), M(f), M(g), M(h), M(i), M(j));
	CHECK(struct, nested, M(a), M(b), M(c), M(d), M(e), M(f), M(g), M(h), B(i), B(j), M(k),
	      M(l), M(m), M(n));
	CHECK(struct, half, M(a), M(b), M(c));
	CHECK(struct, big, M(a), M(b), M(c));
}

static void bitfields_are_the_compilers(void **state)
{
	(void)state;
	CHECK(struct, bits, B(a), B(b), B(c), B(d), B(e), B(f), B(h), B(i), M(j), B(k), B(l), B(m),
	      M(n));
	CHECK(struct, packed, M(a), M(b), B(c), B(d), B(e), M(f), B(g), M(h));
	CHECK(struct, mixed, M(a), M(b), M(c), B(d), B(e), M(f));
	CHECK(union, wide, M(a), B(b), M(c), B(d));
#if defined(__x86_64__)
	/* AAPCS lets unnamed bitfields raise the alignment; BPF does as x86. */
	CHECK(struct, lonely, M(a), M(b), M(c));
#else
	assert_non_null(lonely_text);
#endif
}

static void bitfields_keep_their_type(void **state)
{
	struct btf *btf = btf__new_empty();
	__u32 id = compile(btf, nested_text);
	const struct btf_type *t = btf__type_by_id(btf, id), *type = NULL;

	(void)state;
	for (__u32 i = 0; i < btf_vlen(t); i++)
		if (!strcmp(btf__name_by_offset(btf, btf_members(t)[i].name_off), "j"))
			type = btf__type_by_id(btf, btf_members(t)[i].type);
	assert_non_null(type);
	assert_true(btf_is_enum(type) && btf_kflag(type)); /* signed */
	assert_int_equal(btf_enum(type)[0].val, -1);
	btf__free(btf);
}

/* ---- the kernel ---- */

static const char *const kernel_texts[] = {
	"u32",
	"u128",
	"bool",
	"char[16]",
	"u32[4][2]",
	"double",
	"struct { __be32 saddr; __be32 daddr; __be16 dport; u8 proto; }",
	"struct { struct bpf_spin_lock lock; u64 n; struct bpf_timer t; }",
	"enum e { A, B = -5 }",
	"enum { A = 0x100000000 }",
	"struct { const u8 n; float f[3]; u32 x[0]; struct {} none; u64 last[]; }",
	"struct { u8 a; u64 b; } __packed",
	plain_text,
	bits_text,
	packed_text,
	mixed_text,
	nested_text,
	wide_text,
	big_text,
};

/* False when the kernel does not let us. */
static bool load(struct btf *btf, const char *text)
{
	int code = btf__load_into_kernel(btf);

	if (code == -EPERM)
		return false;
	if (code)
		fail_msg("%s: the kernel refuses its BTF: %d", text, code);
	return true;
}

static void make_map(struct btf *btf, __u32 key, __u32 value, const char *text)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts);
	int fd;

	opts.btf_fd = (__u32)btf__fd(btf);
	opts.btf_key_type_id = key;
	opts.btf_value_type_id = value;
	fd = bpf_map_create(BPF_MAP_TYPE_HASH, "ctype", 4, (__u32)btf__resolve_size(btf, value), 4,
			    &opts);
	if (fd < 0)
		fail_msg("%s: the kernel refuses the map: %d", text, fd);
	close(fd);
}

static void the_kernel_takes_it(void **state)
{
	struct btf *vmlinux = btf__load_vmlinux_btf();
	struct resolver resolver = {.self = vmlinux, .vmlinux = vmlinux_is_self};
	bool permitted = true;

	(void)state;
	for (size_t i = 0; i < COUNT(kernel_texts) && permitted; i++) {
		struct btf *btf = btf__new_empty();
		__u32 key = compile(btf, "u32"), value = compile(btf, kernel_texts[i]);

		permitted = load(btf, kernel_texts[i]);
		if (permitted)
			make_map(btf, key, value, kernel_texts[i]);
		btf__free(btf);
	}
	if (permitted && vmlinux) {
		const char *text = "struct { struct in6_addr a; struct iphdr b; pid_t c;"
				   "enum bpf_map_type d; struct bpf_wq w; struct file f; }";
		struct btf *btf = btf__new_empty();
		__u32 key = compile(btf, "u32");
		struct err err = {0};
		int value = compile_err(btf, text, NULL, &resolver, &err);

		if (value <= 0)
			fail_msg("%s", err.msg);
		assert_true(load(btf, text));
		make_map(btf, key, (__u32)value, text);
		btf__free(btf);
	}
	btf__free(vmlinux);
	if (!permitted)
		skip();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(layouts_are_the_compilers),
		cmocka_unit_test(bitfields_are_the_compilers),
		cmocka_unit_test(bitfields_keep_their_type),
		cmocka_unit_test(the_kernel_takes_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
