// SPDX-License-Identifier: GPL-2.0-or-later
/* What is longer than the screen goes through a pager, what is not does not. */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/emit.h"
#include "cli/pager.h"
#include "cli/spawn.h"
#include "cli/term.h"

struct pager {
	pthread_t thread;
	const char *command;
	int in, out; /* what is printed, and the terminal */
	struct buf held; /* as long as it fits the screen */
	unsigned int columns, rows;
	size_t counted,
		lines; /* of `held`: bytes of finished lines, and screen lines that they take */
	pid_t pid;
	int to; /* the running pager's input */
};

/* Whether PATH leads to a program. */
static bool have_program(const char *name)
{
	const char *path = getenv("PATH");

	while (path && *path) {
		BUF_CLEANUP struct buf file = {0};
		size_t n = strcspn(path, ":");

		buf_add(&file, path, n);
		buf_printf(&file, "/%s", name);
		if (n && !access(buf_cstr(&file), X_OK))
			return true;
		path += n + (path[n] == ':');
	}
	return false;
}

const char *pager_command(void)
{
	const char *pager = getenv("PAGER");

	if (pager)
		return *pager && strcmp(pager, "cat") ? pager : NULL;
	return have_program("less") ? "less -FRX" : NULL;
}

/* The width of a line without its colours. */
static size_t visible_width(const char *line, size_t n)
{
	size_t width = 0;

	while (n) {
		const char *escape = memchr(line, '\033', n);
		size_t plain = escape ? (size_t)(escape - line) : n;

		width += term_text_width(line, plain);
		line += plain;
		n -= plain;
		while (n && *line != 'm')
			line++, n--;
		if (n)
			line++, n--;
	}
	return width;
}

/* Counts the lines that were finished since; true while they fit above the prompt. */
static bool held_fits(struct pager *pager)
{
	struct buf *held = &pager->held;

	while (pager->counted < held->len && pager->lines < pager->rows) {
		const char *line = held->data + pager->counted;
		const char *end = memchr(line, '\n', held->len - pager->counted);
		size_t width;

		if (!end)
			break;
		width = visible_width(line, (size_t)(end - line));
		pager->lines += width ? (width + pager->columns - 1) / pager->columns : 1;
		pager->counted += (size_t)(end - line) + 1;
	}
	return pager->lines < pager->rows && held->len < 1 << 20;
}

/* What was held goes out: to the pager, or past it where it cannot be started. */
static int release(struct pager *pager)
{
	struct err ignored = {0};
	int rc;

	pager->to = spawn_reader(pager->command, pager->out, &pager->pid);
	if (pager->to < 0)
		pager->to = pager->out;
	rc = emit_write(pager->to, pager->held.data, pager->held.len, &ignored);
	buf_free(&pager->held);
	return rc;
}

static int pass_on(struct pager *pager, const char *data, size_t n)
{
	struct err ignored = {0};

	if (pager->to >= 0)
		return emit_write(pager->to, data, n, &ignored);
	buf_add(&pager->held, data, n);
	if (pager->held.oom)
		return -ENOMEM;
	return held_fits(pager) ? 0 : release(pager);
}

/* Ends when the command does, or when the pager takes no more: writing is then EPIPE. */
static void *pump(void *arg)
{
	struct pager *pager = arg;
	struct err ignored = {0};
	char data[16384];
	ssize_t n;

	do {
		n = read(pager->in, data, sizeof(data));
	} while ((n > 0 && !pass_on(pager, data, (size_t)n)) || (n < 0 && errno == EINTR));
	close(pager->in);
	if (pager->to < 0)
		emit_write(pager->out, pager->held.data, pager->held.len, &ignored);
	return NULL;
}

/* Signals are for the main thread. */
static int run_pump(struct pager *pager)
{
	sigset_t all, before;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = -pthread_create(&pager->thread, NULL, pump, pager);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc;
}

int pager_new(struct pager **out, const char *command, int terminal, int *in, struct err *err)
{
	struct pager *pager = calloc(1, sizeof(*pager));
	int ends[2], rc;

	if (!pager)
		return fail_oom(err);
	*pager = (struct pager){.command = command, .out = terminal, .to = -1};
	term_size(terminal, &pager->columns, &pager->rows);
	rc = pipe2(ends, O_CLOEXEC) ? -errno : 0;
	pager->in = rc ? -1 : ends[0];
	if (!rc) {
		rc = run_pump(pager);
		if (rc) {
			close(ends[0]);
			close(ends[1]);
		}
	}
	if (rc) {
		free(pager);
		return fail(err, rc, "cannot page the output: %s", err_text(rc));
	}
	*in = ends[1];
	*out = pager;
	return 0;
}

void pager_free(struct pager *pager)
{
	int status;

	if (!pager)
		return;
	pthread_join(pager->thread, NULL);
	if (pager->pid) {
		close(pager->to);
		spawn_wait(pager->pid, &status);
	}
	buf_free(&pager->held);
	free(pager);
}
