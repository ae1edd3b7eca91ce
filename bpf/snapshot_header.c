// SPDX-License-Identifier: GPL-2.0-or-later
/* The first line of a snapshot and its last: JSON documents, written and read whole. */
#include <endian.h>
#include <stdlib.h>
#include <jansson.h>

#include "bpf/base64.h"
#include "bpf/snapshot.h"

enum {
	VERSION = 1,
	ENTRY_MAX = 1 << 30, /* bytes of a key, or of a value: beyond what any kernel allocates */
	CPUS_MAX = 1 << 16,
	KEY_LPM_MIN = 5,
	CRC_DIGITS = 8,
};

static const char *const byte_order = BYTE_ORDER == LITTLE_ENDIAN ? "little" : "big";

/* ---- writing -------------------------------------------------------------------------------- */

static json_t *flag_list(__u32 flags)
{
	json_t *list = json_array();

	for (__u32 bit = 1; list && bit; bit <<= 1) {
		BUF_CLEANUP struct buf name = {0};

		if (!(flags & bit))
			continue;
		map_flags_format(bit, &name);
		if (name.oom || json_array_append_new(list, json_string(buf_cstr(&name)))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static int add_btf(const struct snapshot *snapshot, json_t *root)
{
	BUF_CLEANUP struct buf text = {0};

	if (!snapshot->btf.len)
		return 0;
	base64_add(&text, snapshot->btf.data, snapshot->btf.len);
	if (text.oom)
		return -1;
	return json_object_set_new(root, "btf", json_stringn(text.data, text.len)) |
	       json_object_set_new(root, "btf_key_type_id", json_integer(snapshot->btf_key_id)) |
	       json_object_set_new(root, "btf_value_type_id", json_integer(snapshot->btf_value_id));
}

static int add_type_names(const struct snapshot *snapshot, json_t *map)
{
	int rc = 0;

	if (snapshot->key_type)
		rc = json_object_set_new(map, "key_type", json_string(snapshot->key_type));
	if (!rc && snapshot->value_type)
		rc = json_object_set_new(map, "value_type", json_string(snapshot->value_type));
	return rc;
}

static json_t *header_of(const struct snapshot *snapshot)
{
	struct map_type scratch;
	json_t *root = json_pack("{s:i, s:s, s:{s:s, s:s, s:I, s:I, s:I, s:o}, s:I}",
				 "mapctl", VERSION, "byte_order", byte_order, "map",
				 "name", snapshot->name,
				 "type", type_get(snapshot->type, &scratch)->name,
				 "key_size", (json_int_t)snapshot->key_size,
				 "value_size", (json_int_t)snapshot->value_size,
				 "max_entries", (json_int_t)snapshot->max_entries,
				 "flags", flag_list(snapshot->flags),
				 "possible_cpus", (json_int_t)snapshot->possible_cpus);

	if (root && !add_type_names(snapshot, json_object_get(root, "map")) &&
	    !add_btf(snapshot, root))
		return root;
	json_decref(root);
	return NULL;
}

int snapshot_add_header(const struct snapshot *snapshot, struct buf *out, struct err *err)
{
	json_auto_t *root = header_of(snapshot);
	char *text = root ? json_dumps(root, JSON_COMPACT) : NULL;

	if (!text)
		return fail_oom(err);
	buf_puts(out, text);
	buf_putc(out, '\n');
	free(text);
	return out->oom ? fail_oom(err) : 0;
}

void snapshot_add_end(__u64 entries, __u32 crc32, struct buf *out)
{
	buf_printf(out, "{\"entries\":%llu,\"crc32\":\"%0*x\"}\n", (unsigned long long)entries,
		   CRC_DIGITS, crc32);
}

/* ---- reading -------------------------------------------------------------------------------- */

static int fail_member(const char *name, const char *what, struct err *err)
{
	return fail(err, -EBADMSG, "\"%s\" is missing, or is not %s", name, what);
}

static int read_u32(const json_t *object, const char *name, __u32 min, __u32 *out, struct err *err)
{
	const json_t *member = json_object_get(object, name);
	json_int_t value = json_integer_value(member);

	if (!json_is_integer(member) || value < min || value > 0xffffffffLL) {
		BUF_CLEANUP struct buf range = {0};

		buf_printf(&range, "a number of %u to 4294967295", min);
		return fail_member(name, buf_cstr(&range), err);
	}
	*out = (__u32)value;
	return 0;
}

static int read_text(const json_t *object, const char *name, char **out, struct err *err)
{
	const char *text = json_string_value(json_object_get(object, name));

	if (!text)
		return fail_member(name, "text", err);
	*out = strdup(text);
	return *out ? 0 : fail_oom(err);
}

static int read_optional_text(const json_t *object, const char *name, char **out, struct err *err)
{
	return json_object_get(object, name) ? read_text(object, name, out, err) : 0;
}

static int read_type(const json_t *map, __u32 *type, struct err *err)
{
	const char *name = json_string_value(json_object_get(map, "type"));
	struct map_type scratch;

	if (!name || type_parse(name, type, err))
		return fail_member("type", "a type of map that is known here", err);
	if (snapshot_class(*type) != SNAPSHOT_NONE)
		return 0;
	return fail(err, ERR_USAGE, "maps of type %s cannot be restored",
		    type_get(*type, &scratch)->name);
}

static int read_flags(const json_t *map, __u32 *flags, struct err *err)
{
	const json_t *list = json_object_get(map, "flags");

	if (!json_is_array(list))
		return fail_member("flags", "an array", err);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *name = json_string_value(json_array_get(list, i));
		__u32 bits;

		if (!name || map_flags_parse(name, &bits, err))
			return fail_member("flags", "an array of flags that are known here", err);
		*flags |= bits;
	}
	return 0;
}

static int read_map(struct snapshot *snapshot, const json_t *map, struct err *err)
{
	int rc = json_is_object(map) ? 0 : fail_member("map", "an object", err);

	if (!rc)
		rc = read_text(map, "name", &snapshot->name, err);
	if (!rc)
		rc = read_type(map, &snapshot->type, err);
	if (!rc)
		rc = read_u32(map, "key_size", 1, &snapshot->key_size, err);
	if (!rc)
		rc = read_u32(map, "value_size", 1, &snapshot->value_size, err);
	if (!rc)
		rc = read_u32(map, "max_entries", 1, &snapshot->max_entries, err);
	if (!rc)
		rc = read_flags(map, &snapshot->flags, err);
	if (!rc)
		rc = read_optional_text(map, "key_type", &snapshot->key_type, err);
	return rc ? rc : read_optional_text(map, "value_type", &snapshot->value_type, err);
}

/* What the reading of entries relies on. */
static int check_sizes(const struct snapshot *snapshot, struct err *err)
{
	enum snapshot_class class = snapshot_class(snapshot->type);
	bool array = class == SNAPSHOT_ARRAY || class == SNAPSHOT_PERCPU_ARRAY;
	__u32 cpus = snapshot_is_percpu(snapshot) ? snapshot->possible_cpus : 1;

	if (array && snapshot->key_size != sizeof(__u32))
		return fail(err, -EBADMSG, "keys of an array have 4 bytes, not %u",
			    snapshot->key_size);
	if (class == SNAPSHOT_LPM &&
	    (snapshot->key_size < KEY_LPM_MIN || snapshot->key_size > SNAPSHOT_LPM_MAX))
		return fail(err, -EBADMSG, "keys of an lpm_trie have %d to %d bytes, not %u",
			    KEY_LPM_MIN, SNAPSHOT_LPM_MAX, snapshot->key_size);
	if (cpus > CPUS_MAX || snapshot->key_size > ENTRY_MAX ||
	    snapshot->value_size > ENTRY_MAX / cpus - 7)
		return fail(err, -EBADMSG, "entries are larger than any kernel takes");
	return 0;
}

static int read_btf(struct snapshot *snapshot, const json_t *root, struct err *err)
{
	const json_t *btf = json_object_get(root, "btf");
	int rc;

	if (!btf)
		return 0;
	if (!json_string_length(btf) ||
	    !base64_read(&snapshot->btf, json_string_value(btf), json_string_length(btf)))
		return snapshot->btf.oom ? fail_oom(err) : fail_member("btf", "base64", err);
	rc = read_u32(root, "btf_key_type_id", 0, &snapshot->btf_key_id, err);
	return rc ? rc : read_u32(root, "btf_value_type_id", 1, &snapshot->btf_value_id, err);
}

/* Bytes of another order would be other numbers. */
static int check_order(const json_t *root, struct err *err)
{
	const char *order = json_string_value(json_object_get(root, "byte_order"));

	if (!order || (strcmp(order, "little") && strcmp(order, "big")))
		return fail_member("byte_order", "\"little\" or \"big\"", err);
	if (!strcmp(order, byte_order))
		return 0;
	return fail(err, ERR_USAGE,
		    "it was saved on a machine whose numbers have their %s end first, "
		    "those of this one have the other",
		    order);
}

static int read_root(struct snapshot *snapshot, const json_t *root, struct err *err)
{
	__u32 version;
	int rc = read_u32(root, "mapctl", 1, &version, err);

	if (!rc && version != VERSION)
		return fail(err, ERR_USAGE,
			    "it is a snapshot of version %u, which this mapctl does "
			    "not know",
			    version);
	if (!rc)
		rc = check_order(root, err);
	if (!rc)
		rc = read_map(snapshot, json_object_get(root, "map"), err);
	if (!rc && (snapshot_is_percpu(snapshot) || json_object_get(root, "possible_cpus")))
		rc = read_u32(root, "possible_cpus", snapshot_is_percpu(snapshot),
			      &snapshot->possible_cpus, err);
	if (!rc)
		rc = check_sizes(snapshot, err);
	return rc ? rc : read_btf(snapshot, root, err);
}

int snapshot_read_header(struct snapshot *snapshot, const char *line, size_t n, struct err *err)
{
	json_auto_t *root = json_loadb(line, n, JSON_REJECT_DUPLICATES, NULL);

	if (root)
		return read_root(snapshot, root, err);
	fail(err, -EBADMSG, "it does not begin with the header of a snapshot");
	if (n > 2 && !memcmp(line, "\x1f\x8b", 2))
		err_hint(err, "it is compressed: `zcat FILE | mapctl restore -`");
	return err->code;
}

bool snapshot_is_end(const char *line, size_t n)
{
	static const char begin[] = "{\"entries\"";

	return n >= sizeof(begin) - 1 && !memcmp(line, begin, sizeof(begin) - 1);
}

int snapshot_read_end(const char *line, size_t n, __u64 *entries, __u32 *crc32, struct err *err)
{
	json_auto_t *root = json_loadb(line, n, JSON_REJECT_DUPLICATES, NULL);
	const json_t *count = json_object_get(root, "entries");
	const char *text = json_string_value(json_object_get(root, "crc32"));

	if (!root)
		return fail(err, -EBADMSG, "the last line is broken");
	if (!json_is_integer(count) || json_integer_value(count) < 0)
		return fail_member("entries", "a number", err);
	if (!text || strlen(text) != CRC_DIGITS || strspn(text, "0123456789abcdef") != CRC_DIGITS)
		return fail_member("crc32", "8 hex digits", err);
	*entries = (__u64)json_integer_value(count);
	*crc32 = (__u32)strtoul(text, NULL, 16);
	return 0;
}
