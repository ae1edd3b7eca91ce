// SPDX-License-Identifier: GPL-2.0-or-later
/* watch 'GLOB': the maps of that name, a row each, with how much goes on in them. */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf/inventory.h"
#include "bpf/stats.h"
#include "commands/maprow.h"
#include "commands/watch.h"

static const struct emit_column columns[] = {
	{.name = "time"},
	{.name = "id", .flags = EMIT_RIGHT},
	{.name = "name"},
	{.name = "type"},
	{.name = "entries", .flags = EMIT_RIGHT},
	{.name = "max", .json = "max_entries", .flags = EMIT_RIGHT},
	{.name = "fill", .flags = EMIT_RIGHT | EMIT_TABLE_ONLY},
	{.name = "memory", .flags = EMIT_RIGHT},
	{.name = "changes", .flags = EMIT_RIGHT},
	{.name = "changes_per_s", .flags = EMIT_RIGHT},
	{.name = "runs", .flags = EMIT_RIGHT},
	{.name = "runs_per_s", .flags = EMIT_RIGHT},
};

enum {
	MANY_TIME, MANY_ID, MANY_NAME, MANY_TYPE, MANY_ENTRIES, MANY_MAX, MANY_FILL, MANY_MEMORY,
	MANY_CHANGES, MANY_CHANGE_RATE, MANY_RUNS, MANY_RUN_RATE, MANY_COLUMNS,
};

/* A map between two intervals. It is not held open: whoever lets go of it last shall free it. */
struct row {
	__u32 id;
	struct reading readings[2];
	unsigned int latest;
	bool has_reading, has_changes, has_runs;
	bool met; /* in this interval */
	__u64 changes, runs, total_runs;
};

struct many {
	struct watch *watch;
	struct row *rows;
	size_t n, cap;
	struct inventory *inventory;
	struct changes changes; /* scratch */
	struct maprow maprow;
	struct emit *emit; /* JSON lines, CSV, raw */
	size_t chosen[MANY_COLUMNS];
	int n_chosen;
	int stats; /* --runs: the descriptor that keeps them on, else -1 */
	__u64 at, before; /* of the last two intervals */
	__u64 shown;
};

/* ---- reading -------------------------------------------------------------------------------- */

static void row_free(struct row *row)
{
	reading_free(&row->readings[0]);
	reading_free(&row->readings[1]);
}

static struct row *find_row(struct many *many, __u32 id, struct err *err)
{
	for (size_t i = 0; i < many->n; i++) {
		if (many->rows[i].id == id)
			return &many->rows[i];
	}
	if (many->n == many->cap) {
		size_t cap = many->cap ? many->cap * 2 : 16;
		struct row *rows = reallocarray(many->rows, cap, sizeof(*rows));

		if (!rows) {
			fail_oom(err);
			return NULL;
		}
		many->rows = rows;
		many->cap = cap;
	}
	many->rows[many->n] = (struct row){.id = id};
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

/* A map whose entries can't be listed has no changes to show, which is no error. */
static int read_entries(struct many *many, struct row *row, struct err *err)
{
	const struct map_ref ref = {.how = MAP_BY_ID, .id = row->id};
	struct reading *next = &row->readings[!row->latest];
	MAP_CLEANUP struct map *map = NULL;
	bool first = !row->has_reading;
	int rc = map_open(&map, run_kernel(many->watch->run), &ref, MAP_READ, NULL, err);

	if (!rc)
		rc = reading_take(next, map, NULL, err);
	row->has_reading = !rc;
	row->has_changes = false;
	if (rc) {
		err_clear(err);
		return rc == -ENOMEM ? fail_oom(err) : 0;
	}
	if (!first) {
		rc = changes_find(&many->changes, &row->readings[row->latest], next, err);
		row->changes = many->changes.n;
		row->has_changes = true;
	}
	row->latest = !row->latest;
	return rc;
}

static void read_runs(struct row *row, const struct inventory_map *map, bool first)
{
	__u64 total = 0;

	for (size_t i = 0; i < map->n_progs; i++) {
		__u64 runs;

		if (!stats_runs(map->progs[i].id, &runs))
			total += runs;
	}
	row->has_runs = !first;
	row->runs = total > row->total_runs ? total - row->total_runs : 0;
	row->total_runs = total;
}

static bool matches(const struct many *many, const struct inventory_map *map)
{
	return !fnmatch(many->watch->args->target.map.word, map->name, 0);
}

static int read_map(struct many *many, const struct inventory_map *map, struct err *err)
{
	size_t before = many->n;
	struct row *row = find_row(many, map->info.id, err);

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
	many->at = screen_now();
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

/* ---- showing -------------------------------------------------------------------------------- */

static double per_second(const struct many *many, __u64 n)
{
	__u64 elapsed = many->at - many->before;

	return (double)n * 1000 / (double)(elapsed ? elapsed : 1);
}

static const struct row *row_of(const struct many *many, __u32 id)
{
	for (size_t i = 0; i < many->n; i++) {
		if (many->rows[i].id == id)
			return &many->rows[i];
	}
	return NULL;
}

static struct cell number(bool known, __u64 n)
{
	return (struct cell){.type = known ? CELL_U64 : CELL_ABSENT, .u64 = n};
}

static void rate_cell_add(struct buf *out, enum cell_form form, const void *arg)
{
	const double *rate = arg;

	if (form == CELL_FORM_TABLE)
		rate_add(*rate, out);
	else
		buf_printf(out, "%.3f", *rate);
}

static void time_cell_add(struct buf *out, enum cell_form form, const void *arg)
{
	(void)form;
	(void)arg;
	watch_time(out);
}

struct rates {
	double changes, runs;
};

static void fill_cells(struct many *many, const struct inventory_map *map, struct rates *rates,
		       struct cell *cells)
{
	const struct row *row = row_of(many, map->info.id);
	struct cell all[ROW_COLUMNS];

	maprow_fill(&many->maprow, map, all);
	cells[MANY_TIME] = (struct cell){.type = CELL_CALL, .call = {time_cell_add, NULL}};
	cells[MANY_ID] = all[ROW_ID];
	cells[MANY_NAME] = all[ROW_NAME];
	cells[MANY_TYPE] = all[ROW_TYPE];
	cells[MANY_ENTRIES] = row->has_reading ? number(true, row->readings[row->latest].n)
					       : all[ROW_ENTRIES];
	cells[MANY_MAX] = all[ROW_MAX];
	cells[MANY_FILL] = all[ROW_FILL];
	cells[MANY_MEMORY] = all[ROW_MEMORY];
	*rates = (struct rates){per_second(many, row->changes), per_second(many, row->runs)};
	cells[MANY_CHANGES] = number(row->has_changes, row->changes);
	cells[MANY_RUNS] = number(row->has_runs, row->runs);
	cells[MANY_CHANGE_RATE] = cells[MANY_RUN_RATE] = (struct cell){.type = CELL_ABSENT};
	if (row->has_changes)
		cells[MANY_CHANGE_RATE] =
			(struct cell){.type = CELL_CALL, .call = {rate_cell_add, &rates->changes}};
	if (row->has_runs)
		cells[MANY_RUN_RATE] =
			(struct cell){.type = CELL_CALL, .call = {rate_cell_add, &rates->runs}};
}

static void cell_to_text(const struct cell *cell, struct buf *out)
{
	switch (cell->type) {
	case CELL_U64:
		buf_u64(out, cell->u64);
		break;
	case CELL_TEXT:
		if (cell->text)
			buf_escaped(out, cell->text, strlen(cell->text));
		break;
	case CELL_CALL:
		cell->call.add(out, CELL_FORM_TABLE, cell->call.arg);
		break;
	default:
		break;
	}
}

/* What is in the picture and in what order. */
static const struct {
	int column;
	const char *name;
} shown[] = {
	{MANY_ID, "id"},         {MANY_NAME, "name"}, {MANY_TYPE, "type"},
	{MANY_ENTRIES, "entries"}, {MANY_MAX, "max"},   {MANY_FILL, "fill"},
	{MANY_MEMORY, "memory"}, {MANY_CHANGE_RATE, "changes/s"}, {MANY_RUN_RATE, "runs/s"},
};

enum { N_SHOWN = sizeof(shown) / sizeof(shown[0]) };

static void draw_title(const struct many *many)
{
	BUF_CLEANUP struct buf line = {0};
	const char *word = many->watch->args->target.map.word;

	watch_clock(&line);
	buf_printf(&line, "  %zu %s named \"", many->n, many->n == 1 ? "map" : "maps");
	buf_escaped(&line, word, strlen(word));
	buf_printf(&line, "\"%s; q ends", many->stats >= 0 ? ", BPF statistics are on" : "");
	screen_line(many->watch->screen, SCREEN_BOLD, buf_cstr(&line), line.len);
}

static int draw(struct many *many, struct err *err)
{
	__attribute__((cleanup(grid_free))) struct grid grid = {0};
	unsigned int width, height;
	int rc = grid_init(&grid, N_SHOWN, many->n, err);

	if (rc)
		return rc;
	screen_begin(many->watch->screen, &width, &height);
	draw_title(many);
	for (size_t c = 0; c < N_SHOWN; c++) {
		buf_puts(&grid.columns[c].name, shown[c].name);
		grid.columns[c].right = columns[shown[c].column].flags & EMIT_RIGHT;
	}
	grid.columns[N_SHOWN - 1].hidden = many->stats < 0;
	for (size_t i = 0; i < many->inventory->n_maps; i++) {
		const struct inventory_map *map = &many->inventory->maps[i];
		struct cell cells[MANY_COLUMNS];
		struct rates rates;

		if (!row_of(many, map->info.id))
			continue;
		grid.n_rows++;
		fill_cells(many, map, &rates, cells);
		for (size_t c = 0; c < N_SHOWN; c++)
			cell_to_text(&cells[shown[c].column], grid_cell(&grid, c));
	}
	grid_measure(&grid);
	grid_show(&grid, many->watch->screen);
	return screen_end(many->watch->screen, err);
}

/* "17:30:01 flows (id 10): 12 of 1024 entries, 5 changes (5/s), 120 runs (120/s)" */
static void add_text(const struct cell *cells, struct buf *out)
{
	watch_clock(out);
	buf_putc(out, ' ');
	cell_to_text(&cells[MANY_NAME], out);
	buf_puts(out, " (id ");
	cell_to_text(&cells[MANY_ID], out);
	buf_puts(out, "):");
	if (cells[MANY_ENTRIES].type != CELL_ABSENT) {
		buf_putc(out, ' ');
		cell_to_text(&cells[MANY_ENTRIES], out);
		buf_puts(out, " of ");
		cell_to_text(&cells[MANY_MAX], out);
		buf_puts(out, " entries,");
	}
	if (cells[MANY_CHANGES].type == CELL_ABSENT) {
		buf_puts(out, " changes are not known");
	} else {
		buf_printf(out, " %llu changes (", (unsigned long long)cells[MANY_CHANGES].u64);
		cell_to_text(&cells[MANY_CHANGE_RATE], out);
		buf_puts(out, "/s)");
	}
	if (cells[MANY_RUNS].type != CELL_ABSENT) {
		buf_printf(out, ", %llu runs (", (unsigned long long)cells[MANY_RUNS].u64);
		cell_to_text(&cells[MANY_RUN_RATE], out);
		buf_puts(out, "/s)");
	}
	buf_putc(out, '\n');
}

static int print(struct many *many, struct err *err)
{
	BUF_CLEANUP struct buf text = {0};
	int rc = 0;

	for (size_t i = 0; !rc && i < many->inventory->n_maps; i++) {
		const struct inventory_map *map = &many->inventory->maps[i];
		struct cell all[MANY_COLUMNS], cells[MANY_COLUMNS];
		struct rates rates;

		if (!row_of(many, map->info.id))
			continue;
		fill_cells(many, map, &rates, all);
		for (int c = 0; c < many->n_chosen; c++)
			cells[c] = all[many->chosen[c]];
		if (many->emit)
			rc = emit_row(many->emit, cells, err);
		else
			add_text(all, &text);
	}
	if (!rc && many->emit)
		rc = emit_flush(many->emit, err);
	if (rc || many->emit)
		return rc;
	return text.oom ? fail_oom(err)
			: emit_write(many->watch->run->opt->emit.fd, text.data, text.len, err);
}

/* ---- all of it ------------------------------------------------------------------------------ */

/* The first interval has nothing to compare with: lines wait for the second. */
static int tick(struct many *many, struct err *err)
{
	bool first = !many->at;
	int rc = read_all(many, err);

	if (!rc && first && !many->n)
		return fail(err, -ENOENT, "no map is named \"%s\"",
			    many->watch->args->target.map.word);
	if (!rc && many->watch->full)
		rc = draw(many, err);
	else if (!rc && !first)
		rc = print(many, err);
	many->shown += !first;
	return rc;
}

static int run_loop(struct many *many, struct err *err)
{
	const struct watch_args *args = many->watch->args;
	__u64 next = screen_now();
	int rc = 0;

	while (!rc && (!args->count.given || many->shown < args->count.value)) {
		switch (screen_wait(many->watch->screen, next)) {
		case SCREEN_END:
			return 0;
		case SCREEN_RESIZED:
			rc = many->watch->full && many->inventory ? draw(many, err) : 0;
			break;
		case SCREEN_TIME:
			rc = tick(many, err);
			next += many->watch->interval;
			if (next < screen_now())
				next = screen_now();
			break;
		}
	}
	return rc;
}

static int open_emit(struct many *many, struct err *err)
{
	const struct options *opt = many->watch->run->opt;
	struct emit_column picked[MANY_COLUMNS];

	if (opt->emit.format == EMIT_TABLE && opt->columns)
		return fail(err, ERR_USAGE, "-o goes with -J, --csv and -r");
	if (opt->emit.format == EMIT_TABLE)
		return 0;
	many->n_chosen = run_pick_columns(many->watch->run, columns, MANY_COLUMNS, false, picked,
					  many->chosen, err);
	if (many->n_chosen < 0)
		return many->n_chosen;
	return emit_new(&many->emit, &opt->emit, picked, (size_t)many->n_chosen, EMIT_MANY, err);
}

static int enable_stats(struct many *many, struct err *err)
{
	if (!many->watch->args->runs)
		return 0;
	if (many->watch->run->opt->readonly)
		return fail(err, -EROFS,
			    "--runs turns BPF statistics on, and --readonly forbids that");
	many->stats = stats_enable(err);
	if (many->stats < 0)
		return many->stats;
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
	emit_free(many->emit);
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
	int rc = open_emit(&many, err);

	if (!rc)
		rc = enable_stats(&many, err);
	if (!rc)
		rc = screen_new(&watch->screen, &options, err);
	if (!rc)
		rc = run_loop(&many, err);
	screen_free(watch->screen);
	return rc;
}
