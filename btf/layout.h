/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A BTF type compiled once to a flat array of fields, and everything that reads it: printing,
 * parsing, paths, columns, the C declaration.
 */
#ifndef MAPCTL_BTF_LAYOUT_H
#define MAPCTL_BTF_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

#include "cli/buf.h"
#include "cli/err.h"
#include "btf/resolver.h"

struct btf;

/* The two objects of an entry. */
enum side { SIDE_KEY, SIDE_VALUE };

enum layout_kind {
	LAYOUT_INT,     /* any width to 128 bits, signed or not */
	LAYOUT_BOOL,    /* 0 false, 1 true, else a number */
	LAYOUT_CHAR,    /* a lone char */
	LAYOUT_FLOAT,   /* 4 or 8 bytes, or the host's long double */
	LAYOUT_ENUM,    /* enum, enum64; `flags` when its members are powers of two */
	LAYOUT_POINTER, /* pointers and kptrs: printed, never followed */
	LAYOUT_TEXT,    /* an array of char */
	LAYOUT_STRUCT,
	LAYOUT_UNION,
	LAYOUT_ARRAY,   /* one subtree follows it: the element, with offsets from the element */
	LAYOUT_DATASEC, /* .bss, .data, .rodata: the children are variables */
	LAYOUT_KERNEL,  /* bpf_spin_lock, bpf_timer, bpf_list_head …: never read nor written */
	LAYOUT_BYTES,   /* no type, an incomplete one, or one that cannot be decoded: hex */
};

/* How a number or bytes may be shown so that they cannot be taken for another number. */
enum layout_hint {
	HINT_NONE,
	HINT_IPV4,    /* u32 or 4 bytes, network order */
	HINT_IPV6,    /* 16 bytes */
	HINT_MAC,     /* 6 bytes */
	HINT_LPM,     /* a struct whose first field is u32 prefixlen: see layout_lpm_address() */
	HINT_PROTO,   /* IP protocol by name */
	HINT_IFINDEX, /* comment: interface name */
	HINT_NS,      /* comment: a duration in nanoseconds */
	HINT_KTIME,   /* comment: the wall-clock time of a CLOCK_MONOTONIC time */
	HINT_UID,     /* comment: user name */
	HINT_TEXT,    /* comment: the printable text that a u8 array holds */
	HINT_HEX,     /* an integer as 0x… (only by --as or tag) */
	HINT_OFF,     /* no hint, whatever the name says (only by --as or tag: "none") */
	/* Kernel objects. JSON names them where form->objects: no hint of a name gives these. */
	HINT_KSYM,     /* 64 bits: an address in the kernel's code: schedule+0x2e */
	HINT_STACK,    /* an array of such, or of struct bpf_stack_build_id, up to its last frame */
	HINT_PROG,     /* comment: the name of the program that has this id */
	HINT_MAP,      /* comment: the name of the map that has this id */
	HINT_CGROUP,   /* 64 bits, comment: the path of the cgroup that has this id */
	HINT_REDIRECT, /* the value of a devmap or cpumap, u32 or two of them: see layout_hint() */
};

/* The count of an array that takes what is left of the value: see layout_count(). */
#define LAYOUT_FLEXIBLE 0xffffffffu

struct layout_enumerator {
	const char *name; /* an identifier: others are left out */
	__u64 value; /* sign-extended for signed enums */
};

/*
 * One field. Fields stand in declaration order, a parent before its children: the subtree of
 * fields[i] is fields[i + 1 .. fields[i].end - 1]. fields[0] is the whole object. Names are safe to
 * print: what BTF may not hold (control bytes, broken UTF-8) stands in them as \xNN.
 */
struct layout_field {
	const char *name; /* "" for array elements, anonymous members and the root */
	const char *json; /* "name": ready to be copied, or "" */
	const char *text; /* name: with a space behind, quoted where it is no identifier, or "" */
	const char *type; /* C type name of the member as BTF has it: "__be32", "struct in6_addr",
			     "void *"; "struct", "union", "enum" for those without a tag; of an
			     array that of its innermost element; "" when there is none */
	__u32 type_id;    /* in the BTF it came from: tells two types apart, nothing else */
	__u32 json_len, text_len;
	__u8 kind; /* enum layout_kind */
	__u8 hint; /* enum layout_hint */
	bool is_signed;
	bool big_endian;    /* __be16/32/64 */
	bool little_endian; /* __le16/32/64 */
	bool bitfield;
	bool flags;     /* enum whose members are flags */
	bool anonymous; /* anonymous struct or union member: its children belong to the parent */
	bool plain;     /* an integer of 1, 2, 4 or 8 whole bytes in host order */
	bool function;  /* LAYOUT_POINTER to a function */
	__u32 bit_off;  /* from the innermost array element around it, or from the object */
	__u32 bits;     /* size; of a LAYOUT_FLEXIBLE array: 0 */
	__u32 count;    /* LAYOUT_ARRAY and LAYOUT_TEXT: elements, or LAYOUT_FLEXIBLE */
	__u32 stride;   /* LAYOUT_ARRAY: bytes from one element to the next; of a bitfield: the
			   bytes of its declared type */
	__u32 parent;   /* index; the root is its own */
	__u32 end;      /* index behind its subtree */
	__u32 first_enumerator, n_enumerators;
};

struct layout {
	struct layout_field *fields;
	__u32 n_fields;
	__u32 size; /* bytes of the object: the map's key or value size */
	struct layout_enumerator *enumerators;
	bool typed;    /* false: one LAYOUT_BYTES field, no type is known */
	bool lossy;    /* holds text, floats or kernel-owned fields: layout_exact() must look */
	__u8 *cover;   /* size bytes, a bit set where a field is; NULL: everywhere */
	void *strings; /* what the names point into */
};

/*
 * Compiles a type of `btf` for objects of `size` bytes. Nothing of `btf` is referred to afterwards.
 * Typedefs, const, volatile, restrict and type tags are looked through.
 * A type that is larger than `size`, or smaller without a flexible array at its end, is an
 * ERR_USAGE that names both sizes; loops, more than 64 levels, more than 100,000 fields, members
 * outside their parent and other broken BTF are -EINVAL. On success the caller owns *out.
 */
int layout_new(struct layout **out, const struct btf *btf, __u32 type_id, __u32 size,
	       struct err *err);

/* One LAYOUT_BYTES field of `size` bytes. */
int layout_new_bytes(struct layout **out, __u32 size, struct err *err);

/* A u32, for the keys of array-like maps that have no BTF. */
int layout_new_u32(struct layout **out, struct err *err);

/* NULL is fine. */
void layout_free(struct layout *layout);

/*
 * Where a path leads: a field, and the bit of the object at which this instance of it starts.
 * Zeroed: the whole object.
 */
struct place {
	__u32 field;
	__u32 bit_off;
};

/*
 * The elements of the array or text at `place`: its count, or, when that is LAYOUT_FLEXIBLE, what
 * the bytes from there to the end of the object hold.
 */
__u32 layout_count(const struct layout *layout, struct place place);

/*
 * The address that the prefixlen of an LPM struct belongs to: a direct member of fields[field], of
 * 4 or 16 bytes, that is hinted as an address, or u8[4] or u8[16], or the only other member. 0 when
 * fields[field] is no such struct. Under HINT_LPM the struct prints (and reads) as `10.0.0.0/8`
 * when prefixlen and the address are all it has, else as a struct without the prefixlen whose
 * address has the length behind: `{ifindex: 3, addr: 10.0.0.0/8}`. The length counts from the
 * address: it is prefixlen less the bits between prefixlen and the address. A length that is
 * negative or beyond the address, or an address with bits set behind it, prints all fields plainly.
 */
__u32 layout_lpm_address(const struct layout *layout, __u32 field);

/*
 * Resolves "a.b[3].c" (also "a[3][1]", "[2].x", and "" for the whole). Members of anonymous structs
 * and unions are found in their parent. An unknown name is ERR_USAGE that lists near or all names;
 * an index beyond the array is ERR_USAGE with the range. `what` ("key", "value") is for the
 * message.
 */
int layout_find(const struct layout *layout, const char *path, const char *what,
		struct place *place, struct err *err);

/* The path of a place that layout_find() or layout_leaf() gave; array elements by index. */
void layout_path(const struct layout *layout, struct place place, struct buf *out);

/*
 * The leaves that become columns: scalars, text, arrays, unions and opaque fields, structs opened.
 * Start with i = 0; returns the next i, or 0 at the end (then *place is not set).
 * A root that is no struct is its own single leaf.
 */
__u32 layout_leaf(const struct layout *layout, __u32 i, struct place *place);

/*
 * Sets the hint at a path: ipv4 ipv6 mac lpm proto ifindex ns ktime uid text hex ksym stack prog
 * map cgroup none. Of an array that it does not fit as a whole, all elements get it; `none` is for
 * the whole subtree; `text` makes a u8 array a LAYOUT_TEXT. ERR_USAGE when the hint is unknown or
 * does not fit the type.
 */
int layout_set_hint(struct layout *layout, const char *path, const char *hint, struct err *err);

/*
 * Gives the whole object a hint; false: it does not fit. HINT_REDIRECT is for an interface's number
 * or a struct of two u32, `ifindex` or something else and the id of a program, which may be 0.
 */
bool layout_hint(struct layout *layout, enum layout_hint hint);

/* Pointers to functions become integers, the ids of programs, as struct_ops maps read back. */
void layout_hint_functions(struct layout *layout);

enum syntax {
	SYNTAX_TEXT, /* {a: 1, b: "x"} for people and for typing back */
	SYNTAX_JSON,
};

/* The hints by name: i from 0; NULL at the end. */
const char *layout_hint_at(unsigned int i);

/* How to print. Zeroed: text without hints. */
struct form {
	enum syntax syntax;
	bool hints;         /* 10.0.0.1 for an address, tcp for 6 */
	bool comments;      /* SYNTAX_TEXT: 2 for an ifindex gets an "eth0" comment behind */
	bool objects;       /* SYNTAX_JSON: kernel objects with their names, {"id":7,"name":"x"} */
	bool int64_strings; /* JSON: integers beyond 2^53 as strings */
	bool raw; /* text and characters at the top without quotes and escapes (-r, CSV) */
	bool raw_safe;      /* but for text that does not show as it is, or begins with a quote */
	const struct resolver *resolver; /* may be NULL */
};

/*
 * Adds the object, or the part of it at `place`, to `out`. `data` has layout->size bytes. Text that
 * is not UTF-8 is in JSON an array of all its bytes, 0..255.
 */
void layout_format(const struct layout *layout, const void *data, const struct form *form,
		   struct buf *out);
void layout_format_place(const struct layout *layout, struct place place, const void *data,
			 const struct form *form, struct buf *out);

/*
 * False when what layout_format() prints, read back, would give other bytes: padding that is not
 * zero, bytes behind a text's NUL, NaN payloads, kernel-owned fields that are not zero.
 */
bool layout_exact(const struct layout *layout, const void *data);

/* Keys: the typed form where layout_exact(), else hex:… (in JSON as a string). */
void layout_format_key(const struct layout *layout, const void *data, const struct form *form,
		       struct buf *out);

enum reduce { REDUCE_SUM, REDUCE_MAX, REDUCE_MIN };

/*
 * Prints one object made of n, `stride` bytes apart: every number (see layout_numeric()) the sum,
 * maximum or minimum, anything else the common value, or null (text: `-`) where they differ. Sums
 * are made in 128 bits; one that does not fit is null too.
 */
void layout_format_reduced(const struct layout *layout, struct place place, const void *data,
			   size_t stride, unsigned int n, enum reduce how, const struct form *form,
			   struct buf *out);

/* True if place holds a number that can be summed: no addresses, protocols, interfaces, users. */
bool layout_numeric(const struct layout *layout, struct place place);

/*
 * The C declaration with offset, size and padding as comments; C that ctype_compile() reads again,
 * but for pointers, which it refuses.
 * `name` is the name of the declared object ("key", "value") or NULL. A tag's body stands where it
 * is met first. Flexible arrays are declared [0].
 */
void layout_declare(const struct layout *layout, const char *name, struct buf *out);

#endif
