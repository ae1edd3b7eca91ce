// SPDX-License-Identifier: GPL-2.0-or-later
/* Owners by their descriptors, and back from what a dump prints for them. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "bpf/cgroup.h"
#include "bpf/described_impl.h"
#include "bpf/fd.h"
#include "bpf/owner.h"
#include "bpf/proc.h"
#include "bpf/sockets.h"
#include "btf/parse.h"

union owner {
	struct entries_task task;
	struct entries_cgroup cgroup;
	struct entries_inode inode;
	struct socket_entry socket;
};

static const char *owner_text(enum object_kind kind)
{
	switch (kind) {
	case OBJECT_TASK:
		return TASK_TEXT;
	case OBJECT_CGROUP:
		return CGROUP_TEXT;
	case OBJECT_INODE:
		return INODE_TEXT;
	case OBJECT_SOCKET:
		return socket_type;
	default:
		return NULL;
	}
}

bool owner_known(enum object_kind kind)
{
	return owner_text(kind);
}

static bool leads_to(const char *path, const struct stat *st)
{
	struct stat found;

	return !lstat(path, &found) && found.st_ino == st->st_ino && found.st_dev == st->st_dev;
}

/* The path that a descriptor was opened by, as far as it goes into `size` bytes that are zero. */
static void path_of(int fd, const struct stat *st, char *path, size_t size)
{
	static const char gone[] = " (deleted)"; /* which a name may end with, too */
	char name[64];
	ssize_t n;

	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	n = readlink(name, path, size - 1);
	if (n < 0)
		n = 0;
	path[n] = '\0';
	if ((size_t)n >= sizeof(gone) && !strcmp(path + n - sizeof(gone) + 1, gone) &&
	    !leads_to(path, st))
		memset(path + n - sizeof(gone) + 1, 0, sizeof(gone) - 1);
}

static int describe_cgroup(int fd, const struct stat *st, struct entries_cgroup *cgroup,
			   struct err *err)
{
	BUF_CLEANUP struct buf path = {0};
	char opened[ENTRIES_PATH] = "";

	path_of(fd, st, opened, sizeof(opened));
	if (!cgroup_path(opened, &path) && !cgroup_path_by_id(st->st_ino, &path) &&
	    leads_to(opened, st))
		buf_puts(&path, opened);
	if (path.oom || path.len >= sizeof(cgroup->path))
		return fail(err, -ENAMETOOLONG, "the path of the cgroup is too long");
	cgroup->id = st->st_ino;
	memcpy(cgroup->path, buf_cstr(&path), path.len);
	return 0;
}

static void add_device(const struct stat *st, struct entries_inode *inode)
{
	snprintf(inode->dev, sizeof(inode->dev), "%u:%u", major(st->st_dev), minor(st->st_dev));
}

static void describe_inode(int fd, const struct stat *st, struct entries_inode *inode)
{
	char path[ENTRIES_PATH] = "", *name = path;

	path_of(fd, st, path, sizeof(path));
	if (!leads_to(path, st))
		name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	inode->inode = st->st_ino;
	add_device(st, inode);
	memcpy(inode->name, name, strlen(name));
}

int owner_describe(const struct map *map, int fd, void *key, struct err *err)
{
	union owner *owner = key;
	struct fdinfo info;
	struct stat st;

	if (map->type->key_object == OBJECT_TASK) {
		fdinfo_read(0, fd, &info);
		owner->task.pid = info.pid;
		proc_comm(info.pid, owner->task.comm);
		return 0;
	}
	if (map->type->key_object == OBJECT_SOCKET)
		return socket_find_key(map, fd, &owner->socket, err);
	if (fstat(fd, &st))
		return fail(err, -errno, "cannot tell what the key is of: %s", err_text(-errno));
	if (map->type->key_object == OBJECT_CGROUP)
		return describe_cgroup(fd, &st, &owner->cgroup, err);
	describe_inode(fd, &st, &owner->inode);
	return 0;
}

static int parse_printed(enum object_kind kind, const char *word, const char *what,
			 union owner *owner, struct err *err)
{
	struct parse parse = {.what = what};
	struct layout *layout = NULL;
	int rc = described_layout(&layout, owner_text(kind), what, err);

	if (!rc)
		rc = parse_value(layout, word, &parse, owner, err);
	layout_free(layout);
	return rc;
}

/* Takes over fd. Another one than was printed may stand there now. */
static int check_same(int fd, __u64 printed, const char *path, struct err *err)
{
	struct stat st;

	if (fd < 0 || !printed || (!fstat(fd, &st) && st.st_ino == printed))
		return fd;
	close(fd);
	return fail(err, -ENOENT, "\"%s\" is no longer number %llu", path,
		    (unsigned long long)printed);
}

/* Takes over fd. An inode's number is one of many file systems. */
static int check_device(int fd, const struct entries_inode *inode, struct err *err)
{
	struct entries_inode found = {0};
	struct stat st;

	if (fd < 0 || !inode->dev[0])
		return fd;
	if (!fstat(fd, &st))
		add_device(&st, &found);
	if (!strcmp(found.dev, inode->dev))
		return fd;
	close(fd);
	return fail(err, -ENOENT, "\"%s\" is no longer on device %s", inode->name, inode->dev);
}

/* From a cgroup namespace paths lead elsewhere, or nowhere. */
static int open_cgroup(const struct entries_cgroup *cgroup, struct err *err)
{
	int fd = cgroup_open(cgroup->path, err), by_id;

	if (fd >= 0 || !cgroup->id)
		return check_same(fd, cgroup->id, cgroup->path, err);
	by_id = cgroup_open_by_id(cgroup->id);
	if (by_id < 0)
		return fd;
	err_clear(err);
	return by_id;
}

static int open_inode(const struct entries_inode *inode, const char *what, struct err *err)
{
	int fd;

	if (inode->name[0] != '/') {
		fail(err, -ENOENT, "%s: \"%s\" is no path that leads to the inode", what,
		     inode->name);
		err_hint(err, "say file PATH");
		return -ENOENT;
	}
	fd = open(inode->name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return fail(err, -errno, "cannot open \"%s\": %s", inode->name, err_text(-errno));
	return check_device(check_same(fd, inode->inode, inode->name, err), inode, err);
}

/*
 * The number may be another's by now, or was seen from another pid namespace. Behind a kworker's
 * own name /proc has what it works on.
 */
static int open_task(const struct entries_task *task, const char *what, struct err *err)
{
	int size = (int)strnlen(task->comm, sizeof(task->comm)), fd = fd_thread(task->pid, err);
	char comm[16];

	if (fd < 0 || !size)
		return fd;
	proc_comm(task->pid, comm);
	if (!strncmp(comm, task->comm, (size_t)size))
		return fd;
	close(fd);
	fail(err, -ENOENT, "%s: process %u is \"%s\", not \"%.*s\"", what, task->pid, comm, size,
	     task->comm);
	err_hint(err, "say pid %u, whatever its name", task->pid);
	return -ENOENT;
}

int owner_open_printed(enum object_kind kind, const char *word, const char *what, struct err *err)
{
	union owner owner = {0};
	int rc = parse_printed(kind, word, what, &owner, err);

	if (rc)
		return rc;
	switch (kind) {
	case OBJECT_TASK:
		return open_task(&owner.task, what, err);
	case OBJECT_CGROUP:
		return open_cgroup(&owner.cgroup, err);
	case OBJECT_SOCKET:
		return socket_open(&owner.socket, what, err);
	default:
		return open_inode(&owner.inode, what, err);
	}
}
