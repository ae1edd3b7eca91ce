// SPDX-License-Identifier: GPL-2.0-or-later
/* demo run: a demo in the foreground, its records as lines. */
#include "commands/demo.h"
#include "commands/duration.h"

struct run_args {
	const char *name, *hook, *duration;
	struct word_u64 count;
	bool traffic;
};

static const struct word run_words[] = {
	{.name = "NAME", .type = WORD_TEXT, .flags = WORD_REQUIRED,
	 .complete = COMPLETE_DEMO,
	 .help = "a demo, as demo list has them", WORD_AT(struct run_args, name)},
	{.name = "--count", .meta = "N", .type = WORD_U64, .flags = WORD_OPTION, .min = 1,
	 .help = "end after N records", WORD_AT(struct run_args, count)},
	{.name = "--for", .meta = "TIME", .type = WORD_TEXT, .flags = WORD_OPTION,
	 .help = "end after 5s, 250ms, 2h", WORD_AT(struct run_args, duration)},
	{.name = "--traffic", .type = WORD_FLAG, .flags = WORD_OPTION,
	 .help = "make something to see, every two seconds", WORD_AT(struct run_args, traffic)},
	{.name = "--hook", .meta = "HOOK", .type = WORD_TEXT, .flags = WORD_OPTION,
	 .complete = COMPLETE_DEMO_HOOK,
	 .help = DEMO_HOOK_HELP, WORD_AT(struct run_args, hook)},
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

static int on_started(void *arg, struct demo_report *report)
{
	struct watching *watching = arg;

	run_notes(watching->run, &report->refused);
	run_note(watching->run, "%s: attached by %s; Ctrl-C ends it", watching->demo->name,
		 buf_cstr(&report->attached));
	return 0;
}

static void add_record(struct watching *watching, const struct demo_event *event)
{
	struct buf *line = &watching->line;
	bool json = watching->form.syntax == SYNTAX_JSON;

	if (json && event->cpu >= 0)
		buf_printf(line, "{\"cpu\":%d,\"value\":", event->cpu);
	else if (json)
		buf_puts(line, "{\"value\":");
	layout_format(event->layout, event->data, &watching->form, line);
	if (json)
		buf_putc(line, '}');
}

/* One value, or those of all CPUs as dump has them. */
static void add_values(struct watching *watching, const struct demo_event *event)
{
	struct buf *line = &watching->line;
	bool json = watching->form.syntax == SYNTAX_JSON;
	size_t stride = (event->layout->size + 7) / 8 * 8;

	if (!event->cpus)
		layout_format(event->layout, event->data, &watching->form, line);
	for (unsigned int cpu = 0; cpu < event->cpus; cpu++) {
		buf_puts(line, cpu ? "," : "[");
		if (json)
			buf_printf(line, "{\"cpu\":%u,\"value\":", cpu);
		else if (cpu)
			buf_putc(line, ' ');
		layout_format(event->layout, (const char *)event->data + cpu * stride,
			      &watching->form, line);
		if (json)
			buf_putc(line, '}');
	}
	if (event->cpus)
		buf_putc(line, ']');
}

static void add_entry(struct watching *watching, const struct demo_event *event)
{
	struct buf *line = &watching->line;
	bool json = watching->form.syntax == SYNTAX_JSON;

	if (json)
		buf_printf(line, "{\"map\":\"%s\",\"key\":", event->map);
	else
		buf_printf(line, "%s ", event->map);
	layout_format(event->key_layout, event->key, &watching->form, line);
	if (json)
		buf_puts(line, event->cpus ? ",\"values\":" : ",\"value\":");
	else
		buf_puts(line, ": ");
	add_values(watching, event);
	if (json)
		buf_putc(line, '}');
}

static void add_folded(struct watching *watching, const struct demo_event *event)
{
	struct buf *line = &watching->line;

	if (watching->form.syntax == SYNTAX_JSON) {
		buf_puts(line, "{\"stack\":");
		buf_json(line, event->stack);
		buf_printf(line, ",\"us\":%llu}", (unsigned long long)event->weight);
		return;
	}
	buf_printf(line, "%s %llu", event->stack, (unsigned long long)event->weight);
}

static int on_event(void *arg, const struct demo_event *event)
{
	struct watching *watching = arg;

	if (!event->data && !event->stack) {
		watching->lost += event->lost;
		run_note(watching->run, "%llu records lost", (unsigned long long)event->lost);
		return 0;
	}
	watching->records++;
	if (event->stack)
		add_folded(watching, event);
	else if (event->map)
		add_entry(watching, event);
	else
		add_record(watching, event);
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
		.traffic = args->traffic,
		.hook = args->hook,
	};
	int ms = 0, rc = args->duration ? duration_parse(args->duration, "--for", 1, &ms, err) : 0;

	if (rc)
		return rc;
	if (!json && run->opt->emit.format != EMIT_TABLE)
		return fail(err, ERR_USAGE, "a demo prints lines or, with -J, JSON lines");
	watching.demo = demo_named(args->name, err);
	if (!watching.demo ||
	    (args->hook && demo_hook_check(watching.demo, args->hook, err)))
		return err->code;
	if (run->opt->dry_run) {
		rc = demo_check_rights(watching.demo, err);
		return rc ? rc : demo_would(run, watching.demo, "run", err);
	}
	watch.max_ms = (unsigned int)ms;
	watching.form = run_form(run, json ? CELL_FORM_JSON : CELL_FORM_TABLE);
	rc = demo_run(watching.demo, &watch, err);
	buf_free(&watching.line);
	if (!rc && watching.demo->output)
		run_note(run, "%llu record%s, %llu lost", (unsigned long long)watching.records,
			 watching.records == 1 ? "" : "s", (unsigned long long)watching.lost);
	return rc;
}

const struct cmd cmd_demo_run = {
	.name = "demo run",
	.group = "live in",
	.brief = "run a demo in the foreground and print what it sees",
	.about = "Attaches the demo without pinning anything and prints its records, or every\n"
		 "second the entries of its maps that have changed, until Ctrl-C, which is its\n"
		 "end: exit status 0, and nothing is left. off-cpu prints folded stacks at its\n"
		 "end instead.",
	.words = run_words,
	.flags = CMD_WRITES | CMD_ENDLESS,
	.args_size = sizeof(struct run_args),
	.run = run_run,
};
