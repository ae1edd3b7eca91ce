// SPDX-License-Identifier: GPL-2.0-or-later
/* Starting shell commands and waiting for them. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/spawn.h"

extern char **environ;

static int start(const struct spawn *spawn, const posix_spawn_file_actions_t *files,
		 const posix_spawnattr_t *attr, pid_t *pid)
{
	char *words[] = {(char *)"sh", (char *)"-c", (char *)spawn->command, NULL};

	return -posix_spawn(pid, "/bin/sh", files, attr, words,
			    spawn->environment ? spawn->environment : environ);
}

static void set_signals(posix_spawnattr_t *attr)
{
	static const int ignored[] = {SIGPIPE, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
	sigset_t none, defaults;

	sigemptyset(&none);
	sigemptyset(&defaults);
	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		sigaddset(&defaults, ignored[i]);
	posix_spawnattr_setsigmask(attr, &none);
	posix_spawnattr_setsigdefault(attr, &defaults);
	posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

int spawn_start(const struct spawn *spawn, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	int rc = -posix_spawnattr_init(&attr);

	if (rc)
		return rc;
	rc = -posix_spawn_file_actions_init(&files);
	if (!rc) {
		set_signals(&attr);
		if (spawn->in != STDIN_FILENO)
			rc = -posix_spawn_file_actions_adddup2(&files, spawn->in, STDIN_FILENO);
		if (!rc && spawn->out != STDOUT_FILENO)
			rc = -posix_spawn_file_actions_adddup2(&files, spawn->out, STDOUT_FILENO);
		if (!rc)
			rc = start(spawn, &files, &attr, pid);
		posix_spawn_file_actions_destroy(&files);
	}
	posix_spawnattr_destroy(&attr);
	return rc;
}

int spawn_reader(const char *command, int out, pid_t *pid)
{
	struct spawn spawn = {.command = command, .out = out};
	int ends[2], rc;

	*pid = 0;
	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	spawn.in = ends[0];
	rc = spawn_start(&spawn, pid);
	close(ends[0]);
	if (!rc)
		return ends[1];
	close(ends[1]);
	*pid = 0;
	return rc;
}

int spawn_wait(pid_t pid, int *status)
{
	while (waitpid(pid, status, 0) < 0) {
		if (errno != EINTR)
			return -errno;
	}
	return 0;
}

int spawn_wait_until(pid_t pid, int fd, int ms, int *status)
{
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd fds[] = {{.fd = pidfd, .events = POLLIN}, {.fd = fd, .events = POLLIN}};

	if (pidfd < 0)
		return spawn_wait(pid, status);
	while (poll(fds, 2, ms) < 0 && errno == EINTR)
		;
	close(pidfd);
	return fds[0].revents ? spawn_wait(pid, status) : 1;
}
