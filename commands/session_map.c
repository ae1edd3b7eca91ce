// SPDX-License-Identifier: GPL-2.0-or-later
/* use: the map that bare commands mean; and what becomes of it. */
#include "bpf/inventory.h"
#include "cli/session.h"
#include "commands/commands.h"
#include "commands/session.h"

struct use_args {
	struct target_args target;
};

static const struct word use_words[] = {
	{.name = "MAP", .type = WORD_MAP, .help = "the map; none: leave the one in use",
	 WORD_AT(struct use_args, target.map)},
	TARGET_NARROW(struct use_args, target),
	TARGET_NEWEST(struct use_args, target),
	{0},
};

/*
 * A pin is followed to whatever map is there; a name might mean another map tomorrow, so it is the
 * map that it means now.
 */
static int use_map(struct session *session, const struct map *map, struct err *err)
{
	BUF_CLEANUP struct buf id = {0};
	struct map_words words = {.how = MAP_PINNED, .word = map->pin};

	if (!map->pin) {
		buf_printf(&id, "%u", map->info.id);
		words = (struct map_words){
			.how = MAP_ID, .word = buf_cstr(&id), .id = map->info.id};
	}
	return session_use(session, &words, map->name, map->info.id) ? fail_oom(err) : 0;
}

static int use_run(struct run *run, const void *arg, struct err *err)
{
	const struct use_args *args = arg;
	MAP_CLEANUP struct map *map = NULL;
	int rc;

	if (args->target.map.how == MAP_NOT_GIVEN)
		return session_use(run->session, NULL, NULL, 0);
	rc = target_open_plain(run, &args->target, MAP_READ, &map, err);
	return rc ? rc : use_map(run->session, map, err);
}

const struct cmd cmd_use = {
	.name = "use",
	.group = "session",
	.brief = "make a map the one that bare commands mean",
	.about =
		"From then on commands need no MAP: their bare words are KEY and VALUE, and\n"
		"another map is introduced by name, id, pinned or pid. A pin stays a pin: what is\n"
		"pinned there later is meant then, and the session says so. Without MAP none is\n"
		"in use.",
	.examples = "use flows\n"
		    "use pinned /sys/fs/bpf/flows\n"
		    "use\n",
	.words = use_words,
	.flags = CMD_SESSION | CMD_NO_OUTPUT_OPTIONS,
	.args_size = sizeof(struct use_args),
	.run = use_run,
};

static void count_entries(struct kernel *kernel, const struct map *map, struct session_map *out)
{
	struct inventory *inventory = NULL;
	struct err ignored = {0};

	if ((map->type->can & TYPE_ARRAY) ||
	    inventory_new(&inventory, kernel, map->info.id, WANT_ENTRIES, &ignored)) {
		err_clear(&ignored);
		return;
	}
	if (inventory->n_maps && inventory->maps[0].has_entries) {
		out->counted = true;
		out->entries = inventory->maps[0].entries;
	}
	inventory_free(inventory);
}

int session_map_state(struct session *session, struct session_map *out, struct err *err)
{
	struct target_args target = {.map = session->map};
	struct map_ref ref = target_ref(&target);
	MAP_CLEANUP struct map *map = NULL;
	struct kernel *kernel;
	int rc = session_world(session, err);

	*out = (struct session_map){0};
	if (rc)
		return rc;
	kernel = ((struct world *)session->world)->kernel;
	rc = map_open(&map, kernel, &ref, MAP_READ, NULL, err);
	if (rc == -ENOENT) {
		out->gone = true;
		return 0;
	}
	if (rc)
		return rc;
	out->id = map->info.id;
	out->name = strdup(map->name);
	if (!out->name)
		return fail_oom(err);
	out->max_entries = map->info.max_entries;
	count_entries(kernel, map, out);
	return 0;
}
