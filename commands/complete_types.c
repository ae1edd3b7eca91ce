// SPDX-License-Identifier: GPL-2.0-or-later
/* C types by name: what the language has, and what BTF declares. */
#include <string.h>

#include <bpf/btf.h>

#include "btf/ctype.h"
#include "commands/complete_map.h"

/* Of the kernel's 10,000 structs those are offered that somebody has begun to name. */
enum { MIN_KERNEL_PREFIX = 3 };

static void add_type(const struct btf *btf, const struct btf_type *t, struct candidates *out)
{
	const char *name = btf__name_by_offset(btf, t->name_off), *keyword;
	BUF_CLEANUP struct buf text = {0};

	if (!name || !*name || !(btf_is_composite(t) || btf_is_any_enum(t) || btf_is_typedef(t)))
		return;
	keyword = ctype_keyword(t);
	buf_printf(&text, "%s%s%s", keyword, *keyword ? " " : "", name);
	candidates_add(out, buf_cstr(&text), NULL, 0);
}

static void add_btf(const struct btf *btf, struct candidates *out)
{
	for (__u32 id = 1; btf && id < btf__type_cnt(btf); id++)
		add_type(btf, btf__type_by_id(btf, id), out);
}

/* --btf, else the map's. */
static void add_own(const struct complete_query *query, struct candidates *out)
{
	const struct word_list *words = query_given(query, "--btf");
	BUF_CLEANUP struct buf source = {0};
	struct complete_query plain = *query;
	struct err ignored = {0};
	struct map *map;

	if (words) {
		add_btf(map_btf_source(query_kernel(query), join_words(words, &source), &ignored),
			out);
		err_clear(&ignored);
		return;
	}
	plain.seen = 0; /* --types is what is being typed */
	map = complete_open(&plain);
	if (map)
		add_btf(map->btf, out);
	map_free(map);
}

void complete_types(const struct complete_query *query, struct candidates *out)
{
	const char *blank = strchr(out->prefix, ' '), *name;
	size_t n;

	if (query->kind == COMPLETE_C_TYPE) {
		for (unsigned int i = 0; (name = ctype_base_at(i)); i++)
			candidates_add(out, name, NULL, 0);
	}
	n = out->n;
	add_own(query, out);
	if (out->n == n && blank && strlen(blank + 1) >= MIN_KERNEL_PREFIX)
		add_btf(kernel_vmlinux(query_kernel(query)), out);
}
