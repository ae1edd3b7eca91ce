// SPDX-License-Identifier: GPL-2.0-or-later
/* watch 'GLOB': the maps of that name, a row each, with how much goes on in them. */
#include <fnmatch.h>
#include <stdlib.h>
#include <unistd.h>

#include "bpf/stats.h"
#include "cli/clock.h"
#include "commands/watch_many.h"

static void row_free(struct many_row *row)
{
	reading_free(&row->reading);
}

static struct many_row *find_row(struct many *many, __u32 id, struct err *err)
{
	for (size_t i = 0; i < many->n; i++) {
		if (many->rows[i].id == id)
			return &many->rows[i];
	}
	if (many->n == many->cap) {
		size_t cap = many->cap ? many->cap * 2 : 16;
		struct many_row *rows = reallocarray(many->rows, cap, sizeof(*rows));

		if (!rows) {
			fail_oom(err);
			return NULL;
		}
		many->rows = rows;
		many->cap = cap;
	}
	many->rows[many->n] = (struct many_row){.id = id};
	return &many->rows[many->n++];
}

static void drop_rows(struct many *many)
{
	size_t kept = 0;

	for (size_t i = 0; i < many->n; i++) {
		if (many->rows[i].met)
			many->rows[kept++] = many->rows[i];
		else
			row_free(&many->rows[i]);
	}
	many->n = kept;
}

/* A map whose entries cannot be listed has no changes to show, which is no error. */
static int read_entries(struct many *many, struct many_row *row, struct err *err)
{
	const struct map_ref ref = {.how = MAP_BY_ID, .id = row->id};
	MAP_CLEANUP struct map *map = NULL;
	bool first = !row->has_reading;
	int rc = map_open(&map, run_kernel(many->watch->run), &ref, MAP_READ, NULL, err);

	if (!rc)
		rc = reading_take(&row->reading, map, NULL, &many->changes, err);
	row->has_reading = !rc;
	row->has_changes = false;
	if (rc) {
		err_clear(err);
		return rc == -ENOMEM ? fail_oom(err) : 0;
	}
	if (!first) {
		row->changes = many->changes.n;
		row->has_changes = true;
	}
	return 0;
}

static void read_runs(struct many_row *row, const struct inventory_map *map, bool first)
{
	__u64 total = 0;

	for (size_t i = 0; i < map->n_progs; i++) {
		__u64 runs;

		if (!stats_runs(map->progs[i].id, &runs))
			total += runs;
	}
	row->has_runs = !first && total >= row->total_runs; /* fewer: a program went away */
	row->runs = total - row->total_runs;
	row->total_runs = total;
}

static bool matches(const struct many *many, const struct inventory_map *map)
{
	return !fnmatch(many->watch->args->target.map.word, map->name, 0);
}

static int read_map(struct many *many, const struct inventory_map *map, struct err *err)
{
	size_t before = many->n;
	struct many_row *row = find_row(many, map->info.id, err);

	if (!row)
		return err->code;
	row->met = true;
	if (many->stats >= 0)
		read_runs(row, map, many->n > before);
	return read_entries(many, row, err);
}

static int read_all(struct many *many, struct err *err)
{
	unsigned int want = WANT_FULL_NAMES | WANT_ENTRIES | WANT_MEMORY;
	int rc;

	inventory_free(many->inventory);
	many->inventory = NULL;
	for (size_t i = 0; i < many->n; i++)
		many->rows[i].met = false;
	many->before = many->at;
	many->at = clock_ms();
	rc = inventory_new(&many->inventory, run_kernel(many->watch->run), 0,
			   want | (many->stats >= 0 ? WANT_PROGRAMS : 0), err);
	for (size_t i = 0; !rc && i < many->inventory->n_maps; i++) {
		if (matches(many, &many->inventory->maps[i]))
			rc = read_map(many, &many->inventory->maps[i], err);
	}
	if (!rc)
		drop_rows(many);
	return rc;
}

const struct many_row *many_row_of(const struct many *many, __u32 id)
{
	for (size_t i = 0; i < many->n; i++) {
		if (many->rows[i].id == id)
			return &many->rows[i];
	}
	return NULL;
}

/* The first interval has nothing to compare with: lines wait for the second. */
static int tick(struct many *many, struct err *err)
{
	bool first = !many->at;
	int rc = read_all(many, err);

	if (!rc && first && !many->n)
		return fail(err, -ENOENT, "no map is named \"%s\"",
			    many->watch->args->target.map.word);
	if (!rc && first && !many->watch->full)
		run_notes(many->watch->run, &many->inventory->notes);
	if (!rc && many->watch->full)
		rc = many_draw(many, err);
	else if (!rc && !first)
		rc = many_print(many, err);
	many->shown += !first;
	return rc;
}

static int run_loop(struct many *many, struct err *err)
{
	const struct watch_args *args = many->watch->args;
	__u64 next = clock_ms();
	int rc = 0;

	while (!rc && (!args->count.given || many->shown < args->count.value)) {
		switch (screen_wait(many->watch->screen, next)) {
		case SCREEN_END:
			return 0;
		case SCREEN_RESIZED:
			rc = many->watch->full && many->inventory ? many_draw(many, err) : 0;
			break;
		case SCREEN_TIME:
			rc = tick(many, err);
			next += many->watch->interval;
			if (next < clock_ms())
				next = clock_ms();
			break;
		}
	}
	if (!rc) /* --count: who asked for pictures shall have the last one */
		screen_keep(many->watch->screen);
	return rc;
}

static int enable_stats(struct many *many, struct err *err)
{
	if (!many->watch->args->runs)
		return 0;
	if (many->watch->run->opt->readonly)
		return fail(err, -EROFS,
			    "--runs turns BPF statistics on, and --readonly forbids that");
	many->stats = stats_enable(err);
	if (many->stats < 0) {
		err_hint(err, "without --runs all else is shown that these rights allow");
		return many->stats;
	}
	run_note(many->watch->run, "BPF statistics are on while this runs: every program is a "
				   "little slower");
	return 0;
}

static void many_free(struct many *many)
{
	for (size_t i = 0; i < many->n; i++)
		row_free(&many->rows[i]);
	free(many->rows);
	inventory_free(many->inventory);
	changes_free(&many->changes);
	maprow_free(&many->maprow);
	emit_free(many->picked.emit);
	if (many->stats >= 0)
		close(many->stats);
}

int watch_many(struct watch *watch, struct err *err)
{
	__attribute__((cleanup(many_free))) struct many many = {.watch = watch, .stats = -1};
	const struct screen_options options = {
		.fd = watch->run->opt->emit.fd,
		.full = watch->full,
		.colour = watch->run->opt->emit.colour,
	};
	int rc = many_open_emit(&many, err);

	if (!rc)
		rc = enable_stats(&many, err);
	if (!rc)
		rc = screen_new(&watch->screen, &options, err);
	if (!rc)
		rc = run_loop(&many, err);
	screen_free(watch->screen);
	return rc;
}
