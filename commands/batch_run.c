// SPDX-License-Identifier: GPL-2.0-or-later
/* Lines of a file or pipe at work: each run, or collected, and what came of it told. */
#include <ctype.h>
#include <string.h>
#include <unistd.h>

#include "cli/interrupt.h"
#include "cli/line.h"
#include "cli/term.h"
#include "commands/batch.h"
#include "commands/batch_dry.h"
#include "commands/kept.h"

/* Without input for so long the maps that are kept open are let go. */
enum { PAUSE_MS = 20 };

struct batch {
	struct session *session;
	const struct batch_source *source;
	struct options options; /* what each line's start from */
	struct options before; /* the session's own */
	struct emit_series series;
	bool json;
	struct script script;
	struct line line;
	struct parsed parsed;
	struct run run; /* of the line at work */
	struct report_place place; /* of the line last read: the session's */
	struct pending *pending;
	struct interrupt interrupt;
	bool begun;
	struct err err; /* of the line at work */
	struct buf out; /* results that are not a command's own */
	struct dry_lines dry; /* --dry-run */
	unsigned long lines, failed;
	int status; /* of the first line that failed */
	bool stop, interrupted;
};

static struct world *batch_world(const struct batch *batch)
{
	return batch->session->world;
}

/* Counts a line that failed; true: go on. */
static bool count_failed(struct batch *batch, int status)
{
	batch->failed++;
	if (!batch->status)
		batch->status = status;
	if (!batch->options.keep_going)
		batch->stop = true;
	return !batch->stop;
}

static bool report(struct batch *batch, unsigned long line, const struct cmd *cmd, struct err *err)
{
	const struct report_place place = {.file = batch->source->name, .line = line};
	int status;

	if (err->code == ERR_INTERRUPTED) {
		batch->interrupted = batch->stop = true;
		err_clear(err);
		return false;
	}
	status = report_failure_at(batch->session->program, &place, cmd, batch->json, err);
	err_clear(err);
	return count_failed(batch, status);
}

static int write_out(struct batch *batch, struct err *err)
{
	struct buf *out = &batch->out;
	int rc = out->oom ? fail_oom(err)
			  : emit_write(batch->options.emit.fd, out->data, out->len, err);

	buf_reset(out);
	return rc;
}

static int pending_done(void *arg, const unsigned long *lines, size_t n, struct err *err)
{
	struct batch *batch = arg;
	unsigned long now = batch->series.line;

	if (!batch->json)
		return 0;
	for (size_t i = 0; i < n; i++) {
		batch->series.line = lines[i];
		emit_series_row(&batch->series, ",\"changed\":1", &batch->out);
	}
	batch->series.line = now;
	return write_out(batch, err);
}

static bool pending_failed(void *arg, unsigned long line, const struct cmd *cmd, struct err *err)
{
	return report(arg, line, cmd, err);
}

/* Commands about one entry: no name or pin is bound to another map by them. */
static bool keeps_maps(const struct cmd *cmd)
{
	static const struct cmd *const keeping[] = {&cmd_update,  &cmd_delete, &cmd_lookup,
						    &cmd_getnext, &cmd_push,   &cmd_pop,
						    &cmd_peek};

	for (size_t i = 0; i < sizeof(keeping) / sizeof(keeping[0]); i++) {
		if (keeping[i] == cmd)
			return true;
	}
	return false;
}

/* It prints nothing, so that JSON without it is whole. */
static bool is_silent(const struct cmd *cmd)
{
	return cmd == &cmd_use || cmd == &cmd_quit;
}

static int refuse_lines(const struct batch *batch, const struct cmd *cmd, struct err *err)
{
	bool help = batch->parsed.what == PARSED_HELP;

	if (batch->json && (help || (cmd && cmd->flags & CMD_NO_OUTPUT_OPTIONS && !is_silent(cmd))))
		return fail(err, ERR_USAGE, "\"%s\" prints no JSON", help ? "help" : cmd->name);
	if (help || !cmd)
		return 0;
	if (cmd->flags & CMD_LINES)
		return fail(err, ERR_USAGE, "a line cannot run lines of its own");
	if (batch->json && batch->parsed.opt.emit.format != EMIT_LINES)
		return fail(err, ERR_USAGE, "all lines of a batch in JSON have its form");
	return 0;
}

/* What a dry run does, too: else the lines behind it would mean something else. */
static bool changes_session(const struct cmd *cmd)
{
	return cmd == &cmd_use || cmd == &cmd_set || cmd == &cmd_quit;
}

/* True for a line that a dry run leaves out: it is right, and changes nothing. */
static bool dry_left_out(struct batch *batch, const struct cmd *cmd)
{
	if (!cmd || cmd->flags & CMD_WRITES || changes_session(cmd) || cmd == &cmd_lookup ||
	    cmd == &cmd_getnext) /* these check their keys, and read nothing */
		return false;
	if (cmd == &cmd_save)
		dry_lines_add(&batch->dry, cmd, batch->parsed.args);
	if (cmd->flags & CMD_SESSION)
		run_note(&batch->run, "what \"%s\" would run is not checked", cmd->name);
	return true;
}

/* True for a line of a dry run of which no more can be said. */
static bool dry_unchecked(struct batch *batch, const struct cmd *cmd)
{
	if (!batch->options.dry_run)
		return false;
	return dry_left_out(batch, cmd) ||
	       (cmd != &cmd_set && dry_lines_skip(&batch->dry, &batch->run, &batch->line));
}

static void dry_ran(struct batch *batch, const struct cmd *cmd)
{
	if (cmd && cmd->flags & CMD_WRITES && !keeps_maps(cmd))
		dry_lines_add(&batch->dry, cmd, batch->parsed.args);
	if (cmd == &cmd_use)
		batch->dry.use_bound = false;
}

/* After what may have changed them: `set`, `use`. */
static void options_refresh(struct batch *batch)
{
	struct options *options = &batch->options;

	session_options(batch->session, options);
	options->emit.width = term_width(options->emit.fd);
	if (batch->json)
		options->emit.format = EMIT_LINES;
}

/* Where its output goes elsewhere it is no row of the series. A dry run touches no file. */
static int run_or_redirect(struct batch *batch)
{
	struct options *defaults = &batch->session->defaults;
	struct parsed parsed;
	int rc;

	if (!batch->line.sink || batch->options.dry_run)
		return session_run(batch->session, &batch->parsed, &batch->err);
	defaults->emit.series = NULL;
	rc = session_line(batch->session, &batch->line, &parsed, &batch->err);
	cmd_parse_free(&parsed);
	defaults->emit.series = batch->json ? &batch->series : NULL;
	return rc;
}

/* A command that may bind names anew, or run others that do: no map is kept meanwhile. */
static int run_other(struct batch *batch)
{
	int rc, again;

	kept_end(batch_world(batch));
	rc = run_or_redirect(batch);
	again = batch_world(batch) ? kept_begin(batch_world(batch), &batch->err) : 0;
	options_refresh(batch);
	return rc < 0 ? rc : again < 0 ? again : rc;
}

/* What is not collected: all that was is sent before it. */
static int run_command(struct batch *batch)
{
	const struct cmd *cmd = batch->parsed.cmd;
	bool keeps = batch->parsed.what == PARSED_COMMAND && keeps_maps(cmd);
	int rc;

	if (!pending_flush(batch->pending))
		return -ECANCELED;
	if (dry_unchecked(batch, cmd))
		return 0;
	rc = keeps ? run_or_redirect(batch) : run_other(batch);
	if (rc > 0)
		count_failed(batch, rc);
	if (!rc && batch->options.dry_run)
		dry_ran(batch, cmd);
	return rc < 0 ? rc : 0;
}

static int run_parsed(struct batch *batch)
{
	const struct cmd *cmd = batch->parsed.cmd;
	bool together = batch->parsed.what == PARSED_COMMAND && !batch->line.sink &&
			!batch->parsed.opt.dry_run &&
			(!batch->parsed.opt.syscalls || batch->session->traced);
	unsigned long line = batch->script.line;
	int rc = 0;

	batch->run.cmd = cmd;
	if (together && cmd == &cmd_update)
		rc = update_pend(&batch->run, batch->parsed.args, batch->pending, line,
				 &batch->err);
	else if (together && cmd == &cmd_delete)
		rc = delete_pend(&batch->run, batch->parsed.args, batch->pending, line,
				 &batch->err);
	if (rc)
		return rc < 0 ? rc : 0;
	return run_command(batch);
}

/* While the map in use is not that of the line, its words may mean another. */
static bool in_use_unchecked(struct batch *batch)
{
	const struct cmd *cmd = batch->parsed.cmd;

	if ((cmd && (changes_session(cmd) || cmd == &cmd_create)) ||
	    !dry_lines_skip_use(&batch->dry, &batch->run))
		return false;
	err_clear(&batch->err);
	return true;
}

/* `!command`: it may bind names anew, as other commands may. */
static int run_shell(struct batch *batch, const char *text, size_t n)
{
	struct err *err = &batch->err;
	int status, rc;

	batch->lines++;
	if (batch->json)
		return fail(err, ERR_USAGE, "what \"!\" runs prints no JSON");
	if (!n)
		return fail(err, ERR_USAGE, "nothing follows \"!\"");
	if (!pending_flush(batch->pending))
		return -ECANCELED;
	if (batch->options.dry_run) {
		run_note(&batch->run, "\"!\" is not run");
		return 0;
	}
	kept_end(batch_world(batch));
	status = session_shell(batch->session, text, n, err);
	rc = batch_world(batch) ? kept_begin(batch_world(batch), err) : 0;
	if (status > 0 && rc >= 0)
		return fail_status(err, status, -ECHILD, "\"!%.*s\": exit status %d", (int)n, text,
				   status);
	return status < 0 ? status : rc;
}

static int run_words(struct batch *batch)
{
	const struct line *line = &batch->line;
	int rc = cmd_parse_again(batch->session->program, &batch->options, (int)line->n, line->argv,
				 &batch->parsed, &batch->err);

	session_hint(batch->session, &batch->err);
	if (in_use_unchecked(batch))
		return 0;
	if (!rc && batch->parsed.what == PARSED_NOTHING)
		rc = fail(&batch->err, ERR_USAGE, "no command");
	if (!rc)
		rc = refuse_lines(batch, batch->parsed.cmd, &batch->err);
	if (!rc)
		rc = session_check_sink(line, batch->parsed.cmd, &batch->err);
	return rc ? rc : run_parsed(batch);
}

static int take_line(struct batch *batch, const char *text, size_t n)
{
	struct line *line = &batch->line;
	int rc;

	batch->parsed.cmd = NULL;
	while (n && isspace((unsigned char)*text))
		text++, n--;
	if (n && *text == '!')
		return run_shell(batch, text + 1, n - 1);
	rc = line_split(line, text, n, 0, &batch->err);
	if (rc || (!line->n && !line->sink))
		return rc;
	batch->lines++;
	batch->series.line = batch->script.line;
	rc = run_words(batch);
	if (rc)
		session_hint_words(line, &batch->err);
	if (rc == -EBADF && !batch->source->name)
		err_hint(&batch->err, "the lines stand there: @FILE takes it from a file");
	return rc;
}

/* Those before it come first: it is told only if they are done. */
static void fail_line(struct batch *batch)
{
	const struct cmd *cmd = batch->parsed.cmd;

	if (pending_flush(batch->pending) && !batch->stop)
		report(batch, batch->script.line, cmd, &batch->err);
	err_clear(&batch->err);
}

/* No line is there yet: nothing that was read is held back meanwhile. */
static int wait_for_input(void *arg, struct err *err)
{
	struct batch *batch = arg;
	int rc;

	if (!pending_flush(batch->pending))
		return -ECANCELED;
	rc = interrupt_poll(batch->source->fd, PAUSE_MS);
	if (!rc) {
		kept_drop(batch_world(batch));
		rc = interrupt_poll(batch->source->fd, -1);
	}
	return rc < 0 ? fail_interrupted(err) : 0;
}

static int read_lines(struct batch *batch)
{
	const char *text;
	size_t n;

	while (!batch->stop && !batch->session->quit && !interrupted()) {
		int rc = script_next(&batch->script, &text, &n, &batch->err);

		batch->place.line = batch->script.line;
		if (rc > 0)
			rc = take_line(batch, text, n);
		else if (rc == ERR_USAGE)
			batch->parsed.cmd = NULL;
		else
			return rc;
		if (rc)
			fail_line(batch);
	}
	return 0;
}

/* What has to be told behind the last line. */
static void sum_up(struct batch *batch)
{
	const struct program *program = batch->session->program;
	BUF_CLEANUP struct buf out = {0};
	struct err ignored = {0};

	if (batch->json && batch->interrupted)
		buf_printf(&out, "{\"line\":%lu,\"error\":{\"code\":\"INTERRUPTED\",\"message\":"
			   "\"interrupted: the lines behind this one are not done\"}}\n",
			   batch->script.line);
	else if (batch->interrupted)
		buf_printf(&out, "%s: interrupted: the lines behind line %lu are not done\n",
			   program->name, batch->script.line);
	if (batch->json && batch->failed && batch->options.keep_going)
		buf_printf(&out, "{\"failed\":%lu,\"lines\":%lu}\n", batch->failed, batch->lines);
	else if (batch->failed && batch->options.keep_going)
		buf_printf(&out, "%s: %lu of %lu lines failed\n", program->name, batch->failed,
			   batch->lines);
	emit_write(STDERR_FILENO, out.data, out.len, &ignored);
}

static int finish(struct batch *batch, int rc, struct err *err)
{
	batch->interrupted |= interrupted();
	if (rc != -ECANCELED && (!batch->stop || batch->interrupted))
		pending_flush(batch->pending);
	if (batch->failed && !batch->options.keep_going)
		batch->interrupted = false; /* that line ended it */
	if (batch->json) {
		struct err last = {0};

		emit_series_end(&batch->series, &batch->out);
		if (write_out(batch, &last) && !batch->status) {
			fail(err, last.code, "%s", last.msg);
			return err->code;
		}
	}
	sum_up(batch);
	if (rc < 0 && rc != -ECANCELED && !batch->interrupted)
		return fail_status(err, STATUS_REFUSED, rc, "%s", batch->err.msg);
	return batch->interrupted ? STATUS_SIGINT : batch->status;
}

/* Lines do the same whoever looks on: nobody is asked, and what changed is not shown. */
static void options_begin(struct batch *batch)
{
	struct options *defaults = &batch->session->defaults;
	enum emit_format format;

	session_options(batch->session, &batch->options);
	format = batch->options.emit.format;
	defaults->tty_in = defaults->tty_out = false;
	batch->json = emit_is_json(format);
	if (batch->json) {
		batch->series.array = format != EMIT_LINES;
		batch->series.pretty = format == EMIT_PRETTY;
		defaults->emit.format = EMIT_LINES;
		defaults->emit.series = &batch->series;
	}
	options_refresh(batch);
}

static int batch_begin(struct batch *batch, struct err *err)
{
	const struct pending_hooks hooks = {
		.arg = batch,
		.done = pending_done,
		.failed = pending_failed,
		.threads = !batch->session->defaults.syscalls,
	};
	int rc = session_world(batch->session, err);

	if (rc)
		return rc;
	interrupt_begin(&batch->interrupt, false);
	batch->before = batch->session->defaults;
	batch->begun = true;
	rc = pending_new(&batch->pending, &hooks, err);
	rc = rc ? rc : kept_begin(batch_world(batch), err);
	if (rc)
		return rc;
	options_begin(batch);
	batch->run = (struct run){.program = batch->session->program,
				  .opt = &batch->parsed.opt,
				  .world = batch->session->world,
				  .session = batch->session};
	script_init(&batch->script, batch->source->fd);
	batch->script.idle = wait_for_input;
	batch->script.arg = batch;
	batch->place.file = batch->source->name;
	batch->session->place = &batch->place;
	batch->session->lines = true;
	batch->session->keep_going = batch->options.keep_going;
	return 0;
}

int batch_run(struct session *session, const struct batch_source *source, struct err *err)
{
	struct batch batch = {.session = session, .source = source};
	int rc = batch_begin(&batch, err);

	if (!rc)
		rc = finish(&batch, read_lines(&batch), err);
	session->lines = false;
	session->place = NULL;
	pending_free(batch.pending);
	if (session->world)
		kept_end(session->world);
	if (batch.begun) {
		session->defaults = batch.before;
		interrupt_end(&batch.interrupt);
	}
	script_free(&batch.script);
	line_free(&batch.line);
	cmd_parse_free(&batch.parsed);
	buf_free(&batch.out);
	dry_lines_free(&batch.dry);
	err_clear(&batch.err);
	return rc;
}
