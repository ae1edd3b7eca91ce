// SPDX-License-Identifier: GPL-2.0-or-later
/* The program from main's arguments to the exit status. */
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/report.h"
#include "cli/session.h"
#include "cli/term.h"

/*
 * A closed standard descriptor would be given to the next file opened, and a map would get what is
 * meant for standard output. The stand-ins fail as closed ones do: the wrong way round they give
 * EBADF on read and on write.
 */
static bool descriptors_fill(void)
{
	static const int modes[] = {
		[STDIN_FILENO] = O_WRONLY, [STDOUT_FILENO] = O_RDONLY, [STDERR_FILENO] = O_RDWR};

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) != fd)
			return false;
	}
	return true;
}

/* Tables need to know wide characters; everything else stays in the C locale. */
static void locale_set(void)
{
	if (!setlocale(LC_CTYPE, "") || MB_CUR_MAX == 1)
		setlocale(LC_CTYPE, "C.UTF-8");
}

static bool env_readonly(void)
{
	const char *value = getenv("MAPCTL_READONLY");

	return value && *value && strcmp(value, "0");
}

static void options_default(struct options *opt)
{
	*opt = (struct options){
		.emit = {.fd = STDOUT_FILENO,
			 .width = term_width(STDOUT_FILENO),
			 .colour = term_colour(STDOUT_FILENO)},
		.readonly = env_readonly(),
		.tty_in = isatty(STDIN_FILENO),
		.tty_out = isatty(STDOUT_FILENO),
		.tty_err = isatty(STDERR_FILENO),
	};
}

/* A line without a command: what can be typed, on standard error. */
static int nothing_asked(const struct program *program, const struct parsed *parsed,
			 struct err *err)
{
	BUF_CLEANUP struct buf out = {0};

	if (emit_is_json(parsed->opt.emit.format)) {
		fail(err, ERR_USAGE, "no command");
		return report_failure(program, parsed, err);
	}
	help_overview(program, &parsed->opt, &out);
	emit_write(STDERR_FILENO, out.data, out.len, err);
	return STATUS_USAGE;
}

static int input_child(void *arg)
{
	struct session *session = arg;

	return session->program->input(session);
}

/* All lines in one traced process: in one for each what a line leaves to the next would be lost. */
static int input_traced(struct session *session, const struct parsed *parsed, struct err *err)
{
	int status;

	session->traced = true;
	status = session->program->trace(input_child, session, err);
	return status < 0 ? report_failure(session->program, parsed, err) : status;
}

/* Without a command: lines of the terminal, or of standard input. */
static int lines_run(struct session *session, const struct parsed *parsed, struct err *err)
{
	const struct program *program = session->program;
	bool people = parsed->opt.tty_in && parsed->opt.tty_out;
	int (*run)(struct session *) = people ? program->interactive : program->input;

	if (!run)
		return nothing_asked(program, parsed, err);
	session_init(session, program, &parsed->opt);
	if (!people && parsed->opt.syscalls && program->trace)
		return input_traced(session, parsed, err);
	return run(session);
}

static int single_run(struct session *session, const struct parsed *parsed, struct err *err)
{
	int status;

	session->single = true;
	status = session_run(session, parsed, err);
	return status < 0 ? report_failure(session->program, parsed, err) : status;
}

int program_main(const struct program *program, int argc, char **argv)
{
	struct options defaults;
	struct session session;
	struct parsed parsed;
	struct err err = {0};
	int skip = argc > 0, status;

	if (!descriptors_fill())
		return STATUS_REFUSED; /* there is nowhere to say why */
	signal(SIGPIPE, SIG_DFL);
	locale_set();
	options_default(&defaults);
	session_init(&session, program, &defaults);
	if (cmd_parse(program, &defaults, argc - skip, (const char *const *)argv + skip, &parsed,
		      &err))
		status = report_failure(program, &parsed, &err);
	else if (parsed.what == PARSED_NOTHING)
		status = lines_run(&session, &parsed, &err);
	else
		status = single_run(&session, &parsed, &err);
	cmd_parse_free(&parsed);
	session_free(&session);
	err_clear(&err);
	return status;
}
