// SPDX-License-Identifier: GPL-2.0-or-later
/* What /proc tells of maps: fdinfo, and who has a descriptor of which map. */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf/inventory_impl.h"

static ssize_t read_small(const char *path, char *text, size_t room)
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

/* The number behind "\nNAME:\t"; false: no such line. */
static bool fdinfo_number(const char *text, const char *name, __u64 *number)
{
	const char *line = strstr(text, name);

	if (!line)
		return false;
	*number = strtoull(line + strlen(name), NULL, 10);
	return true;
}

int fdinfo_read(const char *path, struct fdinfo *info)
{
	__u64 id = 0, frozen = 0;
	char text[1024];
	ssize_t n = read_small(path, text, sizeof(text));

	memset(info, 0, sizeof(*info));
	if (n < 0)
		return (int)n;
	fdinfo_number(text, "\nmap_id:\t", &id);
	info->map_id = (__u32)id;
	info->has_memlock = fdinfo_number(text, "\nmemlock:\t", &info->memlock);
	info->has_frozen = fdinfo_number(text, "\nfrozen:\t", &frozen);
	info->frozen = frozen;
	return 0;
}

int inventory_add_pid(struct inventory_map *map, __u32 pid, const char comm[16])
{
	struct inventory_pid *holder;

	/* A process' descriptors come one after the other. */
	if (map->n_pids && map->pids[map->n_pids - 1].pid == pid)
		return 0;
	holder = inventory_append(&map->pids, &map->n_pids, sizeof(*holder));
	if (!holder)
		return -ENOMEM;
	holder->pid = pid;
	memcpy(holder->comm, comm, sizeof(holder->comm));
	holder->comm[sizeof(holder->comm) - 1] = '\0';
	return 0;
}

static void read_comm(__u32 pid, char comm[16])
{
	char path[48], text[64];

	snprintf(path, sizeof(path), "/proc/%u/comm", pid);
	memset(comm, 0, 16);
	if (read_small(path, text, sizeof(text)) > 0)
		snprintf(comm, 16, "%.*s", (int)strcspn(text, "\n"), text);
}

/* The map that a process' descriptor is of, or 0. Asking the link first spares most of fdinfo. */
static __u32 map_of_fd(__u32 pid, int dir_fd, const char *name)
{
	char target[32], path[64];
	ssize_t n = readlinkat(dir_fd, name, target, sizeof(target));
	struct fdinfo info;

	if (n != (ssize_t)strlen("anon_inode:bpf-map") ||
	    strncmp(target, "anon_inode:bpf-map", (size_t)n))
		return 0;
	snprintf(path, sizeof(path), "/proc/%u/fdinfo/%.12s", pid, name);
	return fdinfo_read(path, &info) ? 0 : info.map_id;
}

static int scan_fds(struct inventory *inventory, __u32 pid, DIR *fds)
{
	const struct dirent *entry;
	char comm[16] = "";

	while ((entry = readdir(fds))) {
		struct inventory_map *map;

		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		map = inventory_find(inventory, map_of_fd(pid, dirfd(fds), entry->d_name));
		if (!map)
			continue;
		if (!comm[0])
			read_comm(pid, comm);
		if (inventory_add_pid(map, pid, comm))
			return -ENOMEM;
	}
	return 0;
}

static int scan_process(struct inventory *inventory, __u32 pid, unsigned int *unread)
{
	char path[48];
	DIR *fds;
	int ret;

	snprintf(path, sizeof(path), "/proc/%u/fd", pid);
	fds = opendir(path);
	if (!fds) {
		*unread += errno != ENOENT;
		return 0;
	}
	ret = scan_fds(inventory, pid, fds);
	closedir(fds);
	return ret;
}

static int scan_processes(struct inventory *inventory, DIR *proc, unsigned int *unread)
{
	const struct dirent *entry;
	int ret = 0;

	while (!ret && (entry = readdir(proc))) {
		__u32 pid = (__u32)strtoul(entry->d_name, NULL, 10);

		if (pid && pid != (__u32)getpid())
			ret = scan_process(inventory, pid, unread);
	}
	return ret;
}

int inventory_proc(struct inventory *inventory, struct err *err)
{
	DIR *proc = opendir("/proc");
	unsigned int unread = 0;
	int ret = 0;

	if (proc) {
		ret = scan_processes(inventory, proc, &unread);
		closedir(proc);
	}
	if (ret)
		return fail_oom(err);
	if (!proc || unread)
		buf_printf(&inventory->notes, "processes are not all known: %u in /proc may not be "
					      "read\n", unread);
	for (size_t i = 0; i < inventory->n_maps; i++)
		inventory->maps[i].has_pids =
			inventory->maps[i].n_pids || (proc && !unread);
	return 0;
}
