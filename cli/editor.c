// SPDX-License-Identifier: GPL-2.0-or-later
/* readline, driven by a loop of our own: keys and signals are waited for together. */
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h> /* readline's headers need it */
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <readline/history.h>
#include <readline/readline.h>

#include "cli/complete.h"
#include "cli/editor.h"
#include "cli/emit.h"
#include "cli/term.h"

#define DIM   "\033[2m"
#define PLAIN "\033[0m"
#define ERASE "\033[J" /* a hint that wrapped after all would stand below */

struct editor {
	struct editor_hooks hooks;
	int signals; /* signalfd: of those taken */
	int ends; /* another, to wait for what ends the line only; never read */
	sigset_t taken;
	struct buf *line; /* being read */
	size_t prompt_width;
	bool colour;
	bool hint_shown;
	bool done;
	enum editor_event event;
	int signal;
};

/* readline calls back without saying for whom. */
static struct editor *editor_at_work;

static void put(const char *text, size_t n)
{
	struct err ignored = {0}; /* a terminal that went away is noticed when it is read */

	emit_write(STDOUT_FILENO, text, n, &ignored);
}

static unsigned int terminal_columns(void)
{
	unsigned int columns, rows;

	term_size(STDOUT_FILENO, &columns, &rows);
	return columns;
}

bool editor_pending(void)
{
	struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};

	return poll(&fd, 1, 0) > 0 && fd.revents & POLLIN;
}

/* ---- the hint ------------------------------------------------------------------------------- */

static void hint_erase(struct editor *editor)
{
	if (editor->hint_shown)
		put(ERASE, strlen(ERASE));
	editor->hint_shown = false;
}

/* What an inputrc may put before the prompt, as "(ins)"; between \001 and \002 nothing is seen. */
static size_t mode_width(void)
{
	const char *shown = rl_variable_value("show-mode-in-prompt"), *text, *hidden;
	const char *vi = rl_get_keymap() == vi_movement_keymap ? "vi-cmd-mode-string"
							       : "vi-ins-mode-string";
	size_t width = 0;

	text = rl_variable_value(rl_editing_mode ? "emacs-mode-string" : vi);
	if (!shown || strcmp(shown, "on") != 0 || !text)
		return 0;
	while ((hidden = strchr(text, '\001'))) {
		width += term_text_width(text, (size_t)(hidden - text));
		text = hidden + strcspn(hidden, "\002");
		text += *text != '\0';
	}
	return width + term_text_width(text, strlen(text));
}

/* The columns of the line that the cursor is on which are free behind it; 0: who knows. */
static size_t columns_left(const struct editor *editor)
{
	size_t columns = terminal_columns();
	size_t used = editor->prompt_width + mode_width() +
		      term_text_width(rl_line_buffer, (size_t)rl_end);

	for (int i = 0; i < rl_end; i++) {
		if ((unsigned char)rl_line_buffer[i] < ' ')
			return 0;
	}
	used %= columns;
	return used ? columns - used - 1 : 0;
}

static bool hint_wanted(const struct editor *editor)
{
	const unsigned long busy = RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_NUMERICARG |
				   RL_STATE_MOREINPUT | RL_STATE_MACROINPUT |
				   RL_STATE_INPUTPENDING | RL_STATE_DONE;

	return editor->colour && editor->hooks.hint && rl_end && rl_point == rl_end &&
	       !RL_ISSTATE(busy) && !editor_pending();
}

/* Writes behind the cursor and goes back: readline never knows. */
static void hint_show(struct editor *editor)
{
	BUF_CLEANUP struct buf hint = {0}, out = {0};
	size_t n, left = hint_wanted(editor) ? columns_left(editor) : 0;

	if (!left)
		return;
	editor->hooks.hint(editor->hooks.arg, rl_line_buffer, (size_t)rl_end, &hint);
	n = hint.len ? term_text_fit(hint.data, hint.len, left) : 0;
	if (!n)
		return;
	buf_puts(&out, DIM);
	buf_add(&out, hint.data, n);
	buf_printf(&out, PLAIN "\033[%zuD", term_text_width(hint.data, n));
	if (out.oom)
		return;
	put(out.data, out.len);
	editor->hint_shown = true;
}

static void redisplay(void)
{
	hint_erase(editor_at_work);
	rl_redisplay();
	hint_show(editor_at_work);
}

/* ---- candidates ------------------------------------------------------------------------------ */

static void list_begin(void)
{
	rl_point = rl_end;
	hint_erase(editor_at_work);
	rl_redisplay();
	put("\r\n", 2);
}

static void replace(const struct candidates *found, const char *text, size_t n, bool final)
{
	BUF_CLEANUP struct buf with = {0};

	buf_add(&with, text, n);
	if (final)
		buf_putc(&with, ' ');
	rl_begin_undo_group();
	rl_delete_text((int)found->start, (int)found->end);
	rl_point = (int)found->start;
	rl_insert_text(buf_cstr(&with));
	rl_end_undo_group();
}

/* More than the screen holds is shown only to who says so. */
static bool is_welcome(const struct buf *list, size_t n)
{
	BUF_CLEANUP struct buf question = {0};
	unsigned int columns, rows;
	int key;

	term_size(STDOUT_FILENO, &columns, &rows);
	if (buf_lines(list) < rows)
		return true;
	buf_printf(&question, "show all %zu? (y or n)", n);
	put(question.data, question.len);
	key = rl_read_key();
	put("\r\n", 2);
	return key == 'y' || key == 'Y' || key == ' ';
}

static void show_candidates(struct editor *editor, const struct candidates *found)
{
	BUF_CLEANUP struct buf out = {0};
	int point = rl_point;

	editor_list(found, terminal_columns(), editor->colour, &out);
	list_begin();
	if (is_welcome(&out, found->n))
		put(out.data, out.len);
	rl_point = point;
	rl_on_new_line();
	rl_forced_update_display();
}

static void offer(struct editor *editor, const struct candidates *found)
{
	const struct candidate *first = found->items;
	size_t common = editor_common(found);

	if (found->n == 1)
		replace(found, first->insert, strlen(first->insert), first->final);
	else if (common > found->end - found->start ||
		 (common && memcmp(first->insert, rl_line_buffer + found->start, common) != 0))
		replace(found, first->insert, common, false);
	else
		show_candidates(editor, found);
}

static void complete(void (*use)(struct editor *editor, const struct candidates *found))
{
	struct editor *editor = editor_at_work;
	struct candidates found = {0};
	int rc = -ENOENT;

	hint_erase(editor);
	if (editor->hooks.complete)
		rc = editor->hooks.complete(editor->hooks.arg, rl_line_buffer, (size_t)rl_point,
					    &found);
	if (rc || !found.n)
		rl_ding();
	else
		use(editor, &found);
	candidates_free(&found);
}

static int on_tab(int count, int key)
{
	(void)count;
	(void)key;
	complete(offer);
	return 0;
}

static int on_list(int count, int key)
{
	(void)count;
	(void)key;
	complete(show_candidates);
	return 0;
}

/* What readline would complete by itself are files, wherever the cursor is. */
static char *no_files(const char *text, int state)
{
	(void)text;
	(void)state;
	return NULL;
}

/* ---- keys and signals ------------------------------------------------------------------------ */

/*
 * A key. readline also waits here in the middle of something, a question or a paste: Ctrl-G gets it
 * out of there, and the loop then finds the signal. Others, as of a new size, are for the loop,
 * too: they stay pending, and must not end the wait again and again.
 */
static int read_key(FILE *stream)
{
	struct editor *editor = editor_at_work;
	unsigned char key;

	for (;;) {
		struct pollfd fds[] = {{.fd = fileno(stream), .events = POLLIN},
				       {.fd = editor->ends, .events = POLLIN}};

		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return EOF;
		if (fds[0].revents) {
			ssize_t n = read(fileno(stream), &key, 1);

			if (n < 0 && (errno == EINTR || errno == EAGAIN))
				continue;
			hint_erase(editor);
			return n == 1 ? key : EOF;
		}
		if (fds[1].revents)
			return '\a';
	}
}

static void finish(struct editor *editor, enum editor_event event)
{
	rl_callback_handler_remove();
	editor->event = event;
	editor->done = true;
}

static void on_line(char *text)
{
	struct editor *editor = editor_at_work;

	if (text)
		buf_puts(editor->line, text);
	free(text);
	finish(editor, text ? EDITOR_LINE : EDITOR_END);
}

/* Leaves what was typed on the screen, and the cursor below it. */
static void leave_line(struct editor *editor, const char *why)
{
	hint_erase(editor);
	rl_callback_sigcleanup();
	rl_point = rl_end;
	rl_redisplay();
	put(why, strlen(why));
	put("\r\n", 2);
	rl_redisplay_function = rl_redisplay; /* it shows the line once more: without a hint */
	rl_free_line_state();
	rl_redisplay_function = redisplay;
}

/* Ctrl-Z: the shell gets its terminal back until it lets us go on. */
static void stop(struct editor *editor)
{
	hint_erase(editor);
	rl_deprep_terminal();
	kill(getpid(), SIGSTOP);
	rl_prep_terminal(1);
	rl_on_new_line();
	rl_forced_update_display();
}

/* A custom redisplay would make readline start on a new line, and leave the old one there. */
static void resize(struct editor *editor)
{
	hint_erase(editor);
	rl_redisplay_function = rl_redisplay;
	rl_resize_terminal();
	rl_redisplay_function = redisplay;
	redisplay();
}

static void take_signal(struct editor *editor)
{
	struct signalfd_siginfo info;

	if (read(editor->signals, &info, sizeof(info)) != sizeof(info))
		return;
	switch (info.ssi_signo) {
	case SIGWINCH:
		resize(editor);
		break;
	case SIGTSTP:
		stop(editor);
		break;
	case SIGINT:
		leave_line(editor, "^C");
		finish(editor, EDITOR_CLEARED);
		break;
	default:
		leave_line(editor, "");
		editor->signal = (int)info.ssi_signo;
		finish(editor, EDITOR_SIGNAL);
	}
}

static void wait_and_take(struct editor *editor)
{
	struct pollfd fds[] = {{.fd = editor->signals, .events = POLLIN},
			       {.fd = STDIN_FILENO, .events = POLLIN}};

	if (poll(fds, 2, -1) < 0)
		return;
	if (fds[0].revents)
		take_signal(editor);
	else if (fds[1].revents)
		rl_callback_read_char();
}

/*
 * readline takes the locale from the environment whenever it starts, and sets it. Where that is one
 * of single bytes the program has chosen another, and keeps it. Returns what LC_ALL was.
 */
static char *locale_begin(void)
{
	const char *set = getenv("LC_ALL");
	char *before = set ? strdup(set) : NULL;

	if (before || !set)
		setenv("LC_ALL", setlocale(LC_CTYPE, NULL), 1);
	return before;
}

static void locale_end(char *before)
{
	if (before)
		setenv("LC_ALL", before, 1);
	else
		unsetenv("LC_ALL");
	free(before);
}

/* What readline does not print is marked as such: it counts columns. */
static void make_prompt(struct editor *editor, const char *prompt, struct buf *out)
{
	editor->prompt_width = term_text_width(prompt, strlen(prompt));
	if (editor->colour)
		buf_puts(out, "\001\033[1m\002");
	buf_puts(out, prompt);
	if (editor->colour)
		buf_puts(out, "\001\033[0m\002");
}

enum editor_event editor_read(struct editor *editor, const char *prompt, bool colour,
			      struct buf *line)
{
	BUF_CLEANUP struct buf shown = {0};
	sigset_t before;
	char *locale;

	buf_reset(line);
	editor->line = line;
	editor->colour = colour;
	editor->done = editor->hint_shown = false;
	make_prompt(editor, prompt, &shown);
	pthread_sigmask(SIG_BLOCK, &editor->taken, &before);
	editor_at_work = editor;
	locale = locale_begin();
	rl_callback_handler_install(buf_cstr(&shown), on_line);
	locale_end(locale);
	while (!editor->done)
		wait_and_take(editor);
	editor_at_work = NULL;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return editor->event;
}

int editor_signal(const struct editor *editor)
{
	return editor->signal;
}

static void bind_keys(void)
{
	rl_completion_entry_function = no_files;
	rl_add_defun("mapctl-complete", on_tab, -1);
	rl_bind_key_in_map('\t', on_tab, emacs_standard_keymap);
	rl_bind_key_in_map('\t', on_tab, vi_insertion_keymap);
	rl_bind_key_in_map('?', on_list, emacs_meta_keymap);
	rl_bind_key_in_map('=', on_list, emacs_meta_keymap);
}

static void readline_start(void)
{
	char *locale = locale_begin();

	rl_readline_name = "mapctl"; /* for $if in inputrc */
	rl_catch_signals = 0;
	rl_catch_sigwinch = 0;
	rl_change_environment = 0; /* LINES and COLUMNS are the terminal's to tell */
	rl_initialize();
	locale_end(locale);
	rl_variable_bind("enable-bracketed-paste", "on");
	rl_getc_function = read_key;
	rl_redisplay_function = redisplay;
	bind_keys();
	using_history();
}

static int watch_signals(struct editor *editor)
{
	static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
	int code;

	sigemptyset(&editor->taken);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		sigaddset(&editor->taken, ends[i]);
	editor->ends = signalfd(-1, &editor->taken, SFD_CLOEXEC | SFD_NONBLOCK);
	if (editor->ends < 0)
		return -errno;
	sigaddset(&editor->taken, SIGTSTP);
	sigaddset(&editor->taken, SIGWINCH);
	editor->signals = signalfd(-1, &editor->taken, SFD_CLOEXEC | SFD_NONBLOCK);
	code = -errno;
	if (editor->signals >= 0)
		return 0;
	close(editor->ends);
	return code;
}

int editor_new(struct editor **out, const struct editor_hooks *hooks, struct err *err)
{
	struct editor *editor = calloc(1, sizeof(*editor));
	int rc;

	if (!editor)
		return fail_oom(err);
	editor->hooks = *hooks;
	rc = watch_signals(editor);
	if (rc) {
		free(editor);
		return fail(err, rc, "cannot wait for signals: %s", err_text(rc));
	}
	readline_start();
	*out = editor;
	return 0;
}

void editor_free(struct editor *editor)
{
	if (!editor)
		return;
	clear_history();
	close(editor->signals);
	close(editor->ends);
	free(editor);
}

void editor_remember(const char *line, int most)
{
	if (!history_is_stifled())
		stifle_history(most);
	add_history(line);
}
