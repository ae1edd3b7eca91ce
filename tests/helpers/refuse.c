// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * refuse TYPE,… COMMAND…: runs it on a kernel that seems to have no BPF programs of these types, by
 * number: loading one is EPERM.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static int die(const char *what)
{
	perror(what);
	return 125;
}

/* Asks a supervisor about every BPF_PROG_LOAD. A descriptor, or -1. */
static int filter_install(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_bpf, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, BPF_PROG_LOAD, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = {.len = sizeof(filter) / sizeof(*filter), .filter = filter};

	return (int)syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER,
			    &prog);
}

/* The first word of what BPF_PROG_LOAD is given. */
static __u32 program_type(const struct seccomp_notif *call)
{
	__u32 type = 0;
	char path[32];
	int fd;

	snprintf(path, sizeof(path), "/proc/%u/mem", call->pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || pread(fd, &type, sizeof(type), (off_t)call->data.args[1]) != sizeof(type))
		perror(path);
	if (fd >= 0)
		close(fd);
	return type;
}

static int is_listed(const char *list, __u32 type)
{
	char *end;

	for (; *list; list = *end ? end + 1 : end) {
		if (strtoul(list, &end, 10) == type)
			return 1;
	}
	return 0;
}

/* Until it is killed. */
static void supervise(int listener, const char *list)
{
	for (;;) {
		struct seccomp_notif call = {0};
		struct seccomp_notif_resp answer = {0};

		if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call))
			continue;
		answer.id = call.id;
		if (is_listed(list, program_type(&call)))
			answer.error = -EPERM;
		else
			answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
		ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
	}
}

/*
 * In the child: the descriptors are the parent's, too, until that runs the command, with which it
 * ends.
 */
static int child(pid_t parent, int from, const char *list)
{
	int listener;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() == parent && read(from, &listener, sizeof(listener)) == sizeof(listener))
		supervise(listener, list);
	return 125;
}

int main(int argc, char **argv)
{
	struct clone_args args = {.flags = CLONE_FILES, .exit_signal = SIGCHLD};
	pid_t self = getpid(), pid;
	int pipes[2], listener;

	if (argc < 3 || pipe2(pipes, O_CLOEXEC))
		return die("refuse");
	pid = (pid_t)syscall(__NR_clone3, &args, sizeof(args));
	if (!pid)
		return child(self, pipes[0], argv[1]);
	if (pid < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return die("refuse");
	listener = filter_install();
	if (listener < 0 || write(pipes[1], &listener, sizeof(listener)) != sizeof(listener))
		return die("seccomp");
	execvp(argv[2], argv + 2);
	return die(argv[2]);
}
