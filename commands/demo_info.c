// SPDX-License-Identifier: GPL-2.0-or-later
/* demo info: what a demo attaches to, its maps, what to type and what comes of it. */
#include <string.h>

#include "commands/demo.h"

struct info_args {
	const char *name;
};

static const struct word info_words[] = {
	{.name = "NAME", .type = WORD_TEXT, .flags = WORD_REQUIRED,
	 .complete = COMPLETE_DEMO,
	 .help = "a demo, as demo list has them", WORD_AT(struct info_args, name)},
	{0},
};

/* The lines of text, each behind two blanks. */
static void add_indented(struct buf *out, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		buf_puts(out, "  ");
		buf_add(out, text, n);
		buf_putc(out, '\n');
		text += n + (text[n] == '\n');
	}
}

/* "  config: hash, __u32 -> struct user_msg_t, 10240 entries" */
static void add_map_line(void *arg, const struct demo_map *map)
{
	struct buf *out = arg;
	bool one = map->max_entries == 1;

	buf_printf(out, "  %s: %s", map->name, map->type);
	if (map->key)
		buf_printf(out, ", %s -> %s", map->key, map->value);
	if (map->max_entries)
		buf_printf(out, ", %u %s", map->max_entries,
			   map->bytes ? "bytes" : one ? "entry" : "entries");
	buf_putc(out, '\n');
}

static void add_names(struct buf *out, const struct demo *demo)
{
	buf_printf(out, "%s: %s\n", demo->name, demo->brief);
	for (const char *const *also = demo->also; also && *also; also++)
		buf_printf(out, "%s%s", also == demo->also ? "also: " : ", ", *also);
	buf_puts(out, demo->also ? "\n" : "");
}

static void add_tries(struct buf *out, const struct demo *demo)
{
	buf_printf(out, "traffic:\n  %s\n\nAfter mapctl demo start %s --traffic:\n",
		   demo->traffic_about, demo->name);
	for (const struct demo_try *try = demo->tries; try->command; try++) {
		buf_printf(out, "\n  $ %s\n", try->command);
		if (try->output)
			add_indented(out, try->output);
		if (try->example) {
			buf_puts(out, "  for example:\n");
			add_indented(out, try->example);
		}
	}
}

static int info_text(const struct run *run, const struct demo *demo, struct err *err)
{
	BUF_CLEANUP struct buf text = {0};
	int rc;

	add_names(&text, demo);
	buf_printf(&text, "\n%s\n\nattaches to:\n  ", demo->about);
	demo_hooks(demo, "\n  ", &text);
	buf_puts(&text, "\nmaps:\n");
	rc = demo_maps(demo, add_map_line, &text, err);
	if (rc)
		return rc;
	add_tries(&text, demo);
	return text.oom ? fail_oom(err)
			: emit_write(run->opt->emit.fd, text.data, text.len, err);
}

static void add_json_text(struct buf *out, const char *name, const char *text)
{
	if (!text)
		return;
	buf_printf(out, ",\"%s\":", name);
	buf_json(out, text);
}

static void add_json_map(void *arg, const struct demo_map *map)
{
	struct buf *out = arg;

	buf_puts(out, out->len ? ",{\"name\":" : "{\"name\":");
	buf_json(out, map->name);
	add_json_text(out, "type", map->type);
	add_json_text(out, "key_type", map->key);
	add_json_text(out, "value_type", map->value);
	if (map->max_entries)
		buf_printf(out, ",\"max_entries\":%u", map->max_entries);
	buf_putc(out, '}');
}

/* CELL_CALL: the maps, which were described into a buffer. */
static void add_maps(struct buf *out, enum cell_form form, const void *arg)
{
	const struct buf *maps = arg;

	buf_putc(out, '[');
	buf_add(out, maps->data, maps->len);
	buf_putc(out, ']');
	(void)form;
}

static void add_json_tries(struct buf *out, enum cell_form form, const void *arg)
{
	const struct demo *demo = arg;

	(void)form;
	buf_putc(out, '[');
	for (const struct demo_try *try = demo->tries; try->command; try++) {
		buf_puts(out, try == demo->tries ? "{\"command\":" : ",{\"command\":");
		buf_json(out, try->command);
		add_json_text(out, "output", try->output);
		add_json_text(out, "example", try->example);
		buf_putc(out, '}');
	}
	buf_putc(out, ']');
}

static size_t count(const char *const *list)
{
	size_t n = 0;

	while (list && list[n])
		n++;
	return n;
}

static int info_json(const struct run *run, const struct demo *demo, struct err *err)
{
	static const struct emit_column columns[] = {
		{.name = "name"}, {.name = "also"}, {.name = "brief"}, {.name = "about"},
		{.name = "attaches"}, {.name = "maps"}, {.name = "traffic"}, {.name = "try"},
	};
	BUF_CLEANUP struct buf maps = {0}, hooks = {0};
	int rc = demo_maps(demo, add_json_map, &maps, err);

	demo_hooks(demo, ", ", &hooks);
	const struct cell cells[] = {
		{.type = CELL_TEXT, .text = demo->name},
		{.type = CELL_LIST, .list = {demo->also, count(demo->also)}},
		{.type = CELL_TEXT, .text = demo->brief},
		{.type = CELL_TEXT, .text = demo->about},
		{.type = CELL_TEXT, .text = buf_cstr(&hooks)},
		{.type = CELL_CALL, .call = {add_maps, &maps}},
		{.type = CELL_TEXT, .text = demo->traffic_about},
		{.type = CELL_CALL, .call = {add_json_tries, demo}},
	};
	return rc ? rc : run_emit_one(run, columns, sizeof(columns) / sizeof(*columns), cells, err);
}

static int info_run(struct run *run, const void *arg, struct err *err)
{
	const struct info_args *args = arg;
	const struct demo *demo = demo_named(args->name, err);

	if (!demo)
		return err->code;
	if (emit_is_json(run->opt->emit.format))
		return info_json(run, demo, err);
	if (run->opt->emit.format != EMIT_TABLE || run->opt->columns)
		return fail(err, ERR_USAGE, "the page of a demo is text or, with -j, JSON");
	return info_text(run, demo, err);
}

const struct cmd cmd_demo_info = {
	.name = "demo info",
	.group = "live in",
	.brief = "a demo's page: hooks, maps, commands to try and their output",
	.words = info_words,
	.args_size = sizeof(struct info_args),
	.run = info_run,
};
