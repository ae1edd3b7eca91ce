// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs, processes and BTF objects. */
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "bpf/object.h"
#include "bpf/proc.h"
#include "commands/complete_map.h"

struct listing {
	const struct complete_query *query;
	struct candidates *out;
};

static const char *type_of(const struct bpf_prog_info *info)
{
	const char *name = prog_type_name(info->type);

	return name ? name : "program";
}

static void add_id(struct candidates *out, __u32 id, const char *describe)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", id);
	candidates_add(out, text, describe, 0);
}

static void add_prog(void *arg, const struct bpf_prog_info *info, const char *name)
{
	const struct listing *listing = arg;
	enum complete_kind kind = listing->query->kind;
	BUF_CLEANUP struct buf text = {0};

	if (kind != COMPLETE_PROG_ID && *name && !isdigit((unsigned char)*name)) {
		buf_printf(&text, "%s", type_of(info));
		candidates_add(listing->out, name, buf_cstr(&text), 0);
	}
	if (kind == COMPLETE_PROG_ID ||
	    (kind == COMPLETE_PROG && isdigit((unsigned char)*listing->out->prefix))) {
		buf_reset(&text);
		buf_printf(&text, "%s%s%s", name, *name ? "  " : "", type_of(info));
		add_id(listing->out, info->id, buf_cstr(&text));
	}
}

void complete_progs(const struct complete_query *query, struct candidates *out)
{
	struct listing listing = {query, out};

	prog_each(query_kernel(query), add_prog, &listing);
}

static void add_btf(void *arg, __u32 id, const char *name)
{
	add_id(arg, id, *name ? name : NULL);
}

void complete_btfs(const struct complete_query *query, struct candidates *out)
{
	(void)query;
	kernel_btf_each(add_btf, out);
}

void complete_pids(const struct complete_query *query, struct candidates *out)
{
	struct inventory *inventory = NULL;
	struct err ignored = {0};

	inventory_new(&inventory, query_kernel(query), 0, WANT_PIDS, &ignored);
	err_clear(&ignored);
	for (size_t i = 0; inventory && i < inventory->n_maps; i++) {
		const struct inventory_map *map = &inventory->maps[i];

		for (size_t k = 0; k < map->n_pids; k++)
			add_id(out, map->pids[k].pid, map->pids[k].comm);
	}
	inventory_free(inventory);
}

static void add_fd(const struct complete_query *query, const char *number, struct candidates *out)
{
	const struct map_words words = {.how = MAP_PID_FD, .pid = query->pid,
					.fd = (__u32)strtoul(number, NULL, 10)};
	struct complete_query other = *query;
	BUF_CLEANUP struct buf text = {0};
	struct fdinfo info;
	struct map *map;

	if (!isdigit((unsigned char)*number) ||
	    fdinfo_read(query->pid, (int)words.fd, &info) || !info.map_id)
		return;
	other.map = &words;
	other.seen = 0;
	map = complete_open(&other);
	if (map) {
		buf_printf(&text, "%s  ", map->name);
		describe_map(query_kernel(query), &map->info, &text);
	}
	candidates_add(out, number, buf_cstr(&text), 0);
	map_free(map);
}

void complete_fds(const struct complete_query *query, struct candidates *out)
{
	const struct dirent *entry;
	char path[32];
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%u/fd", query->pid);
	dir = opendir(path);
	while (dir && (entry = readdir(dir)))
		add_fd(query, entry->d_name, out);
	if (dir)
		closedir(dir);
}
