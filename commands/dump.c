// SPDX-License-Identifier: GPL-2.0-or-later
/* dump: all entries of a map, or of several. */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "bpf/described.h"
#include "bpf/narrow.h"
#include "bpf/walk.h"
#include "commands/commands.h"
#include "commands/where.h"

struct dump_args {
	struct target_args target;
	struct typing_args typing;
	const char *cpu;
	struct word_list where;
	bool keys, values, all, all_matches, no_sort, recursive;
};

static const struct word dump_words[] = {
	TARGET_MAP(struct dump_args, target),
	WHERE_WORD(struct dump_args, where, 0,
		   "only the entries for which it holds: 'packets > 5 && proto == tcp'"),
	{.name = "--keys", .type = WORD_FLAG, .flags = WORD_OPTION, .help = "only the keys",
	 WORD_AT(struct dump_args, keys)},
	{.name = "--values", .type = WORD_FLAG, .flags = WORD_OPTION, .help = "only the values",
	 WORD_AT(struct dump_args, values)},
	{.name = "--all", .type = WORD_FLAG, .flags = WORD_OPTION,
	 .help = "also the empty slots of arrays of maps, programs, sockets …",
	 WORD_AT(struct dump_args, all)},
	{.name = "--cpu", .meta = "N|sum|max|min", .type = WORD_TEXT, .flags = WORD_OPTION,
	 .complete = COMPLETE_CPU,
	 .help = "of per-CPU values one CPU's, or all put together",
	 WORD_AT(struct dump_args, cpu)},
	{.name = "--no-sort", .type = WORD_FLAG, .flags = WORD_OPTION,
	 .help = "leave small tables in the kernel's order", WORD_AT(struct dump_args, no_sort)},
	{.name = "--all-matches", .type = WORD_FLAG, .flags = WORD_OPTION,
	 .help = "dump all maps of that name", WORD_AT(struct dump_args, all_matches)},
	{.name = "--recursive", .type = WORD_FLAG, .flags = WORD_OPTION,
	 .help = "of a map of maps the entries of the inner maps, too",
	 WORD_AT(struct dump_args, recursive)},
	TARGET_NARROW(struct dump_args, target),
	TARGET_NEWEST(struct dump_args, target),
	TYPING_WORDS(struct dump_args, typing),
	{0},
};

/* What could not be read. */
struct unread {
	__u64 entries, maps;
	bool refused; /* the last map, by the kernel or its type: others may do better */
};

static bool is_refusal(int rc)
{
	return rc && rc != ERR_INTERRUPTED && rc != -ENOMEM;
}

/* What is being dumped, and how far it went. */
struct dump {
	struct view *view;
	struct where *where;
	const struct map *map;
	bool empty_slots; /* --all, and the map may have some */
	__u32 next;       /* with it: the slot behind the last one shown */
	struct unread *unread;
};

/* The kernel passes empty slots over: those between the last entry and this one are. */
static int dump_empty(struct dump *dump, __u32 end, struct err *err)
{
	int rc = 0;

	while (dump->empty_slots && !rc && dump->next < end) {
		rc = view_entry(dump->view, &dump->next, NULL, VIEW_EMPTY, NULL, err);
		dump->next++;
	}
	return rc;
}

static int dump_entry(struct dump *dump, const unsigned char *key, const unsigned char *value,
		      int error, struct err *err)
{
	__u32 index = 0;
	int rc;

	if ((!error || !where_needs_value(dump->where)) && !where_passes(dump->where, key, value))
		return 0;
	if (dump->empty_slots)
		memcpy(&index, key, sizeof(index));
	rc = dump_empty(dump, index, err);
	dump->next = index + 1;
	dump->unread->entries += error != 0;
	return rc ? rc : view_entry(dump->view, key, value, error, NULL, err);
}

static int dump_entries(struct dump *dump, struct walk *walk, struct err *err)
{
	const struct map *map = dump->map;
	struct walk_batch batch;
	int rc;

	while ((rc = walk_next(walk, &batch, err)) > 0) {
		for (size_t i = 0; i < batch.n; i++) {
			const unsigned char *value =
				batch.values ? batch.values + i * map->value_bytes : NULL;

			rc = dump_entry(dump,
					map->key_bytes ? batch.keys + i * map->key_bytes : NULL,
					value, batch.errors ? batch.errors[i] : 0, err);
			if (rc)
				return rc;
		}
	}
	dump->unread->refused = is_refusal(rc);
	return rc ? rc : dump_empty(dump, map->info.max_entries, err);
}

static unsigned int parts(const struct dump_args *args, const struct map *map)
{
	if (!map->key_bytes)
		return VIEW_VALUE;
	if (args->keys == args->values)
		return VIEW_KEY | VIEW_VALUE;
	return args->keys ? VIEW_KEY : VIEW_VALUE;
}

static bool holds_maps(const struct map *map)
{
	return map->type->value_object == OBJECT_MAP;
}

static int open_walk(struct walk **walk, const struct run *run, const struct dump_args *args,
		     const struct map *map, const struct where *where, struct err *err)
{
	bool keys_only = parts(args, map) == VIEW_KEY && !run->opt->columns &&
			 !where_needs_value(where);

	if (args->keys && !map->key_bytes && map->described)
		return fail(err, ERR_USAGE, "--keys: a %s has no keys", map->type->name);
	return walk_new(walk, map, WALK_BEST, keys_only, err);
}

/* One map; rows go to `emit` when several share a document. */
static int dump_map(const struct run *run, const struct dump_args *args, const struct map *map,
		    struct emit *emit, struct unread *unread, struct err *err)
{
	struct view_options options = {
		.parts = parts(args, map),
		.sort = !args->no_sort,
		.recursive = args->recursive && holds_maps(map) &&
			     emit_is_json(run->opt->emit.format),
		.empty_slots = args->all,
		.unread = &unread->entries,
	};
	WHERE_CLEANUP struct where where = {0};
	struct dump dump = {
		.map = map,
		.where = &where,
		.empty_slots = args->all && (map->type->can & TYPE_ARRAY) && !args->where.n,
		.unread = unread,
	};
	struct walk *walk = NULL;
	int rc = cpu_choice_parse(args->cpu, map, &options.cpu, err);

	if (!rc) {
		rc = where_new(&where, run, map, &args->where, &options.cpu, err);
		unread->refused = is_refusal(rc);
	}
	if (!rc) {
		rc = open_walk(&walk, run, args, map, &where, err);
		unread->refused = is_refusal(rc);
	}
	if (!rc)
		rc = view_new(&dump.view, run, map, &options, emit, err);
	if (!rc)
		rc = dump_entries(&dump, walk, err);
	if (!rc)
		rc = view_end(dump.view, err);
	if (!rc && walk_note(walk))
		run_note(run, "%s", walk_note(walk));
	if (!rc)
		where_note(&where, run);
	view_free(dump.view);
	walk_free(walk);
	return rc;
}

static int fail_unread(const struct unread *unread, struct err *err)
{
	BUF_CLEANUP struct buf what = {0};

	if (!unread->entries && !unread->maps)
		return 0;
	if (unread->maps)
		buf_printf(&what, "%llu map%s", (unsigned long long)unread->maps,
			   unread->maps == 1 ? "" : "s");
	if (unread->entries)
		buf_printf(&what, "%s%llu %s", what.len ? " and " : "",
			   (unsigned long long)unread->entries,
			   unread->entries == 1 ? "entry" : "entries");
	return fail(err, -EIO, "%s could not be read", buf_cstr(&what));
}

static void add_group_head(struct buf *out, const void *arg)
{
	const struct map *map = arg;

	buf_printf(out, "{\"id\":%u,\"name\":", map->info.id);
	buf_json(out, map->name);
	buf_putc(out, '}');
}

static int begin_group(struct emit *emit, const struct map *map, struct err *err)
{
	BUF_CLEANUP struct buf title = {0};
	struct emit_group group = {
		.head_name = "map",
		.rows_name = "entries",
		.head = add_group_head,
		.arg = map,
	};

	buf_printf(&title, "%s (id %u)", map->name, map->info.id);
	group.title = buf_cstr(&title);
	return emit_group(emit, &group, err);
}

/* Tables have columns of their own for each map, under a title. */
static int dump_titled(const struct run *run, const struct dump_args *args, const struct map *map,
		       bool first, struct unread *unread, struct err *err)
{
	BUF_CLEANUP struct buf title = {0};
	int rc;

	if (!first)
		buf_putc(&title, '\n');
	buf_escaped(&title, map->name, strlen(map->name));
	buf_printf(&title, " (id %u, %s)\n", map->info.id, map->type->name);
	rc = emit_write(run->opt->emit.fd, title.data, title.len, err);
	return rc ? rc : dump_map(run, args, map, NULL, unread, err);
}

/* 1: it is dumped; 0: it is not; negative: that cannot be told. */
static int matches(const struct dump_args *args, const struct inventory_map *map, struct err *err)
{
	struct map_ref ref = target_ref(&args->target);

	if (target_is_glob(&args->target) ? fnmatch(ref.word, map->name, 0)
					  : strcmp(ref.word, map->name))
		return 0;
	return narrow_passes(&ref, map, err);
}

struct dump_many {
	const struct run *run;
	const struct dump_args *args;
	struct emit *emit; /* NULL: a table for each */
	size_t n;
	struct unread unread;
};

static void add_refusal(struct buf *out, enum cell_form form, const void *arg)
{
	const struct err *err = arg;

	(void)form;
	view_error_add(out, err->code, err->msg);
}

/* One map that cannot be read keeps nobody from the others: {"error":…} among its entries. */
static int pass_over(struct dump_many *many, struct err *err)
{
	struct cell cells[VIEW_JSON_COLUMNS] = {0};
	struct err why = *err;

	if (!many->unread.refused)
		return err->code;
	many->unread.refused = false;
	many->unread.maps++;
	err_clear(err);
	if (!many->emit) {
		run_note(many->run, "%s", why.msg);
		return 0;
	}
	cells[VIEW_JSON_ERROR] = (struct cell){.type = CELL_CALL, .call = {add_refusal, &why}};
	return emit_row(many->emit, cells, err);
}

static int dump_grouped(struct dump_many *many, const struct map *map, struct err *err)
{
	int rc = begin_group(many->emit, map, err);

	many->n++;
	return rc ? rc : dump_map(many->run, many->args, map, many->emit, &many->unread, err);
}

static int dump_one_of(struct dump_many *many, __u32 id, struct err *err);

/* The inner maps of the entries in a batch that are shown. */
static int dump_batch(struct dump_many *many, struct where *where, const struct map *outer,
		      const struct walk_batch *batch, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < batch->n; i++) {
		const unsigned char *value = batch->values + i * outer->value_bytes;
		__u32 id;

		if ((batch->errors && batch->errors[i]) ||
		    !where_passes(where, batch->keys + i * outer->key_bytes, value))
			continue;
		memcpy(&id, value, sizeof(id));
		rc = dump_one_of(many, id, err);
	}
	return rc;
}

/* Tables have the inner maps behind the outer one, each under its title. */
static int dump_inner(const struct run *run, const struct dump_args *args, const struct map *outer,
		      struct unread *unread, struct err *err)
{
	const struct cpu_choice all = {.how = CPU_ALL};
	struct dump_args inner = {.no_sort = args->no_sort, .all = args->all};
	struct dump_many many = {.run = run, .args = &inner, .n = 1};
	WHERE_CLEANUP struct where where = {0};
	struct walk *walk = NULL;
	struct walk_batch batch;
	int rc = where_new(&where, run, outer, &args->where, &all, err);

	if (!rc)
		rc = walk_new(&walk, outer, WALK_BEST, false, err);
	while (!rc && (rc = walk_next(walk, &batch, err)) > 0)
		rc = dump_batch(&many, &where, outer, &batch, err);
	walk_free(walk);
	unread->entries += many.unread.entries;
	unread->maps += many.unread.maps;
	return rc;
}

static int dump_one_of(struct dump_many *many, __u32 id, struct err *err)
{
	MAP_CLEANUP struct map *map = NULL;
	int rc = target_open_id(many->run, id, &many->args->typing, MAP_READ, &map, err);

	if (rc == -ENOENT)
		return 0; /* it went away since it was listed */
	if (!rc)
		rc = map_describe(map, err);
	if (rc)
		return rc;
	if (!many->emit)
		rc = dump_titled(many->run, many->args, map, !many->n++, &many->unread, err);
	else
		rc = dump_grouped(many, map, err);
	if (!rc && !many->emit && many->args->recursive && holds_maps(map))
		return dump_inner(many->run, many->args, map, &many->unread, err);
	return rc ? pass_over(many, err) : 0;
}

static int dump_matching(struct dump_many *many, const struct inventory *inventory,
			 struct err *err)
{
	for (size_t i = 0; i < inventory->n_maps; i++) {
		int rc = matches(many->args, &inventory->maps[i], err);

		if (rc > 0)
			rc = dump_one_of(many, inventory->maps[i].info.id, err);
		if (rc)
			return rc;
	}
	if (!many->n)
		return fail(err, -ENOENT, "no map is named \"%s\"", many->args->target.map.word);
	return many->emit ? emit_end(many->emit, err) : 0;
}

static int dump_many(const struct run *run, const struct dump_args *args, struct err *err)
{
	struct dump_many many = {.run = run, .args = args};
	enum emit_format format = run->opt->emit.format;
	struct map_ref ref = target_ref(&args->target);
	struct inventory *inventory = NULL;
	int rc;

	if (format != EMIT_TABLE && (!emit_is_json(format) || run->opt->columns)) {
		fail(err, ERR_USAGE, "several maps have no columns in common");
		err_hint(err, "use a table, -j or -J without -o");
		return ERR_USAGE;
	}
	rc = inventory_new(&inventory, run_kernel(run), 0, WANT_FULL_NAMES | narrow_want(&ref),
			   err);
	if (!rc && format != EMIT_TABLE)
		rc = emit_new(&many.emit, &run->opt->emit, view_json_columns, VIEW_JSON_COLUMNS,
			      EMIT_MANY, err);
	if (!rc)
		rc = dump_matching(&many, inventory, err);
	emit_free(many.emit);
	inventory_free(inventory);
	return rc ? rc : fail_unread(&many.unread, err);
}

static int check_recursive(const struct run *run, const struct map *map, struct err *err)
{
	if (!holds_maps(map))
		return fail(err, ERR_USAGE, "--recursive: map \"%s\" holds no maps, its type is %s",
			    map->name, map->type->name);
	if (run->opt->columns ||
	    (run->opt->emit.format != EMIT_TABLE && !emit_is_json(run->opt->emit.format)))
		return fail(err, ERR_USAGE, "--recursive goes with tables, -j and -J");
	return 0;
}

static int dump_single(const struct run *run, const struct dump_args *args, struct err *err)
{
	MAP_CLEANUP struct map *map = NULL;
	struct unread unread = {0};
	int rc = target_open(run, &args->target, &args->typing, MAP_READ, &map, err);

	if (!rc && args->recursive)
		rc = check_recursive(run, map, err);
	if (!rc)
		rc = map_describe(map, err);
	if (!rc)
		rc = dump_map(run, args, map, NULL, &unread, err);
	if (!rc && args->recursive && run->opt->emit.format == EMIT_TABLE)
		rc = dump_inner(run, args, map, &unread, err);
	return rc ? rc : fail_unread(&unread, err);
}

static int dump_run(struct run *run, const void *arg, struct err *err)
{
	const struct dump_args *args = arg;

	if (args->all_matches && args->target.map.how != MAP_BARE &&
	    args->target.map.how != MAP_NAME)
		return fail(err, ERR_USAGE, "--all-matches goes with a name");
	if (args->all_matches || target_is_glob(&args->target))
		return dump_many(run, args, err);
	return dump_single(run, args, err);
}

const struct cmd cmd_dump = {
	.name = "dump",
	.group = "look",
	.brief = "all entries of a map",
	.about =
		"Prints every entry, keys and values as the C types that BTF says they are. In a\n"
		"table the members of structs are columns where they fit, else key and value\n"
		"print whole; a table of at most 1,000 entries is sorted by key. A map without\n"
		"BTF is typed by --types. Values that are kernel objects are named: programs,\n"
		"maps, interfaces, the functions of a stack; empty slots of arrays of objects\n"
		"are shown with --all. NAME may be a glob: 'cilium_*'.\n"
		"Sockets in maps (sockmap, sockhash, reuseport_sockarray, and the keys of\n"
		"sk_storage) show as family, type, addresses, state, cookie, inode and a process\n"
		"that holds them (pid 0: none); cookie 0 is none yet, inode 0 no file. That takes\n"
		"CAP_BPF and CAP_PERFMON; without them values of 8 bytes show as cookies.\n"
		"They and Linux 5.17 also show what no system call lists, consuming nothing: the\n"
		"elements of queues and stacks, in the order of pop; what the slots of\n"
		"perf_event_array, cgroup_array and xskmap hold; the values of task_storage,\n"
		"inode_storage and cgrp_storage under their owners. A cgroup's path is from the\n"
		"hierarchy's root, as in /proc/PID/cgroup; an inode's name is a path where one\n"
		"leads to it; pid 0 of a perf event is nobody.",
	.examples = "mapctl dump name config\n"
		    "mapctl -J dump flows | jq -c .value\n"
		    "mapctl dump pinned /sys/fs/bpf/flows -o saddr,packets\n",
	.words = dump_words,
	.columns = view_listed_columns,
	.flags = CMD_FIELD_COLUMNS,
	.args_size = sizeof(struct dump_args),
	.run = dump_run,
};
