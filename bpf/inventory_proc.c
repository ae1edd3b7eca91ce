// SPDX-License-Identifier: GPL-2.0-or-later
/* Who has a descriptor of which map, as /proc tells. */
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf/inventory_impl.h"
#include "bpf/proc.h"

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

/* The map that a process' descriptor is of, or 0. Asking the link first spares most of fdinfo. */
static __u32 map_of_fd(__u32 pid, int dir_fd, const char *name)
{
	char target[32];
	ssize_t n = readlinkat(dir_fd, name, target, sizeof(target));
	struct fdinfo info;

	if (n != (ssize_t)strlen("anon_inode:bpf-map") ||
	    strncmp(target, "anon_inode:bpf-map", (size_t)n))
		return 0;
	fdinfo_read(pid, (int)strtol(name, NULL, 10), &info);
	return info.map_id;
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
			proc_comm(pid, comm);
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
