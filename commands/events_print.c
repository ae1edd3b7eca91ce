// SPDX-License-Identifier: GPL-2.0-or-later
/* Records as rows: when, on which CPU, and the record by its type, or parts of it. */
#include <stdlib.h>
#include <string.h>

#include "commands/clock.h"
#include "commands/events.h"

enum what { SHOW_CPU, SHOW_TIME, SHOW_VALUE, SHOW_SIZE, SHOW_FIELD, N_FIXED = SHOW_FIELD };

struct shown {
	struct event_printer *printer;
	enum what what;
	const char *path; /* SHOW_FIELD: points into the list of -o */
	struct place place;
	bool found; /* the present type has the field */
};

/* Records should not wait long for others to come. */
enum { CHUNK = 64 << 10 };

/* Notes on records of unexpected sizes end after so many. */
enum { MAX_ODD_NOTES = 8 };

struct event_printer {
	const struct run *run;
	struct records *records;
	struct emit *emit;
	struct shown *shown;
	struct cell *cells;
	size_t n;
	char *list; /* -o, cut at its commas */
	struct form forms[4]; /* by enum cell_form */
	__s64 to_wall; /* nanoseconds from CLOCK_MONOTONIC to CLOCK_REALTIME */
	__u64 now;     /* CLOCK_MONOTONIC */
	unsigned int odd_notes;
	__u32 odd_size; /* noted last */
	/* the row being printed */
	const struct event *event;
	const struct record_type *type; /* NULL: bytes */
};

const struct emit_column event_columns[] = {
	[SHOW_CPU] = {.name = "cpu", .flags = EMIT_RIGHT,
		      .help = "the CPU that it was sent on; not of ring buffers"},
	[SHOW_TIME] = {.name = "time",
		       .help = "when it was sent; of ring buffers: when it was read"},
	[SHOW_VALUE] = {.name = "value", .help = "the record"},
	[SHOW_SIZE] = {.name = "size", .flags = EMIT_RIGHT, .help = "the record's bytes"},
	[N_FIXED] = {0},
};

void event_printer_free(struct event_printer *printer)
{
	if (!printer)
		return;
	emit_free(printer->emit);
	free(printer->shown);
	free(printer->cells);
	free(printer->list);
	free(printer);
}

static __u64 wall_time(const struct event_printer *printer)
{
	__u64 sent = printer->event->time ? printer->event->time : printer->now;

	return (__u64)((__s64)sent + printer->to_wall);
}

static void add_bytes(const struct event *event, enum cell_form form, struct buf *out)
{
	buf_puts(out, form == CELL_FORM_JSON ? "\"hex:" : "hex:");
	buf_hex_bytes(out, event->data, event->size);
	if (form == CELL_FORM_JSON)
		buf_putc(out, '"');
}

static void add_part(const struct event_printer *printer, struct place place, enum cell_form form,
		     struct buf *out)
{
	const struct layout *layout = printer->type->layout;
	size_t start = out->len;

	if (csv_wants_json(form, layout, place)) {
		add_part(printer, place, CELL_FORM_JSON, out);
		if (csv_keeps_json(out, start))
			return;
	}
	layout_format_place(layout, place, printer->event->data, &printer->forms[form], out);
}

static void cell_add(struct buf *out, enum cell_form form, const void *arg)
{
	const struct shown *shown = arg;
	const struct event_printer *printer = shown->printer;

	if (shown->what == SHOW_TIME)
		clock_format(wall_time(printer), form, out);
	else if (shown->what == SHOW_FIELD)
		add_part(printer, shown->place, form, out);
	else if (printer->type)
		add_part(printer, (struct place){0}, form, out);
	else
		add_bytes(printer->event, form, out);
}

__u32 event_printer_bytes(const struct event_printer *printer)
{
	return printer->type ? printer->type->layout->size : printer->event->size;
}

static struct cell cell_of(const struct event_printer *printer, const struct shown *shown)
{
	const struct event *event = printer->event;
	struct cell call = {.type = CELL_CALL, .call = {cell_add, shown}};

	switch (shown->what) {
	case SHOW_CPU:
		if (event->cpu == EVENT_NO_CPU)
			return (struct cell){.type = CELL_ABSENT};
		return (struct cell){.type = CELL_U64, .u64 = (__u64)event->cpu};
	case SHOW_SIZE:
		return (struct cell){.type = CELL_U64, .u64 = event_printer_bytes(printer)};
	case SHOW_TIME: /* nobody knows when what was consumed long ago came */
		return event->consumed ? (struct cell){.type = CELL_ABSENT} : call;
	case SHOW_FIELD:
		return printer->type && shown->found ? call : (struct cell){.type = CELL_NULL};
	default:
		return call;
	}
}

/*
 * A record of a size that no type has is shown as bytes, which is said once for each size in turn.
 */
static void note_odd(struct event_printer *printer, __u32 size)
{
	const struct records *records = printer->records;

	if (!records->n || printer->odd_notes == MAX_ODD_NOTES ||
	    (printer->odd_notes && size == printer->odd_size))
		return;
	printer->odd_size = size;
	printer->odd_notes++;
	if (records->n == 1)
		run_note(printer->run, "a record has %u bytes, \"%s\" has %u: shown as hex", size,
			 records->types[0].name, records->types[0].record_size);
	else
		run_note(printer->run, "a record has %u bytes, which no known type has: shown as "
			 "hex", size);
	if (printer->odd_notes == MAX_ODD_NOTES)
		run_note(printer->run, "further sizes are not mentioned");
}

int event_print(struct event_printer *printer, const struct event *event, struct err *err)
{
	printer->event = event;
	printer->type = records_of_size(printer->records, event->size);
	if (!printer->type)
		note_odd(printer, event->size);
	for (size_t i = 0; i < printer->n; i++)
		printer->cells[i] = cell_of(printer, &printer->shown[i]);
	return emit_row(printer->emit, printer->cells, err);
}

void event_printer_now(struct event_printer *printer)
{
	printer->now = event_now();
}

int event_printer_flush(struct event_printer *printer, struct err *err)
{
	return emit_flush(printer->emit, err);
}

int event_printer_end(struct event_printer *printer, struct err *err)
{
	return emit_end(printer->emit, err);
}

static bool name_fixed(const char *name, enum what *what)
{
	for (size_t i = 0; i < N_FIXED; i++) {
		if (!strcmp(event_columns[i].name, name)) {
			*what = (enum what)i;
			return true;
		}
	}
	return false;
}

static int find_field(struct event_printer *printer, struct shown *shown, struct err *err)
{
	const char *path = shown->path;
	int rc;

	shown->found = false;
	if (printer->records->n != 1) {
		fail(err, ERR_USAGE, "no column \"%s\"", path);
		err_hint(err, "columns are cpu, time, value, size, and the fields of the records "
			 "once their type is known: --as");
		return ERR_USAGE;
	}
	path += strncmp(path, "value.", 6) ? 0 : 6;
	rc = layout_find(printer->records->types[0].layout, path, "value", &shown->place, err);
	shown->found = !rc;
	return rc;
}

void event_printer_set_records(struct event_printer *printer, struct records *records)
{
	printer->records = records;
	for (size_t i = 0; i < printer->n; i++) {
		struct err absent = {0};

		if (printer->shown[i].what == SHOW_FIELD)
			find_field(printer, &printer->shown[i], &absent);
		err_clear(&absent);
	}
}

static int choose_listed(struct event_printer *printer, struct err *err)
{
	char *rest = printer->list, *name;
	int rc = 0;

	while (!rc && (name = strsep(&rest, ","))) {
		struct shown *shown = &printer->shown[printer->n++];

		shown->path = name;
		if (name_fixed(name, &shown->what))
			continue;
		shown->what = SHOW_FIELD;
		rc = find_field(printer, shown, err);
	}
	return rc;
}

static void choose_all(struct event_printer *printer, const struct map *map)
{
	enum what what = map->info.type == MAP_PERF_EVENT_ARRAY ? SHOW_CPU : SHOW_TIME;

	for (; what <= SHOW_VALUE; what++)
		printer->shown[printer->n++].what = what;
}

static size_t count_names(const char *list)
{
	size_t n = 1;

	for (; *list; list++)
		n += *list == ',';
	return n;
}

static bool shows_number(const struct event_printer *printer, const struct shown *shown)
{
	return shown->what == SHOW_FIELD &&
	       layout_numeric(printer->records->types[0].layout, shown->place);
}

static int open_emit(struct event_printer *printer, struct err *err)
{
	struct emit_column *columns = calloc(printer->n + 1, sizeof(*columns));
	struct emit_options options = printer->run->opt->emit;
	int rc;

	printer->cells = calloc(printer->n + 1, sizeof(*printer->cells));
	if (!columns || !printer->cells) {
		free(columns);
		return fail_oom(err);
	}
	for (size_t i = 0; i < printer->n; i++) {
		struct shown *shown = &printer->shown[i];

		shown->printer = printer;
		if (shown->what == SHOW_FIELD) {
			columns[i].name = shown->path;
			columns[i].flags = shows_number(printer, shown) ? EMIT_RIGHT : 0;
		} else {
			columns[i].name = event_columns[shown->what].name;
			columns[i].flags = event_columns[shown->what].flags;
		}
	}
	options.chunk = CHUNK;
	rc = emit_new(&printer->emit, &options, columns, printer->n, EMIT_MANY, err);
	free(columns);
	return rc;
}

static int printer_init(struct event_printer *printer, const struct map *map, struct err *err)
{
	const char *list = printer->run->opt->columns;
	size_t room = list ? count_names(list) : SHOW_VALUE + 1;
	int rc = 0;

	printer->to_wall = clock_to_wall();
	event_printer_now(printer);
	for (int form = 0; form < 4; form++)
		printer->forms[form] = run_form(printer->run, (enum cell_form)form);
	printer->shown = calloc(room, sizeof(*printer->shown));
	printer->list = list ? strdup(list) : NULL;
	if (!printer->shown || (list && !printer->list))
		return fail_oom(err);
	if (list)
		rc = choose_listed(printer, err);
	else
		choose_all(printer, map);
	return rc ? rc : open_emit(printer, err);
}

int event_printer_new(struct event_printer **out, const struct run *run, const struct map *map,
		      struct records *records, struct err *err)
{
	struct event_printer *printer = calloc(1, sizeof(*printer));
	int rc;

	*out = NULL;
	if (!printer)
		return fail_oom(err);
	printer->run = run;
	printer->records = records;
	rc = printer_init(printer, map, err);
	if (rc) {
		event_printer_free(printer);
		return rc;
	}
	*out = printer;
	return 0;
}
