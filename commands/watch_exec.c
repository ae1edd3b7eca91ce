// SPDX-License-Identifier: GPL-2.0-or-later
/* --exec: a command for each change, which finds key and values in its environment. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/spawn.h"
#include "commands/watch.h"

extern char **environ;

/* The variables that the command gets beside our own: NAME=JSON. */
enum { VAR_CHANGE, VAR_KEY, VAR_OLD, VAR_NEW, N_VARS };

static const char *const names[] = {
	[VAR_CHANGE] = "MAPCTL_CHANGE=", [VAR_KEY] = "MAPCTL_KEY=", [VAR_OLD] = "MAPCTL_OLD=",
	[VAR_NEW] = "MAPCTL_NEW=",
};

static bool is_ours(const char *variable)
{
	for (int i = 0; i < N_VARS; i++) {
		if (!strncmp(variable, names[i], strlen(names[i])))
			return true;
	}
	return false;
}

/* Our environment and the variables that are not empty. NULL: out of memory. */
static char **make_environment(struct buf *vars)
{
	size_t n = 0, used = 0;
	bool enough = true;
	char **all;

	while (environ[n])
		n++;
	all = calloc(n + N_VARS + 1, sizeof(*all));
	for (size_t i = 0; all && i < n; i++) {
		if (!is_ours(environ[i]))
			all[used++] = environ[i];
	}
	for (int i = 0; all && i < N_VARS; i++) {
		if (!vars[i].len)
			continue;
		buf_putc(&vars[i], '\0');
		all[used++] = vars[i].data;
		enough &= !vars[i].oom;
	}
	if (!enough) {
		free(all);
		return NULL;
	}
	return all;
}

static void fill_vars(const struct watch *watch, const struct watched *watched,
		      const struct change *change, struct buf *vars)
{
	static const char *const kinds[] = {
		[CHANGE_NEW] = "new", [CHANGE_VALUE] = "changed", [CHANGE_GONE] = "gone",
	};

	buf_printf(&vars[VAR_CHANGE], "%s%s", names[VAR_CHANGE], kinds[change->kind]);
	buf_puts(&vars[VAR_KEY], names[VAR_KEY]);
	watched_key(watch, watched, change, CELL_FORM_JSON, &vars[VAR_KEY]);
	if (change->old) {
		buf_puts(&vars[VAR_OLD], names[VAR_OLD]);
		watched_value(watch, watched, watched->part, change->old, CELL_FORM_JSON,
			      &vars[VAR_OLD]);
	}
	if (change->value) {
		buf_puts(&vars[VAR_NEW], names[VAR_NEW]);
		watched_value(watch, watched, watched->part, change->value, CELL_FORM_JSON,
			      &vars[VAR_NEW]);
	}
}

/* For a command to end by itself: a terminal's Ctrl-C reaches it, too. */
#define GRACE_MS 1000

static void end_command(pid_t pid)
{
	int status;

	if (spawn_wait_until(pid, -1, GRACE_MS, &status) <= 0)
		return;
	kill(pid, SIGTERM);
	spawn_wait_until(pid, -1, GRACE_MS, &status);
}

/* 1: Ctrl-C ended it, and that is our end, too. */
static int report(const struct watch *watch, int status)
{
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGINT)
		return 1;
	if (WIFSIGNALED(status))
		run_note(watch->run, "the command was ended by signal %d", WTERMSIG(status));
	else if (WEXITSTATUS(status))
		run_note(watch->run, "the command ended with status %d", WEXITSTATUS(status));
	return 0;
}

static int fail_start(int rc, struct err *err)
{
	fail(err, rc, "cannot run the command: %s", err_text(rc));
	if (rc == -E2BIG)
		err_hint(err, "the key or a value is too long for a variable; -J prints them");
	return rc;
}

static int run_one(const struct watch *watch, struct buf *vars, struct err *err)
{
	char **environment = make_environment(vars);
	struct spawn command = {.command = watch->args->exec,
				.environment = environment,
				.in = STDIN_FILENO,
				.out = watch->run->opt->emit.fd};
	int status, rc;
	pid_t pid;

	if (!environment)
		return fail_oom(err);
	rc = spawn_start(&command, &pid);
	free(environment);
	if (rc)
		return fail_start(rc, err);
	rc = spawn_wait_until(pid, screen_signals(watch->screen), -1, &status);
	if (rc < 0)
		return fail(err, rc, "cannot wait for the command: %s", err_text(rc));
	if (!rc)
		return report(watch, status);
	end_command(pid);
	return 1;
}

int watch_exec(const struct watch *watch, const struct watched *watched, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < watched->changes.n; i++) {
		struct buf vars[N_VARS] = {0};

		fill_vars(watch, watched, &watched->changes.list[i], vars);
		rc = screen_wait(watch->screen, 0) == SCREEN_END ? 1 : run_one(watch, vars, err);
		for (int k = 0; k < N_VARS; k++)
			buf_free(&vars[k]);
	}
	return rc;
}
