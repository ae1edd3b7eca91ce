// SPDX-License-Identifier: GPL-2.0-or-later
/* The terminal taken and given back, pictures drawn in one write, signals taken as events. */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include "cli/clock.h"
#include "cli/emit.h"
#include "cli/interrupt.h"
#include "cli/screen.h"
#include "cli/term.h"

#define ENTER "\033[?1049h\033[H\033[2J\033[?25l"
#define HOME  "\033[H"
#define LEAVE "\033[0m\033[?25h\033[?1049l"

struct screen {
	struct screen_options opt;
	int signals; /* signalfd */
	sigset_t before;
	int in; /* the terminal: standard input, or where that is something else the one drawn on */
	bool quiet; /* it does not echo: `termios` is what it was */
	bool keys;  /* and is read */
	bool keep;
	struct termios termios;
	struct buf picture;
	unsigned int columns, rows, drawn;
};

/* Best effort: a terminal that went away is noticed by the next picture. */
static void put(const struct screen *screen, const char *codes)
{
	struct err ignored = {0};

	emit_write(screen->opt.fd, codes, strlen(codes), &ignored);
	err_clear(&ignored);
}

static void enter(struct screen *screen)
{
	struct termios quiet;

	if (!screen->opt.full)
		return;
	/* In the background this stops us until the shell's `fg`: else we would draw over it. */
	tcdrain(screen->opt.fd);
	put(screen, ENTER);
	screen->in = isatty(STDIN_FILENO) ? STDIN_FILENO : screen->opt.fd;
	/* Who does not own the terminal would be stopped for changing it. */
	screen->quiet = screen->keys = tcgetpgrp(screen->in) == getpgrp() &&
				       !tcgetattr(screen->in, &screen->termios);
	if (!screen->quiet)
		return;
	quiet = screen->termios;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ICANON);
	quiet.c_cc[VMIN] = 1;
	quiet.c_cc[VTIME] = 0;
	tcsetattr(screen->in, TCSANOW, &quiet);
}

static void leave(struct screen *screen)
{
	if (!screen->opt.full)
		return;
	if (screen->quiet)
		tcsetattr(screen->in, TCSAFLUSH, &screen->termios);
	screen->quiet = screen->keys = false;
	put(screen, LEAVE);
}

/* The last picture, where the terminal's cursor is. */
static void put_picture(struct screen *screen)
{
	struct buf *picture = &screen->picture;

	if (screen->drawn == screen->rows)
		buf_puts(picture, "\r\n");
	if (screen->opt.full && screen->drawn && !picture->oom)
		put(screen, buf_cstr(picture) + strlen(HOME));
}

int screen_new(struct screen **out, const struct screen_options *options, struct err *err)
{
	struct screen *screen = calloc(1, sizeof(*screen));
	sigset_t mask;

	*out = NULL;
	if (!screen)
		return fail_oom(err);
	screen->opt = *options;
	sigemptyset(&mask);
	sigaddset(&mask, SIGINT);
	sigaddset(&mask, SIGTERM);
	if (options->full) {
		sigaddset(&mask, SIGHUP);
		sigaddset(&mask, SIGQUIT);
		sigaddset(&mask, SIGWINCH);
		sigaddset(&mask, SIGTSTP);
	}
	screen->signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	if (screen->signals < 0) {
		fail(err, -errno, "cannot wait for signals: %s", err_text(-errno));
		free(screen);
		return err->code;
	}
	pthread_sigmask(SIG_BLOCK, &mask, &screen->before);
	enter(screen);
	*out = screen;
	return 0;
}

/* Takes the signals that are pending off, lest they strike once they are let through again. */
static void drain_signals(const struct screen *screen)
{
	struct signalfd_siginfo info;

	while (read(screen->signals, &info, sizeof(info)) == sizeof(info))
		interrupt_pass_on((int)info.ssi_signo);
}

void screen_free(struct screen *screen)
{
	if (!screen)
		return;
	leave(screen);
	if (screen->keep)
		put_picture(screen);
	drain_signals(screen);
	close(screen->signals);
	pthread_sigmask(SIG_SETMASK, &screen->before, NULL);
	buf_free(&screen->picture);
	free(screen);
}

/* Ctrl-Z: the shell gets its terminal back until it lets us go on. */
static void stop(struct screen *screen)
{
	leave(screen);
	kill(getpid(), SIGSTOP);
	enter(screen);
}

void screen_keep(struct screen *screen)
{
	screen->keep = true;
}

/* What the next signal means; SCREEN_TIME when there is none. */
static enum screen_event take_signal(struct screen *screen)
{
	struct signalfd_siginfo info;

	if (read(screen->signals, &info, sizeof(info)) != sizeof(info))
		return SCREEN_TIME;
	switch (info.ssi_signo) {
	case SIGTSTP:
		stop(screen);
		return SCREEN_RESIZED;
	case SIGWINCH:
		return SCREEN_RESIZED;
	default:
		interrupt_pass_on((int)info.ssi_signo);
		return SCREEN_END;
	}
}

int screen_signals(const struct screen *screen)
{
	return screen->signals;
}

static enum screen_event take_key(struct screen *screen)
{
	char key;

	if (read(screen->in, &key, 1) != 1) {
		screen->keys = false; /* hung up */
		return SCREEN_TIME;
	}
	return key == 'q' || key == 'Q' ? SCREEN_END : SCREEN_TIME;
}

enum screen_event screen_wait(struct screen *screen, __u64 until)
{
	enum screen_event event = SCREEN_TIME;

	for (;;) {
		struct pollfd fds[] = {
			{.fd = screen->signals, .events = POLLIN},
			{.fd = screen->keys ? screen->in : -1, .events = POLLIN},
		};
		__u64 now = clock_ms(), left = now < until ? until - now : 0;

		poll(fds, 2, left < 60000 ? (int)left : 60000);
		if (fds[0].revents)
			event = take_signal(screen);
		else if (fds[1].revents)
			event = take_key(screen);
		if (event != SCREEN_TIME || clock_ms() >= until)
			return event;
	}
}

void screen_begin(struct screen *screen, unsigned int *columns, unsigned int *rows)
{
	term_size(screen->opt.fd, columns, rows);
	screen->columns = *columns;
	screen->rows = *rows;
	screen->drawn = 0;
	buf_reset(&screen->picture);
	buf_puts(&screen->picture, HOME);
}

/* A number that is cut would read as another one. */
static void add_fitted(const char *text, size_t n, unsigned int columns, struct buf *out)
{
	size_t fits;

	while (n && text[n - 1] == ' ')
		n--;
	fits = term_text_fit(text, n, columns);
	if (fits < n)
		fits = term_text_fit(text, n, columns - 1);
	buf_add(out, text, fits);
	if (fits < n)
		buf_puts(out, "…");
}

void screen_line(struct screen *screen, enum screen_style style, const char *text, size_t n)
{
	static const char *const codes[] = {
		[SCREEN_PLAIN] = "", [SCREEN_BOLD] = "\033[1m", [SCREEN_GREEN] = "\033[32m",
		[SCREEN_RED] = "\033[31m",
	};
	bool styled = style != SCREEN_PLAIN && screen->opt.colour;
	struct buf *out = &screen->picture;

	if (screen->drawn == screen->rows)
		return;
	/* Erased before: behind a line that is full, the last character would go, too. */
	buf_puts(out, screen->drawn++ ? "\r\n\033[K" : "\033[K");
	if (styled)
		buf_puts(out, codes[style]);
	add_fitted(text, n, screen->columns, out);
	if (styled)
		buf_puts(out, "\033[0m");
}

void screen_more(struct screen *screen, size_t n)
{
	BUF_CLEANUP struct buf line = {0};

	buf_printf(&line, "and %zu more", n);
	screen_line(screen, SCREEN_PLAIN, buf_cstr(&line), line.len);
}

int screen_end(struct screen *screen, struct err *err)
{
	struct buf *out = &screen->picture;

	if (screen->drawn < screen->rows)
		buf_puts(out, "\r\n\033[J");
	return out->oom ? fail_oom(err) : emit_write(screen->opt.fd, out->data, out->len, err);
}
