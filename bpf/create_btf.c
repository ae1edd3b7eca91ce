// SPDX-License-Identifier: GPL-2.0-or-later
/* The types of a map that is to be made: C text or sizes to BTF. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <bpf/btf.h>

#include "bpf/create_impl.h"
#include "btf/ctype.h"
#include "btf/parse.h"

bool create_is_size(const char *text)
{
	return isdigit((unsigned char)text[0]);
}

static bool is_type(const char *text)
{
	return text && !create_is_size(text);
}

static int read_size(const char *text, const char *what, __u32 *size, struct err *err)
{
	__u64 n;
	int code = parse_u64(text, what, 0, 0xffffffff, &n, err);

	*size = code ? 0 : (__u32)n;
	return code;
}

static int compile(struct create *create, const char *text, const char *what,
		   const struct btf *source, struct kernel *kernel, __u32 *size, struct err *err)
{
	int id = ctype_compile(create->btf, text, what, source, kernel_resolver(kernel), err);
	__s64 bytes;

	if (id < 0)
		return id;
	bytes = btf__resolve_size(create->btf, (__u32)id);
	if (bytes <= 0 || bytes > 0xffffffff)
		return fail(err, ERR_USAGE, "%s \"%s\" has no size", what, text);
	*size = (__u32)bytes;
	return id;
}

/* Text for a size, where only the other half of the entry has a type. */
static void type_of_size(const struct create *create, bool key, __u32 size, char *text, size_t room)
{
	if (key && create->type->type == MAP_LPM_TRIE && size > 4)
		snprintf(text, room, "struct { u32 prefixlen; u8 data[%u]; }", size - 4);
	else if (key && (size == 4 || size == 8))
		snprintf(text, room, "u%u", size * 8);
	else
		snprintf(text, room, "u8[%u]", size);
}

/* One half of the entry: its size, and its type's id where the map is typed. */
static int half(struct create *create, bool key, const struct btf *source, struct kernel *kernel,
		__u32 *size, struct err *err)
{
	const char *what = key ? "key" : "value";
	const char *text = key ? create->spec->key : create->spec->value;
	char bytes[64];
	int code;

	if (!text)
		return 0;
	if (create_is_size(text)) {
		code = read_size(text, what, size, err);
		if (code || !create->btf || !*size)
			return code;
		type_of_size(create, key, *size, bytes, sizeof(bytes));
		text = bytes;
	}
	return compile(create, text, what, source, kernel, size, err);
}

/*
 * The kernel takes the key of queues and rings as a type of no size, that of a bloom filter as
 * none.
 */
static int absent_key(struct create *create)
{
	return create->type->type == MAP_BLOOM_FILTER ? 0 : btf__add_struct(create->btf, "none", 0);
}

/* The value of a ring is of no size: an array of no records. */
static int absent_value(struct create *create)
{
	int index = btf__add_int(create->btf, "__ARRAY_SIZE_TYPE__", 4, 0);

	create->value_size = 0;
	return index < 0 ? index : btf__add_array(create->btf, index, create->value_id, 0);
}

static int fill_absent(struct create *create, struct err *err)
{
	if (create->type->can & TYPE_NO_KEY)
		create->key_id = absent_key(create);
	if (create->type->can & TYPE_NO_VALUE)
		create->value_id = absent_value(create);
	return create->key_id < 0 || create->value_id < 0 ? fail_oom(err) : 0;
}

int create_types(struct create *create, struct kernel *kernel, struct err *err)
{
	const struct map_spec *spec = create->spec;
	const struct btf *source = NULL;
	bool typed = is_type(spec->key) || is_type(spec->value);

	if (typed) {
		create->btf = btf__new_empty();
		if (!create->btf)
			return fail_oom(err);
	}
	if (typed && spec->btf) {
		source = map_btf_source(kernel, spec->btf, err);
		if (!source)
			return err->code;
	}
	create->key_id = half(create, true, source, kernel, &create->key_size, err);
	if (create->key_id < 0)
		return create->key_id;
	create->value_id = half(create, false, source, kernel, &create->value_size, err);
	if (create->value_id < 0)
		return create->value_id;
	return typed ? fill_absent(create, err) : 0;
}
