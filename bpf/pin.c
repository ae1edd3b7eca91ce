// SPDX-License-Identifier: GPL-2.0-or-later
/* One path on bpffs: checking, opening, making and removing a pin. */
#include <bpf/bpf.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "bpf/caps.h"
#include "bpf/fd.h"
#include "bpf/pin.h"

static bool on_bpffs(const char *path)
{
	struct statfs fs;

	return !statfs(path, &fs) && (__u32)fs.f_type == (__u32)BPF_FS_MAGIC;
}

bool pin_root_mounted(void)
{
	return on_bpffs(PIN_ROOT);
}

int pin_root_mount(struct err *err)
{
	if (mount("bpf", PIN_ROOT, "bpf", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=0700"))
		return fail_op(err, OP_MOUNT, -errno, "cannot mount bpffs at \"%s\"", PIN_ROOT);
	return 0;
}

static bool under_root(const char *path)
{
	size_t n = strlen(PIN_ROOT);

	return !strncmp(path, PIN_ROOT, n) && (!path[n] || path[n] == '/');
}

static int fail_not_bpffs(struct err *err, const char *path)
{
	int code;

	if (under_root(path) && !pin_root_mounted()) {
		code = fail_status(err, STATUS_REFUSED, -ENOENT,
				   "\"%s\": no bpffs is mounted at %s", path, PIN_ROOT);
		err_hint(err, "mount -t bpf bpf %s, or: mapctl doctor --fix", PIN_ROOT);
		return code;
	}
	code = fail(err, -EINVAL, "\"%s\" is not on a bpffs, where pins live", path);
	err_hint(err, "pins live below %s", PIN_ROOT);
	return code;
}

/* The directory part of path, malloc()ed. */
static char *parent_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return strdup(".");
	return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

/* bpffs refuses dots in names with EPERM, which says nothing. */
static int check_name(const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	if (!*name)
		return fail(err, ERR_USAGE, "\"%s\" has no name behind its last \"/\"", path);
	if (strchr(name, '.'))
		return fail(err, ERR_USAGE, "\"%s\": the name of a pin cannot have a dot", path);
	return 0;
}

static int check_directory(const char *dir, struct err *err)
{
	struct stat st;

	if (stat(dir, &st)) {
		if (errno != ENOENT)
			return fail_op(err, OP_PIN, -errno, "\"%s\"", dir);
		if (under_root(dir) && !pin_root_mounted())
			return fail_not_bpffs(err, dir);
		return fail_status(err, STATUS_REFUSED, -ENOENT, "\"%s\": no such directory", dir);
	}
	if (!S_ISDIR(st.st_mode))
		return fail(err, -ENOTDIR, "\"%s\" is not a directory", dir);
	return on_bpffs(dir) ? 0 : fail_not_bpffs(err, dir);
}

int pin_check_new(const char *path, struct err *err)
{
	char *dir = parent_of(path);
	struct stat st;
	int ret;

	if (!dir)
		return fail_oom(err);
	ret = check_name(path, err);
	if (!ret)
		ret = check_directory(dir, err);
	free(dir);
	if (!ret && !lstat(path, &st))
		ret = fail(err, -EEXIST, "\"%s\" exists already", path);
	return ret;
}

int pin_map(int fd, const char *path, unsigned int mode, struct err *err)
{
	int ret = pin_check_new(path, err);

	if (ret)
		return ret;
	ret = bpf_obj_pin(fd, path);
	if (ret)
		return fail_op(err, OP_PIN, ret, "cannot pin at \"%s\"", path);
	if (!mode || !fchmodat(AT_FDCWD, path, mode, AT_SYMLINK_NOFOLLOW))
		return 0;
	ret = -errno;
	unlink(path);
	return fail_op(err, OP_PIN, ret, "cannot give \"%s\" mode %04o", path, mode);
}

int pin_get(const char *path, __u32 flags)
{
	struct bpf_obj_get_opts opts;

	/* libbpf refuses padding that is not zero, which an initializer may leave. */
	memset(&opts, 0, sizeof(opts));
	opts.sz = sizeof(opts);
	opts.file_flags = flags;
	return bpf_obj_get_opts(path, &opts);
}

/* Nothing at path, or not bpffs' own file, explained before bpf(2)'s EACCES. */
static int check_there(const char *path, struct err *err)
{
	struct stat st;

	if (stat(path, &st)) {
		if (errno != ENOENT && errno != ENOTDIR)
			return fail_op(err, OP_PIN, -errno, "\"%s\"", path);
		if (under_root(path) && !pin_root_mounted())
			return fail_not_bpffs(err, path);
		return fail(err, -ENOENT, "nothing is pinned at \"%s\"", path);
	}
	if (!on_bpffs(path))
		return fail_not_bpffs(err, path);
	return S_ISDIR(st.st_mode) ? fail(err, -EISDIR, "\"%s\" is a directory", path) : 0;
}

static enum pin_kind kind_of(int fd)
{
	if (fd_is_map(fd))
		return PIN_MAP;
	if (fd_is_prog(fd))
		return PIN_PROG;
	return !strcmp(fd_what(fd), "a BPF link") ? PIN_LINK : PIN_OTHER;
}

/* Programs open with any flags; links are EINVAL with BPF_F_RDONLY. */
static int get_link(const char *path)
{
	int fd = pin_get(path, 0);

	return fd < 0 ? -EINVAL : fd;
}

static int fail_mode(struct err *err, const char *path, bool writable)
{
	struct stat st = {0};
	int code;

	stat(path, &st);
	code = fail(err, -EACCES, "\"%s\" may not be %s: its file mode is %04o", path,
		    writable ? "written" : "read", st.st_mode & 07777);
	if (writable)
		err_hint(err, "whoever owns the pin can allow it with chmod; reading may work");
	return code;
}

/* A descriptor of whatever is pinned at path; *kind is set with it. */
static int open_pin(const char *path, bool writable, enum pin_kind *kind, struct err *err)
{
	int fd, ret = check_there(path, err);

	if (ret)
		return ret;
	fd = pin_get(path, writable ? 0 : BPF_F_RDONLY);
	if (fd == -EINVAL)
		fd = get_link(path);
	if (fd == -EACCES)
		return fail_mode(err, path, writable);
	if (fd < 0)
		return fail_op(err, OP_PIN, fd, "cannot open \"%s\"", path);
	*kind = kind_of(fd);
	return fd;
}

static int fail_kind(struct err *err, const char *path, enum pin_kind kind)
{
	const char *what = kind == PIN_PROG ? "a pinned program" :
			   kind == PIN_LINK ? "a pinned link" :
					      "something else";

	return fail(err, -EINVAL, "\"%s\" is %s, not a map", path, what);
}

int pin_open(const char *path, bool writable, struct err *err)
{
	enum pin_kind kind;
	int fd = open_pin(path, writable, &kind, err);

	if (fd < 0 || kind == PIN_MAP)
		return fd;
	close(fd);
	return fail_kind(err, path, kind);
}

int pin_kind(const char *path, enum pin_kind *kind, struct err *err)
{
	int fd = open_pin(path, false, kind, err);

	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

int pin_remove(const char *path, struct err *err)
{
	struct stat st;
	int fd;

	if (!lstat(path, &st) && S_ISLNK(st.st_mode) && on_bpffs(path))
		return fail(err, -EINVAL, "\"%s\" is a symbolic link, not a pin", path);
	fd = pin_open(path, false, err);
	if (fd < 0)
		return fd;
	close(fd);
	if (unlink(path))
		return fail_op(err, OP_PIN, -errno, "cannot remove \"%s\"", path);
	return 0;
}
