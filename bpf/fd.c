// SPDX-License-Identifier: GPL-2.0-or-later
/* Descriptors: telling what they are, getting those of other processes. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "bpf/caps.h"
#include "bpf/fd.h"
#include "bpf/uapi.h"

/*
 * BPF_OBJ_GET_INFO_BY_FD takes any BPF descriptor and fills in another structure for each kind, so
 * that what a descriptor is must be known before.
 */
static bool fd_links_to(int fd, const char *target)
{
	char path[64], link[64];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	n = readlink(path, link, sizeof(link));
	return n == (ssize_t)strlen(target) && !memcmp(link, target, (size_t)n);
}

bool fd_is_map(int fd)
{
	return fd_links_to(fd, "anon_inode:bpf-map");
}

bool fd_is_prog(int fd)
{
	return fd_links_to(fd, "anon_inode:bpf-prog");
}

bool fd_is_socket(int fd)
{
	struct stat st;

	return !fstat(fd, &st) && S_ISSOCK(st.st_mode);
}

const char *fd_what(int fd)
{
	struct stat st;

	if (fd_is_map(fd))
		return "a BPF map";
	if (fd_is_prog(fd))
		return "a BPF program";
	if (fd_links_to(fd, "anon_inode:bpf_link") || fd_links_to(fd, "anon_inode:bpf-link"))
		return "a BPF link";
	if (fd_links_to(fd, "anon_inode:btf"))
		return "a BTF object";
	if (fd_links_to(fd, "anon_inode:[perf_event]"))
		return "a perf event";
	if (fstat(fd, &st))
		return "unknown";
	switch (st.st_mode & S_IFMT) {
	case S_IFSOCK:
		return "a socket";
	case S_IFREG:
		return "a file";
	case S_IFDIR:
		return "a directory";
	case S_IFIFO:
		return "a pipe";
	case S_IFCHR:
		return "a character device";
	}
	return "something else";
}

int fd_process(__u32 pid, struct err *err)
{
	int fd, rc;

	if (pid == 0 || pid > 0x7fffffff)
		return fail_status(err, STATUS_ABSENT, -ESRCH, "there is no process %u", pid);
	fd = (int)syscall(UAPI_SYS_PIDFD_OPEN, (pid_t)pid, 0);
	if (fd >= 0)
		return fd;
	rc = -errno;
	if (rc == -ESRCH)
		return fail_status(err, STATUS_ABSENT, rc, "there is no process %u", pid);
	/* A thread that is no leader: the kernel says EINVAL, or ENOENT from 6.9. */
	if (rc == -EINVAL || rc == -ENOENT)
		return fail_status(err, STATUS_REFUSED, -EINVAL, "%u is a thread, not a process",
				   pid);
	return fail_op(err, OP_PTRACE, rc, "cannot open process %u", pid);
}

int fd_thread(__u32 tid, struct err *err)
{
	int fd = -1;

	if (tid && tid <= 0x7fffffff)
		fd = (int)syscall(UAPI_SYS_PIDFD_OPEN, (pid_t)tid, UAPI_PIDFD_THREAD);
	return fd >= 0 ? fd : fd_process(tid, err);
}

int fd_of_process(__u32 pid, __u32 number, struct err *err)
{
	int pidfd FD_CLEANUP = fd_process(pid, err);
	int fd, rc;

	if (pidfd < 0)
		return pidfd;
	fd = (int)syscall(UAPI_SYS_PIDFD_GETFD, pidfd, number, 0);
	if (fd >= 0)
		return fd;
	rc = -errno;
	if (rc == -EBADF)
		return fail_status(err, STATUS_ABSENT, rc, "process %u has no descriptor %u", pid,
				   number);
	if (rc == -ESRCH)
		return fail_status(err, STATUS_ABSENT, rc, "process %u has ended", pid);
	return fail_op(err, OP_PTRACE, rc, "cannot copy descriptor %u of process %u", number, pid);
}
