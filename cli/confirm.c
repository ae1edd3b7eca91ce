// SPDX-License-Identifier: GPL-2.0-or-later
/* Asking before what cannot be undone. */
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/interrupt.h"

static bool read_byte(char *c)
{
	return interrupt_poll(STDIN_FILENO, -1) > 0 && read(STDIN_FILENO, c, 1) == 1;
}

/* Reads a line, and not a byte beyond it, up to Ctrl-C; true if its first letter is a yes. */
static bool answer_is_yes(void)
{
	char first = '\0', c = '\0';
	bool have = false;

	while (read_byte(&c) && c != '\n') {
		if (!have)
			first = c;
		have = true;
	}
	if (interrupted())
		return false;
	if (c != '\n') { /* Ctrl-D, which shows nothing */
		struct err ignored = {0};

		emit_write(STDERR_FILENO, "\n", 1, &ignored);
	}
	return first == 'y' || first == 'Y';
}

int run_confirm(const struct run *run, struct err *err, const char *fmt, ...)
{
	BUF_CLEANUP struct buf prompt = {0};
	char question[512];
	va_list ap;
	int ret;

	if (run->opt->yes || run->opt->dry_run)
		return 0;
	va_start(ap, fmt);
	vsnprintf(question, sizeof(question), fmt, ap);
	va_end(ap);
	if (!run->opt->tty_in || !run->opt->tty_err) {
		fail(err, ERR_USAGE, "needs --yes where nobody can be asked: %s", question);
		return err->code;
	}
	buf_escaped(&prompt, question, strlen(question));
	buf_puts(&prompt, " [y/N] ");
	ret = emit_write(STDERR_FILENO, prompt.data, prompt.len, err);
	if (ret)
		return ret;
	if (answer_is_yes())
		return 0;
	return interrupted() ? fail_interrupted(err)
			     : fail(err, -ECANCELED, "not confirmed: nothing was changed");
}
