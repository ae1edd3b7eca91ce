// SPDX-License-Identifier: GPL-2.0-or-later
/* The first contents of a demo's maps: entries as a user would type them, programs in slots. */
#include <stdlib.h>

#include <bpf/bpf.h>

#include "bpf/caps.h"
#include "bpf/demo_impl.h"
#include "btf/parse.h"

/* Reads one literal by a type of the object, into a malloc()ed key or value. */
static int read_literal(const struct btf *btf, __u32 type, __u32 size, const char *what,
			const char *text, void **data, struct err *err)
{
	const struct parse parse = {.what = what};
	struct layout *layout;
	int rc = layout_new(&layout, btf, type, size, err);

	*data = NULL;
	if (rc)
		return rc;
	*data = malloc(size);
	rc = *data ? parse_value(layout, text, &parse, *data, err) : fail_oom(err);
	layout_free(layout);
	return rc;
}

static int make_entry(const struct demo *demo, const struct demo_entry *entry,
		      const struct bpf_object *object, struct err *err)
{
	const struct bpf_map *map = bpf_object__find_map_by_name(object, entry->map);
	const struct btf *btf = bpf_object__btf(object);
	void *key = NULL, *value = NULL;
	int rc;

	if (!map || !btf)
		return fail(err, -EINVAL, "the demo \"%s\" has no map \"%s\"", demo->name,
			    entry->map);
	rc = read_literal(btf, bpf_map__btf_key_type_id(map), bpf_map__key_size(map), "key",
			  entry->key, &key, err);
	if (!rc)
		rc = read_literal(btf, bpf_map__btf_value_type_id(map), bpf_map__value_size(map),
				  "value", entry->value, &value, err);
	if (!rc) {
		rc = bpf_map__update_elem(map, key, bpf_map__key_size(map), value,
					  bpf_map__value_size(map), BPF_ANY);
		if (rc)
			fail_op(err, OP_ACCESS, rc, "cannot set %s in \"%s\"", entry->key,
				entry->map);
	}
	free(key);
	free(value);
	return rc;
}

static int fill_slot(const struct demo_slot *slot, const struct bpf_object *object, struct err *err)
{
	const struct bpf_program *program =
		bpf_object__find_program_by_name(object, slot->program);
	int map = bpf_object__find_map_fd_by_name(object, slot->map);
	int fd = program ? bpf_program__fd(program) : -ENOENT;
	int rc = fd < 0 ? fd : bpf_map_update_elem(map, &slot->key, &fd, BPF_ANY);

	if (!rc)
		return 0;
	return fail_op(err, OP_ACCESS, rc, "cannot put \"%s\" into slot %u of \"%s\"",
		       slot->program, slot->key, slot->map);
}

int demo_fill(const struct demo_live *live, struct err *err)
{
	const struct demo *demo = live->demo;
	int rc = 0;

	for (const struct demo_entry *entry = demo->entries; !rc && entry && entry->map; entry++)
		rc = make_entry(demo, entry, live->object, err);
	for (const struct demo_slot *slot = demo->slots; !rc && slot && slot->map; slot++)
		rc = fill_slot(slot, live->object, err);
	return rc;
}
