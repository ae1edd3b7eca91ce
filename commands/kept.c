// SPDX-License-Identifier: GPL-2.0-or-later
/* Maps kept open from line to line. */
#include <stdlib.h>
#include <string.h>

#include "commands/kept.h"

enum { KEPT_MAX = 8 };

struct kept_map {
	struct map *map;
	struct map_words words; /* its word is owned */
	unsigned int mode;
	struct kept_state state;
};

struct kept {
	struct kept_map maps[KEPT_MAX];
	size_t n, last; /* last: found last */
};

int kept_begin(struct world *world, struct err *err)
{
	world->kept = calloc(1, sizeof(*world->kept));
	return world->kept ? 0 : fail_oom(err);
}

void kept_drop(struct world *world)
{
	struct kept *kept = world->kept;

	for (size_t i = 0; kept && i < kept->n; i++) {
		map_free(kept->maps[i].map);
		free((char *)kept->maps[i].words.word);
	}
	if (kept)
		*kept = (struct kept){0};
}

void kept_end(struct world *world)
{
	kept_drop(world);
	free(world->kept);
	world->kept = NULL;
}

static bool words_same(const struct map_words *a, const struct map_words *b)
{
	if (a->how != b->how || a->id != b->id || a->pid != b->pid || a->fd != b->fd)
		return false;
	return a->word == b->word || (a->word && b->word && !strcmp(a->word, b->word));
}

struct map *kept_find(const struct world *world, const struct map_words *words, unsigned int mode)
{
	struct kept *kept = world->kept;

	for (size_t i = 0; kept && i < kept->n; i++) {
		size_t at = (kept->last + i) % kept->n;

		if (kept->maps[at].mode == mode && words_same(&kept->maps[at].words, words)) {
			kept->last = at;
			return map_hold(kept->maps[at].map);
		}
	}
	return NULL;
}

void kept_add(const struct world *world, const struct map_words *words, unsigned int mode,
	      struct map *map)
{
	struct kept *kept = world->kept;
	struct kept_map one = {.words = *words, .mode = mode};

	if (!kept || kept->n == KEPT_MAX)
		return;
	if (words->word) {
		one.words.word = strdup(words->word);
		if (!one.words.word)
			return;
	}
	one.map = map_hold(map);
	kept->last = kept->n;
	kept->maps[kept->n++] = one;
}

bool kept_suits(const struct target_args *target, const struct typing_args *typing)
{
	if (target->prog || target->pid.given || target->under || target->newest)
		return false;
	return !typing || (!typing->types[0] && !typing->btf.n && !typing->as.n);
}

struct kept_state *kept_state(const struct world *world, const struct map *map)
{
	struct kept *kept = world->kept;

	for (size_t i = 0; kept && i < kept->n; i++) {
		if (kept->maps[i].map == map)
			return &kept->maps[i].state;
	}
	return NULL;
}
