// SPDX-License-Identifier: GPL-2.0-or-later
/* The maps of a glob as a picture, as text, JSON lines, CSV and raw. */
#include <stdlib.h>
#include <string.h>

#include "commands/watch_many.h"

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

static double per_second(const struct many *many, __u64 n)
{
	__u64 elapsed = many->at - many->before;

	return (double)n * 1000 / (double)(elapsed ? elapsed : 1);
}

static struct cell number(bool known, __u64 n)
{
	return (struct cell){.type = known ? CELL_U64 : CELL_ABSENT, .u64 = n};
}

static void rate_cell_add(struct buf *out, enum cell_form form, const void *arg)
{
	const double *rate = arg;

	rate_add(*rate, form == CELL_FORM_TABLE ? form : CELL_FORM_JSON, out);
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
	const struct many_row *row = many_row_of(many, map->info.id);
	struct cell all[ROW_COLUMNS];

	maprow_fill(&many->maprow, map, all);
	cells[MANY_TIME] = (struct cell){.type = CELL_CALL, .call = {time_cell_add, NULL}};
	cells[MANY_ID] = all[ROW_ID];
	cells[MANY_NAME] = all[ROW_NAME];
	cells[MANY_TYPE] = all[ROW_TYPE];
	cells[MANY_ENTRIES] = row->has_reading ? number(true, row->reading.n)
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

/* What is in the picture, in what order, and what gives way first where the terminal is narrow. */
static const struct {
	int column;
	const char *name;
	unsigned int gives_way; /* 0: it stays */
} shown[] = {
	{MANY_ID, "id", 3},
	{MANY_NAME, "name", 0},
	{MANY_TYPE, "type", 1},
	{MANY_ENTRIES, "entries", 6},
	{MANY_MAX, "max", 2},
	{MANY_FILL, "fill", 5},
	{MANY_MEMORY, "memory", 4},
	{MANY_CHANGE_RATE, "changes/s", 0},
	{MANY_RUN_RATE, "runs/s", 0},
};

enum { N_SHOWN = sizeof(shown) / sizeof(shown[0]), SHOWN_NAME = 1, MIN_NAME = 12 };

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

/* A row of the picture. */
struct drawn {
	const struct inventory_map *map;
	const struct many_row *row;
};

/* All rows have the same interval: who changed most does so fastest. Unknown is behind none. */
static int compare_drawn(const void *left, const void *right)
{
	const struct drawn *a = left, *b = right;
	__u64 x = a->row->has_changes ? a->row->changes + 1 : 0;
	__u64 y = b->row->has_changes ? b->row->changes + 1 : 0;
	int names;

	if (x != y)
		return x > y ? -1 : 1;
	names = strcmp(a->map->name, b->map->name);
	return names ? names : (a->row->id > b->row->id) - (a->row->id < b->row->id);
}

/* The busiest first: a screen may have fewer lines than there are maps. */
static size_t sort_rows(const struct many *many, struct drawn *drawn)
{
	size_t n = 0;

	for (size_t i = 0; i < many->inventory->n_maps; i++) {
		const struct inventory_map *map = &many->inventory->maps[i];
		const struct many_row *row = many_row_of(many, map->info.id);

		if (row)
			drawn[n++] = (struct drawn){map, row};
	}
	qsort(drawn, n, sizeof(*drawn), compare_drawn);
	return n;
}

static void draw_rows(struct many *many, const struct drawn *drawn, size_t n, struct grid *grid)
{
	for (size_t i = 0; i < n; i++) {
		struct cell cells[MANY_COLUMNS];
		struct rates rates;

		grid->n_rows++;
		fill_cells(many, drawn[i].map, &rates, cells);
		for (size_t c = 0; c < N_SHOWN; c++)
			cell_to_text(&cells[shown[c].column], grid_cell(grid, c));
	}
}

static void hide_column(struct grid *grid, unsigned int rank)
{
	for (size_t c = 0; c < N_SHOWN; c++) {
		if (shown[c].gives_way == rank)
			grid->columns[c].hidden = true;
	}
}

static void fit_columns(struct grid *grid, size_t width)
{
	size_t needs = grid_measure(grid);

	for (unsigned int rank = 1; needs > width && rank < N_SHOWN; rank++) {
		hide_column(grid, rank);
		needs = grid_measure(grid);
	}
	if (needs > width)
		grid_narrow(&grid->columns[SHOWN_NAME], needs - width, MIN_NAME);
}

static void name_columns(const struct many *many, struct grid *grid)
{
	for (size_t c = 0; c < N_SHOWN; c++) {
		buf_puts(&grid->columns[c].name, shown[c].name);
		grid->columns[c].right = columns[shown[c].column].flags & EMIT_RIGHT;
	}
	grid->columns[N_SHOWN - 1].hidden = many->stats < 0;
}

/* Title, header, and the line that tells how many more there are. */
#define OTHER_ROWS 3

int many_draw(struct many *many, struct err *err)
{
	size_t n, room;
	__attribute__((cleanup(grid_free))) struct grid grid = {0};
	unsigned int width, height;
	struct drawn *drawn;
	int rc = grid_init(&grid, N_SHOWN, many->n, err);

	if (rc)
		return rc;
	drawn = reallocarray(NULL, many->n + 1, sizeof(*drawn));
	if (!drawn)
		return fail_oom(err);
	screen_begin(many->watch->screen, &width, &height);
	room = height > OTHER_ROWS ? height - OTHER_ROWS : 1;
	draw_title(many);
	name_columns(many, &grid);
	n = sort_rows(many, drawn);
	draw_rows(many, drawn, n < room ? n : room, &grid);
	free(drawn);
	fit_columns(&grid, width);
	grid_show(&grid, many->watch->screen);
	if (n > room)
		screen_more(many->watch->screen, n - room);
	return screen_end(many->watch->screen, err);
}

static void add_size(const struct cell *cells, struct buf *out)
{
	if (cells[MANY_ENTRIES].type != CELL_ABSENT) {
		buf_putc(out, ' ');
		cell_to_text(&cells[MANY_ENTRIES], out);
		buf_puts(out, " of ");
		cell_to_text(&cells[MANY_MAX], out);
		buf_puts(out, " entries");
		if (cells[MANY_FILL].type != CELL_ABSENT) {
			buf_puts(out, " (");
			cell_to_text(&cells[MANY_FILL], out);
			buf_putc(out, ')');
		}
		buf_putc(out, ',');
	}
	if (cells[MANY_MEMORY].type != CELL_ABSENT) {
		buf_putc(out, ' ');
		cell_to_text(&cells[MANY_MEMORY], out);
		buf_putc(out, ',');
	}
}

/* "17:30:01 flows (id 10): 12 of 1024 entries (1%), 97 KiB, 5 changes (5/s), 120 runs (120/s)" */
static void add_text(const struct cell *cells, struct buf *out)
{
	watch_clock(out);
	buf_putc(out, ' ');
	cell_to_text(&cells[MANY_NAME], out);
	buf_puts(out, " (id ");
	cell_to_text(&cells[MANY_ID], out);
	buf_puts(out, "):");
	add_size(cells, out);
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

int many_print(struct many *many, struct err *err)
{
	BUF_CLEANUP struct buf text = {0};
	int rc = 0;

	for (size_t i = 0; !rc && i < many->inventory->n_maps; i++) {
		const struct inventory_map *map = &many->inventory->maps[i];
		struct cell all[MANY_COLUMNS];
		struct rates rates;

		if (!many_row_of(many, map->info.id))
			continue;
		fill_cells(many, map, &rates, all);
		if (many->picked.emit)
			rc = picked_row(&many->picked, all, err);
		else
			add_text(all, &text);
	}
	if (!rc && many->picked.emit)
		rc = emit_flush(many->picked.emit, err);
	if (rc || many->picked.emit)
		return rc;
	return text.oom ? fail_oom(err)
			: emit_write(many->watch->run->opt->emit.fd, text.data, text.len, err);
}

int many_open_emit(struct many *many, struct err *err)
{
	const struct options *opt = many->watch->run->opt;

	if (opt->emit.format == EMIT_TABLE && opt->columns)
		return fail(err, ERR_USAGE, "-o goes with -J, --csv and -r");
	if (opt->emit.format == EMIT_TABLE)
		return 0;
	return picked_open(&many->picked, many->watch->run, columns, MANY_COLUMNS, false, EMIT_MANY,
			   err);
}
