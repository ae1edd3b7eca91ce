// SPDX-License-Identifier: GPL-2.0-or-later
/* Errors and notes as they are printed. */
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/report.h"
#include "cli/session.h"

/* Messages hold words of the user and of the kernel: no control byte gets through. */
static void add_safe(struct buf *out, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\\");

		buf_escaped(out, text, len);
		text += len;
		if (*text) {
			buf_putc(out, '\\');
			text++;
		}
	}
}

static void candidate_text(struct buf *out, const struct err_candidate *candidate)
{
	buf_printf(out, "  id %u  name ", candidate->id);
	add_safe(out, candidate->name);
	if (candidate->pin) {
		buf_puts(out, "  pinned ");
		add_safe(out, candidate->pin);
	}
	if (candidate->progs) {
		buf_puts(out, "  used by ");
		add_safe(out, candidate->progs);
	}
	buf_putc(out, '\n');
}

static void add_place(const struct report_place *place, struct buf *out)
{
	if (place->file)
		add_safe(out, place->file);
	else
		buf_puts(out, "line ");
	buf_printf(out, "%s%lu: ", place->file ? ":" : "", place->line);
}

static void error_text(const struct program *program, const struct report_place *place,
		       const struct cmd *cmd, const struct err *err, struct buf *out)
{
	buf_printf(out, "%s: ", program->name);
	if (place)
		add_place(place, out);
	if (cmd)
		buf_printf(out, "%s: ", cmd->name);
	add_safe(out, err->msg);
	buf_putc(out, '\n');
	for (size_t i = 0; i < err->n_candidates; i++)
		candidate_text(out, &err->candidates[i]);
	if (err->hint[0]) {
		buf_puts(out, "hint: ");
		add_safe(out, err->hint);
		buf_putc(out, '\n');
	}
}

static void candidate_json(struct buf *out, const struct err_candidate *candidate)
{
	buf_printf(out, "{\"id\":%u,\"name\":", candidate->id);
	buf_json(out, candidate->name);
	if (candidate->pin) {
		buf_puts(out, ",\"pin\":");
		buf_json(out, candidate->pin);
	}
	if (candidate->progs) {
		buf_puts(out, ",\"programs\":");
		buf_json(out, candidate->progs);
	}
	buf_putc(out, '}');
}

static void error_json(const struct report_place *place, const struct err *err, struct buf *out)
{
	buf_putc(out, '{');
	if (place)
		buf_printf(out, "\"line\":%lu,", place->line);
	buf_puts(out, "\"error\":{\"code\":");
	buf_json(out, err_name(err->code));
	buf_puts(out, ",\"message\":");
	buf_json(out, err->msg);
	if (err->hint[0]) {
		buf_puts(out, ",\"hint\":");
		buf_json(out, err->hint);
	}
	for (size_t i = 0; i < err->n_candidates; i++) {
		buf_puts(out, i ? "," : ",\"candidates\":[");
		candidate_json(out, &err->candidates[i]);
	}
	buf_puts(out, err->n_candidates ? "]}}\n" : "}}\n");
}

void report_error(const struct program *program, const struct report_place *place,
		  const struct cmd *cmd, bool json, const struct err *err, struct buf *out)
{
	if (err->code == ERR_INTERRUPTED)
		return;
	if (json)
		error_json(place, err, out);
	else
		error_text(program, place, cmd, err, out);
}

int report_failure(const struct program *program, const struct parsed *parsed,
		   const struct err *err)
{
	return report_failure_at(program, NULL, parsed->cmd,
				 emit_is_json(parsed->opt.emit.format), err);
}

int report_failure_at(const struct program *program, const struct report_place *place,
		      const struct cmd *cmd, bool json, const struct err *err)
{
	BUF_CLEANUP struct buf out = {0};
	struct err ignored = {0}; /* nobody is left to tell */

	report_error(program, place, cmd, json, err, &out);
	emit_write(STDERR_FILENO, out.data, out.len, &ignored);
	return err->status;
}

void run_note(const struct run *run, const char *fmt, ...)
{
	BUF_CLEANUP struct buf out = {0};
	struct err ignored = {0}; /* nobody is left to tell */
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_printf(&out, "%s: ", run->program->name);
	if (run->session && run->session->place)
		add_place(run->session->place, &out);
	buf_puts(&out, "note: ");
	add_safe(&out, text);
	buf_putc(&out, '\n');
	emit_write(STDERR_FILENO, out.data, out.len, &ignored);
}
