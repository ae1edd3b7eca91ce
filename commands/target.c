// SPDX-License-Identifier: GPL-2.0-or-later
/* From the words that name a map to the open map, with its types. */
#include <stdio.h>
#include <string.h>

#include "cli/session.h"
#include "commands/kept.h"

struct map_ref target_ref(const struct target_args *target)
{
	static const enum map_how how[] = {
		[MAP_BARE] = MAP_BY_BARE,     [MAP_NAME] = MAP_BY_NAME, [MAP_ID] = MAP_BY_ID,
		[MAP_PINNED] = MAP_BY_PIN,    [MAP_PID_FD] = MAP_BY_PID_FD,
	};
	struct map_ref ref = {
		.how = how[target->map.how],
		.word = target->map.word,
		.id = target->map.id,
		.pid = target->map.pid,
		.fd = target->map.fd,
		.prog = target->prog,
		.of_pid = target->pid.value,
		.under = target->under,
		.newest = target->newest,
	};

	return ref;
}

bool target_is_glob(const struct target_args *target)
{
	if (target->map.how != MAP_BARE && target->map.how != MAP_NAME)
		return false;
	if (target->map.how == MAP_BARE && strchr(target->map.word, '/'))
		return false; /* a pin */
	return strpbrk(target->map.word, "*?[") != NULL;
}

int target_check_one(const struct target_args *target, struct err *err)
{
	if (!target_is_glob(target))
		return 0;
	fail(err, ERR_USAGE, "takes one map, and \"%s\" may mean several",
	     target->map.word);
	err_hint(err, "`list` shows which they are; dump and watch take several, too");
	return ERR_USAGE;
}

const char *join_words(const struct word_list *list, struct buf *out)
{
	if (!list->n)
		return NULL;
	for (size_t i = 0; i < list->n; i++) {
		if (i)
			buf_putc(out, ' ');
		buf_puts(out, list->words[i]);
	}
	return buf_cstr(out);
}

void target_types_in_use(const struct session *session, const struct map *map,
			 struct map_types *types)
{
	if (!session || !session->settings.types[0] || session->map_id != map->info.id)
		return;
	types->key = session->settings.types[0];
	types->value = session->settings.types[1];
}

static int open_types(const struct run *run, const struct typing_args *typing, struct map *map,
		      struct err *err)
{
	BUF_CLEANUP struct buf notes = {0}, source = {0};
	struct map_types types = {0};
	int rc;

	target_types_in_use(run->session, map, &types);
	if (typing) {
		if (typing->types[0]) {
			types.key = typing->types[0];
			types.value = typing->types[1];
		}
		types.btf = join_words(&typing->btf, &source);
		types.hints = typing->as.words;
		types.n_hints = typing->as.n;
	}
	rc = map_open_types(map, typing || types.key ? &types : NULL, &notes, err);
	run_notes(run, &notes);
	return rc;
}

static int open_plain(const struct run *run, const struct map_ref *ref, unsigned int mode,
		      struct map **out, struct err *err)
{
	BUF_CLEANUP struct buf notes = {0};
	int rc = map_open(out, run_kernel(run), ref, mode, &notes, err);

	if (!rc)
		run_notes(run, &notes);
	return rc;
}

static int open_ref(const struct run *run, const struct map_ref *ref,
		    const struct typing_args *typing, unsigned int mode, struct map **out,
		    struct err *err)
{
	MAP_CLEANUP struct map *map = NULL;
	int rc = open_plain(run, ref, mode, &map, err);

	if (!rc)
		rc = open_types(run, typing, map, err);
	if (rc)
		return rc;
	*out = map;
	map = NULL;
	return 0;
}

int target_open(const struct run *run, const struct target_args *target,
		const struct typing_args *typing, unsigned int mode, struct map **map,
		struct err *err)
{
	struct map_ref ref = target_ref(target);
	const struct world *world = run->world;

	if (target_check_one(target, err))
		return err->code;
	if (world->kept && kept_suits(target, typing))
		return target_open_kept(run, target, mode, map, err);
	return open_ref(run, &ref, typing, mode, map, err);
}

int target_open_kept(const struct run *run, const struct target_args *target, unsigned int mode,
		     struct map **map, struct err *err)
{
	struct map_ref ref = target_ref(target);
	const struct world *world = run->world;
	int rc = target_check_one(target, err);

	if (rc)
		return rc;
	*map = kept_find(world, &target->map, mode);
	if (*map)
		return 0;
	rc = open_ref(run, &ref, NULL, mode, map, err);
	if (!rc)
		kept_add(world, &target->map, mode, *map);
	return rc;
}

int target_open_plain(const struct run *run, const struct target_args *target, unsigned int mode,
		      struct map **map, struct err *err)
{
	struct map_ref ref = target_ref(target);
	int rc = target_check_one(target, err);

	return rc ? rc : open_plain(run, &ref, mode, map, err);
}

int target_open_id(const struct run *run, __u32 id, const struct typing_args *typing,
		   unsigned int mode, struct map **map, struct err *err)
{
	struct map_ref ref = {.how = MAP_BY_ID, .id = id};

	return open_ref(run, &ref, typing, mode, map, err);
}
