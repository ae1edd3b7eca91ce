// SPDX-License-Identifier: GPL-2.0-or-later
/* Recording errors; printing them is main's and the REPL's business. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/err.h"

static int status_of(int code)
{
	switch (code) {
	case ERR_USAGE:
	case ERR_AMBIGUOUS:
		return STATUS_USAGE;
	case -ENOENT:
		return STATUS_ABSENT;
	case ERR_INTERRUPTED:
		return STATUS_SIGINT;
	}
	return STATUS_REFUSED;
}

static void candidate_free(struct err_candidate *candidate)
{
	free(candidate->name);
	free(candidate->pin);
	free(candidate->progs);
}

static void candidates_free(struct err *err)
{
	for (size_t i = 0; i < err->n_candidates; i++)
		candidate_free(&err->candidates[i]);
	free(err->candidates);
	err->candidates = NULL;
	err->n_candidates = 0;
}

static int record(struct err *err, int status, int code, const char *fmt, va_list ap)
{
	char msg[sizeof(err->msg)]; /* the arguments may point into err */

	vsnprintf(msg, sizeof(msg), fmt, ap);
	candidates_free(err);
	memcpy(err->msg, msg, sizeof(msg));
	err->code = code;
	err->status = status;
	err->hint[0] = '\0';
	return code;
}

int fail(struct err *err, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	record(err, status_of(code), code, fmt, ap);
	va_end(ap);
	return code;
}

int fail_status(struct err *err, int status, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	record(err, status, code, fmt, ap);
	va_end(ap);
	return code;
}

int fail_oom(struct err *err)
{
	return fail(err, -ENOMEM, "out of memory");
}

void err_hint(struct err *err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(err->hint, sizeof(err->hint), fmt, ap);
	va_end(ap);
}

void err_prefix(struct err *err, const char *fmt, ...)
{
	char msg[sizeof(err->msg)];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(msg, sizeof(msg), fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(msg))
		return;
	snprintf(msg + n, sizeof(msg) - (size_t)n, ": %.*s", (int)(sizeof(msg) - 3 - (size_t)n),
		 err->msg);
	memcpy(err->msg, msg, sizeof(msg));
}

static char *copy_or_null(const char *s)
{
	return s ? strdup(s) : NULL;
}

int err_candidate(struct err *err, __u32 id, const char *name, const char *pin, const char *progs)
{
	struct err_candidate *all =
		reallocarray(err->candidates, err->n_candidates + 1, sizeof(*all));
	struct err_candidate one = {
		.id = id,
		.name = strdup(name),
		.pin = copy_or_null(pin),
		.progs = copy_or_null(progs),
	};

	if (all)
		err->candidates = all;
	if (!all || !one.name || !one.pin != !pin || !one.progs != !progs) {
		candidate_free(&one);
		return -ENOMEM;
	}
	all[err->n_candidates++] = one;
	return 0;
}

void err_clear(struct err *err)
{
	candidates_free(err);
	memset(err, 0, sizeof(*err));
}

/* strerrorname_np() is glibc's own; these are the ones that bpf(2) and file calls return. */
#define NAME(e) {e, #e}
static const struct {
	int no;
	const char *name;
} names[] = {
	NAME(EPERM),        NAME(ENOENT),    NAME(ESRCH),     NAME(EINTR),       NAME(EIO),
	NAME(ENXIO),        NAME(E2BIG),     NAME(EBADF),     NAME(EAGAIN),      NAME(ENOMEM),
	NAME(EACCES),       NAME(EFAULT),    NAME(EBUSY),     NAME(EEXIST),      NAME(EXDEV),
	NAME(ENODEV),       NAME(ENOTDIR),   NAME(EISDIR),    NAME(EINVAL),      NAME(ENFILE),
	NAME(EMFILE),       NAME(ENOTTY),    NAME(EFBIG),     NAME(ENOSPC),      NAME(EROFS),
	NAME(EPIPE),        NAME(EDOM),      NAME(ERANGE),    NAME(EDEADLK),     NAME(ENAMETOOLONG),
	NAME(ENOSYS),       NAME(ENOTEMPTY), NAME(ELOOP),     NAME(ENODATA),     NAME(EPROTO),
	NAME(EBADMSG),      NAME(EOVERFLOW), NAME(EILSEQ),    NAME(EMSGSIZE),    NAME(EOPNOTSUPP),
	NAME(EAFNOSUPPORT), NAME(ENOTSUPP),  NAME(ETIMEDOUT), NAME(EALREADY),    NAME(EINPROGRESS),
	NAME(ECANCELED),    NAME(ENOTCONN),  NAME(ENOTSOCK),  NAME(EUSERS),      NAME(ENOBUFS),
	NAME(ENETDOWN),     NAME(ESTALE),    NAME(EDQUOT),    NAME(EKEYEXPIRED),
};

const char *err_name(int code)
{
	if (code == ERR_USAGE)
		return "USAGE";
	if (code == ERR_AMBIGUOUS)
		return "AMBIGUOUS";
	if (code == ERR_INTERRUPTED)
		return "INTERRUPTED";
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (names[i].no == -code)
			return names[i].name;
	}
	return "EUNKNOWN";
}

const char *err_text(int code)
{
	return code == -ENOTSUPP ? "Operation not supported by this map type" : strerror(-code);
}
