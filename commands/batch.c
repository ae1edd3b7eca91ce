// SPDX-License-Identifier: GPL-2.0-or-later
/* batch: the commands of a file, or of standard input where no command is given. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "commands/batch.h"

struct batch_args {
	const char *file;
};

static const struct word batch_words[] = {
	{.name = "FILE", .type = WORD_TEXT, .flags = WORD_REQUIRED, .complete = COMPLETE_FILE,
	 .help = "commands, one a line; - reads standard input",
	 WORD_AT(struct batch_args, file)},
	{0},
};

/*
 * Lines are read from a descriptor of their own: what a command reads of standard input would be
 * missing among them. In its place stands one that cannot be read.
 */
static int take_stdin(struct err *err)
{
	int fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	int other = fd < 0 ? -1 : open("/dev/null", O_WRONLY | O_CLOEXEC);
	int rc = -errno;

	if (fd < 0 || other < 0) {
		if (fd >= 0)
			close(fd);
		return fail(err, rc, "cannot read standard input: %s", err_text(rc));
	}
	dup2(other, STDIN_FILENO);
	close(other);
	return fd;
}

static int run_source(struct session *session, const char *file, bool from_session,
		      const struct cmd *cmd, struct err *err)
{
	struct batch_source source = {.name = file, .cmd = cmd};
	int rc;

	source.fd = file ? script_open(file, from_session, err) : take_stdin(err);
	if (source.fd < 0)
		return source.fd;
	/* poll() waits for ever where reading would fail at once */
	rc = read(source.fd, NULL, 0) < 0 ? -errno : 0;
	if (rc)
		fail_status(err, STATUS_REFUSED, rc, "cannot read %s: %s",
			    file ? file : "standard input", err_text(rc));
	else
		rc = batch_run(session, &source, err);
	if (!file)
		dup2(source.fd, STDIN_FILENO);
	close(source.fd);
	return rc;
}

/* Its lines know nothing of the session around it but what its options say. */
static int batch_command(struct run *run, const void *arg, struct err *err)
{
	const struct batch_args *args = arg;
	bool is_stdin = !strcmp(args->file, "-");
	struct options options = *run->opt;
	struct session session;
	int rc;

	if (run->session && run->session->lines)
		return fail(err, ERR_USAGE, "lines of a file cannot run those of another");
	options.map_in_use = NULL;
	session_init(&session, run->program, &options);
	session.traced = options.syscalls;
	rc = run_source(&session, is_stdin ? NULL : args->file, run->session, run->cmd, err);
	session_free(&session);
	return rc;
}

int batch_input(struct session *session)
{
	struct parsed parsed = {.opt = session->defaults};
	struct err err = {0};
	int status = run_source(session, NULL, false, NULL, &err);

	if (status < 0)
		status = report_failure(session->program, &parsed, &err);
	err_clear(&err);
	return status;
}

const struct cmd cmd_batch = {
	.name = "batch",
	.group = "live in",
	.brief = "run the commands of a file, one a line",
	.about =
		"Runs the lines of FILE as if each was typed behind mapctl, but in one process.\n"
		"'…', \"…\" and \\ quote as in a shell, braces and brackets of values need no\n"
		"quotes, # begins a comment, \\ at the end goes on with the next line. Files of\n"
		"bpftool batch that only use map commands do as they are.\n"
		"\n"
		"It stops at the first line that fails, with its exit status; --keep-going runs\n"
		"the others, too. Errors say FILE:LINE. --dry-run checks all lines, and what they\n"
		"would write, and changes nothing. -J prints one JSON object a result, which says\n"
		"its line; -j one array of them.\n"
		"\n"
		"Lines that update one map, or delete from it, one behind the other are sent to\n"
		"the kernel together. A map stays open from line to line until a command other\n"
		"than update, delete, lookup, getnext, push, pop and peek comes, or until the\n"
		"input pauses: what its name means is looked up again then.",
	.examples = "mapctl batch changes.txt\n"
		    "mapctl batch --dry-run --keep-going changes.txt\n"
		    "generate | mapctl -J batch -\n",
	.words = batch_words,
	.flags = CMD_LINES,
	.args_size = sizeof(struct batch_args),
	.run = batch_command,
};
