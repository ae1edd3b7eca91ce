// SPDX-License-Identifier: GPL-2.0-or-later
/* pin, unpin and freeze: what keeps a map and who may write it. */
#include <string.h>
#include <unistd.h>

#include "bpf/inventory.h"
#include "bpf/pin.h"
#include "commands/commands.h"

struct pin_args {
	struct target_args target;
	const char *path;
};

static const struct word pin_words[] = {
	TARGET_MAP(struct pin_args, target),
	{.name = "PATH", .type = WORD_TEXT,
	 .complete = COMPLETE_PIN_NEW,
	 .help = "where on bpffs; else " PIN_ROOT "/NAME",
	 WORD_AT(struct pin_args, path)},
	TARGET_NARROW(struct pin_args, target),
	{0},
};

static int default_path(const struct map *map, struct buf *path, struct err *err)
{
	if (!*map->name)
		return fail(err, ERR_USAGE, "map %u has no name: say where to pin it",
			    map->info.id);
	if (strchr(map->name, '.')) {
		fail(err, ERR_USAGE,
		     "a pin's name cannot hold the dot of \"%s\": say where to pin it", map->name);
		return ERR_USAGE;
	}
	buf_printf(path, PIN_ROOT "/%s", map->name);
	return 0;
}

static int pin_run(struct run *run, const void *arg, struct err *err)
{
	const struct pin_args *args = arg;
	MAP_CLEANUP struct map *map = NULL;
	BUF_CLEANUP struct buf path = {0}, line = {0};
	int rc = target_open_plain(run, &args->target, MAP_WRITE, &map, err);

	if (!rc && args->path)
		buf_puts(&path, args->path);
	else if (!rc)
		rc = default_path(map, &path, err);
	if (!rc)
		rc = pin_check_new(buf_cstr(&path), err);
	if (!rc && !run->opt->dry_run)
		rc = pin_map(map->fd, buf_cstr(&path), 0, err);
	if (rc)
		return rc;
	buf_puts(&line, "map ");
	buf_quoted(&line, map->name, strlen(map->name));
	buf_printf(&line, " (id %u): %s at ", map->info.id,
		   run->opt->dry_run ? "would be pinned" : "pinned");
	buf_escaped(&line, buf_cstr(&path), path.len);
	rc = run_result_line(run, buf_cstr(&line), err);
	return rc ? rc : run_changed(run, 1, err);
}

const struct cmd cmd_pin = {
	.name = "pin",
	.group = "change",
	.brief = "give a map a path on bpffs that keeps it",
	.words = pin_words,
	.examples = "mapctl pin name config\n"
		    "mapctl pin id 12 /sys/fs/bpf/saved\n",
	.flags = CMD_WRITES,
	.args_size = sizeof(struct pin_args),
	.run = pin_run,
};

struct unpin_args {
	const char *path;
};

static const struct word unpin_words[] = {
	{.name = "PATH", .type = WORD_TEXT, .flags = WORD_REQUIRED,
	 .complete = COMPLETE_MAP_PIN,
	 .help = "the pin to remove",
	 WORD_AT(struct unpin_args, path)},
	{0},
};

/* True when nothing but this pin is known to keep the map; true also where that cannot be told. */
static bool is_last_holder(const struct run *run, const struct bpf_map_info *info)
{
	struct inventory *inventory = NULL;
	struct err ignored = {0};
	bool last = true;

	if (!inventory_new(&inventory, run_kernel(run), info->id,
			   WANT_PINS | WANT_PROGRAMS | WANT_PIDS, &ignored) &&
	    inventory->n_maps) {
		const struct inventory_map *map = &inventory->maps[0];

		last = map->n_pins <= 1 && !map->n_progs && !map->n_pids;
	}
	err_clear(&ignored);
	inventory_free(inventory);
	return last;
}

static int confirm_unpin(const struct run *run, const char *path, const struct bpf_map_info *info,
			 struct err *err)
{
	if (run->opt->yes || run->opt->dry_run || !is_last_holder(run, info))
		return 0;
	return run_confirm(run, err,
			   "%s is the last known holder of map \"%s\" (id %u): remove it and the "
			   "map with all its entries?", path, info->name, info->id);
}

static int pinned_info(const char *path, struct bpf_map_info *info, struct err *err)
{
	int rc, fd = pin_open(path, false, err);

	if (fd < 0)
		return fd;
	rc = map_info_fd(fd, info);
	close(fd);
	return rc ? fail(err, rc, "cannot read the map at \"%s\": %s", path, err_text(rc)) : 0;
}

/* While somebody thought about the question another map may have been pinned there. */
static int check_still(const char *path, __u32 id, struct err *err)
{
	struct bpf_map_info now;
	int rc = pinned_info(path, &now, err);

	if (rc || now.id == id)
		return rc;
	return fail(err, -ESTALE, "another map is pinned at \"%s\" now, with id %u", path, now.id);
}

static int unpin_run(struct run *run, const void *arg, struct err *err)
{
	const struct unpin_args *args = arg;
	BUF_CLEANUP struct buf line = {0};
	struct bpf_map_info info;
	int rc = pinned_info(args->path, &info, err);

	if (!rc)
		rc = confirm_unpin(run, args->path, &info, err);
	if (!rc)
		rc = check_still(args->path, info.id, err);
	if (!rc && !run->opt->dry_run)
		rc = pin_remove(args->path, err);
	if (rc)
		return rc;
	buf_printf(&line, "map \"%s\" (id %u): %s from ", info.name, info.id,
		   run->opt->dry_run ? "would be unpinned" : "unpinned");
	buf_escaped(&line, args->path, strlen(args->path));
	rc = run_result_line(run, buf_cstr(&line), err);
	return rc ? rc : run_changed(run, 1, err);
}

const struct cmd cmd_unpin = {
	.name = "unpin",
	.group = "change",
	.brief = "remove a map's pin",
	.about = "Removes the pin of a map; refuses pins of programs and links. Removing the last\n"
		 "thing that holds a map loses its entries: that asks first, and needs --yes\n"
		 "where there is no terminal.",
	.examples = "mapctl unpin --yes /sys/fs/bpf/flows\n",
	.words = unpin_words,
	.flags = CMD_WRITES,
	.args_size = sizeof(struct unpin_args),
	.run = unpin_run,
};

struct freeze_args {
	struct target_args target;
};

static const struct word freeze_words[] = {
	TARGET_MAP(struct freeze_args, target),
	TARGET_NARROW(struct freeze_args, target),
	{0},
};

static int confirm_freeze(const struct run *run, const struct map *map, struct err *err)
{
	return run_confirm(run, err,
			   "user space can never write map \"%s\" (id %u) again: freeze it?",
			   map->name, map->info.id);
}

static int freeze_run(struct run *run, const void *arg, struct err *err)
{
	const struct freeze_args *args = arg;
	MAP_CLEANUP struct map *map = NULL;
	BUF_CLEANUP struct buf line = {0};
	int rc = target_open_plain(run, &args->target, MAP_WRITE, &map, err);

	if (!rc)
		rc = confirm_freeze(run, map, err);
	if (!rc)
		rc = run->opt->dry_run ? dry_run_check(run, map, false, err) : map_freeze(map, err);
	if (rc)
		return rc;
	buf_printf(&line, "map \"%s\" (id %u): %s", map->name, map->info.id,
		   run->opt->dry_run ? "would be frozen" : "frozen");
	rc = run_result_line(run, buf_cstr(&line), err);
	return rc ? rc : run_changed(run, 1, err);
}

const struct cmd cmd_freeze = {
	.name = "freeze",
	.group = "change",
	.brief = "make a map read-only for user space, for good",
	.about = "After it no process can update or delete entries through bpf(2); programs still\n"
		 "can. It cannot be undone: it asks first, and needs --yes where there is no\n"
		 "terminal.",
	.words = freeze_words,
	.flags = CMD_WRITES,
	.args_size = sizeof(struct freeze_args),
	.run = freeze_run,
};
