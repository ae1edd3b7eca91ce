// SPDX-License-Identifier: GPL-2.0-or-later
/* Files of lines within a session: source, and the one that a session starts with. */
#include <fcntl.h>
#include <unistd.h>

#include "cli/paths.h"
#include "cli/report.h"
#include "cli/script.h"
#include "cli/session.h"

/* Files that run each other. */
#define DEPTH_MAX 16

static int run_line(struct session *session, const char *path, const struct script *script,
		    const char *text, size_t n)
{
	const struct report_place place = {.file = path, .line = script->line};

	return session_text(session, text, n, &place);
}

static int run_lines(struct session *session, const char *path, struct script *script,
		     struct err *err)
{
	int status = 0;
	const char *text;
	size_t n;

	while (!session->quit) {
		int rc = script_next(script, &text, &n, err), line_status;

		if (rc < 0)
			err_prefix(err, "%s:%lu", path, script->line);
		if (rc <= 0)
			return rc ? rc : status;
		line_status = run_line(session, path, script, text, n);
		status = status ? status : line_status;
		if (interrupted())
			return fail_interrupted(err);
		if (status && !session->keep_going)
			return status;
	}
	return status;
}

int session_source(struct session *session, const char *path, struct err *err)
{
	SCRIPT_CLEANUP struct script script = {0};
	BUF_CLEANUP struct buf file = {0};
	bool pending = session->pending;
	int fd, rc;

	if (session->depth >= DEPTH_MAX)
		return fail(err, ERR_USAGE, "\"%s\": files run each other %d deep", path, DEPTH_MAX);
	path_expand(path, &file);
	fd = open(buf_cstr(&file), O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return fail(err, -errno, "cannot read \"%s\": %s", path, err_text(-errno));
	script_init(&script, fd);
	session->pending = true;
	session->depth++;
	rc = run_lines(session, path, &script, err);
	session->depth--;
	session->pending = pending;
	close(fd);
	return rc;
}
