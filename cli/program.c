// SPDX-License-Identifier: GPL-2.0-or-later
/* The program from main's arguments to the exit status. */
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/report.h"
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

/* Prints an error; returns the exit status. */
static int program_fail(const struct program *program, const struct parsed *parsed,
			const struct err *err)
{
	BUF_CLEANUP struct buf out = {0};
	struct err ignored = {0}; /* nobody is left to tell */

	report_error(program, parsed->cmd, emit_is_json(parsed->opt.emit.format), err, &out);
	emit_write(STDERR_FILENO, out.data, out.len, &ignored);
	return err->status;
}

static int command_run(const struct program *program, const struct parsed *parsed, struct err *err)
{
	struct run run = {.cmd = parsed->cmd, .program = program, .opt = &parsed->opt};
	int ret = program->world_new ? program->world_new(&run.world, err) : 0;

	if (!ret)
		ret = parsed->cmd->run(&run, parsed->args, err);
	if (program->world_free)
		program->world_free(run.world);
	return ret;
}

struct command_line {
	const struct program *program;
	const struct parsed *parsed;
};

/* The exit status of the command, run here; its error is printed. */
static int command_status(void *arg)
{
	const struct command_line *line = arg;
	struct err err = {0};
	int status = 0;

	if (command_run(line->program, line->parsed, &err))
		status = program_fail(line->program, line->parsed, &err);
	err_clear(&err);
	return status;
}

static int command_traced(struct command_line *line, struct err *err)
{
	int status = line->program->trace(command_status, line, err);

	return status < 0 ? program_fail(line->program, line->parsed, err) : status;
}

static int help_print(const struct program *program, const struct parsed *parsed, int fd,
		      struct err *err)
{
	BUF_CLEANUP struct buf out = {0};

	if (parsed->cmd)
		help_command(program, parsed->cmd, &out);
	else
		help_overview(program, &out);
	return out.oom ? fail_oom(err) : emit_write(fd, out.data, out.len, err);
}

/* A line without a command: what can be typed, on standard error. */
static int nothing_asked(const struct program *program, const struct parsed *parsed,
			 struct err *err)
{
	if (emit_is_json(parsed->opt.emit.format)) {
		fail(err, ERR_USAGE, "no command");
		return program_fail(program, parsed, err);
	}
	help_print(program, parsed, STDERR_FILENO, err);
	return STATUS_USAGE;
}

static int line_run(const struct program *program, const struct parsed *parsed, struct err *err)
{
	struct command_line line = {.program = program, .parsed = parsed};

	switch (parsed->what) {
	case PARSED_NOTHING:
		return nothing_asked(program, parsed, err);
	case PARSED_HELP:
		return help_print(program, parsed, STDOUT_FILENO, err)
			       ? program_fail(program, parsed, err)
			       : STATUS_OK;
	case PARSED_COMMAND:
		break;
	}
	if (parsed->opt.syscalls && program->trace)
		return command_traced(&line, err);
	return command_status(&line);
}

int program_main(const struct program *program, int argc, char **argv)
{
	struct options defaults;
	struct parsed parsed;
	struct err err = {0};
	int skip = argc > 0, status;

	if (!descriptors_fill())
		return STATUS_REFUSED; /* there is nowhere to say why */
	signal(SIGPIPE, SIG_DFL);
	locale_set();
	options_default(&defaults);
	if (cmd_parse(program, &defaults, argc - skip, (const char *const *)argv + skip, &parsed,
		      &err))
		status = program_fail(program, &parsed, &err);
	else
		status = line_run(program, &parsed, &err);
	cmd_parse_free(&parsed);
	err_clear(&err);
	return status;
}
