// SPDX-License-Identifier: GPL-2.0-or-later
/* list: the maps of the machine. */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf/fd.h"
#include "bpf/object.h"
#include "bpf/narrow.h"
#include "commands/maprow.h"

struct list_args {
	struct target_args target;
	const char *type;
	bool pinned, orphans;
};

static const struct word list_words[] = {
	{.name = "MAP", .type = WORD_MAP,
	 .help = "only these: a name, a glob ('cilium_*'), an id or a pin",
	 WORD_AT(struct list_args, target.map)},
	{.name = "--type", .meta = "TYPE", .type = WORD_TEXT, .flags = WORD_OPTION,
	 .complete = COMPLETE_MAP_TYPE,
	 .help = "only maps of this type", WORD_AT(struct list_args, type)},
	{.name = "--pinned", .type = WORD_FLAG, .flags = WORD_OPTION,
	 .help = "only maps with a pin", WORD_AT(struct list_args, pinned)},
	{.name = "--orphans", .type = WORD_FLAG, .flags = WORD_OPTION,
	 .help = "only maps without pin, program and process",
	 WORD_AT(struct list_args, orphans)},
	TARGET_NARROW(struct list_args, target),
	{0},
};

struct list {
	const struct run *run;
	const struct list_args *args;
	__u32 type; /* 0: any */
	struct map *one; /* the only map that MAP can mean; NULL: all, or those of a name */
	struct picked picked;
	unsigned int want;
	__u64 n, memory;
};

static unsigned int filter_want(const struct list_args *args)
{
	struct map_ref ref = target_ref(&args->target);
	unsigned int want = narrow_want(&ref);

	if (args->pinned)
		want |= WANT_PINS;
	if (args->orphans)
		want |= WANT_PINS | WANT_PROGRAMS | WANT_PIDS;
	if (args->target.map.how == MAP_NAME || args->target.map.how == MAP_BARE)
		want |= WANT_FULL_NAMES;
	return want;
}

/* A pin, an id or a descriptor names one map; a name may be that of several. */
static int resolve_target(struct list *list, struct err *err)
{
	const struct target_args *target = &list->args->target;
	const char *word = target->map.word;

	switch (target->map.how) {
	case MAP_NOT_GIVEN:
	case MAP_NAME:
		return 0;
	case MAP_BARE:
		if (!strchr(word, '/') && strspn(word, "0123456789") != strlen(word))
			return 0;
		break;
	default:
		break;
	}
	return target_open_plain(list->run, target, MAP_READ, &list->one, err);
}

static bool name_matches(const struct list *list, const struct inventory_map *map)
{
	if (list->one || list->args->target.map.how == MAP_NOT_GIVEN)
		return true;
	return !fnmatch(list->args->target.map.word, map->name, 0);
}

/* 1: it is listed; 0: it is not; negative: that cannot be told. */
static int matches(const struct list *list, const struct inventory_map *map, struct err *err)
{
	const struct list_args *args = list->args;
	struct map_ref ref = target_ref(&args->target);

	if (list->type && map->info.type != list->type)
		return 0;
	if (args->pinned && !map->n_pins)
		return 0;
	if (args->orphans && (map->n_pins || map->n_progs || map->n_pids))
		return 0;
	return name_matches(list, map) ? narrow_passes(&ref, map, err) : 0;
}

static int choose(struct list *list, struct err *err)
{
	struct picked *picked = &list->picked;
	int rc = picked_open(picked, list->run, maprow_columns, ROW_COLUMNS,
			     emit_is_json(list->run->opt->emit.format), EMIT_MANY, err);

	list->want = filter_want(list->args);
	for (size_t i = 0; i < picked->n; i++)
		list->want |= maprow_want((enum maprow_column)picked->chosen[i]);
	return rc;
}

static int print_rows(struct list *list, const struct inventory *inventory, struct err *err)
{
	struct cell all[ROW_COLUMNS];
	struct maprow row = {0};
	int rc = 0;

	for (size_t i = 0; !rc && i < inventory->n_maps; i++) {
		const struct inventory_map *map = &inventory->maps[i];

		rc = matches(list, map, err);
		if (rc < 0)
			break;
		if (!rc)
			continue;
		maprow_fill(&row, map, all);
		rc = picked_row(&list->picked, all, err);
		list->n++;
		list->memory += map->has_memory ? map->memory : 0;
	}
	maprow_free(&row);
	return rc;
}

static int print_totals(const struct list *list, struct err *err)
{
	BUF_CLEANUP struct buf line = {0};

	if (list->run->opt->columns || list->run->opt->emit.no_header)
		return 0;
	buf_printf(&line, "%llu %s", (unsigned long long)list->n, list->n == 1 ? "map" : "maps");
	if (list->memory) {
		buf_puts(&line, ", ");
		maprow_size(list->memory, &line);
	}
	return emit_footer(list->picked.emit, buf_cstr(&line), err);
}

/* An empty list because nothing has that name is an error, not an answer. */
static int check_names(const struct list *list, struct err *err)
{
	const struct target_args *target = &list->args->target;
	int fd = -1;

	if (target->map.how != MAP_NOT_GIVEN)
		return fail(err, -ENOENT, "no map is named \"%s\"", target->map.word);
	if (target->prog)
		fd = object_open(run_kernel(list->run), OBJECT_PROG, &target->prog, 1, "--prog",
				 err);
	else if (target->pid.given)
		fd = fd_process(target->pid.value, err);
	if (fd >= 0)
		close(fd);
	if (err->status == STATUS_ABSENT)
		return err->code;
	err_clear(err);
	return 0;
}

static int print_list(struct list *list, struct inventory *inventory, struct err *err)
{
	int rc;

	run_notes(list->run, &inventory->notes);
	rc = print_rows(list, inventory, err);
	if (!rc && !list->n)
		rc = check_names(list, err);
	if (!rc)
		rc = print_totals(list, err);
	return rc ? rc : emit_end(list->picked.emit, err);
}

/* A pin that may be opened, on behalf of who may not list maps. */
static int print_alone(struct list *list, struct err *err)
{
	struct inventory_map alone = maprow_alone(list->run, list->one, err);
	struct inventory inventory = {.maps = &alone, .n_maps = 1};
	int rc = print_list(list, &inventory, err);

	buf_free(&inventory.notes);
	return rc;
}

static int list_run(struct run *run, const void *arg, struct err *err)
{
	struct list list = {.run = run, .args = arg};
	struct inventory *inventory = NULL;
	int rc = list.args->type ? type_parse(list.args->type, &list.type, err) : 0;

	if (!rc)
		rc = choose(&list, err);
	if (!rc)
		rc = resolve_target(&list, err);
	if (!rc)
		rc = inventory_new(&inventory, run_kernel(run), list.one ? list.one->info.id : 0,
				   list.want, err);
	if (rc == -EPERM && list.one)
		rc = print_alone(&list, err);
	else if (!rc)
		rc = print_list(&list, inventory, err);
	inventory_free(inventory);
	emit_free(list.picked.emit);
	map_free(list.one);
	return rc;
}

const struct cmd cmd_list = {
	.name = "list",
	.alias = "show",
	.group = "look",
	.brief = "the maps of this machine",
	.about = "One row a map. What a column needs is only looked up when the column is shown:\n"
		 "entries and pids load a probe, -o id,type,name,max loads none. On a narrow\n"
		 "terminal columns to the right give way first; -o says which are wanted.",
	.examples = "mapctl list\n"
		    "mapctl list --type hash --pinned\n"
		    "mapctl list 'cilium_*' -o id,name,entries,memory\n",
	.words = list_words,
	.columns = maprow_columns,
	.args_size = sizeof(struct list_args),
	.run = list_run,
};
