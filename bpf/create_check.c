// SPDX-License-Identifier: GPL-2.0-or-later
/* What is wrong with a map that is to be made, before the kernel says no more than EINVAL. */
#include <ctype.h>
#include <stdlib.h>
#include <unistd.h>
#include <bpf/btf.h>

#include "bpf/create_impl.h"
#include "bpf/uapi.h"

enum {
	NAME_MAX_BYTES = BPF_OBJ_NAME_LEN - 1,
	BLOOM_MAX_HASHES = 15,
	LPM_MAX_DEPTH = 8,
};

static int check_name(const char *name, struct err *err)
{
	size_t n = strlen(name);
	BUF_CLEANUP struct buf quoted = {0};

	buf_quoted(&quoted, name, n);
	for (size_t i = 0; i < n; i++) {
		BUF_CLEANUP struct buf bad = {0};

		if (isascii(name[i]) && (isalnum((unsigned char)name[i]) || strchr("_.", name[i])))
			continue;
		buf_quoted(&bad, name + i, 1);
		fail(err, ERR_USAGE, "name %s: the kernel takes no %s in a map's name",
		     buf_cstr(&quoted), buf_cstr(&bad));
		err_hint(err, "letters, digits, \"_\" and \".\" are fine: name NAME");
		return err->code;
	}
	if (n <= NAME_MAX_BYTES)
		return 0;
	fail(err, ERR_USAGE, "name %s has %zu characters: the kernel keeps %d at most",
	     buf_cstr(&quoted), n, NAME_MAX_BYTES);
	err_hint(err, "give a shorter one: name %.*s", NAME_MAX_BYTES, name);
	return err->code;
}

static const char *key_example(const struct map_type *type)
{
	if (type->type == MAP_LPM_TRIE)
		return "key 'struct { u32 prefixlen; __be32 addr; }'";
	if (type->type == MAP_CGROUP_STORAGE || type->type == MAP_PERCPU_CGROUP_STORAGE)
		return "key u64";
	return type->can & TYPE_STORAGE ? "key int" : "key u32";
}

/* A size of 0 says the same as nothing: bpftool wants `key 0` where none may be. */
static bool is_given(const char *text)
{
	return text && !(create_is_size(text) && strspn(text, "0") == strlen(text));
}

static int check_key_given(const struct create *create, struct err *err)
{
	const struct map_type *type = create->type;
	const char *key = create->spec->key;

	if (type->can & TYPE_NO_KEY) {
		if (!is_given(key))
			return 0;
		fail(err, ERR_USAGE, "key \"%s\": maps of type %s have no key", key, type->name);
		err_hint(err, "leave out `key`");
		return err->code;
	}
	if (is_given(key))
		return 0;
	fail(err, ERR_USAGE, "maps of type %s need a key", type->name);
	err_hint(err, "%s", key_example(type));
	return err->code;
}

/* A type for the value of a ring buffer says what its records are; a size would mean nothing. */
static int check_value_given(const struct create *create, struct err *err)
{
	const struct map_type *type = create->type;
	const char *value = create->spec->value;

	if (type->can & TYPE_NO_VALUE) {
		if (!is_given(value) || !create_is_size(value))
			return 0;
		fail(err, ERR_USAGE, "value \"%s\": maps of type %s have no values", value,
		     type->name);
		err_hint(err, "leave out `value`, or give the C type of the records");
		return err->code;
	}
	if (is_given(value))
		return 0;
	fail(err, ERR_USAGE, "maps of type %s need a value", type->name);
	err_hint(err, create->rule && create->rule->value.max == 4 ? "value u32" : "value u64");
	return err->code;
}

static int check_types_given(const struct create *create, struct err *err)
{
	const struct map_spec *spec = create->spec;
	int code = check_key_given(create, err);

	if (!code)
		code = check_value_given(create, err);
	if (code || !(create->type->can & TYPE_STORAGE))
		return code;
	if (!create_is_size(spec->key) && !create_is_size(spec->value))
		return 0;
	fail(err, ERR_USAGE, "%s \"%s\": maps of type %s are made with C types, not sizes",
	     create_is_size(spec->key) ? "key" : "value",
	     create_is_size(spec->key) ? spec->key : spec->value, create->type->name);
	err_hint(err, "key int value 'struct { u64 count; }'");
	return err->code;
}

/* The power of two times the page size that is nearest, above for a tie. */
static __u32 nearest_ring(__u32 size, __u32 page)
{
	__u64 up = page;

	while (up < size)
		up *= 2;
	if (up > page && size - up / 2 < up - size)
		up /= 2;
	return up > 1u << 31 ? 1u << 31 : (__u32)up;
}

static int check_ring(const struct create *create, struct err *err)
{
	__u32 size = create->spec->max_entries, page = (__u32)sysconf(_SC_PAGESIZE);

	if (size >= page && !(size & (size - 1)))
		return 0;
	fail(err, ERR_USAGE,
	     "entries %u: the size of a %s is a power of two and at least one page (%u bytes)",
	     size, create->type->name, page);
	err_hint(err, "entries %u", nearest_ring(size, page));
	return err->code;
}

static int check_entries(const struct create *create, struct err *err)
{
	enum entries_rule rule = create->rule ? create->rule->entries : ENTRIES_SOME;
	__u32 entries = create->spec->max_entries;

	if (rule == ENTRIES_RING)
		return check_ring(create, err);
	if (rule == ENTRIES_NONE && entries) {
		fail(err, ERR_USAGE, "entries %u: maps of type %s have no limit", entries,
		     create->type->name);
		err_hint(err, "leave out `entries`");
		return err->code;
	}
	if (rule == ENTRIES_NONE || entries)
		return 0;
	fail(err, ERR_USAGE, "entries 0: maps of type %s need at least 1%s", create->type->name,
	     rule == ENTRIES_PAGES ? " page" : "");
	err_hint(err, "entries N");
	return err->code;
}

static int check_flags_taken(const struct create *create, struct err *err)
{
	BUF_CLEANUP struct buf wrong = {0}, taken = {0};
	__u32 refused = 0;

	for (__u32 bit = 1; bit; bit <<= 1) {
		if (create->spec->flags & bit & ~create->rule->flags && map_flag_name(bit))
			refused |= bit;
	}
	if (!refused)
		return 0;
	map_flags_format(refused, &wrong);
	map_flags_format(create->rule->flags, &taken);
	fail(err, ERR_USAGE, "flags %s: maps of type %s do not take it", buf_cstr(&wrong),
	     create->type->name);
	err_hint(err, "%s takes %s", create->type->name, taken.len ? buf_cstr(&taken) : "no flags");
	return err->code;
}

static int check_flag_pair(__u32 flags, __u32 pair, const char *words, struct err *err)
{
	if ((flags & pair) != pair)
		return 0;
	return fail(err, ERR_USAGE, "flags %s exclude each other", words);
}

static int check_flags(const struct create *create, struct err *err)
{
	__u32 flags = create->spec->flags, lru_local = BPF_F_NO_COMMON_LRU | BPF_F_NUMA_NODE;
	int code = check_flag_pair(flags, BPF_F_RDONLY | BPF_F_WRONLY, "rdonly and wronly", err);

	if (!code)
		code = check_flag_pair(flags, BPF_F_RDONLY_PROG | BPF_F_WRONLY_PROG,
				       "rdonly_prog and wronly_prog", err);
	if (!code)
		code = check_flag_pair(flags, lru_local, "no_common_lru and numa_node", err);
	if (!code && create->rule)
		code = check_flags_taken(create, err);
	if (code || !create->rule || !(create->rule->needed & ~flags))
		return code;
	fail(err, ERR_USAGE, "maps of type %s need the flag %s", create->type->name,
	     map_flag_name(create->rule->needed));
	err_hint(err, "flags %s", map_flag_name(create->rule->needed));
	return err->code;
}

/* The kernel nests maps one level deep, and these types not at all: it says EINVAL or ENOTSUPP. */
static bool can_be_inner(__u32 type)
{
	switch (type) {
	case MAP_PROG_ARRAY:
	case MAP_ARRAY_OF_MAPS:
	case MAP_HASH_OF_MAPS:
	case MAP_CGROUP_STORAGE:
	case MAP_PERCPU_CGROUP_STORAGE:
	case MAP_STRUCT_OPS:
		return false;
	}
	return true;
}

static int check_inner_type(const struct create *create, struct err *err)
{
	struct bpf_map_info info;
	struct map_type scratch;

	if (map_info_fd(create->spec->inner_fd, &info) || can_be_inner(info.type))
		return 0;
	return fail(err, ERR_USAGE, "inner map \"%s\": maps of type %s cannot be held by a map",
		    info.name, type_get(info.type, &scratch)->name);
}

static int check_inner(const struct create *create, struct err *err)
{
	bool outer = create->type->value_object == OBJECT_MAP;

	if (outer == (create->spec->inner_fd >= 0))
		return outer ? check_inner_type(create, err) : 0;
	if (!outer)
		return fail(err, ERR_USAGE, "inner map given: maps of type %s hold no maps",
			    create->type->name);
	fail(err, ERR_USAGE, "maps of type %s need an inner map, the pattern of those they hold",
	     create->type->name);
	err_hint(err, "inner MAP");
	return err->code;
}

static int check_extra(const struct create *create, struct err *err)
{
	__u64 extra = create->spec->extra, page = (__u64)sysconf(_SC_PAGESIZE);
	__u32 type = create->type->type;

	if (!extra || !create->rule)
		return 0;
	if (type == MAP_BLOOM_FILTER && extra > BLOOM_MAX_HASHES)
		return fail(err, ERR_USAGE,
			    "extra %llu: a bloom filter has at most %d hash functions", extra,
			    BLOOM_MAX_HASHES);
	if (type == MAP_ARENA && extra % page)
		return fail(err, ERR_USAGE, "extra 0x%llx: an arena begins at a page (%llu bytes)",
			    extra, page);
	if (type == MAP_BLOOM_FILTER || type == MAP_ARENA || type == MAP_RHASH)
		return 0;
	return fail(err, ERR_USAGE, "extra %llu: maps of type %s have no extra number", extra,
		    create->type->name);
}

int create_check_words(const struct create *create, struct err *err)
{
	int code = create->spec->name ? check_name(create->spec->name, err) : 0;

	if (!code && create->type->type == MAP_STRUCT_OPS)
		return fail(err, ERR_USAGE,
			    "maps of type struct_ops cannot be made on their own: they "
			    "come with the programs of the BPF object that is loaded");
	if (!code)
		code = check_types_given(create, err);
	if (!code)
		code = check_entries(create, err);
	if (!code)
		code = check_flags(create, err);
	if (!code)
		code = check_inner(create, err);
	return code ? code : check_extra(create, err);
}

static int check_size(const struct create *create, const char *what, const char *text, __u32 size,
		      struct size_rule rule, struct err *err)
{
	BUF_CLEANUP struct buf allowed = {0};

	if (size >= rule.min && size <= rule.max &&
	    !((size - rule.min) % (rule.step ? rule.step : 1)))
		return 0;
	create_size_text(rule, &allowed);
	if (create_is_size(text))
		return fail(err, ERR_USAGE, "%s \"%s\": in %s maps the %s is %s", what, text,
			    create->type->name, what, buf_cstr(&allowed));
	return fail(err, ERR_USAGE, "%s \"%s\" has %u bytes: in %s maps the %s is %s", what, text,
		    size, create->type->name, what, buf_cstr(&allowed));
}

/* An integer of so many bytes, and no enum: what the kernel takes as an index. */
static bool is_int(const struct btf *btf, int id, __u32 size)
{
	int plain = btf__resolve_type(btf, (__u32)id);
	const struct btf_type *t = plain > 0 ? btf__type_by_id(btf, (__u32)plain) : NULL;

	return t && btf_is_int(t) && t->size == size;
}

/* True if the object begins, perhaps inside structs, with a 4-byte integer: the prefix length. */
static bool begins_with_int32(const struct btf *btf, int id)
{
	for (int depth = 0; depth < LPM_MAX_DEPTH; depth++) {
		int plain = btf__resolve_type(btf, (__u32)id);
		const struct btf_type *t = plain > 0 ? btf__type_by_id(btf, (__u32)plain) : NULL;

		if (!t || !btf_is_struct(t) || !btf_vlen(t))
			return depth && is_int(btf, id, 4);
		id = (int)btf_members(t)->type;
	}
	return false;
}

/* Keys that the kernel takes as one integer: indices, descriptors, cgroup ids. */
static bool wants_int_key(const struct create *create)
{
	__u32 type = create->type->type;
	bool cgroups = type == MAP_CGROUP_STORAGE || type == MAP_PERCPU_CGROUP_STORAGE;

	return create->type->can & (TYPE_ARRAY | TYPE_STORAGE) ||
	       (cgroups && create->key_size == sizeof(__u64));
}

static int check_key_type(const struct create *create, struct err *err)
{
	const char *key = create->spec->key, *name = create->type->name;
	bool lpm = create->type->type == MAP_LPM_TRIE;

	if (!create->btf || !create->key_id || !(create->type->can & TYPE_BTF))
		return 0;
	if (wants_int_key(create) && !is_int(create->btf, create->key_id, create->key_size))
		fail(err, ERR_USAGE, "key \"%s\": in %s maps the key is an integer of %u bytes",
		     key, name, create->key_size);
	else if (lpm && !begins_with_int32(create->btf, create->key_id))
		fail(err, ERR_USAGE,
		     "key \"%s\": in %s maps the key is a struct that begins with the prefix length, "
		     "a u32",
		     key, name);
	else
		return 0;
	err_hint(err, "%s", key_example(create->type));
	return err->code;
}

/* With build ids each frame of a stack takes 32 bytes instead of 8. */
static struct size_rule value_rule(const struct create *create)
{
	struct size_rule rule = create->rule->value;

	if (create->spec->flags & BPF_F_STACK_BUILD_ID)
		rule.min = rule.step = sizeof(struct bpf_stack_build_id);
	return rule;
}

int create_check_sizes(const struct create *create, struct err *err)
{
	const struct map_spec *spec = create->spec;
	int code = 0;

	if (!create->rule)
		return 0;
	if (!(create->type->can & TYPE_NO_KEY))
		code = check_size(create, "key", spec->key, create->key_size, create->rule->key,
				  err);
	if (!code && !(create->type->can & TYPE_NO_VALUE))
		code = check_size(create, "value", spec->value, create->value_size,
				  value_rule(create), err);
	return code ? code : check_key_type(create, err);
}
