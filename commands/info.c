// SPDX-License-Identifier: GPL-2.0-or-later
/* info and schema: everything about one map, and its types as C. */
#include <string.h>

#include "commands/field.h"
#include "commands/maprow.h"

struct info_args {
	struct target_args target;
};

static const struct word info_words[] = {
	TARGET_MAP(struct info_args, target),
	TARGET_NARROW(struct info_args, target),
	TARGET_NEWEST(struct info_args, target),
	{0},
};

/* A row a field: what is absent has no row. */
static int info_table(const struct run *run, const struct cell *cells, struct err *err)
{
	static const struct emit_column columns[] = {{.name = "field"}, {.name = "value"}};
	struct emit_options options = run->opt->emit;
	struct emit *emit = NULL;
	int rc;

	options.no_header = true;
	rc = emit_new(&emit, &options, columns, 2, EMIT_MANY, err);
	for (int i = 0; !rc && i < ROW_COLUMNS; i++) {
		struct cell pair[] = {
			{.type = CELL_TEXT, .text = maprow_columns[i].name},
			cells[i],
		};

		if (cells[i].type != CELL_ABSENT)
			rc = emit_row(emit, pair, err);
	}
	if (!rc)
		rc = emit_end(emit, err);
	emit_free(emit);
	return rc;
}

static int print_info(const struct run *run, const struct inventory_map *map, struct err *err)
{
	struct cell cells[ROW_COLUMNS];
	struct maprow row = {0};
	int rc;

	maprow_fill(&row, map, cells);
	if (run->opt->emit.format == EMIT_TABLE && !run->opt->columns)
		rc = info_table(run, cells, err);
	else
		rc = picked_one(run, maprow_columns, ROW_COLUMNS, cells, err);
	maprow_free(&row);
	return rc;
}

/* Without the right to look a map up by id its descriptor still tells something. */
static int info_of_descriptor(const struct run *run, const struct map *map, struct err *err)
{
	struct inventory_map alone = maprow_alone(run, map, err);

	return print_info(run, &alone, err);
}

static int info_run(struct run *run, const void *arg, struct err *err)
{
	const struct info_args *args = arg;
	MAP_CLEANUP struct map *map = NULL;
	struct inventory *inventory = NULL;
	int rc = target_open_plain(run, &args->target, MAP_READ, &map, err);

	if (rc)
		return rc;
	rc = inventory_new(&inventory, run_kernel(run), map->info.id,
			   WANT_NAMES | WANT_PINS | WANT_PROGRAMS | WANT_PIDS | WANT_ENTRIES |
				   WANT_MEMORY | WANT_RINGS, err);
	if (rc == -EPERM)
		return info_of_descriptor(run, map, err);
	if (!rc)
		run_notes(run, &inventory->notes);
	if (!rc)
		rc = print_info(run, &inventory->maps[0], err);
	inventory_free(inventory);
	return rc;
}

const struct cmd cmd_info = {
	.name = "info",
	.group = "look",
	.brief = "everything about one map",
	.words = info_words,
	.columns = maprow_columns,
	.examples = "mapctl info config\n"
		    "mapctl -r info config -o memory\n",
	.args_size = sizeof(struct info_args),
	.run = info_run,
};

struct schema_args {
	struct target_args target;
	struct typing_args typing;
};

static const struct word schema_words[] = {
	TARGET_MAP(struct schema_args, target),
	TARGET_NARROW(struct schema_args, target),
	TARGET_NEWEST(struct schema_args, target),
	TYPING_WORDS(struct schema_args, typing),
	{0},
};

/* One side of a map, for a cell. */
struct schema_side {
	const struct map *map;
	enum side side;
};

static void declare_side(const struct map *map, enum side side, struct buf *out)
{
	const struct layout *layout = side_layout(map, side);
	const char *name = side == SIDE_KEY ? "key" : "value";

	if (!layout->size)
		buf_printf(out, "/* no %s */\n", name);
	else if (!layout->typed)
		buf_printf(out, "/* %s: %u bytes of unknown type */\n", name, layout->size);
	else
		layout_declare(layout, name, out);
}

/* u32 m[2][3] has "dimensions":[2,3]. */
static void add_dimensions(const struct layout *layout, struct place place, struct buf *out)
{
	bool first = true;

	for (;; place.field++) {
		__u8 kind = layout->fields[place.field].kind;

		if (kind != LAYOUT_ARRAY && kind != LAYOUT_TEXT)
			break;
		buf_printf(out, "%s%u", first ? ",\"dimensions\":[" : ",",
			   layout_count(layout, place));
		first = false;
		if (kind == LAYOUT_TEXT)
			break;
	}
	if (!first)
		buf_putc(out, ']');
}

static void add_field(const struct layout *layout, __u32 i, struct place place, struct buf *out)
{
	const struct layout_field *field = &layout->fields[i];
	BUF_CLEANUP struct buf path = {0};

	layout_path(layout, place, &path);
	buf_puts(out, "{\"path\":");
	buf_json_string(out, path.data ? path.data : "", path.len);
	buf_puts(out, ",\"type\":");
	buf_json(out, field->type);
	buf_printf(out, ",\"offset\":%u", place.bit_off / 8);
	if (field->bitfield)
		buf_printf(out, ",\"bit\":%u", place.bit_off % 8);
	buf_printf(out, ",\"bits\":%u", field->bits);
	add_dimensions(layout, place, out);
	buf_putc(out, '}');
}

static void add_side(struct buf *out, enum cell_form form, const void *arg)
{
	const struct schema_side *side = arg;
	const struct layout *layout = side_layout(side->map, side->side);
	BUF_CLEANUP struct buf text = {0};
	struct place place;
	bool first = true;

	(void)form;
	declare_side(side->map, side->side, &text);
	buf_printf(out, "{\"size\":%u,\"c\":", layout->size);
	buf_json_string(out, text.data ? text.data : "", text.len);
	buf_puts(out, ",\"fields\":[");
	for (__u32 i = layout_leaf(layout, 0, &place); i; i = layout_leaf(layout, i, &place)) {
		if (!first)
			buf_putc(out, ',');
		first = false;
		add_field(layout, place.field, place, out);
	}
	buf_puts(out, "]}");
}

static int schema_json(const struct run *run, const struct map *map, struct err *err)
{
	static const struct emit_column columns[] = {
		{.name = "id"},  {.name = "name"},  {.name = "type"},
		{.name = "key"}, {.name = "value"},
	};
	const struct schema_side key = {map, SIDE_KEY}, value = {map, SIDE_VALUE};
	struct cell cells[] = {
		{.type = CELL_U64, .u64 = map->info.id},
		{.type = CELL_TEXT, .text = map->name},
		{.type = CELL_TEXT, .text = map->type->name},
		{.type = CELL_CALL, .call = {add_side, &key}},
		{.type = CELL_CALL, .call = {add_side, &value}},
	};

	return run_emit_one(run, columns, 5, cells, err);
}

static int schema_run(struct run *run, const void *arg, struct err *err)
{
	const struct schema_args *args = arg;
	MAP_CLEANUP struct map *map = NULL;
	BUF_CLEANUP struct buf text = {0};
	int rc = target_open(run, &args->target, &args->typing, MAP_READ, &map, err);

	if (rc)
		return rc;
	if (emit_is_json(run->opt->emit.format))
		return schema_json(run, map, err);
	if (run->opt->emit.format != EMIT_TABLE || run->opt->columns) {
		fail(err, ERR_USAGE, "a schema is C text: it has no columns");
		err_hint(err, "-j gives the fields with their offsets");
		return ERR_USAGE;
	}
	declare_side(map, SIDE_KEY, &text);
	buf_putc(&text, '\n');
	declare_side(map, SIDE_VALUE, &text);
	return text.oom ? fail_oom(err) : emit_write(run->opt->emit.fd, text.data, text.len, err);
}

const struct cmd cmd_schema = {
	.name = "schema",
	.group = "look",
	.brief = "key and value as C declarations, with offsets and padding",
	.about = "The text can be given to create again.",
	.words = schema_words,
	.examples = "mapctl schema flows\n",
	.args_size = sizeof(struct schema_args),
	.run = schema_run,
};
