// SPDX-License-Identifier: GPL-2.0-or-later
/* Changes as lines: text, JSON lines, CSV, raw. */
#include <time.h>

#include "commands/watch.h"

const struct emit_column watch_line_columns[] = {
	{.name = "time", .help = "when the change was seen, in seconds since 1970"},
	{.name = "change", .help = "new, changed or gone"},
	{.name = "key", .help = "the key"},
	{.name = "old", .help = "the value before"},
	{.name = "value", .help = "the value now"},
	{.name = "delta", .help = "by how much its numbers changed"},
	{.name = "rate", .help = "the same in a second"},
	{0},
};

enum {
	LINE_TIME,
	LINE_CHANGE,
	LINE_KEY,
	LINE_OLD,
	LINE_VALUE,
	LINE_DELTA,
	LINE_RATE,
	LINE_COLUMNS
};

/* One change, and what its cells are made of. */
struct line {
	const struct watch *watch;
	const struct watched *watched;
	const struct change *change;
};

void watch_time(struct buf *out)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	buf_printf(out, "%lld.%03ld", (long long)now.tv_sec, now.tv_nsec / 1000000);
}

static void time_add(struct buf *out, enum cell_form form, const void *arg)
{
	(void)form;
	(void)arg;
	watch_time(out);
}

static void key_add(struct buf *out, enum cell_form form, const void *arg)
{
	const struct line *line = arg;

	watched_key(line->watch, line->watched, line->change, form, out);
}

static void old_add(struct buf *out, enum cell_form form, const void *arg)
{
	const struct line *line = arg;

	watched_value(line->watch, line->watched, line->watched->part, line->change->old, form,
		      out);
}

static void value_add(struct buf *out, enum cell_form form, const void *arg)
{
	const struct line *line = arg;

	watched_value(line->watch, line->watched, line->watched->part, line->change->value, form,
		      out);
}

static void add_json_delta(const struct watch *watch, const struct delta *delta, struct buf *out)
{
	bool quote = watch->run->opt->int64_strings && !delta->is_real &&
		     delta->whole > 1ull << 53;

	if (quote)
		buf_putc(out, '"');
	delta_add(delta, CELL_FORM_JSON, out);
	if (quote)
		buf_putc(out, '"');
}

/* An object of the numbers that changed; seconds 0: by how much, else how much a second. */
static void numbers_add(struct buf *out, const struct line *line, double seconds)
{
	const struct leaves *leaves = &line->watched->leaves;
	bool first = true;

	buf_putc(out, '{');
	for (size_t i = 0; i < leaves->n; i++) {
		struct delta delta;

		if (!delta_find(line->watched->map, &leaves->list[i], line->change, &delta) ||
		    delta_real(&delta) == 0)
			continue;
		if (!first)
			buf_putc(out, ',');
		first = false;
		buf_json(out, leaves->list[i].name);
		buf_putc(out, ':');
		if (seconds > 0)
			rate_add(delta_real(&delta) / seconds, CELL_FORM_JSON, out);
		else
			add_json_delta(line->watch, &delta, out);
	}
	buf_putc(out, '}');
}

static void deltas_add(struct buf *out, enum cell_form form, const void *arg)
{
	(void)form;
	numbers_add(out, arg, 0);
}

static void rates_add(struct buf *out, enum cell_form form, const void *arg)
{
	const struct line *line = arg;

	(void)form;
	numbers_add(out, line, watched_seconds(line->watched));
}

static struct cell call(void (*add)(struct buf *, enum cell_form, const void *),
			const struct line *line, bool present)
{
	return (struct cell){.type = present ? CELL_CALL : CELL_ABSENT, .call = {add, line}};
}

static int emit_change(struct watch_lines *lines, const struct line *line, struct err *err)
{
	static const char *const names[] = {
		[CHANGE_NEW] = "new", [CHANGE_VALUE] = "changed", [CHANGE_GONE] = "gone",
	};
	const struct change *change = line->change;
	bool both = change->kind == CHANGE_VALUE;
	struct cell all[LINE_COLUMNS];

	all[LINE_TIME] = call(time_add, line, true);
	all[LINE_CHANGE] = (struct cell){.type = CELL_TEXT, .text = names[change->kind]};
	all[LINE_KEY] = call(key_add, line, true);
	all[LINE_OLD] = call(old_add, line, change->old);
	all[LINE_VALUE] = call(value_add, line, change->value);
	all[LINE_DELTA] = call(deltas_add, line, both);
	all[LINE_RATE] = call(rates_add, line, both);
	return picked_row(&lines->picked, all, err);
}

/* ", packets +4 (4/s)" for each number that changed. */
static void add_deltas(const struct line *line, struct buf *out)
{
	const struct leaves *leaves = &line->watched->leaves;

	for (size_t i = 0; i < leaves->n; i++) {
		struct delta delta;

		if (!delta_find(line->watched->map, &leaves->list[i], line->change, &delta) ||
		    delta_real(&delta) == 0)
			continue;
		buf_printf(out, ", %s ", leaves->list[i].name);
		delta_add(&delta, CELL_FORM_TABLE, out);
		buf_puts(out, " (");
		rate_add(delta_real(&delta) / watched_seconds(line->watched), CELL_FORM_TABLE,
			 out);
		buf_puts(out, "/s)");
	}
}

static void add_text(const struct line *line, struct buf *out)
{
	static const char marks[] = {
		[CHANGE_NEW] = '+', [CHANGE_VALUE] = '~', [CHANGE_GONE] = '-',
	};
	const struct change *change = line->change;

	watch_clock(out);
	buf_printf(out, " %c ", marks[change->kind]);
	key_add(out, CELL_FORM_TABLE, line);
	buf_puts(out, ": ");
	if (change->old)
		old_add(out, CELL_FORM_TABLE, line);
	if (change->kind == CHANGE_VALUE)
		buf_puts(out, " -> ");
	if (change->value)
		value_add(out, CELL_FORM_TABLE, line);
	add_deltas(line, out);
	buf_putc(out, '\n');
}

int watch_lines_open(struct watch_lines *lines, const struct watch *watch, struct err *err)
{
	const struct options *opt = watch->run->opt;

	lines->watch = watch;
	if (opt->emit.format == EMIT_TABLE) {
		if (!opt->columns)
			return 0;
		fail(err, ERR_USAGE, "-o goes with -J, --csv and -r");
		return ERR_USAGE;
	}
	return picked_open(&lines->picked, watch->run, watch_line_columns, LINE_COLUMNS, false,
			   EMIT_MANY, err);
}

/* So much text is written at once: a large map may change as a whole. */
#define TEXT_BYTES (64 << 10)

static int write_text(const struct watch_lines *lines, struct buf *text, struct err *err)
{
	int rc = text->oom
			 ? fail_oom(err)
			 : emit_write(lines->watch->run->opt->emit.fd, text->data, text->len, err);

	buf_reset(text);
	return rc;
}

int watch_lines_show(struct watch_lines *lines, const struct watched *watched, struct err *err)
{
	BUF_CLEANUP struct buf text = {0};
	int rc = 0;

	for (size_t i = 0; !rc && i < watched->changes.n; i++) {
		const struct line line = {lines->watch, watched, &watched->changes.list[i]};

		if (lines->picked.emit)
			rc = emit_change(lines, &line, err);
		else
			add_text(&line, &text);
		if (!rc && text.len >= TEXT_BYTES)
			rc = write_text(lines, &text, err);
	}
	if (rc)
		return rc;
	return lines->picked.emit ? emit_flush(lines->picked.emit, err)
				  : write_text(lines, &text, err);
}
