// SPDX-License-Identifier: GPL-2.0-or-later
/* One typed line of a session: words, operators, `!command`, how long it took. */
#include <ctype.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/clock.h"
#include "cli/report.h"
#include "cli/session.h"
#include "cli/sink.h"
#include "cli/spawn.h"

/* A setting holds for commands without an end, too: they print what has none. */
static void fit_format(struct parsed *parsed)
{
	enum emit_format *format = &parsed->opt.emit.format;

	if (parsed->cmd && (parsed->cmd->flags & CMD_ENDLESS) &&
	    (*format == EMIT_JSON || *format == EMIT_PRETTY))
		*format = EMIT_LINES;
}

/* The option whose condition the words behind line->argv[i] are, to the end; NULL: none. */
static const struct word *condition_at(const struct line *line, const struct cmd *cmd, size_t i)
{
	size_t left = line->n - i - 1;

	for (const struct word *w = cmd->words; w && w->name; w++) {
		if (w->type == WORD_EXPR && !strcmp(w->name, line->argv[i]))
			return w->syntax->arity(line->argv + i + 1, left) >= left ? w : NULL;
	}
	return NULL;
}

/*
 * `--where packets > 5`: what stands behind the operator was meant to be compared. But behind a
 * comparison, or a quote, it is where the output goes.
 */
int session_check_sink(const struct line *line, const struct cmd *cmd, struct err *err)
{
	static const char *const operators[] = {[SINK_PIPE] = "|",
						[SINK_FILE] = ">",
						[SINK_APPEND] = ">>",
						[SINK_OVERWRITE] = ">!"};
	const struct word *word = NULL;
	const char *last;
	size_t i = 0;

	if (line->sink == SINK_NONE || line->n < 2 || line->words[line->n - 1].quoted || !cmd)
		return 0;
	while (!word && ++i + 1 < line->n)
		word = condition_at(line, cmd, i);
	if (!word || word->syntax->compares(line->argv + i + 1, line->n - i - 1))
		return 0;
	last = line->argv[line->n - 1];
	fail(err, ERR_USAGE, "\"%s\" behind %s %s says where the output goes",
	     operators[line->sink], word->name, last);
	err_hint(err, "quote an expression that holds it: %s '%s %s %s'", word->name, last,
		 operators[line->sink], line->target);
	return ERR_USAGE;
}

/* People read what commands show: not what they ask, and not what comes without an end. */
static bool is_paged(const struct session *session, const struct parsed *parsed)
{
	const unsigned int not_paged = CMD_WRITES | CMD_ENDLESS | CMD_SESSION;

	if (!session->interactive || session->pending || !parsed->opt.tty_out ||
	    !setting_on(&session->settings, SET_PAGER))
		return false;
	return parsed->what == PARSED_HELP ||
	       (parsed->what == PARSED_COMMAND && !(parsed->cmd->flags & not_paged));
}

/* Lines that the command runs itself print where it does. */
static int run_inner(struct session *session, const struct parsed *parsed, struct err *err)
{
	struct options before = session->defaults;
	int rc;

	session->defaults.emit.fd = parsed->opt.emit.fd;
	session->defaults.emit.colour = parsed->opt.emit.colour;
	session->defaults.tty_out = parsed->opt.tty_out;
	rc = session_run(session, parsed, err);
	session->defaults = before;
	return rc;
}

void session_hint(const struct session *session, struct err *err)
{
	if (err->code == -EROFS && !session->settings.locked_readonly)
		err_hint(err, "\"set readonly off\" allows it");
}

static int run_line(struct session *session, const struct line *line, struct parsed *parsed,
		    struct err *err)
{
	struct err close_err = {0};
	struct options defaults;
	struct sink sink = {0};
	int rc;

	session_options(session, &defaults);
	rc = cmd_parse(session->program, &defaults, (int)line->n, line->argv, parsed, err);
	session_hint(session, err);
	if (!rc && parsed->what == PARSED_NOTHING)
		rc = fail(err, ERR_USAGE, "no command");
	rc = rc ? rc : session_check_sink(line, parsed->cmd, err);
	if (rc)
		return rc;
	fit_format(parsed);
	if (line->sink == SINK_NONE && is_paged(session, parsed))
		rc = sink_page(&sink, &parsed->opt, err);
	else
		rc = sink_open(&sink, line->sink, line->target, &parsed->opt, err);
	rc = rc ? rc : run_inner(session, parsed, err);
	if (sink_close(&sink, rc != 0, &close_err))
		rc = fail(err, close_err.code, "%s", close_err.msg);
	return rc;
}

/* `dump |head`, `dump>file`, `dump;`: the habits of shells and of SQL. True: one is there. */
static bool hint_habit(const struct line_word *word, bool first, struct err *err)
{
	const char *text = word->text, *found = strpbrk(text, "|>");
	size_t n = strlen(text);

	if (word->quoted || !n)
		return false;
	if (found && (first || found == text))
		err_hint(err, "\"%c\" is an operator where it is a word of its own, between blanks",
			 *found);
	else if (text[n - 1] == ';' || !strcmp(text, "&&"))
		err_hint(err, "a line is one command, without \";\" and \"&&\"");
	else
		return false;
	return true;
}

void session_hint_words(const struct line *line, struct err *err)
{
	for (size_t i = 0; line->words && i < line->n; i++) {
		if (hint_habit(&line->words[i], !i, err))
			return;
	}
}

int session_line(struct session *session, const struct line *line, struct parsed *parsed,
		 struct err *err)
{
	int rc = run_line(session, line, parsed, err);

	if (rc < 0)
		session_hint_words(line, err);
	return rc;
}

static int shell_run(struct session *session, const char *command, struct err *err)
{
	struct spawn spawn = {.command = command, .out = session->defaults.emit.fd};
	int status, rc;
	pid_t pid;

	rc = spawn_start(&spawn, &pid);
	rc = rc ? rc : spawn_wait(pid, &status);
	if (rc)
		return fail(err, rc, "cannot run \"%s\": %s", command, err_text(rc));
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int session_shell(struct session *session, const char *text, size_t n, struct err *err)
{
	BUF_CLEANUP struct buf command = {0};

	buf_add(&command, text, n);
	if (!n)
		buf_puts(&command, "exec \"${SHELL:-/bin/sh}\"");
	return command.oom ? fail_oom(err) : shell_run(session, buf_cstr(&command), err);
}

void session_say_time(__u64 start)
{
	BUF_CLEANUP struct buf out = {0};
	struct err ignored = {0};
	__u64 us = clock_us() - start;

	buf_printf(&out, "time: %llu.%03llu ms\n", (unsigned long long)(us / 1000),
		   (unsigned long long)(us % 1000));
	emit_write(STDERR_FILENO, out.data, out.len, &ignored);
}

/* A file that a command of the shell's ends says which it was. */
static int shell_line(struct session *session, const char *text, size_t n, struct err *err)
{
	int rc = session_shell(session, text + 1, n - 1, err);

	if (rc <= 0 || !session->depth || interrupted())
		return rc;
	return fail_status(err, rc, -ECHILD, "\"%.*s\": exit status %d", (int)n, text, rc);
}

static int text_run(struct session *session, const char *text, size_t n, struct parsed *parsed,
		    struct err *err)
{
	LINE_CLEANUP struct line line = {0};
	int rc;

	while (n && isspace((unsigned char)*text))
		text++, n--;
	if (n && *text == '!')
		return shell_line(session, text, n, err);
	rc = line_split(&line, text, n, 0, err);
	if (rc || (!line.n && line.sink == SINK_NONE))
		return rc;
	return session_line(session, &line, parsed, err);
}

static int report(const struct session *session, const struct parsed *parsed,
		  const struct err *err)
{
	return report_failure_at(session->program, session->place, parsed->cmd,
				 emit_is_json(parsed->opt.emit.format), err);
}

int session_text(struct session *session, const char *text, size_t n)
{
	bool timed = setting_on(&session->settings, SET_TIMING) && !session->depth;
	struct parsed parsed = {.opt = session->defaults};
	__u64 start = timed ? clock_us() : 0;
	struct err err = {0};
	int status = text_run(session, text, n, &parsed, &err);

	if (status == -EINTR && interrupted())
		status = fail_interrupted(&err);
	if (status < 0)
		status = report(session, &parsed, &err);
	if (timed)
		session_say_time(start);
	cmd_parse_free(&parsed);
	err_clear(&err);
	return status;
}

int program_line(struct session *session, int argc, const char *const *argv)
{
	struct line line = {.n = (size_t)argc, .argv = (const char **)argv};
	struct parsed parsed;
	struct err err = {0};
	int status = session_line(session, &line, &parsed, &err);

	if (status < 0)
		status = report(session, &parsed, &err);
	cmd_parse_free(&parsed);
	err_clear(&err);
	return status;
}
