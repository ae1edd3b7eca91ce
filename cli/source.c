// SPDX-License-Identifier: GPL-2.0-or-later
/* Files of lines within a session: source, and the one that a session starts with. */
#include <unistd.h>

#include "cli/report.h"
#include "cli/script.h"
#include "cli/session.h"

/* Files that run each other. */
#define DEPTH_MAX 16

/* The status of the next line, in *status; 1: there was one, 0: the end. */
static int run_next(struct session *session, struct report_place *place, struct script *script,
		    int *status, struct err *err)
{
	const char *text;
	size_t n;
	int rc = script_next(script, &text, &n, err);

	place->line = script->line;
	if (rc > 0) {
		*status = session_text(session, text, n);
		return 1;
	}
	if (rc != ERR_USAGE)
		return rc;
	*status = report_failure_at(session->program, place, NULL,
				    emit_is_json(session->defaults.emit.format), err);
	err_clear(err);
	return 1;
}

static int run_lines(struct session *session, struct report_place *place, struct script *script,
		     struct err *err)
{
	int status = 0;

	while (!session->quit) {
		int line_status, rc = run_next(session, place, script, &line_status, err);

		if (rc <= 0)
			return rc ? rc : status;
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
	const struct report_place *before = session->place;
	struct report_place place = {.file = path};
	bool pending = session->pending;
	int fd, rc;

	if (session->depth >= DEPTH_MAX)
		return fail(err, ERR_USAGE, "\"%s\": files run each other %d deep", path,
			    DEPTH_MAX);
	fd = script_open(path, true, err);
	if (fd < 0)
		return fd;
	script_init(&script, fd);
	session->pending = true;
	session->depth++;
	session->place = &place;
	rc = run_lines(session, &place, &script, err);
	session->place = before;
	session->depth--;
	session->pending = pending;
	close(fd);
	return rc;
}
