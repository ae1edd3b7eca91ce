// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of described map types, and the layouts that they give a map. */
#include <bpf/btf.h>

#include "bpf/described.h"
#include "btf/ctype.h"

static const struct described types[] = {
	{MAP_QUEUE, .program = "queues"},
	{MAP_STACK, .program = "queues"},
};

enum { N_TYPES = sizeof(types) / sizeof(types[0]) };

static const struct described *described_get(__u32 type)
{
	for (size_t i = 0; i < N_TYPES; i++) {
		if (types[i].type == type)
			return &types[i];
	}
	return NULL;
}

static int layout_of(struct layout **out, const char *text, const char *what, struct err *err)
{
	struct btf *btf = btf__new_empty();
	int id, rc;

	if (!btf)
		return fail_oom(err);
	id = ctype_compile(btf, text, what, NULL, NULL, err);
	rc = id < 0 ? id
		    : layout_new(out, btf, (__u32)id, (__u32)btf__resolve_size(btf, (__u32)id), err);
	btf__free(btf);
	return rc;
}

/* Puts the described layout in place of the map's own. */
static int replace(struct layout **layout, __u32 *bytes, const char *text, const char *what,
		   struct err *err)
{
	struct layout *described;
	int rc = layout_of(&described, text, what, err);

	if (rc)
		return rc;
	layout_free(*layout);
	*layout = described;
	*bytes = described->size;
	return 0;
}

int map_describe(struct map *map, struct err *err)
{
	const struct described *type = described_get(map->info.type);
	int rc = 0;

	if (!type)
		return 0;
	if (type->key)
		rc = replace(&map->key, &map->key_bytes, type->key, "key", err);
	if (!rc && type->value) {
		rc = replace(&map->value, &map->value_bytes, type->value, "value", err);
		map->value_stride = map->value_bytes;
		map->n_cpus = 0;
	}
	if (!rc)
		map->described = type;
	return rc;
}
