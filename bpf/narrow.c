// SPDX-License-Identifier: GPL-2.0-or-later
/* Narrowing maps down by the programs that use them, who holds them and where they are pinned. */
#include <stdio.h>
#include <stdlib.h>

#include "bpf/caps.h"
#include "bpf/narrow.h"

unsigned int narrow_want(const struct map_ref *ref)
{
	return (ref->prog ? WANT_PROGRAMS : 0) | (ref->of_pid ? WANT_PIDS : 0) |
	       (ref->under ? WANT_PINS : 0);
}

static int prog_fits(const char *word, const struct inventory_prog *prog)
{
	char id[12];

	snprintf(id, sizeof(id), "%u", prog->id);
	return !strcmp(word, id) || !strncmp(word, prog->name, sizeof(prog->name) - 1);
}

static bool passes_prog(const struct inventory_map *map, const char *word)
{
	for (size_t i = 0; i < map->n_progs; i++) {
		if (prog_fits(word, &map->progs[i]))
			return true;
	}
	return false;
}

static bool passes_pid(const struct inventory_map *map, __u32 pid)
{
	for (size_t i = 0; i < map->n_pids; i++) {
		if (map->pids[i].pid == pid)
			return true;
	}
	return false;
}

static bool passes_under(const struct inventory_map *map, const char *dir)
{
	char *whole = realpath(dir, NULL);
	size_t n = whole ? strlen(whole) : 0;
	bool passes = false;

	for (size_t i = 0; i < map->n_pins && n && !passes; i++)
		passes = !strncmp(map->pins[i], whole, n) && map->pins[i][n] == '/';
	free(whole);
	return passes;
}

/* A filter that cannot be applied must not let everything or nothing through in silence. */
static int check_readable(const struct map_ref *ref, const struct inventory_map *map,
			  struct err *err)
{
	if (ref->prog && !map->has_progs)
		return fail_op(err, OP_BY_ID, -EPERM, "cannot tell which programs use map %u",
			       map->info.id);
	if (ref->of_pid && !map->has_pids)
		return fail_op(err, OP_LOAD, -EPERM, "cannot tell which processes hold map %u",
			       map->info.id);
	if (ref->under && !map->has_pins)
		return fail_op(err, OP_PIN, -EACCES, "cannot tell where map %u is pinned",
			       map->info.id);
	return 0;
}

int narrow_passes(const struct map_ref *ref, const struct inventory_map *map, struct err *err)
{
	int rc = check_readable(ref, map, err);

	if (rc)
		return rc;
	return (!ref->prog || passes_prog(map, ref->prog)) &&
	       (!ref->of_pid || passes_pid(map, ref->of_pid)) &&
	       (!ref->under || passes_under(map, ref->under));
}
