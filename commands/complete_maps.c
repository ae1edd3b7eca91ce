// SPDX-License-Identifier: GPL-2.0-or-later
/* Maps by name and id. */
#include <bpf/btf.h>
#include <stdio.h>

#include "btf/ctype.h"
#include "commands/complete.h"
#include "commands/kinds.h"

/* Nobody reads the types of more, and they cost. */
#define MAX_DESCRIBED 256

static void add_side(const struct btf *btf, __u32 type_id, __u32 size, bool u32, struct buf *out)
{
	if (btf && type_id)
		ctype_name(btf, type_id, out);
	else if (u32)
		buf_puts(out, "u32");
	else if (size)
		buf_printf(out, "%u bytes", size);
	else
		buf_putc(out, '-');
}

/* `btf`: what can be told of the types, too; it may be NULL. */
static void describe(const struct bpf_map_info *info, const struct btf *btf, struct buf *out)
{
	struct map_type scratch;
	const struct map_type *type = type_get(info->type, &scratch);

	buf_puts(out, type->name);
	if (type->can & TYPE_RING) {
		buf_printf(out, " %u bytes", info->max_entries);
		return;
	}
	if (!info->key_size && !info->value_size)
		return;
	buf_putc(out, ' ');
	if (info->key_size) {
		add_side(btf, info->btf_key_type_id, info->key_size,
			 type->can & (TYPE_ARRAY | TYPE_U32_KEY), out);
		buf_puts(out, " -> ");
	}
	add_side(btf, info->btf_value_type_id, info->value_size, false, out);
}

void describe_map(struct kernel *kernel, const struct bpf_map_info *info, struct buf *out)
{
	int reason;

	describe(info, kernel_btf(kernel, info->btf_id, &reason), out);
}

bool complete_suits(const struct complete_query *query, __u32 type)
{
	struct map_type scratch;

	if (!query->word || query->word->type != WORD_MAP || query->word->flags & WORD_KEYWORD)
		return true;
	return kind_works(query->cmd, type_get(type, &scratch));
}

static bool fits(const struct inventory_map *map, const struct candidates *out)
{
	return !strncmp(map->name, out->prefix, strlen(out->prefix));
}

/* A name that would be read as something else where it stands bare. */
static bool misread(const char *name)
{
	return map_word_introduces(name) || !name[strspn(name, "0123456789")] ||
	       strchr(name, '/');
}

static bool same_name(const struct inventory_map *a, const struct inventory_map *b)
{
	return !strcmp(a->name, b->name);
}

/* Of several maps with one name the ids; one alone needs none. */
static void add_ids(const struct inventory *inventory, const struct inventory_map *map,
		    struct buf *out)
{
	size_t n = 0;

	for (size_t i = 0; i < inventory->n_maps; i++) {
		const struct inventory_map *other = &inventory->maps[i];

		if (!same_name(map, other))
			continue;
		if (n++)
			buf_printf(out, ", %u", other->info.id);
		else
			buf_printf(out, ", ids %u", other->info.id);
	}
}

/* Among those that may be offered. */
static bool is_first(const struct complete_query *query, const struct inventory *inventory,
		     size_t i, bool *only)
{
	const struct inventory_map *map = &inventory->maps[i];

	*only = true;
	for (size_t k = 0; k < inventory->n_maps; k++) {
		if (k == i || !same_name(map, &inventory->maps[k]))
			continue;
		if (k < i && complete_suits(query, inventory->maps[k].info.type))
			return false;
		*only = false;
	}
	return true;
}

static void add_name(const struct complete_query *query, const struct inventory *inventory,
		     size_t i, bool types, struct candidates *out)
{
	const struct inventory_map *map = &inventory->maps[i];
	BUF_CLEANUP struct buf text = {0};
	bool only;

	if (!fits(map, out) || !map->name[0] || !is_first(query, inventory, i, &only))
		return;
	if (types)
		describe_map(query_kernel(query), &map->info, &text);
	else
		describe(&map->info, NULL, &text);
	if (!only)
		add_ids(inventory, map, &text);
	candidates_add(out, map->name, buf_cstr(&text), 0);
}

static void add_id(const struct complete_query *query, const struct inventory_map *map, bool types,
		   struct candidates *out)
{
	BUF_CLEANUP struct buf text = {0};
	char id[16];

	snprintf(id, sizeof(id), "%u", map->info.id);
	buf_printf(&text, "%s%s", map->name, map->name[0] ? "  " : "");
	if (types)
		describe_map(query_kernel(query), &map->info, &text);
	else
		describe(&map->info, NULL, &text);
	candidates_add(out, id, buf_cstr(&text), 0);
}

static size_t count_fitting(const struct inventory *inventory, const struct complete_query *query,
			    const struct candidates *out)
{
	size_t n = 0;

	if (query->kind == COMPLETE_MAP_ID)
		return inventory->n_maps;
	for (size_t i = 0; i < inventory->n_maps; i++)
		n += fits(&inventory->maps[i], out);
	return n;
}

void complete_maps(const struct complete_query *query, struct candidates *out)
{
	struct inventory *inventory = NULL;
	struct err ignored = {0};
	bool types;

	inventory_new(&inventory, query_kernel(query), 0, WANT_FULL_NAMES, &ignored);
	err_clear(&ignored);
	types = inventory && count_fitting(inventory, query, out) <= MAX_DESCRIBED;
	for (size_t i = 0; inventory && i < inventory->n_maps; i++) {
		const struct inventory_map *map = &inventory->maps[i];

		if (!complete_suits(query, map->info.type))
			continue;
		if (query->kind == COMPLETE_MAP_ID)
			add_id(query, map, types, out);
		else if (query->kind == COMPLETE_MAP_NAME || !misread(map->name))
			add_name(query, inventory, i, types, out);
	}
	inventory_free(inventory);
}
