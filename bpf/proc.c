// SPDX-License-Identifier: GPL-2.0-or-later
/* Reading small files of /proc. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf/proc.h"

ssize_t proc_read(const char *path, char *text, size_t room)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = read(fd, text, room - 1);
	if (n < 0)
		n = -errno;
	else
		text[n] = '\0';
	close(fd);
	return n;
}

/* The number behind "\nNAME:\t"; false, and 0: no such line. */
static bool line_number(const char *text, const char *name, __u64 *number)
{
	const char *line = strstr(text, name);

	*number = line ? strtoull(line + strlen(name), NULL, 10) : 0;
	return line;
}

static __u32 line_id(const char *text, const char *name)
{
	__u64 id;

	return line_number(text, name, &id) ? (__u32)id : 0;
}

int fdinfo_read(__u32 pid, int fd, struct fdinfo *info)
{
	char path[64], text[1024];
	__u64 frozen;
	ssize_t n;

	memset(info, 0, sizeof(*info));
	if (pid)
		snprintf(path, sizeof(path), "/proc/%u/fdinfo/%d", pid, fd);
	else
		snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	n = proc_read(path, text, sizeof(text));
	if (n < 0)
		return (int)n;
	info->map_id = line_id(text, "\nmap_id:\t");
	info->prog_id = line_id(text, "\nprog_id:\t");
	info->btf_id = line_id(text, "\nbtf_id:\t");
	info->link_id = line_id(text, "\nlink_id:\t");
	info->pid = line_id(text, "\nPid:\t");
	if (info->pid > 0x7fffffff) /* -1: it has ended */
		info->pid = 0;
	info->has_memlock = line_number(text, "\nmemlock:\t", &info->memlock);
	info->has_frozen = line_number(text, "\nfrozen:\t", &frozen);
	info->frozen = frozen;
	return 0;
}

__u32 proc_tgid(__u32 tid)
{
	char path[48], text[1024];

	snprintf(path, sizeof(path), "/proc/%u/status", tid);
	return proc_read(path, text, sizeof(text)) > 0 ? line_id(text, "\nTgid:\t") : 0;
}

void proc_comm(__u32 pid, char comm[16])
{
	char path[48], text[64];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%u/comm", pid);
	memset(comm, 0, 16);
	n = proc_read(path, text, sizeof(text));
	/* but for the last newline, which /proc adds: a name may hold others */
	if (n > 0)
		snprintf(comm, 16, "%.*s", (int)n - (text[n - 1] == '\n'), text);
}
