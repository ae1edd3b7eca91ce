// SPDX-License-Identifier: GPL-2.0-or-later
/* demo list, start, stop and run: the bundled programs that fill maps. */
#include <string.h>

#include "bpf/demo.h"
#include "commands/commands.h"

static const struct word no_words[] = {{0}};

static const struct emit_column list_columns[] = {
	{.name = "name"}, {.name = "running"}, {.name = "attached"}, {.name = "brief", .drop = 1},
	{0},
};

static void fill_row(const struct demo *demo, struct cell *cells)
{
	const struct demo_hook *hook = NULL;
	bool running = demo_running(demo, &hook);

	memset(cells, 0, 4 * sizeof(*cells));
	cells[0] = (struct cell){.type = CELL_TEXT, .text = demo->name};
	cells[1] = (struct cell){.type = CELL_BOOL, .yes = running};
	if (hook)
		cells[2] = (struct cell){.type = CELL_TEXT, .text = hook->name};
	cells[3] = (struct cell){.type = CELL_TEXT, .text = demo->brief};
}

static int list_run(struct run *run, const void *args, struct err *err)
{
	struct emit_column columns[4];
	struct cell all[4], cells[4];
	const struct demo *demo;
	struct emit *emit = NULL;
	size_t chosen[4];
	int rc, n = run_pick_columns(run, list_columns, 4, false, columns, chosen, err);

	(void)args;
	if (n < 0)
		return n;
	rc = emit_new(&emit, &run->opt->emit, columns, (size_t)n, EMIT_MANY, err);
	for (unsigned int i = 0; !rc && (demo = demo_at(i)); i++) {
		fill_row(demo, all);
		for (int c = 0; c < n; c++)
			cells[c] = all[chosen[c]];
		rc = emit_row(emit, cells, err);
	}
	if (!rc)
		rc = emit_end(emit, err);
	emit_free(emit);
	return rc;
}

const struct cmd cmd_demo_list = {
	.name = "demo list",
	.group = "live in",
	.brief = "the bundled demos and which of them run",
	.words = no_words,
	.columns = list_columns,
	.run = list_run,
};

struct start_args {
	const char *name;
};

static const struct word name_words[] = {
	{.name = "NAME", .type = WORD_TEXT, .flags = WORD_REQUIRED,
	 .help = "a demo, as demo list has them", WORD_AT(struct start_args, name)},
	{0},
};

/* What runs where, and what to type next: for people, on standard output. */
static int print_started(const struct run *run, const struct demo *demo,
			 struct demo_report *report, struct err *err)
{
	BUF_CLEANUP struct buf text = {0};

	run_notes(run, &report->refused);
	if (emit_is_json(run->opt->emit.format))
		return 0;
	buf_printf(&text, "%s: attached by %s\nmaps: ", demo->name, report->hook->name);
	for (const char *const *map = demo->maps; *map; map++) {
		if (map != demo->maps)
			buf_puts(&text, ", ");
		demo_path(demo, *map, &text);
	}
	buf_puts(&text, "\ntry:\n");
	for (const char *const *next = demo->next; *next; next++)
		buf_printf(&text, "  %s\n", *next);
	return text.oom ? fail_oom(err)
			: emit_write(run->opt->emit.fd, text.data, text.len, err);
}

static int report_started(const struct run *run, const struct demo *demo,
			  struct demo_report *report, struct err *err)
{
	static const struct emit_column columns[] = {
		{.name = "demo"}, {.name = "attached"}, {.name = "changed"},
	};
	struct cell cells[] = {
		{.type = CELL_TEXT, .text = demo->name},
		{.type = CELL_TEXT, .text = report->hook->name},
		{.type = CELL_U64, .u64 = 1},
	};
	int rc = print_started(run, demo, report, err);

	if (rc || !emit_is_json(run->opt->emit.format))
		return rc;
	return run_emit_one(run, columns, 3, cells, err);
}

/* --dry-run of what can't be tried without doing it. */
static int would(const struct run *run, const struct demo *demo, const char *what, struct err *err)
{
	BUF_CLEANUP struct buf line = {0};
	int rc;

	buf_printf(&line, "demo %s: would be %s", demo->name, what);
	rc = run_result_line(run, buf_cstr(&line), err);
	return rc ? rc : run_changed(run, 1, err);
}

static int start_run(struct run *run, const void *arg, struct err *err)
{
	const struct start_args *args = arg;
	const struct demo *demo = demo_find(args->name, err);
	struct demo_report report = {0};
	int rc;

	if (!demo)
		return err->code;
	if (run->opt->dry_run) {
		rc = demo_check(demo, err);
		return rc ? rc : would(run, demo, "started", err);
	}
	rc = demo_start(demo, &report, err);
	if (!rc)
		rc = report_started(run, demo, &report, err);
	demo_report_free(&report);
	return rc;
}

const struct cmd cmd_demo_start = {
	.name = "demo start",
	.group = "live in",
	.brief = "start a demo and return: its maps are pinned",
	.about = "Pins the demo's link and maps under " DEMO_ROOT "/NAME, says which\n"
		 "way of attaching this kernel allowed, and returns.",
	.examples = "mapctl demo start hello-config\n",
	.words = name_words,
	.flags = CMD_WRITES,
	.args_size = sizeof(struct start_args),
	.run = start_run,
};

static int stop_run(struct run *run, const void *arg, struct err *err)
{
	const struct start_args *args = arg;
	const struct demo *demo = demo_find(args->name, err);
	BUF_CLEANUP struct buf notes = {0}, line = {0};
	int rc;

	if (!demo)
		return err->code;
	if (run->opt->dry_run && demo_running(demo, NULL))
		return would(run, demo, "stopped", err);
	if (run->opt->dry_run)
		return fail(err, -ENOENT, "demo \"%s\" is not running", demo->name);
	rc = demo_stop(demo, &notes, err);
	run_notes(run, &notes);
	buf_printf(&line, "demo %s: stopped", demo->name);
	if (!rc)
		rc = run_result_line(run, buf_cstr(&line), err);
	return rc ? rc : run_changed(run, 1, err);
}

const struct cmd cmd_demo_stop = {
	.name = "demo stop",
	.group = "live in",
	.brief = "stop a demo and remove its pins",
	.words = name_words,
	.flags = CMD_WRITES,
	.args_size = sizeof(struct start_args),
	.run = stop_run,
};

struct run_args {
	const char *name;
	struct word_u64 count;
	struct word_u32 seconds;
};

static const struct word run_words[] = {
	{.name = "NAME", .type = WORD_TEXT, .flags = WORD_REQUIRED,
	 .help = "a demo, as demo list has them", WORD_AT(struct run_args, name)},
	{.name = "--count", .meta = "N", .type = WORD_U64, .flags = WORD_OPTION, .min = 1,
	 .help = "end after N records", WORD_AT(struct run_args, count)},
	{.name = "--for", .meta = "SECONDS", .type = WORD_U32, .flags = WORD_OPTION, .min = 1,
	 .max = 4000000, .help = "end after so many seconds", WORD_AT(struct run_args, seconds)},
	{0},
};

/* A demo in the foreground: its records as lines, JSON in -J. */
struct watching {
	const struct run *run;
	const struct demo *demo;
	struct form form;
	struct err *err;
	struct buf line;
	__u64 records, lost;
};

static int write_line(struct watching *watching)
{
	struct buf *line = &watching->line;
	int rc;

	buf_putc(line, '\n');
	rc = line->oom ? fail_oom(watching->err)
		       : emit_write(watching->run->opt->emit.fd, line->data, line->len,
				    watching->err);
	buf_reset(line);
	return rc;
}

static int on_started(void *arg, const struct demo_report *report, const struct layout *layout)
{
	struct watching *watching = arg;

	(void)layout;
	run_note(watching->run, "%s: attached by %s; Ctrl-C ends it", watching->demo->name,
		 report->hook->name);
	return 0;
}

static int on_event(void *arg, const struct demo_event *event)
{
	struct watching *watching = arg;
	struct buf *line = &watching->line;
	bool json = watching->form.syntax == SYNTAX_JSON;

	if (!event->data) {
		watching->lost += event->lost;
		run_note(watching->run, "%llu records lost", (unsigned long long)event->lost);
		return 0;
	}
	watching->records++;
	if (json)
		buf_printf(line, "{\"cpu\":%d,\"value\":", event->cpu);
	layout_format(event->layout, event->data, &watching->form, line);
	if (json)
		buf_putc(line, '}');
	return write_line(watching);
}

static int run_run(struct run *run, const void *arg, struct err *err)
{
	const struct run_args *args = arg;
	struct watching watching = {.run = run, .err = err};
	bool json = emit_is_json(run->opt->emit.format);
	struct demo_watch watch = {
		.started = on_started,
		.event = on_event,
		.arg = &watching,
		.max_events = args->count.value,
		.max_ms = args->seconds.value * 1000,
	};
	int rc;

	if (!json && run->opt->emit.format != EMIT_TABLE)
		return fail(err, ERR_USAGE, "a demo prints lines or, with -J, JSON lines");
	watching.demo = demo_find(args->name, err);
	if (!watching.demo)
		return err->code;
	if (run->opt->dry_run)
		return would(run, watching.demo, "run", err);
	watching.form = run_form(run, json ? CELL_FORM_JSON : CELL_FORM_TABLE);
	rc = demo_run(watching.demo, &watch, err);
	buf_free(&watching.line);
	if (!rc)
		run_note(run, "%llu records, %llu lost", (unsigned long long)watching.records,
			 (unsigned long long)watching.lost);
	return rc;
}

const struct cmd cmd_demo_run = {
	.name = "demo run",
	.group = "live in",
	.brief = "run a demo in the foreground and print what it sees",
	.about = "Attaches the demo without pinning anything and prints its records until Ctrl-C,\n"
		 "which is its end: exit status 0, and nothing is left.",
	.words = run_words,
	.flags = CMD_WRITES | CMD_ENDLESS,
	.args_size = sizeof(struct run_args),
	.run = run_run,
};
