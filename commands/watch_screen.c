// SPDX-License-Identifier: GPL-2.0-or-later
/* One map as a picture: its fill, and the entries that changed. */
#include <time.h>

#include "commands/watch.h"

/* The columns of a picture: the mark, the key, then three for each leaf. */
enum { COLUMN_MARK, COLUMN_KEY, COLUMN_LEAVES };
enum { LEAF_VALUE, LEAF_DELTA, LEAF_RATE, LEAF_COLUMNS };

/* Title, second line, header, and the line that tells how many more there are. */
#define OTHER_ROWS 4

void watch_clock(struct buf *out)
{
	time_t now = time(NULL);
	struct tm tm;
	char text[16];

	if (localtime_r(&now, &tm) && strftime(text, sizeof(text), "%H:%M:%S", &tm))
		buf_puts(out, text);
}

/* The last fills as bars, of which a full map has the highest. */
static void add_sparkline(const struct watched *watched, struct buf *out)
{
	static const char *const bars[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
	double max = watched->map->info.max_entries;
	size_t n = watched->n_fills;

	for (size_t i = n < FILL_HISTORY ? 0 : n - FILL_HISTORY; i < n; i++) {
		double share = (double)watched->fills[i % FILL_HISTORY] / (max > 0 ? max : 1);

		buf_puts(out, bars[share < 1 ? (size_t)(share * 7 + 0.5) : 7]);
	}
}

static void add_fill(const struct watched *watched, struct buf *line)
{
	const struct map *map = watched->map;
	const struct reading *now = &watched->reading;

	if (map->info.max_entries)
		buf_printf(line, "  %zu of %u entries", now->n, map->info.max_entries);
	else /* local storages have no limit */
		buf_printf(line, "  %zu %s", now->n, now->n == 1 ? "entry" : "entries");
	if (map->info.max_entries && !(map->type->can & TYPE_ARRAY)) { /* always full */
		buf_printf(line, ", %u%%  ", (unsigned int)(100.0 * (double)now->n /
							   map->info.max_entries));
		add_sparkline(watched, line);
	}
	if (now->unread)
		buf_printf(line, "  %llu could not be read", (unsigned long long)now->unread);
}

static void draw_title(const struct watch *watch, const struct watched *watched)
{
	const struct map *map = watched->map;
	BUF_CLEANUP struct buf line = {0};

	buf_escaped(&line, map->name, strlen(map->name));
	buf_printf(&line, " (id %u, %s)", map->info.id, map->type->name);
	if (watched->data.key) {
		const struct change change = {.key = watched->data.key};

		buf_puts(&line, "  key ");
		watched_key(watch, watched, &change, CELL_FORM_TABLE, &line);
	} else {
		add_fill(watched, &line);
	}
	screen_line(watch->screen, SCREEN_BOLD, buf_cstr(&line), line.len);
}

static void draw_counts(const struct watch *watch, const struct watched *watched)
{
	size_t n[] = {[CHANGE_NEW] = 0, [CHANGE_VALUE] = 0, [CHANGE_GONE] = 0};
	BUF_CLEANUP struct buf line = {0};

	for (size_t i = 0; i < watched->changes.n; i++)
		n[watched->changes.list[i].kind]++;
	watch_clock(&line);
	if (watched->has_changes)
		buf_printf(&line, "  %zu changed, %zu new, %zu gone in %.1f s", n[CHANGE_VALUE],
			   n[CHANGE_NEW], n[CHANGE_GONE], watched_seconds(watched));
	else
		buf_puts(&line, "  waiting for changes");
	buf_puts(&line, "; q ends");
	screen_line(watch->screen, SCREEN_PLAIN, buf_cstr(&line), line.len);
}

static struct grid_column *leaf_columns(const struct grid *grid, size_t i)
{
	return &grid->columns[COLUMN_LEAVES + i * LEAF_COLUMNS];
}

static void name_columns(struct grid *grid, const struct leaves *leaves)
{
	buf_puts(&grid->columns[COLUMN_KEY].name, "key");
	for (size_t i = 0; i < leaves->n; i++) {
		struct grid_column *column = leaf_columns(grid, i);

		buf_puts(&column[LEAF_VALUE].name, leaves->list[i].name);
		buf_puts(&column[LEAF_DELTA].name, "+/-");
		buf_puts(&column[LEAF_RATE].name, "per s");
		column[LEAF_VALUE].right = leaves->list[i].number;
		column[LEAF_DELTA].right = column[LEAF_RATE].right = true;
		column[LEAF_DELTA].hidden = column[LEAF_RATE].hidden = true;
		column[LEAF_VALUE].hidden = leaves->list[i].element;
	}
}

/* Value, delta and rate; a leaf whose number changes in some row has all three. */
static void add_leaf(const struct watch *watch, const struct watched *watched,
		     const struct change *change, size_t i, struct grid *grid)
{
	const struct watch_leaf *leaf = &watched->leaves.list[i];
	const size_t at = COLUMN_LEAVES + i * LEAF_COLUMNS;
	struct delta delta;

	watched_value(watch, watched, leaf->place, change->value ? change->value : change->old,
		      CELL_FORM_TABLE, grid_cell(grid, at + LEAF_VALUE));
	if (!delta_find(watched->map, leaf, change, &delta) || delta_real(&delta) == 0)
		return;
	delta_add(&delta, CELL_FORM_TABLE, grid_cell(grid, at + LEAF_DELTA));
	rate_add(delta_real(&delta) / watched_seconds(watched), CELL_FORM_TABLE,
		 grid_cell(grid, at + LEAF_RATE));
	for (size_t k = 0; k < LEAF_COLUMNS; k++)
		grid->columns[at + k].hidden = false;
}

static void add_row(const struct watch *watch, const struct watched *watched,
		    const struct change *change, struct grid *grid)
{
	static const char marks[] = {
		[CHANGE_NEW] = '+', [CHANGE_VALUE] = ' ', [CHANGE_GONE] = '-',
	};
	static const enum screen_style styles[] = {
		[CHANGE_NEW] = SCREEN_GREEN, [CHANGE_VALUE] = SCREEN_PLAIN,
		[CHANGE_GONE] = SCREEN_RED,
	};

	grid->styles[grid->n_rows++] = styles[change->kind];
	buf_putc(grid_cell(grid, COLUMN_MARK), marks[change->kind]);
	watched_key(watch, watched, change, CELL_FORM_TABLE, grid_cell(grid, COLUMN_KEY));
	for (size_t i = 0; i < watched->leaves.n; i++)
		add_leaf(watch, watched, change, i, grid);
}

/* What a key keeps at least, where numbers need room. */
#define MIN_KEY 12

/* Returns how much narrower that makes the picture. */
static size_t hide(struct grid_column *column)
{
	if (column->hidden)
		return 0;
	column->hidden = true;
	return column->width + 1;
}

/*
 * Where the terminal is too narrow leaves that did not change give way, the last first, and then
 * keys are cut: their numbers are what is watched. At last a rate stands for the change, too.
 */
static void fit_columns(struct grid *grid, size_t n_leaves, size_t width)
{
	struct grid_column *leaf, *key = &grid->columns[COLUMN_KEY];
	size_t needs = grid_measure(grid);

	for (size_t i = n_leaves; needs > width && i > 0; i--) {
		leaf = leaf_columns(grid, i - 1);
		if (leaf[LEAF_DELTA].hidden)
			needs -= hide(&leaf[LEAF_VALUE]);
	}
	if (needs > width)
		needs -= grid_narrow(key, needs - width, MIN_KEY);
	for (size_t i = n_leaves; needs > width && i > 0; i--)
		needs -= hide(&leaf_columns(grid, i - 1)[LEAF_DELTA]);
}

static int draw_changes(const struct watch *watch, const struct watched *watched,
			unsigned int columns, unsigned int rows, struct err *err)
{
	__attribute__((cleanup(grid_free))) struct grid grid = {0};
	size_t room = rows > OTHER_ROWS ? rows - OTHER_ROWS : 1, n = watched->changes.n;
	int rc = grid_init(&grid, COLUMN_LEAVES + watched->leaves.n * LEAF_COLUMNS, room, err);

	if (rc || !n)
		return rc;
	name_columns(&grid, &watched->leaves);
	for (size_t i = 0; i < n && i < room; i++)
		add_row(watch, watched, &watched->changes.list[i], &grid);
	fit_columns(&grid, watched->leaves.n, columns);
	grid_show(&grid, watch->screen);
	if (n > room)
		screen_more(watch->screen, n - room);
	return 0;
}

static void draw_waiting(const struct watch *watch)
{
	const struct map_words *words = &watch->args->target.map;
	BUF_CLEANUP struct buf line = {0};

	watch_clock(&line);
	buf_puts(&line, "  waiting for the map");
	if (words->word) {
		buf_puts(&line, " \"");
		buf_escaped(&line, words->word, strlen(words->word));
		buf_putc(&line, '"');
	}
	buf_puts(&line, "; q ends");
	screen_line(watch->screen, SCREEN_PLAIN, buf_cstr(&line), line.len);
}

int watch_draw(const struct watch *watch, const struct watched *watched, struct err *err)
{
	unsigned int columns, rows;
	int rc = 0;

	screen_begin(watch->screen, &columns, &rows);
	if (watched) {
		draw_title(watch, watched);
		draw_counts(watch, watched);
		rc = draw_changes(watch, watched, columns, rows, err);
	} else {
		draw_waiting(watch);
	}
	return rc ? rc : screen_end(watch->screen, err);
}
