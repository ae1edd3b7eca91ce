// SPDX-License-Identifier: GPL-2.0-or-later
/* clear: removes all entries of a map, or makes them zero. */
#include "bpf/described.h"
#include "bpf/inventory.h"
#include "commands/cleared.h"

struct clear_args {
	struct target_args target;
	bool zero;
};

static const struct word clear_words[] = {
	TARGET_MAP(struct clear_args, target),
	{.name = "--zero", .type = WORD_FLAG, .flags = WORD_OPTION,
	 .help = "keep the entries and make their values zero (the only way for arrays)",
	 WORD_AT(struct clear_args, zero)},
	TARGET_NARROW(struct clear_args, target),
	{0},
};

/* "all 812 entries", or without the number where nothing counts them. */
static void add_entries(const struct run *run, const struct map *map, struct buf *out)
{
	struct inventory *inventory = NULL;
	struct err ignored = {0};

	if (!inventory_new(&inventory, run_kernel(run), map->info.id, WANT_ENTRIES, &ignored) &&
	    inventory->n_maps && inventory->maps[0].has_entries)
		buf_printf(out, "all %llu entries", (unsigned long long)inventory->maps[0].entries);
	else
		buf_puts(out, "all entries");
	err_clear(&ignored);
	inventory_free(inventory);
}

static int confirm(const struct run *run, const struct map *map, bool zero, struct err *err)
{
	BUF_CLEANUP struct buf entries = {0};

	if (run->opt->yes || run->opt->dry_run)
		return 0;
	add_entries(run, map, &entries);
	return run_confirm(run, err, "map \"%s\" (id %u): %s %s?", map->name, map->info.id,
			   zero ? "make zero the values of" : "delete", buf_cstr(&entries));
}

static int clear_command(struct run *run, const void *arg, struct err *err)
{
	const struct clear_args *args = arg;
	MAP_CLEANUP struct map *map = NULL;
	struct clear clear = {.zero = args->zero, .dry = run->opt->dry_run};
	int rc = target_open(run, &args->target, NULL, MAP_WRITE, &map, err);

	if (!rc)
		rc = clear_check(map, args->zero, err);
	if (!rc && clear.dry)
		rc = dry_run_check(run, map, false, err);
	if (!rc && clear.dry)
		rc = map_describe(map, err); /* counts what bpf(2) does not list */
	if (!rc)
		rc = confirm(run, map, args->zero, err);
	clear.map = map;
	if (!rc)
		rc = cleared_run(&clear, err);
	if (!rc)
		dry_run_changed(run, map, NULL);
	return rc ? rc : cleared_report(run, &clear, err);
}

const struct cmd cmd_clear = {
	.name = "clear",
	.group = "change",
	.brief = "remove all entries of a map",
	.about = "Deletes every entry, takes every element of a queue or stack, empties every\n"
		 "slot of an array of objects. Entries of arrays are always there: --zero makes\n"
		 "their values zero, and those of hashes, too. What a program adds meanwhile may\n"
		 "stay. It asks first, and needs --yes where there is no terminal; interrupted it\n"
		 "says how many entries were done.",
	.examples = "mapctl clear flows\n"
		    "mapctl clear --yes --zero name counters\n",
	.words = clear_words,
	.flags = CMD_WRITES,
	.args_size = sizeof(struct clear_args),
	.run = clear_command,
};
