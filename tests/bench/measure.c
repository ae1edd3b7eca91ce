// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * measure OUT WORDS…: runs the words with standard output in the file OUT and prints wall seconds
 * and peak memory in KiB. A child's peak starts with that of the process it was forked from, so
 * a small program must do it.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void child(char **words, const char *out)
{
	int fd = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || dup2(fd, 1) < 0)
		_exit(126);
	close(fd);
	execvp(words[0], words);
	_exit(127);
}

int main(int argc, char **argv)
{
	struct rusage usage;
	double start = now();
	int status;
	pid_t pid;

	if (argc < 3) {
		fprintf(stderr, "usage: measure OUT WORDS…\n");
		return 2;
	}
	pid = fork();
	if (pid == 0)
		child(argv + 2, argv[1]);
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid)
		return 1;
	printf("%.6f %ld\n", now() - start, usage.ru_maxrss);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
