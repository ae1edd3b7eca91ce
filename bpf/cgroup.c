// SPDX-License-Identifier: GPL-2.0-or-later
/* cgroup v2: directories and the paths that the kernel has for them. */
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "bpf/cgroup.h"
#include "bpf/mounts.h"
#include "bpf/uapi.h"

/* The number of the hierarchy's root. */
enum { ROOT_ID = 1 };

/* Where a hierarchy is mounted, and which of its directories stands there. */
struct hierarchy {
	struct buf path, root;
};

static void hierarchy_free(struct hierarchy *hierarchy)
{
	buf_free(&hierarchy->path);
	buf_free(&hierarchy->root);
}

#define HIERARCHY_CLEANUP __attribute__((cleanup(hierarchy_free)))

/* In a cgroup namespace the kernel tells where a mount is from there: "/..". */
static bool is_hierarchy_root(const char *path)
{
	struct stat st;

	return !stat(path, &st) && st.st_ino == ROOT_ID;
}

static int find_cgroup2(void *arg, const struct mount *mount)
{
	struct hierarchy *found = arg;

	if (strcmp(mount->type, "cgroup2"))
		return 0;
	buf_puts(&found->path, mount->path);
	buf_puts(&found->root, is_hierarchy_root(mount->path) ? "/" : mount->root);
	return 1;
}

static int cgroup_refused(const char *path, struct err *err)
{
	HIERARCHY_CLEANUP struct hierarchy found = {0};

	mounts_each(find_cgroup2, &found);
	fail(err, -EINVAL, "\"%s\" is no directory of cgroup v2", path);
	if (found.path.len)
		err_hint(err, "cgroup v2 is mounted at %s", buf_cstr(&found.path));
	else
		err_hint(err, "cgroup v2 is not mounted here");
	return err->code;
}

/* -EINVAL: it is a directory, but of something else. */
static int open_directory(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct statfs st;

	if (fd < 0)
		return -errno;
	if (!fstatfs(fd, &st) && st.f_type == UAPI_CGROUP2_MAGIC)
		return fd;
	close(fd);
	return -EINVAL;
}

static int open_from_root(const char *path)
{
	HIERARCHY_CLEANUP struct hierarchy found = {0};
	const char *rest;

	if (path[0] != '/' || mounts_each(find_cgroup2, &found) <= 0)
		return -ENOENT;
	rest = mount_below(path, buf_cstr(&found.root));
	if (!rest)
		return -ENOENT;
	buf_puts(&found.path, rest);
	return open_directory(buf_cstr(&found.path));
}

int cgroup_open(const char *path, struct err *err)
{
	int fd = open_directory(path), other;

	if (fd >= 0)
		return fd;
	other = open_from_root(path);
	if (other >= 0)
		return other;
	if (fd == -EINVAL)
		return cgroup_refused(path, err);
	return fail(err, fd, "cannot open cgroup \"%s\": %s", path, err_text(fd));
}

bool cgroup_path(const char *directory, struct buf *out)
{
	HIERARCHY_CLEANUP struct hierarchy found = {0};
	const char *rest = NULL, *root;

	if (mounts_each(find_cgroup2, &found) > 0)
		rest = mount_below(directory, buf_cstr(&found.path));
	if (!rest)
		return false;
	root = buf_cstr(&found.root);
	if (root[1])
		buf_puts(out, root);
	buf_puts(out, root[1] || *rest ? rest : "/");
	return true;
}

/* What the kernel's file systems without disks take for a handle: the inode's number. */
static int open_by_id(const char *mount, __u64 id)
{
	enum { FILEID_KERNFS = 0xfe };
	union {
		struct file_handle handle;
		char room[sizeof(struct file_handle) + sizeof(id)];
	} by = {.handle = {.handle_bytes = sizeof(id), .handle_type = FILEID_KERNFS}};
	int root = open(mount, O_RDONLY | O_DIRECTORY | O_CLOEXEC), fd;

	if (root < 0)
		return -errno;
	memcpy(by.room + offsetof(struct file_handle, f_handle), &id, sizeof(id));
	fd = open_by_handle_at(root, &by.handle, O_PATH | O_CLOEXEC);
	if (fd < 0)
		fd = -errno;
	close(root);
	return fd;
}

int cgroup_open_by_id(__u64 id)
{
	HIERARCHY_CLEANUP struct hierarchy found = {0};

	if (mounts_each(find_cgroup2, &found) <= 0)
		return -ENOENT;
	return open_by_id(buf_cstr(&found.path), id);
}

bool cgroup_path_by_id(__u64 id, struct buf *out)
{
	int fd = cgroup_open_by_id(id);
	char link[64], path[4096];
	ssize_t n;

	if (fd < 0)
		return false;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	close(fd);
	if (n <= 0)
		return false;
	path[n] = '\0';
	return cgroup_path(path, out);
}
