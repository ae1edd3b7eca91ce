// SPDX-License-Identifier: GPL-2.0-or-later
/* C's base types, the kernel's names for them, and the structs that the kernel knows by name. */
#include <string.h>
#include <bpf/btf.h>

#include "btf/ctype_impl.h"

enum {
	WORD_SIGNED = 1 << 0,
	WORD_UNSIGNED = 1 << 1,
	WORD_CHAR = 1 << 2,
	WORD_SHORT = 1 << 3,
	WORD_INT = 1 << 4,
	WORD_LONG = 1 << 5,
	WORD_LONG_LONG = 1 << 6,
	WORD_INT128 = 1 << 7,
	WORD_FLOAT = 1 << 8,
	WORD_DOUBLE = 1 << 9,
	WORD_BOOL = 1 << 10,
};

static const struct {
	const char *word;
	unsigned int bit;
} base_words[] = {
	{"signed", WORD_SIGNED},   {"unsigned", WORD_UNSIGNED}, {"char", WORD_CHAR},
	{"short", WORD_SHORT},     {"int", WORD_INT},           {"long", WORD_LONG},
	{"__int128", WORD_INT128}, {"float", WORD_FLOAT},       {"double", WORD_DOUBLE},
	{"_Bool", WORD_BOOL},
};

/* Combinations of words; `int` beside others and `signed` but for char are dropped before. */
static const struct {
	unsigned int words;
	const char *name;
} base_names[] = {
	{WORD_CHAR, "char"},
	{WORD_SIGNED | WORD_CHAR, "signed char"},
	{WORD_UNSIGNED | WORD_CHAR, "unsigned char"},
	{WORD_SHORT, "short"},
	{WORD_UNSIGNED | WORD_SHORT, "unsigned short"},
	{WORD_INT, "int"},
	{WORD_UNSIGNED, "unsigned int"},
	{WORD_LONG, "long"},
	{WORD_UNSIGNED | WORD_LONG, "unsigned long"},
	{WORD_LONG_LONG, "long long"},
	{WORD_UNSIGNED | WORD_LONG_LONG, "unsigned long long"},
	{WORD_INT128, "__int128"},
	{WORD_UNSIGNED | WORD_INT128, "unsigned __int128"},
	{WORD_FLOAT, "float"},
	{WORD_DOUBLE, "double"},
	{WORD_BOOL, "_Bool"},
};

static const struct base_int {
	const char *name;
	__u8 size;
	__u8 encoding;
} base_ints[] = {
	{"char", 1, BTF_INT_SIGNED},   {"signed char", 1, BTF_INT_SIGNED},
	{"unsigned char", 1, 0},       {"short", 2, BTF_INT_SIGNED},
	{"unsigned short", 2, 0},      {"int", 4, BTF_INT_SIGNED},
	{"unsigned int", 4, 0},        {"long", 8, BTF_INT_SIGNED},
	{"unsigned long", 8, 0},       {"long long", 8, BTF_INT_SIGNED},
	{"unsigned long long", 8, 0},  {"__int128", 16, BTF_INT_SIGNED},
	{"unsigned __int128", 16, 0},  {"_Bool", 1, BTF_INT_BOOL},
	{"__ARRAY_SIZE_TYPE__", 4, 0},
};

static const struct base_typedef {
	const char *name, *target;
} base_typedefs[] = {
	{"u8", "unsigned char"},
	{"s8", "signed char"},
	{"u16", "unsigned short"},
	{"s16", "short"},
	{"u32", "unsigned int"},
	{"s32", "int"},
	{"u64", "unsigned long long"},
	{"s64", "long long"},
	{"u128", "unsigned __int128"},
	{"s128", "__int128"},
	{"__u8", "unsigned char"},
	{"__s8", "signed char"},
	{"__u16", "unsigned short"},
	{"__s16", "short"},
	{"__u32", "unsigned int"},
	{"__s32", "int"},
	{"__u64", "unsigned long long"},
	{"__s64", "long long"},
	{"__u128", "unsigned __int128"},
	{"__s128", "__int128"},
	{"uint8_t", "unsigned char"},
	{"int8_t", "signed char"},
	{"uint16_t", "unsigned short"},
	{"int16_t", "short"},
	{"uint32_t", "unsigned int"},
	{"int32_t", "int"},
	{"uint64_t", "unsigned long long"},
	{"int64_t", "long long"},
	{"size_t", "unsigned long"},
	{"ssize_t", "long"},
	{"uintptr_t", "unsigned long"},
	{"bool", "_Bool"},
	{"__be16", "__u16"},
	{"__le16", "__u16"},
	{"__be32", "__u32"},
	{"__le32", "__u32"},
	{"__be64", "__u64"},
	{"__le64", "__u64"},
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

const char *ctype_base_at(unsigned int i)
{
	if (i < COUNT(base_typedefs))
		return base_typedefs[i].name;
	i -= (unsigned int)COUNT(base_typedefs);
	/* but for the last, which is the compiler's own */
	return i + 1 < COUNT(base_ints) ? base_ints[i].name : NULL;
}

unsigned int ctype_base_word(const char *word, size_t len)
{
	for (size_t i = 0; i < COUNT(base_words); i++)
		if (strlen(base_words[i].word) == len && !memcmp(base_words[i].word, word, len))
			return base_words[i].bit;
	return 0;
}

unsigned int ctype_base_join(unsigned int words, unsigned int word)
{
	if (!(words & word))
		return words | word;
	if (word != WORD_LONG || words & WORD_LONG_LONG)
		return 0;
	return words | WORD_LONG_LONG;
}

const char *ctype_base_name(unsigned int words)
{
	if (words & WORD_LONG_LONG)
		words &= ~WORD_LONG;
	if (words == WORD_SIGNED)
		words = WORD_INT;
	if ((words & (WORD_SHORT | WORD_INT | WORD_LONG | WORD_LONG_LONG | WORD_INT128)) &&
	    !(words & WORD_UNSIGNED))
		words &= ~WORD_SIGNED;
	if (words & (WORD_SHORT | WORD_LONG | WORD_LONG_LONG | WORD_UNSIGNED))
		words &= ~WORD_INT;
	for (size_t i = 0; i < COUNT(base_names); i++)
		if (base_names[i].words == words)
			return base_names[i].name;
	return NULL;
}

const char *ctype_base_canonical(const char *text)
{
	unsigned int words = 0, word;
	size_t len;

	for (; *text; text += len) {
		text += strspn(text, " \t");
		len = strcspn(text, " \t");
		if (!len)
			break;
		word = ctype_base_word(text, len);
		words = word ? ctype_base_join(words, word) : 0;
		if (!words)
			return NULL;
	}
	return ctype_base_name(words);
}

static int add_int(struct ctype_parser *p, const struct base_int *base)
{
	int id = btf__find_by_name_kind(p->btf, base->name, BTF_KIND_INT);
	const struct btf_type *t = id > 0 ? btf__type_by_id(p->btf, (__u32)id) : NULL;

	if (t && t->size == base->size && btf_int_encoding(t) == base->encoding &&
	    btf_int_bits(t) == 8 * base->size && !btf_int_offset(t))
		return id;
	return ctype_added(p, btf__add_int(p->btf, base->name, base->size, base->encoding));
}

static int add_float(struct ctype_parser *p, const char *name, __u32 size)
{
	int id = btf__find_by_name_kind(p->btf, name, BTF_KIND_FLOAT);

	if (id > 0 && btf__type_by_id(p->btf, (__u32)id)->size == size)
		return id;
	return ctype_added(p, btf__add_float(p->btf, name, size));
}

/* What is no typedef. 0: no such name. */
static int add_plain(struct ctype_parser *p, const char *name)
{
	for (size_t i = 0; i < COUNT(base_ints); i++)
		if (!strcmp(base_ints[i].name, name))
			return add_int(p, &base_ints[i]);
	if (!strcmp(name, "float"))
		return add_float(p, name, 4);
	return strcmp(name, "double") ? 0 : add_float(p, name, 8);
}

static const struct base_typedef *find_typedef(const char *name)
{
	for (size_t i = 0; i < COUNT(base_typedefs); i++)
		if (!strcmp(base_typedefs[i].name, name))
			return &base_typedefs[i];
	return NULL;
}

int ctype_typedef_add(struct ctype_parser *p, const char *name, int target)
{
	int id = btf__find_by_name_kind(p->btf, name, BTF_KIND_TYPEDEF);

	if (id > 0 && btf__type_by_id(p->btf, (__u32)id)->type == (__u32)target)
		return id;
	return ctype_added(p, btf__add_typedef(p->btf, name, target));
}

int ctype_base_add(struct ctype_parser *p, const char *name)
{
	const struct base_typedef *outer = find_typedef(name), *inner;
	int id;

	if (!outer)
		return add_plain(p, name);
	inner = find_typedef(outer->target);
	id = add_plain(p, inner ? inner->target : outer->target);
	if (id > 0 && inner)
		id = ctype_typedef_add(p, inner->name, id);
	return id > 0 ? ctype_typedef_add(p, name, id) : id;
}

static int add_timer(struct ctype_parser *p)
{
	int index = ctype_base_add(p, "__ARRAY_SIZE_TYPE__"), word = ctype_base_add(p, "__u64");
	int array, id;

	if (index < 0 || word < 0)
		return p->code;
	array = ctype_added(p, btf__add_array(p->btf, index, word, 2));
	id = ctype_added(p, btf__add_struct(p->btf, "bpf_timer", 16));
	if (p->code || ctype_added(p, btf__add_field(p->btf, "__opaque", array, 0, 0)) < 0)
		return p->code;
	return id;
}

int ctype_base_synthesize(struct ctype_parser *p, const char *name)
{
	int word, id;

	if (!strcmp(name, "bpf_timer"))
		return add_timer(p);
	if (strcmp(name, "bpf_spin_lock"))
		return 0;
	word = ctype_base_add(p, "__u32");
	id = ctype_added(p, btf__add_struct(p->btf, name, 4));
	if (p->code || ctype_added(p, btf__add_field(p->btf, "val", word, 0, 0)) < 0)
		return p->code;
	return id;
}
