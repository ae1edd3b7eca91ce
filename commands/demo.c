// SPDX-License-Identifier: GPL-2.0-or-later
/* demo list, start and stop: the bundled programs that fill maps. */
#include <string.h>
#include <unistd.h>

#include "bpf/demo.h"
#include "cli/nearest.h"
#include "commands/demo.h"

static const struct word no_words[] = {{0}};

#define LIST_COLUMNS 6

static const struct emit_column list_columns[] = {
	{.name = "name", .help = "what demo start and the others take"},
	{.name = "running",
	 .help = "whether it was started and not yet stopped; left: killed, and demo stop clears up"},
	{.name = "attached", .drop = 3, .help = "the hook that it is attached by"},
	{.name = "keeper",
	 .flags = EMIT_RIGHT,
	 .drop = 1,
	 .help = "the process that keeps alive what pins cannot"},
	{.name = "brief", .drop = 2, .help = "what it shows"},
	{.name = "left",
	 .flags = EMIT_HIDDEN,
	 .help = "whether something is left of one that no longer runs"},
	{0},
};

static void fill_row(const struct run *run, const struct demo *demo, struct demo_state *state,
		     struct cell *cells)
{
	bool running = demo_running(demo, state);
	bool left = !running && demo_left(demo);

	memset(cells, 0, LIST_COLUMNS * sizeof(*cells));
	cells[0] = (struct cell){.type = CELL_TEXT, .text = demo->name};
	cells[1] = (struct cell){.type = CELL_BOOL, .yes = running};
	if (left && run->opt->emit.format == EMIT_TABLE)
		cells[1] = (struct cell){.type = CELL_TEXT, .text = "left"};
	if (running && *state->attached)
		cells[2] = (struct cell){.type = CELL_TEXT, .text = state->attached};
	if (running && state->keeper)
		cells[3] = (struct cell){.type = CELL_U64, .u64 = (__u64)state->keeper};
	cells[4] = (struct cell){.type = CELL_TEXT, .text = demo->brief};
	cells[5] = (struct cell){.type = CELL_BOOL, .yes = left};
}

static int list_run(struct run *run, const void *args, struct err *err)
{
	struct cell all[LIST_COLUMNS];
	const struct demo *demo;
	struct demo_state state;
	struct picked picked;
	int rc = picked_open(&picked, run, list_columns, LIST_COLUMNS, true, EMIT_MANY, err);

	(void)args;
	for (unsigned int i = 0; !rc && (demo = demo_at(i)); i++) {
		fill_row(run, demo, &state, all);
		rc = picked_row(&picked, all, err);
	}
	if (!rc)
		rc = emit_end(picked.emit, err);
	emit_free(picked.emit);
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
	const char *name, *hook;
	bool traffic;
};

static const struct word start_words[] = {
	{.name = "NAME", .type = WORD_TEXT, .flags = WORD_REQUIRED,
	 .complete = COMPLETE_DEMO,
	 .help = "a demo, as demo list has them", WORD_AT(struct start_args, name)},
	{.name = "--traffic", .type = WORD_FLAG, .flags = WORD_OPTION,
	 .help = "make something to see, once", WORD_AT(struct start_args, traffic)},
	{.name = "--hook", .meta = "HOOK", .type = WORD_TEXT, .flags = WORD_OPTION,
	 .complete = COMPLETE_DEMO_HOOK,
	 .help = DEMO_HOOK_HELP, WORD_AT(struct start_args, hook)},
	{0},
};

/* Those of a kernel without the map's type are missing. */
static void add_pins(const struct demo *demo, struct buf *out)
{
	const char *comma = "";

	for (const char *const *map = demo->maps; *map; map++) {
		BUF_CLEANUP struct buf path = {0};

		demo_path(demo, *map, &path);
		if (access(buf_cstr(&path), F_OK))
			continue;
		buf_printf(out, "%s%s", comma, buf_cstr(&path));
		comma = ", ";
	}
}

/* What runs where, and what to type next: for people, on standard output. */
static int print_started(const struct run *run, const struct demo *demo,
			 struct demo_report *report, struct err *err)
{
	BUF_CLEANUP struct buf text = {0};

	run_notes(run, &report->refused);
	if (emit_is_json(run->opt->emit.format))
		return 0;
	buf_printf(&text, "%s: attached by %s\nmaps: ", demo->name, buf_cstr(&report->attached));
	add_pins(demo, &text);
	buf_puts(&text, "\ntry:\n");
	for (const struct demo_try *try = demo->tries; try->command; try++)
		buf_printf(&text, "  %s\n", try->command);
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
		{.type = CELL_TEXT, .text = buf_cstr(&report->attached)},
		{.type = CELL_U64, .u64 = 1},
	};
	int rc = print_started(run, demo, report, err);

	if (rc || !emit_is_json(run->opt->emit.format))
		return rc;
	return run_emit_one(run, columns, 3, cells, err);
}

const struct demo *demo_named(const char *name, struct err *err)
{
	const struct demo *demo = demo_find(name, err);
	struct nearest nearest = {.typed = name};

	for (unsigned int i = 0; !demo && demo_at(i); i++) {
		nearest_offer(&nearest, demo_at(i)->name);
		for (const char *const *also = demo_at(i)->also; also && *also; also++)
			nearest_offer(&nearest, *also);
	}
	if (nearest.best)
		err_hint(err, "did you mean \"%s\"?", nearest.best);
	return demo;
}

int demo_would(const struct run *run, const struct demo *demo, const char *what, struct err *err)
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
	const struct demo *demo = demo_named(args->name, err);
	struct demo_report report = {0};
	int rc;

	if (!demo || (args->hook && demo_hook_check(demo, args->hook, err)))
		return err->code;
	if (run->opt->dry_run) {
		rc = demo_check(demo, err);
		return rc ? rc : demo_would(run, demo, "started", err);
	}
	rc = demo_start(demo, args->hook, args->traffic, &report, err);
	if (!rc)
		rc = report_started(run, demo, &report, err);
	demo_report_free(&report);
	return rc;
}

const struct cmd cmd_demo_start = {
	.name = "demo start",
	.group = "live in",
	.brief = "start a demo and return: its maps are pinned",
	.about = "Pins the demo's links and maps under " DEMO_ROOT "/NAME, says which\n"
		 "way of attaching this kernel allowed, and returns. A demo on a socket leaves\n"
		 "a process behind that keeps the socket open, and writes it down in\n"
		 "/run/mapctl/NAME.",
	.examples = "mapctl demo start hello-config\n",
	.words = start_words,
	.flags = CMD_WRITES,
	.args_size = sizeof(struct start_args),
	.run = start_run,
};

struct stop_args {
	const char *name;
	bool all;
};

static const struct word stop_words[] = {
	{.name = "NAME", .type = WORD_TEXT,
	 .complete = COMPLETE_DEMO,
	 .help = "a demo, as demo list has them",
	 WORD_AT(struct stop_args, name)},
	{.name = "--all", .type = WORD_FLAG, .flags = WORD_OPTION,
	 .help = "all that run, and what is left of others", WORD_AT(struct stop_args, all)},
	{0},
};

static int stop_one(const struct run *run, const struct demo *demo, struct err *err)
{
	BUF_CLEANUP struct buf notes = {0}, line = {0};
	int rc;

	if (run->opt->dry_run) {
		buf_printf(&line, "demo %s: would be stopped", demo->name);
		rc = demo_stop_check(demo, err);
		return rc ? rc : run_result_line(run, buf_cstr(&line), err);
	}
	rc = demo_stop(demo, &notes, err);
	run_notes(run, &notes);
	buf_printf(&line, "demo %s: stopped", demo->name);
	return rc ? rc : run_result_line(run, buf_cstr(&line), err);
}

/* One that cannot be stopped does not keep the others; the first error is the command's. */
static int stop_all(const struct run *run, struct err *err)
{
	const struct demo *demo;
	__u64 n = 0;
	int first = 0;

	for (unsigned int i = 0; (demo = demo_at(i)); i++) {
		struct err other = {0};
		int rc;

		if (!demo_left(demo))
			continue;
		rc = stop_one(run, demo, first ? &other : err);
		n += !rc;
		if (*other.msg)
			run_note(run, "%s", other.msg);
		first = first ? first : rc;
	}
	return first ? first : run_changed(run, n, err);
}

static int stop_run(struct run *run, const void *arg, struct err *err)
{
	const struct stop_args *args = arg;
	const struct demo *demo;
	int rc;

	if (args->all == (args->name != NULL))
		return fail(err, ERR_USAGE, "stop either one demo or --all");
	if (args->all)
		return stop_all(run, err);
	demo = demo_named(args->name, err);
	if (!demo)
		return err->code;
	rc = stop_one(run, demo, err);
	return rc ? rc : run_changed(run, 1, err);
}

const struct cmd cmd_demo_stop = {
	.name = "demo stop",
	.group = "live in",
	.brief = "stop a demo and remove all that is its",
	.about = "Ends the process that it left, if any, and removes its links, pins and\n"
		 "cgroup; also what is left of a demo that was killed.",
	.words = stop_words,
	.flags = CMD_WRITES,
	.args_size = sizeof(struct stop_args),
	.run = stop_run,
};
