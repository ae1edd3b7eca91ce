// SPDX-License-Identifier: GPL-2.0-or-later
/* The process that stays behind to hold a demo's sockets, and its end. */
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bpf/demo_impl.h"

#define END_MS 2000

static int compare_fds(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* What close_range(2) does from Linux 5.9 on. */
static void close_listed(unsigned int from, unsigned int to)
{
	DIR *dir = opendir("/proc/self/fd");
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char *end;
		unsigned long fd = strtoul(entry->d_name, &end, 10);

		if (!*end && fd >= from && fd <= to && (int)fd != dirfd(dir))
			close((int)fd);
	}
	if (dir)
		closedir(dir);
}

/* By its number: not every C library has close_range(). */
static void close_all(unsigned int from, unsigned int to)
{
	long rc = -1;

#ifdef SYS_close_range
	rc = syscall(SYS_close_range, from, to, 0);
#endif
	if (rc)
		close_listed(from, to);
}

/* Closes all but the standard ones and those given: the starter's terminal, pipes and maps. */
static void close_others(const struct demo_live *live, int go)
{
	int keep[DEMO_HELD + 1];
	unsigned int from = STDERR_FILENO + 1;
	size_t n = 0;

	for (; n < live->n_held; n++)
		keep[n] = live->held[n];
	keep[n++] = go;
	qsort(keep, n, sizeof(*keep), compare_fds);
	for (size_t i = 0; i < n; i++) {
		if (keep[i] < (int)from)
			continue;
		if (keep[i] > (int)from)
			close_all(from, (unsigned int)keep[i] - 1);
		from = (unsigned int)keep[i] + 1;
	}
	close_all(from, ~0U);
}

/* Cut off from the starter's session, terminal and directory. */
static void detach_process(void)
{
	int null = open("/dev/null", O_RDWR);

	setsid();
	for (int fd = STDIN_FILENO; null >= 0 && fd <= STDERR_FILENO; fd++)
		dup2(null, fd);
	if (chdir("/"))
		_exit(1);
	prctl(PR_SET_NAME, "mapctl-demo");
}

static _Noreturn void keep(const struct demo_live *live, int go)
{
	sigset_t ends;
	char word;
	int sig;

	detach_process();
	close_others(live, go);
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigprocmask(SIG_SETMASK, &ends, NULL);
	if (read(go, &word, 1) != 1)
		_exit(1);
	close(go);
	sigwait(&ends, &sig);
	_exit(0);
}

int demo_keeper_fork(const struct demo_live *live, struct demo_keeper *keeper, struct err *err)
{
	int go[2];

	if (pipe2(go, O_CLOEXEC))
		return fail(err, -errno, "cannot make a pipe: %s", err_text(-errno));
	keeper->pid = fork();
	if (!keeper->pid) {
		close(go[1]);
		keep(live, go[0]);
	}
	close(go[0]);
	keeper->go = go[1];
	if (keeper->pid > 0)
		return 0;
	close(go[1]);
	return fail(err, -errno, "cannot fork: %s", err_text(-errno));
}

void demo_keeper_go(struct demo_keeper *keeper, bool stay)
{
	if (stay && write(keeper->go, "g", 1) != 1)
		stay = false;
	close(keeper->go);
	if (!stay)
		waitpid(keeper->pid, NULL, 0);
}

/* Field 22 of /proc/PID/stat, counted behind the comm, which may hold anything. */
__u64 demo_keeper_start(pid_t pid)
{
	char path[64], text[1024], *at;
	unsigned long long start = 0;
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	at = strrchr(text, ')');
	if (!at || at[1] != ' ' || at[2] == 'Z' ||
	    sscanf(at + 2,
		   "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d "
		   "%*d %llu",
		   &start) != 1)
		return 0;
	return start;
}

bool demo_keeper_alive(const struct demo_state *state)
{
	return state->keeper > 0 && demo_keeper_start(state->keeper) == state->keeper_start &&
	       state->keeper_start;
}

/* The descriptor first: from then on the pid is not given to another process unnoticed. */
int demo_keeper_end(const struct demo_state *state, struct err *err)
{
	struct pollfd ended = {.events = POLLIN};
	int rc = 0;

	if (state->keeper <= 0)
		return 0;
	ended.fd = (int)syscall(SYS_pidfd_open, state->keeper, 0);
	if (ended.fd < 0)
		return errno == ESRCH ? 0 : fail(err, -errno, "cannot open process %d: %s",
						 state->keeper, err_text(-errno));
	if (demo_keeper_alive(state)) {
		rc = (int)syscall(SYS_pidfd_send_signal, ended.fd, SIGTERM, NULL, 0);
		if (!rc && poll(&ended, 1, END_MS) != 1)
			rc = (int)syscall(SYS_pidfd_send_signal, ended.fd, SIGKILL, NULL, 0);
		if (!rc)
			poll(&ended, 1, END_MS);
	}
	if (rc)
		rc = fail(err, -errno, "cannot end process %d: %s", state->keeper,
			  err_text(-errno));
	close(ended.fd);
	waitpid(state->keeper, NULL, WNOHANG); /* its parent, in a REPL */
	return rc;
}
