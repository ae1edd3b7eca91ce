// SPDX-License-Identifier: GPL-2.0-or-later
/* The interactive session: prompt, lines, and what is done around each of them. */
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#include "cli/complete.h"
#include "cli/editor.h"
#include "cli/hint.h"
#include "cli/history.h"
#include "cli/interrupt.h"
#include "cli/paths.h"
#include "cli/repl.h"
#include "cli/report.h"

#define CONTINUED "   ...> "

struct repl {
	struct session *session;
	struct editor *editor;
	struct history history;
	struct buf typed; /* a line that is not finished yet */
	struct termios terminal; /* before the session */
};

static void say(const char *text)
{
	struct err ignored = {0};

	emit_write(STDERR_FILENO, text, strlen(text), &ignored);
}

__attribute__((format(printf, 2, 3))) static void note(const struct repl *repl, const char *fmt,
							...)
{
	struct run run = {.program = repl->session->program};
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	run_note(&run, "%s", text);
}

/* ---- the prompt ----------------------------------------------------------------------------- */

/* Another map may have another name; the session takes it. */
static void note_other(const struct repl *repl, const char *name, const struct session_map *map)
{
	__u32 before = repl->session->map_id;
	BUF_CLEANUP struct buf other = {0};

	if (strcmp(name, map->name) != 0)
		buf_printf(&other, ": \"%s\"", map->name);
	if (before)
		note(repl, "map \"%s\" is another now%s, with id %u (it was %u)", name,
		     buf_cstr(&other), map->id, before);
	else
		note(repl, "map \"%s\" is there again%s, with id %u", name, buf_cstr(&other),
		     map->id);
}

/* Says once what became of the map in use. */
static void follow_map(struct repl *repl, struct session_map *map)
{
	struct session *session = repl->session;
	char *name = session->map_name;

	if (map->gone && session->map_id) {
		note(repl, "map \"%s\" (id %u) is gone; \"use\" leaves it", name, session->map_id);
	} else if (!map->gone && map->id != session->map_id) {
		note_other(repl, name, map);
		session->map_name = map->name;
		map->name = name;
	}
	session->map_id = map->gone ? 0 : map->id;
}

static void add_map(struct repl *repl, struct buf *out)
{
	struct session *session = repl->session;
	struct session_map map = {0};
	struct err err = {0};

	if (!session->pending && session->program->map_state &&
	    !session->program->map_state(session, &map, &err))
		follow_map(repl, &map);
	buf_escaped(out, session->map_name, strlen(session->map_name));
	if (map.gone)
		buf_puts(out, " (gone)");
	else if (map.counted)
		buf_printf(out, " %llu/%llu", (unsigned long long)map.entries,
			   (unsigned long long)map.max_entries);
	session_map_free(&map);
	err_clear(&err);
}

static void make_prompt(struct repl *repl, struct buf *out)
{
	buf_reset(out);
	if (repl->typed.len) {
		buf_puts(out, CONTINUED);
		return;
	}
	if (repl->session->map.how == MAP_NOT_GIVEN)
		buf_puts(out, repl->session->program->name);
	else
		add_map(repl, out);
	buf_puts(out, "> ");
}

/*
 * ---- what the editor asks ----------------------------------------------------------------------
 */

static void give_hint(void *arg, const char *line, size_t n, struct buf *out)
{
	const struct repl *repl = arg;
	struct options opt;

	if (repl->typed.len || !setting_on(&repl->session->settings, SET_USAGE))
		return;
	session_options(repl->session, &opt);
	hint_line(repl->session->program, &opt, line, n, out);
}

/* Of a line that goes on only the last piece is on the screen, and can be changed. */
static int give_candidates(void *arg, const char *line, size_t point, struct candidates *out)
{
	const struct repl *repl = arg;
	struct session *session = repl->session;
	struct complete_context context = {0};
	BUF_CLEANUP struct buf whole = {0};
	size_t before = repl->typed.len;
	struct err err = {0};
	int rc = session_world(session, &err);

	context.world = session->world;
	context.session = session;
	context.map_in_use = session->map.how == MAP_NOT_GIVEN ? NULL : &session->map;
	buf_add(&whole, repl->typed.data, before);
	buf_add(&whole, line, point);
	if (!rc)
		rc = complete_line(session->program, &context, buf_cstr(&whole), before + point,
				   out, &err);
	if (!rc && !out->oom)
		candidates_behind(out, buf_cstr(&whole), before);
	err_clear(&err);
	return rc;
}

/*
 * ---- lines ------------------------------------------------------------------------------------
 */

static void remember(const char *line)
{
	editor_remember(line, HISTORY_LINES);
}

/* An end of line within quotes is data. */
static bool quotes_newline(const char *text, size_t n)
{
	char quote = '\0';

	for (size_t i = 0; i < n; i++) {
		char c = text[i];

		if (c == '\n' && quote)
			return true;
		if (c == '\\' && quote != '\'')
			i += i + 1 < n && text[i + 1] != '\n';
		else if (quote ? c == quote : c == '\'' || c == '"')
			quote = quote ? '\0' : c;
	}
	return false;
}

/*
 * As one line: an end of line is a blank. Where that would change data the file, which has lines,
 * is no place for it.
 */
static void keep_line(struct repl *repl, const char *text, size_t n)
{
	BUF_CLEANUP struct buf line = {0};
	const char *shown;

	while (n && (*text == ' ' || *text == '\t'))
		text++, n--;
	buf_add(&line, text, n);
	if (quotes_newline(text, n)) {
		remember(buf_cstr(&line));
		return;
	}
	for (size_t i = 0; i < line.len; i++)
		line.data[i] = line.data[i] == '\n' ? ' ' : line.data[i];
	shown = buf_cstr(&line);
	if (*shown && history_add(&repl->history, shown))
		remember(shown);
}

/* A command that another one left a terminal without echo to is no reason to keep it so. */
static void restore_terminal(const struct repl *repl)
{
	struct termios now;

	if (!tcgetattr(STDIN_FILENO, &now) && memcmp(&now, &repl->terminal, sizeof(now)) != 0)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &repl->terminal);
}

static void run_line(struct repl *repl)
{
	struct session *session = repl->session;

	keep_line(repl, repl->typed.data, repl->typed.len);
	if (!session->pending)
		session_forget(session); /* what was known may be old by now */
	session_text(session, repl->typed.data, repl->typed.len);
	if (interrupted())
		say("\n");
	restore_terminal(repl);
}

/* True when more must be typed: a quote or bracket is open. */
static bool goes_on(struct repl *repl)
{
	LINE_CLEANUP struct line line = {0};
	struct buf *typed = &repl->typed;
	struct err err = {0};
	enum line_open open;

	line_split(&line, typed->data, typed->len, LINE_PARTIAL, &err);
	open = err.code ? OPEN_NOTHING : line.open;
	err_clear(&err);
	if (open == OPEN_BACKSLASH)
		typed->len--;
	else if (open != OPEN_NOTHING)
		buf_putc(typed, '\n');
	return open != OPEN_NOTHING;
}

/* Takes what was typed or pasted, line by line, until Ctrl-C. */
static void take_text(struct repl *repl, const char *text, size_t n)
{
	while (n && !repl->session->quit && !interrupted()) {
		const char *stop = memchr(text, '\n', n);
		size_t len = stop ? (size_t)(stop - text) : n;

		buf_add(&repl->typed, text, len);
		len += stop != NULL;
		text += len;
		n -= len;
		if (!repl->typed.len || repl->typed.oom || goes_on(repl))
			continue;
		repl->session->pending = n > 0 || editor_pending();
		run_line(repl);
		buf_reset(&repl->typed);
	}
}

/* Ctrl-D within a line that goes on gives that up; else it is the end. */
static bool take_end(struct repl *repl)
{
	bool unfinished = repl->typed.len;

	say("\n");
	buf_reset(&repl->typed);
	return !unfinished;
}

/* The signal that asked for the end; 0: the user did. */
static int loop(struct repl *repl)
{
	const struct options *opt = &repl->session->defaults;
	BUF_CLEANUP struct buf prompt = {0}, line = {0};

	while (!repl->session->quit && !interrupt_ended()) {
		interrupt_clear();
		repl->session->pending = editor_pending();
		make_prompt(repl, &prompt);
		switch (editor_read(repl->editor, buf_cstr(&prompt), opt->emit.colour, &line)) {
		case EDITOR_LINE:
			take_text(repl, line.data, line.len);
			break;
		case EDITOR_CLEARED:
			buf_reset(&repl->typed);
			break;
		case EDITOR_END:
			if (take_end(repl))
				return 0;
			break;
		case EDITOR_SIGNAL:
			return editor_signal(repl->editor);
		}
	}
	return interrupt_ended();
}

/*
 * ---- the session ------------------------------------------------------------------------------
 */

/* Lines that each session starts with; one that fails does not keep the others from running. */
static void run_rc(struct repl *repl)
{
	struct session *session = repl->session;
	BUF_CLEANUP struct buf path = {0};
	struct parsed nothing = {.opt = session->defaults};
	struct err err = {0};
	bool keep_going = session->keep_going;

	if (!user_path("XDG_CONFIG_HOME", ".config", "rc", &path) || access(buf_cstr(&path), F_OK))
		return;
	session->keep_going = true;
	if (session_source(session, buf_cstr(&path), &err) < 0)
		report_failure(session->program, &nothing, &err);
	session->keep_going = keep_going;
	err_clear(&err);
}

static void start_history(struct repl *repl)
{
	BUF_CLEANUP struct buf path = {0};
	int rc = history_open(&repl->history, remember, &path);

	if (rc)
		note(repl, "no history is kept: \"%s\": %s", buf_cstr(&path), err_text(rc));
}

static void greet(const struct repl *repl)
{
	BUF_CLEANUP struct buf out = {0};

	buf_printf(&out, "%s %s: \"help\" lists the commands, Tab completes, Ctrl-D ends\n",
		   repl->session->program->name, MAPCTL_VERSION);
	say(buf_cstr(&out));
}

static int repl_begin(struct repl *repl, struct err *err)
{
	const struct editor_hooks hooks = {
		.arg = repl, .hint = give_hint, .complete = give_candidates};
	int rc = editor_new(&repl->editor, &hooks, err);

	if (rc)
		return rc;
	tcgetattr(STDIN_FILENO, &repl->terminal);
	start_history(repl);
	greet(repl);
	run_rc(repl);
	return 0;
}

static int fail_to_begin(struct session *session, struct err *err)
{
	struct parsed nothing = {.opt = session->defaults};
	int status = report_failure(session->program, &nothing, err);

	err_clear(err);
	return status;
}

int repl_run(struct session *session)
{
	struct repl repl = {.session = session};
	struct interrupt interrupt;
	struct err err = {0};
	int signo;

	session->interactive = true;
	interrupt_begin(&interrupt, true);
	if (repl_begin(&repl, &err)) {
		interrupt_end(&interrupt);
		return fail_to_begin(session, &err);
	}
	signo = loop(&repl);
	history_close(&repl.history);
	editor_free(repl.editor);
	buf_free(&repl.typed);
	interrupt_end(&interrupt);
	if (signo)
		raise(signo);
	return STATUS_OK;
}
