// SPDX-License-Identifier: GPL-2.0-or-later
/* Traced calls as rows, keys and values by the types of their maps. */
#include <stdlib.h>
#include <unistd.h>

#include "bpf/object.h"
#include "commands/clock.h"
#include "commands/field.h"
#include "commands/trace.h"

/* Maps whose types are kept; with one more all are forgotten. */
enum { MAX_MAPS = 1024 };

/* Tables begin no more entries of a batch behind so many bytes. */
enum { BATCH_SHOWN = 32 };

enum column {
	COL_TIME, COL_PID, COL_COMM, COL_FD, COL_ID, COL_MAP, COL_CALL, COL_KEY, COL_VALUE,
	COL_RESULT, COL_COUNT, COL_CUT, N_COLUMNS,
};

const struct emit_column call_columns[] = {
	[COL_TIME] = {.name = "time", .help = "when the call was made"},
	[COL_PID] = {.name = "pid", .flags = EMIT_RIGHT, .help = "the process that called"},
	[COL_COMM] = {.name = "comm", .help = "the calling thread's name"},
	[COL_FD] = {.name = "fd",
		    .flags = EMIT_RIGHT,
		    .drop = 1,
		    .help = "the process's descriptor of the map"},
	[COL_ID] = {.name = "id", .flags = EMIT_RIGHT | EMIT_TABLE_ONLY, .help = "the map's id"},
	[COL_MAP] = {.name = "map", .help = "the map's name; in JSON id and name"},
	[COL_CALL] = {.name = "call",
		      .help = "lookup, update, delete, get_next_key, and their batches"},
	[COL_KEY] = {.name = "key",
		     .help = "the key, by the map's type; of a batch, in tables, the first few"},
	[COL_VALUE] = {.name = "value", .help = "the value; of get_next_key the key that it gave"},
	[COL_RESULT] = {.name = "result", .help = "0, or the error's name"},
	[COL_COUNT] = {.name = "count",
		       .flags = EMIT_RIGHT | EMIT_HIDDEN,
		       .help = "of a batch: how many entries, as the call left it"},
	[COL_CUT] = {.name = "cut",
		     .flags = EMIT_HIDDEN,
		     .help = "whether the key or value was too long to be copied whole"},
	[N_COLUMNS] = {0},
};

struct known_map {
	__u32 id;
	struct map *map; /* NULL: gone, or not to be had */
};

struct call_printer {
	const struct run *run;
	const struct map *map; /* that was asked for */
	struct known_map known[MAX_MAPS];
	size_t n_known;
	struct picked picked;
	struct form forms[4]; /* by enum cell_form */
	__s64 to_wall;
	/* the row being printed */
	const struct trace_call *call;
	const struct map *call_map;
};

/* A column of that row, for cells that are called back. */
struct call_cell {
	const struct call_printer *printer;
	enum column column;
};

/* ---- the maps ------------------------------------------------------------------------------- */

static void forget_maps(struct call_printer *printer)
{
	while (printer->n_known)
		map_free(printer->known[--printer->n_known].map);
}

void map_let_go(struct map *map)
{
	close(map->fd);
	map->fd = -1;
}

static struct map *open_map(const struct call_printer *printer, __u32 id)
{
	const struct map_ref ref = {.how = MAP_BY_ID, .id = id};
	BUF_CLEANUP struct buf notes = {0};
	struct map *map = NULL;
	struct err err = {0};

	if (map_open(&map, run_kernel(printer->run), &ref, MAP_READ, &notes, &err) ||
	    map_open_types(map, NULL, &notes, &err)) {
		map_free(map);
		map = NULL;
	} else {
		map_let_go(map);
	}
	err_clear(&err);
	return map;
}

static const struct map *find_map(struct call_printer *printer, __u32 id)
{
	struct known_map *known = printer->known;

	if (!id || (printer->map && printer->map->info.id == id))
		return id ? printer->map : NULL;
	for (size_t i = 0; i < printer->n_known; i++) {
		if (known[i].id == id)
			return known[i].map;
	}
	if (printer->n_known == MAX_MAPS)
		forget_maps(printer);
	known += printer->n_known++;
	*known = (struct known_map){id, open_map(printer, id)};
	return known->map;
}

/* ---- keys and values ------------------------------------------------------------------------ */

/* What one key or value is printed by. */
struct piece {
	const struct map *map; /* NULL: unknown, or of other sizes than the call's: bytes */
	enum side side;
	bool fd; /* a descriptor of the caller stands for an object */
	bool nameless; /* it holds one in place of a program's id */
	__u32 size;
	const struct form *form;
};

static struct piece piece_of(const struct call_printer *printer, enum column column,
			     const struct form *form)
{
	const struct trace_call *call = printer->call;
	const struct map *map = printer->call_map;
	bool given = column == COL_VALUE && (call->gives_value || call->gives_key);
	struct piece piece = {
		.side = column == COL_KEY || call->gives_key ? SIDE_KEY : SIDE_VALUE,
		.size = column == COL_KEY ? call->key.size : call->value.size,
		.form = form,
	};
	__u32 size;

	if (!map)
		return piece;
	size = piece.side == SIDE_KEY ? map->info.key_size : map->info.value_size;
	if (piece.size == size || (piece.side == SIDE_VALUE && piece.size == map->value_bytes))
		piece.map = map;
	piece.fd =
		!given && piece.size == sizeof(__u32) &&
		(map->type->can & (piece.side == SIDE_KEY ? TYPE_OBJECT_KEY : TYPE_OBJECT_VALUE));
	piece.nameless = !given && piece.side == SIDE_VALUE && object_takes_prog(map);
	return piece;
}

static void add_fd(const struct piece *piece, const char *data, struct buf *out)
{
	bool json = piece->form->syntax == SYNTAX_JSON;
	__s32 fd;

	memcpy(&fd, data, sizeof(fd));
	buf_printf(out, json ? "\"fd %d\"" : "fd %d", fd);
}

static void add_bytes(const struct form *form, const char *data, size_t n, bool cut,
		      struct buf *out)
{
	const char *quote = form->syntax == SYNTAX_JSON ? "\"" : "";

	buf_printf(out, "%shex:", quote);
	buf_hex_bytes(out, data, n);
	buf_printf(out, "%s%s", cut && !*quote ? "…" : "", quote);
}

static const char *separator(const struct form *form)
{
	return form->syntax == SYNTAX_JSON ? "," : ", ";
}

static void add_cpus(const struct piece *piece, const char *data, struct buf *out)
{
	const struct map *map = piece->map;
	struct form form = *piece->form;

	form.raw = false;
	buf_putc(out, '[');
	for (unsigned int cpu = 0; cpu < map->n_cpus; cpu++) {
		if (cpu)
			buf_puts(out, separator(&form));
		layout_format(map->value, data + (size_t)cpu * map->value_stride, &form, out);
	}
	buf_putc(out, ']');
}

static void add_value(const struct piece *piece, const char *data, struct buf *out)
{
	struct form form = *piece->form;

	form.comments &= !piece->nameless;
	form.objects &= !piece->nameless;
	layout_format(piece->map->value, data, &form, out);
}

static void add_piece(const struct piece *piece, const char *data, struct buf *out)
{
	const struct map *map = piece->map;

	if (piece->fd)
		add_fd(piece, data, out);
	else if (!map)
		add_bytes(piece->form, data, piece->size, false, out);
	else if (piece->side == SIDE_KEY)
		layout_format_key(map->key, data, piece->form, out);
	else if (map->n_cpus && piece->size == map->value_bytes)
		add_cpus(piece, data, out);
	else
		add_value(piece, data, out);
}

/*
 * The entries of a batch that are wholly there. In a table, whose rows are all as wide as the
 * widest, the first few.
 */
static void add_pieces(const struct piece *piece, const struct trace_data *data, bool cut,
		       bool in_table, struct buf *out)
{
	size_t start = out->len;
	struct form form = *piece->form;
	struct piece inner = *piece;

	form.raw = false;
	inner.form = &form;
	buf_putc(out, '[');
	for (__u32 at = 0; at + data->size <= data->bytes; at += data->size) {
		if (in_table && out->len - start > BATCH_SHOWN) {
			cut = true;
			break;
		}
		if (at)
			buf_puts(out, separator(&form));
		add_piece(&inner, (const char *)data->data + at, out);
	}
	if (cut && form.syntax != SYNTAX_JSON)
		buf_puts(out, data->bytes < data->size ? "…" : ", …");
	buf_putc(out, ']');
}

static bool is_cut(const struct trace_call *call, const struct trace_data *data)
{
	return data->bytes && data->bytes < (__u64)data->size * call->count;
}

/* What is cut stays text, which shows where. */
static bool is_json_in_csv(const struct trace_call *call, const struct piece *piece,
			   enum cell_form form, bool cut)
{
	const struct map *map = piece->map;

	if (form != CELL_FORM_CSV || cut || piece->fd)
		return false;
	return call->batch ||
	       (map && csv_wants_json(form, piece->side == SIDE_KEY ? map->key : map->value,
				      (struct place){0}));
}

static void add_data(const struct call_printer *printer, enum column column,
		     enum cell_form cell_form, struct buf *out)
{
	const struct trace_call *call = printer->call;
	const struct trace_data *data = column == COL_KEY ? &call->key : &call->value;
	struct piece piece = piece_of(printer, column, &printer->forms[cell_form]);
	bool cut = is_cut(call, data);
	size_t start = out->len;

	if (is_json_in_csv(call, &piece, cell_form, cut)) {
		add_data(printer, column, CELL_FORM_JSON, out);
		if (csv_keeps_json(out, start))
			return;
	}
	if (call->batch)
		add_pieces(&piece, data, cut, cell_form == CELL_FORM_TABLE, out);
	else if (cut)
		add_bytes(piece.form, data->data, data->bytes, true, out);
	else
		add_piece(&piece, data->data, out);
}

/* ---- cells ---------------------------------------------------------------------------------- */

static const char *map_label(const struct call_printer *printer)
{
	return printer->call_map ? printer->call_map->name : printer->call->map_name;
}

static void add_map(const struct call_printer *printer, enum cell_form form, struct buf *out)
{
	const char *name = map_label(printer);

	if (form == CELL_FORM_JSON) {
		buf_printf(out, "{\"id\":%u,\"name\":", printer->call->map_id);
		buf_json(out, name);
		buf_putc(out, '}');
	} else {
		buf_escaped(out, name, strlen(name));
	}
}

static void add_call(const struct call_printer *printer, enum cell_form form, struct buf *out)
{
	const struct trace_call *call = printer->call;

	if (form == CELL_FORM_JSON)
		buf_json(out, call->name);
	else if (form == CELL_FORM_TABLE && call->batch)
		buf_printf(out, "%s (%u)", call->name, call->count);
	else
		buf_puts(out, call->name);
}

static void cell_add(struct buf *out, enum cell_form form, const void *arg)
{
	const struct call_cell *cell = arg;
	const struct call_printer *printer = cell->printer;

	switch (cell->column) {
	case COL_TIME:
		clock_format((__u64)((__s64)printer->call->time + printer->to_wall), form, out);
		break;
	case COL_MAP:
		add_map(printer, form, out);
		break;
	case COL_CALL:
		add_call(printer, form, out);
		break;
	default:
		add_data(printer, cell->column, form, out);
	}
}

/* Absent: the call has none. Null: it passed none, or one that cannot be read. */
static enum cell_type data_cell_type(const struct trace_call *call, const struct trace_data *data)
{
	if (!data->size)
		return CELL_ABSENT;
	return data->bytes || !call->count ? CELL_CALL : CELL_NULL;
}

static struct cell result_cell(__s64 ret)
{
	if (ret >= 0)
		return (struct cell){.type = CELL_S64, .s64 = ret};
	return (struct cell){.type = CELL_TEXT, .text = err_name((int)ret)};
}

static struct cell cell_of(const struct trace_call *call, const struct call_cell *called)
{
	struct cell cell = {.type = CELL_CALL, .call = {cell_add, called}};

	switch (called->column) {
	case COL_PID:
		return (struct cell){.type = CELL_U64, .u64 = call->pid};
	case COL_COMM:
		return (struct cell){.type = CELL_TEXT, .text = call->comm};
	case COL_FD:
		return (struct cell){.type = CELL_S64, .s64 = (__s32)call->fd};
	case COL_ID:
		return (struct cell){.type = call->map_id ? CELL_U64 : CELL_NULL,
				     .u64 = call->map_id};
	case COL_MAP:
		cell.type = call->map_id ? CELL_CALL : CELL_NULL;
		return cell;
	case COL_KEY:
		cell.type = data_cell_type(call, &call->key);
		return cell;
	case COL_VALUE:
		cell.type = data_cell_type(call, &call->value);
		return cell;
	case COL_RESULT:
		return result_cell(call->ret);
	case COL_COUNT:
		return (struct cell){.type = call->batch ? CELL_U64 : CELL_ABSENT,
				     .u64 = call->count};
	case COL_CUT:
		return (struct cell){.type = is_cut(call, &call->key) || is_cut(call, &call->value)
						     ? CELL_BOOL : CELL_ABSENT,
				     .yes = true};
	default:
		return cell;
	}
}

int call_print(struct call_printer *printer, const struct trace_call *call, struct err *err)
{
	struct call_cell called[N_COLUMNS];
	struct cell cells[N_COLUMNS];

	printer->call = call;
	printer->call_map = find_map(printer, call->map_id);
	for (int i = 0; i < N_COLUMNS; i++) {
		called[i] = (struct call_cell){printer, (enum column)i};
		cells[i] = cell_of(call, &called[i]);
	}
	return picked_row(&printer->picked, cells, err);
}

/* ---- the printer ---------------------------------------------------------------------------- */

int call_printer_flush(struct call_printer *printer, struct err *err)
{
	return emit_flush(printer->picked.emit, err);
}

int call_printer_end(struct call_printer *printer, struct err *err)
{
	return emit_end(printer->picked.emit, err);
}

void call_printer_free(struct call_printer *printer)
{
	if (!printer)
		return;
	forget_maps(printer);
	emit_free(printer->picked.emit);
	free(printer);
}

static int printer_init(struct call_printer *printer, struct err *err)
{
	const struct run *run = printer->run;

	printer->to_wall = clock_to_wall();
	for (int form = 0; form < 4; form++)
		printer->forms[form] = run_form(run, (enum cell_form)form);
	return picked_open(&printer->picked, run, call_columns, N_COLUMNS, true, EMIT_MANY, err);
}

int call_printer_new(struct call_printer **out, const struct run *run, const struct map *map,
		     struct err *err)
{
	struct call_printer *printer = calloc(1, sizeof(*printer));
	int rc;

	*out = NULL;
	if (!printer)
		return fail_oom(err);
	printer->run = run;
	printer->map = map;
	rc = printer_init(printer, err);
	if (rc) {
		call_printer_free(printer);
		return rc;
	}
	*out = printer;
	return 0;
}
