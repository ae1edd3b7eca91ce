// SPDX-License-Identifier: GPL-2.0-or-later
/* The layouts of a map's key and value: the user's, the map's own, or what its type implies. */
#include <bpf/btf.h>

#include "bpf/caps.h"
#include "bpf/map_impl.h"
#include "bpf/uapi.h"
#include "btf/ctype.h"

/* One of key and value, and where its type may come from, best first. */
struct typed_side {
	const char *what; /* "key", "value" */
	bool is_key;
	__u32 size;
	const char *text; /* --types; NULL: not given */
	const struct btf *given; /* --btf, with the type that it has for this side */
	__u32 given_id;
	const struct btf *own; /* the map's, or the kernel's for struct_ops */
	__u32 own_id;
	struct layout **out;
};

static void note_line(struct buf *note, const char *text)
{
	if (!note)
		return;
	if (note->len)
		buf_putc(note, '\n');
	buf_puts(note, text);
}

/* `resolver` NULL: the text has base types only, and the kernel's BTF need not be loaded. */
static int layout_from_text(struct layout **out, const char *text, const struct typed_side *side,
			    const struct btf *source, const struct resolver *resolver,
			    struct err *err)
{
	struct btf *btf = btf__new_empty();
	int id, rc;

	if (!btf)
		return fail_oom(err);
	id = ctype_compile(btf, text, side->what, source, resolver, err);
	rc = id < 0 ? id : layout_new(out, btf, (__u32)id, side->size, err);
	if (id >= 0 && rc)
		err_prefix(err, "%s", side->what);
	btf__free(btf);
	return rc;
}

static int open_text(const struct map *map, const struct typed_side *side, struct err *err)
{
	const struct btf *source = side->given ? side->given : map->btf;
	__u32 id = source ? ctype_find(source, side->text) : 0;
	int rc;

	if (!id)
		return layout_from_text(side->out, side->text, side, source,
					kernel_resolver(map->kernel), err);
	rc = layout_new(side->out, source, id, side->size, err);
	if (rc)
		err_prefix(err, "%s", side->what);
	return rc;
}

/* What the kernel's own structures are for types that cannot be created with BTF. */
static const struct implied {
	__u32 type;
	bool is_key;
	__u32 size;
	const char *text;
	enum layout_hint hint;
} implied[] = {
	{MAP_DEVMAP, false, 4, "u32", HINT_REDIRECT},
	{MAP_DEVMAP, false, 8, "struct { u32 ifindex; u32 prog_id; }", HINT_REDIRECT},
	{MAP_DEVMAP_HASH, false, 4, "u32", HINT_REDIRECT},
	{MAP_DEVMAP_HASH, false, 8, "struct { u32 ifindex; u32 prog_id; }", HINT_REDIRECT},
	{MAP_CPUMAP, false, 4, "u32", HINT_NONE},
	{MAP_CPUMAP, false, 8, "struct { u32 qsize; u32 prog_id; }", HINT_REDIRECT},
	{MAP_SOCKMAP, false, 8, "u64", HINT_NONE},
	{MAP_SOCKHASH, false, 8, "u64", HINT_NONE},
	{MAP_REUSEPORT_SOCKARRAY, false, 8, "u64", HINT_NONE},
	{MAP_CGROUP_STORAGE, true, 8, "u64", HINT_NONE},
	{MAP_CGROUP_STORAGE, true, 16, "struct { u64 cgroup_inode_id; u32 attach_type; }",
	 HINT_NONE},
	{MAP_PERCPU_CGROUP_STORAGE, true, 8, "u64", HINT_NONE},
	{MAP_PERCPU_CGROUP_STORAGE, true, 16, "struct { u64 cgroup_inode_id; u32 attach_type; }",
	 HINT_NONE},
	{MAP_INSN_ARRAY, false, 16,
	 "struct { u32 orig_off; u32 xlated_off; u32 jitted_off; u32 :32; }", HINT_NONE},
};

static bool implies_u32(const struct map *map, const struct typed_side *side)
{
	unsigned int can = map->type->can;

	if (side->size != sizeof(__u32))
		return false;
	if (side->is_key)
		return can & (TYPE_ARRAY | TYPE_U32_KEY | TYPE_OBJECT_KEY);
	return can & TYPE_OBJECT_VALUE;
}

static int open_implied_text(const struct typed_side *side, const char *text, enum layout_hint hint,
			     struct err *err)
{
	int rc = layout_from_text(side->out, text, side, NULL, NULL, err);

	if (!rc && hint)
		layout_hint(*side->out, hint);
	return rc;
}

/* Addresses, or where the map was made so, build ids and offsets in their files. */
static bool stack_text(const struct map *map, const struct typed_side *side, struct buf *text)
{
	bool build_ids = map->info.map_flags & BPF_F_STACK_BUILD_ID;
	__u32 frame = build_ids ? 32 : 8;

	if (map->info.type != MAP_STACK_TRACE || side->is_key || side->size % frame)
		return false;
	buf_puts(text, build_ids ? "struct { s32 status; u8 build_id[20]; "
				   "union { u64 offset; u64 ip; }; }"
				 : "u64");
	buf_printf(text, "[%u]", side->size / frame);
	return true;
}

static int open_sized(const struct map *map, const struct typed_side *side, struct err *err)
{
	struct buf text BUF_CLEANUP = {0};

	if (stack_text(map, side, &text))
		return open_implied_text(side, buf_cstr(&text), HINT_STACK, err);
	if (map->info.type != MAP_LPM_TRIE || !side->is_key || side->size <= 4)
		return layout_new_bytes(side->out, side->size, err);
	buf_printf(&text, "struct { u32 prefixlen; u8 data[%u]; }", side->size - 4);
	return open_implied_text(side, buf_cstr(&text), HINT_NONE, err);
}

static int open_implied(const struct map *map, const struct typed_side *side, struct err *err)
{
	if (implies_u32(map, side))
		return layout_new_u32(side->out, err);
	for (size_t i = 0; i < sizeof(implied) / sizeof(implied[0]); i++) {
		const struct implied *row = &implied[i];

		if (row->type == map->info.type && row->is_key == side->is_key &&
		    row->size == side->size)
			return open_implied_text(side, row->text, row->hint, err);
	}
	return open_sized(map, side, err);
}

/* The map's own BTF is the kernel's word, but it may be broken: then bytes are the truth. */
static int open_own(const struct map *map, const struct typed_side *side, struct buf *note,
		    struct err *err)
{
	struct buf line BUF_CLEANUP = {0};
	struct err why = {0};
	int rc = layout_new(side->out, side->own, side->own_id, side->size, &why);

	if (!rc)
		return 0;
	if (rc == -ENOMEM)
		return fail_oom(err);
	buf_printf(&line, "the %s is shown untyped, its BTF does not fit: %s", side->what, why.msg);
	note_line(note, buf_cstr(&line));
	return open_implied(map, side, err);
}

static int open_side(const struct map *map, const struct typed_side *side, struct buf *note,
		     struct err *err)
{
	int rc;

	if (side->text)
		return open_text(map, side, err);
	if (!side->size)
		return layout_new_bytes(side->out, 0, err);
	if (side->given_id) {
		rc = layout_new(side->out, side->given, side->given_id, side->size, err);
		if (rc)
			err_prefix(err, "--btf: %s", side->what);
		return rc;
	}
	if (side->own && side->own_id)
		return open_own(map, side, note, err);
	return open_implied(map, side, err);
}

/* The value of a struct_ops map is a type of the kernel's or of a module's own. */
static const struct btf *struct_ops_btf(const struct map *map)
{
	__u32 id = uapi_vmlinux_btf_id(&map->info);
	int reason;

	if (!map->info.btf_vmlinux_value_type_id)
		return NULL;
	return id ? kernel_btf(map->kernel, id, &reason) : kernel_vmlinux(map->kernel);
}

static int given_types(const struct map *map, const struct map_types *types, struct typed_side *key,
		       struct typed_side *value, struct err *err)
{
	const struct btf *btf = map_btf_source(map->kernel, types->btf, err);

	if (!btf)
		return err->code;
	key->given = value->given = btf;
	if (key->text || value->text)
		return 0;
	if (map_definition(btf, &map->info, map->name, &key->given_id, &value->given_id))
		return 0;
	fail(err, ERR_USAGE, "\"%s\" does not define map \"%s\"", types->btf, map->name);
	err_hint(err, "name the types in it: --types KEY VALUE");
	return ERR_USAGE;
}

/* Why the map's own types were not used, when it has some. */
static void note_unreadable(const struct map *map, const struct typed_side *key,
			    const struct typed_side *value, struct buf *note)
{
	struct buf line BUF_CLEANUP = {0};

	if (!map->btf_reason || (key->text && value->text) || value->given)
		return;
	buf_printf(&line, "the types of map \"%s\" cannot be read: %s", map->name,
		   map->btf_reason == -EPERM ? "CAP_SYS_ADMIN is missing"
					     : err_text(map->btf_reason));
	buf_puts(&line, "; --btf or --types give them");
	note_line(note, buf_cstr(&line));
}

/* The path behind "key." or "value.", or NULL when it does not start so. */
static const char *path_within(const char *path, const char *what)
{
	size_t n = strlen(what);

	if (strncmp(path, what, n) || !strchr(".[", path[n]))
		return NULL;
	return path + n + (path[n] == '.');
}

static int set_hint_in(struct layout *layout, const char *what, const char *path, const char *hint,
		       struct err *err)
{
	struct place place;
	int rc = layout_find(layout, path, what, &place, err);

	return rc ? rc : layout_set_hint(layout, path, hint, err);
}

static bool has_field(const struct layout *layout, const char *path)
{
	struct err unknown = {0};
	struct place place;

	return !layout_find(layout, path, "", &place, &unknown);
}

static int set_hint(struct map *map, const char *path, const char *hint, struct err *err)
{
	const char *in_key = path_within(path, "key");
	const char *in_value = path_within(path, "value");

	if (!in_key && !in_value && has_field(map->key, path))
		in_key = path;
	if (in_key)
		return set_hint_in(map->key, "key", in_key, hint, err);
	return set_hint_in(map->value, "value", in_value ? in_value : path, hint, err);
}

static int set_hints(struct map *map, const struct map_types *types, struct err *err)
{
	for (size_t i = 0; i < types->n_hints; i++) {
		const char *word = types->hints[i], *equals = strrchr(word, '=');
		struct buf path BUF_CLEANUP = {0};
		int rc;

		if (!equals || equals == word)
			return fail(err, ERR_USAGE, "--as \"%s\" is not PATH=KIND", word);
		buf_add(&path, word, (size_t)(equals - word));
		rc = set_hint(map, buf_cstr(&path), equals + 1, err);
		if (rc) {
			err_prefix(err, "--as \"%s\"", word);
			return rc;
		}
	}
	return 0;
}

/* Numbers that stand for kernel objects, whatever type the map's BTF has for them. */
static void hint_objects(struct map *map)
{
	if (map->type->value_object == OBJECT_PROG)
		layout_hint(map->value, HINT_PROG);
	else if (map->type->value_object == OBJECT_MAP)
		layout_hint(map->value, HINT_MAP);
	else if (map->info.type == MAP_STRUCT_OPS)
		layout_hint_functions(map->value);
	else if (map->info.type == MAP_CGROUP_STORAGE ||
		 map->info.type == MAP_PERCPU_CGROUP_STORAGE)
		layout_hint(map->key, HINT_CGROUP);
}

int map_open_types(struct map *map, const struct map_types *types, struct buf *note,
		   struct err *err)
{
	static const struct map_types none;
	const struct bpf_map_info *info = &map->info;
	struct typed_side key = {"key", true, info->key_size, .out = &map->key};
	struct typed_side value = {"value", false, info->value_size, .out = &map->value};
	int rc = 0;

	types = types ? types : &none;
	key.text = types->key;
	value.text = types->value;
	key.own = value.own = map->btf;
	key.own_id = info->btf_key_type_id;
	value.own_id = info->btf_value_type_id;
	if (info->btf_vmlinux_value_type_id) {
		value.own = struct_ops_btf(map);
		value.own_id = info->btf_vmlinux_value_type_id;
	}
	if (types->btf)
		rc = given_types(map, types, &key, &value, err);
	if (!rc)
		rc = open_side(map, &key, note, err);
	if (!rc)
		rc = open_side(map, &value, note, err);
	if (rc)
		return rc;
	hint_objects(map);
	note_unreadable(map, &key, &value, note);
	return set_hints(map, types, err);
}

bool map_is_datasec(const struct map *map)
{
	return map->value && map->value->fields[0].kind == LAYOUT_DATASEC;
}
