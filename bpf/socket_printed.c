// SPDX-License-Identifier: GPL-2.0-or-later
/* From what a dump prints of a socket to a descriptor, and from a descriptor to what it prints. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bpf/fd.h"
#include "bpf/sockets.h"
#include "bpf/walk.h"

/* The first descriptor that links to `wanted` in /proc/PID/fd; -ENOENT: there is none. */
static int find_link(DIR *dir, const char *wanted)
{
	struct dirent *entry;

	while ((entry = readdir(dir))) {
		char link[64];
		ssize_t n = readlinkat(dirfd(dir), entry->d_name, link, sizeof(link) - 1);

		link[n > 0 ? n : 0] = '\0';
		if (!strcmp(link, wanted))
			return atoi(entry->d_name);
	}
	return -ENOENT;
}

static int find_number(__u32 pid, __u64 inode)
{
	char path[64], wanted[64];
	int number;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%u/fd", pid);
	snprintf(wanted, sizeof(wanted), "socket:[%llu]", (unsigned long long)inode);
	dir = opendir(path);
	if (!dir)
		return -errno;
	number = find_link(dir, wanted);
	closedir(dir);
	return number;
}

/* 0 or -errno. The kernel gives the socket a cookie if it has none. */
static int cookie_of(int fd, __u64 *cookie)
{
	socklen_t size = sizeof(*cookie);

	return getsockopt(fd, SOL_SOCKET, SO_COOKIE, cookie, &size) ? -errno : 0;
}

/* Takes over fd. */
static int check_cookie(const struct socket_entry *entry, int fd, const char *what, struct err *err)
{
	__u64 cookie;

	if (fd < 0 || !entry->cookie || (!cookie_of(fd, &cookie) && cookie == entry->cookie))
		return fd;
	close(fd);
	return fail(err, -ENOENT, "%s: the socket with inode %llu is another now", what,
		    (unsigned long long)entry->inode);
}

int socket_open(const struct socket_entry *entry, const char *what, struct err *err)
{
	int number;

	if (!entry->pid || !entry->inode) {
		fail(err, ERR_USAGE, "%s: a socket is found by its pid and inode", what);
		err_hint(err, "or say socket pid N fd M");
		return ERR_USAGE;
	}
	number = find_number(entry->pid, entry->inode);
	if (number == -ENOENT)
		return fail(err, -ENOENT, "%s: process %u has no socket with inode %llu", what,
			    entry->pid, (unsigned long long)entry->inode);
	if (number < 0)
		return fail(err, number, "%s: cannot look into process %u: %s", what, entry->pid,
			    err_text(number));
	return check_cookie(entry, fd_of_process(entry->pid, (__u32)number, err), what, err);
}

static bool find_in(const struct walk_batch *batch, __u64 cookie, struct socket_entry *key)
{
	for (size_t i = 0; i < batch->n; i++) {
		memcpy(key, batch->keys + i * sizeof(*key), sizeof(*key));
		if (key->cookie == cookie)
			return true;
	}
	return false;
}

int socket_find_key(const struct map *map, int fd, struct socket_entry *key, struct err *err)
{
	struct walk *walk = NULL;
	struct walk_batch batch;
	bool found = false;
	__u64 cookie = 0;
	int rc = cookie_of(fd, &cookie);

	if (rc)
		return fail(err, rc, "cannot tell which socket it is: %s", err_text(rc));
	rc = walk_new(&walk, map, WALK_BEST, false, err);
	while (!rc && !found && (rc = walk_next(walk, &batch, err)) > 0) {
		found = find_in(&batch, cookie, key);
		rc = 0;
	}
	walk_free(walk);
	if (rc || found)
		return rc;
	return fail(err, -ENOENT, "map \"%s\" has no entry of the socket any more", map->name);
}
