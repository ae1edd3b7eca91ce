// SPDX-License-Identifier: GPL-2.0-or-later
/* Files, pipes and pagers that a line's output goes to. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/pager.h"
#include "cli/paths.h"
#include "cli/sink.h"
#include "cli/spawn.h"

/* The output is no longer a terminal's. */
static void redirect(struct sink *sink, struct options *opt)
{
	opt->emit.fd = sink->fd;
	opt->emit.width = 0;
	opt->emit.colour = false;
	opt->tty_out = false;
}

/* Nothing in /dev/null or a terminal is overwritten. -1, EEXIST: it is something else. */
static int open_device(const char *path, int flags)
{
	int fd = open(path, flags | O_NONBLOCK);
	struct stat st;

	if (fd >= 0 && !fstat(fd, &st) && S_ISCHR(st.st_mode) && !fcntl(fd, F_SETFL, 0))
		return fd;
	if (fd >= 0)
		close(fd);
	errno = EEXIST;
	return -1;
}

static int open_file(struct sink *sink, struct err *err)
{
	static const int flags[] = {
		[SINK_FILE] = O_CREAT | O_EXCL, [SINK_OVERWRITE] = O_CREAT | O_TRUNC,
		[SINK_APPEND] = O_CREAT | O_APPEND};
	static const int always = O_WRONLY | O_CLOEXEC | O_NOCTTY;
	BUF_CLEANUP struct buf path = {0};
	int code;

	path_expand(sink->target, &path);
	sink->fd = open(buf_cstr(&path), always | flags[sink->kind], 0666);
	sink->made = sink->kind == SINK_FILE && sink->fd >= 0;
	if (sink->fd < 0 && errno == EEXIST)
		sink->fd = open_device(buf_cstr(&path), always);
	if (sink->fd >= 0)
		return 0;
	code = -errno;
	fail_status(err, STATUS_REFUSED, code, "cannot write to \"%s\": %s", sink->target,
		    err_text(code));
	if (code == -EEXIST)
		err_hint(err, ">! overwrites a file, >> adds to it");
	return code;
}

/* A reader that goes away ends the command, not the program. */
static void ignore_sigpipe(struct sink *sink)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN};

	sigaction(SIGPIPE, &ignore, &sink->on_pipe);
}

static int open_pipe(struct sink *sink, int out, struct err *err)
{
	int fd = spawn_reader(sink->target, out, &sink->pid);

	if (fd < 0)
		return fail_status(err, STATUS_REFUSED, fd, "cannot run \"%s\": %s", sink->target,
				   err_text(fd));
	sink->fd = fd;
	ignore_sigpipe(sink);
	return 0;
}

int sink_open(struct sink *sink, enum line_sink kind, const char *target, struct options *opt,
	      struct err *err)
{
	int rc;

	*sink = (struct sink){.kind = kind, .target = target};
	if (kind == SINK_NONE)
		return 0;
	rc = kind == SINK_PIPE ? open_pipe(sink, opt->emit.fd, err) : open_file(sink, err);
	if (rc)
		sink->kind = SINK_NONE;
	else
		redirect(sink, opt);
	return rc;
}

int sink_page(struct sink *sink, struct options *opt, struct err *err)
{
	const char *command = pager_command();
	int rc;

	*sink = (struct sink){.kind = SINK_NONE};
	if (!command)
		return 0;
	rc = pager_new(&sink->pager, command, opt->emit.fd, &sink->fd, err);
	if (rc)
		return rc;
	sink->kind = SINK_PIPE;
	ignore_sigpipe(sink);
	opt->emit.fd = sink->fd;
	return 0;
}

/*
 * Nothing came of it: what would be left is an empty file that looks like a result. Another that
 * somebody has put in its place meanwhile stays.
 */
static void forget_file(const struct sink *sink)
{
	BUF_CLEANUP struct buf path = {0};
	struct stat st, there;

	if (!sink->made)
		return;
	path_expand(sink->target, &path);
	if (!fstat(sink->fd, &st) && S_ISREG(st.st_mode) && !st.st_size &&
	    !lstat(buf_cstr(&path), &there) && there.st_ino == st.st_ino &&
	    there.st_dev == st.st_dev)
		unlink(buf_cstr(&path));
}

int sink_close(struct sink *sink, bool failed, struct err *err)
{
	int status, code = 0;

	if (sink->kind == SINK_NONE)
		return 0;
	if (failed)
		forget_file(sink);
	if (close(sink->fd))
		code = -errno; /* of a network file system: written, and yet not */
	if (sink->pid)
		spawn_wait(sink->pid, &status);
	pager_free(sink->pager);
	if (sink->kind == SINK_PIPE)
		sigaction(SIGPIPE, &sink->on_pipe, NULL);
	sink->kind = SINK_NONE;
	if (!code || failed)
		return 0;
	return fail(err, code, "cannot write to \"%s\": %s",
		    sink->target ? sink->target : "a pager", err_text(code));
}
