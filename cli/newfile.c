// SPDX-License-Identifier: GPL-2.0-or-later
/* Files made beside their place, and moved there when they are whole. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/emit.h"
#include "cli/newfile.h"

static int fail_file(const struct newfile *file, int code, struct err *err)
{
	fail_status(err, STATUS_REFUSED, code, "cannot write to \"%s\": %s", file->name,
		    err_text(code));
	if (code == -EEXIST && !file->replaces)
		err_hint(err, "--force replaces it");
	return code;
}

static bool is_stream(const struct stat *status)
{
	return S_ISCHR(status->st_mode) || S_ISFIFO(status->st_mode);
}

bool newfile_is_stream(const char *path)
{
	struct stat status;

	return !stat(path, &status) && is_stream(&status);
}

/* Nothing in it is overwritten. What it is may have changed since it was looked at. */
static int open_stream(struct newfile *file, struct err *err)
{
	struct stat status;

	file->fd = open(file->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (file->fd < 0)
		return fail_file(file, -errno, err);
	if (fstat(file->fd, &status) || S_ISREG(status.st_mode) || S_ISBLK(status.st_mode))
		return fail_file(file, -EEXIST, err);
	return 0;
}

static int open_beside(struct newfile *file, struct err *err)
{
	const char *slash = strrchr(file->path, '/');
	BUF_CLEANUP struct buf path = {0};

	if (slash)
		buf_add(&path, file->path, (size_t)(slash + 1 - file->path));
	buf_puts(&path, ".mapctl-XXXXXX");
	file->temporary = buf_take(&path);
	if (!file->temporary)
		return fail_oom(err);
	file->fd = mkostemp(file->temporary, O_CLOEXEC);
	if (file->fd >= 0)
		return 0;
	fail_file(file, -errno, err);
	free(file->temporary);
	file->temporary = NULL;
	return err->code;
}

/* What stands there: 0 for nothing, or a file that is replaced where it is, not its link. */
static int look_at_place(struct newfile *file, const struct stat *status, struct err *err)
{
	char *real;

	if (S_ISDIR(status->st_mode))
		return fail_file(file, -EISDIR, err);
	if (!S_ISREG(status->st_mode))
		return fail_file(file, file->replaces ? -ENOTSUP : -EEXIST, err);
	if (!file->replaces)
		return fail_file(file, -EEXIST, err);
	real = realpath(file->path, NULL);
	if (!real)
		return fail_file(file, -errno, err);
	free(file->path);
	file->path = real;
	return 0;
}

int newfile_open(struct newfile *file, const char *path, bool replaces, struct err *err)
{
	struct stat status;
	int rc = 0;

	*file = (struct newfile){
		.fd = -1, .name = path, .path = strdup(path), .replaces = replaces};
	if (!file->path)
		return fail_oom(err);
	if (!stat(path, &status)) {
		if (is_stream(&status))
			return open_stream(file, err);
		rc = look_at_place(file, &status, err);
	} else if (errno != ENOENT) {
		rc = fail_file(file, -errno, err);
	} else if (!lstat(path, &status)) {
		rc = fail_status(err, STATUS_REFUSED, -EEXIST,
				 "cannot write to \"%s\": it is a link that leads nowhere", path);
	}
	return rc ? rc : open_beside(file, err);
}

int newfile_write(const struct newfile *file, const void *data, size_t n, struct err *err)
{
	int rc = emit_write(file->fd, data, n, err);

	return !rc || rc == ERR_INTERRUPTED ? rc : fail_file(file, rc, err);
}

/*
 * Where the file system cannot move without replacing (NFS), a second name cannot replace either.
 */
static int move(const struct newfile *file)
{
	if (file->replaces)
		return rename(file->temporary, file->path);
	if (!renameat2(AT_FDCWD, file->temporary, AT_FDCWD, file->path, RENAME_NOREPLACE))
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	return link(file->temporary, file->path) ? -1 : unlink(file->temporary);
}

int newfile_finish(struct newfile *file, struct err *err)
{
	int fd = file->fd;

	if (file->temporary && fsync(fd))
		return fail_file(file, -errno, err);
	file->fd = -1;
	if (close(fd))
		return fail_file(file, -errno, err);
	if (!file->temporary)
		return 0;
	if (move(file))
		return fail_file(file, -errno, err);
	free(file->temporary);
	file->temporary = NULL;
	return 0;
}

void newfile_close(struct newfile *file)
{
	if (file->temporary)
		unlink(file->temporary);
	if (file->path && file->fd >= 0)
		close(file->fd);
	free(file->temporary);
	free(file->path);
	*file = (struct newfile){.fd = -1};
}
