/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One error: what went wrong in the user's words, what would help, and the exit status. */
#ifndef MAPCTL_CLI_ERR_H
#define MAPCTL_CLI_ERR_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

/* The kernel's own ENOTSUPP, which user space's errno.h does not have. */
#ifndef ENOTSUPP
#define ENOTSUPP 524
#endif

/* Codes beside -errno: the words are wrong, or they name several maps. */
#define ERR_USAGE     (-5001)
#define ERR_AMBIGUOUS (-5002)
/* A signal ended the command, or a reader of standard output went away: nothing is printed. */
#define ERR_INTERRUPTED (-5003)

/* Exit statuses; the manual lists them. */
enum {
	STATUS_OK = 0,
	STATUS_REFUSED = 1,
	STATUS_USAGE = 2,
	STATUS_ABSENT = 3,
	STATUS_SIGINT = 130
};

/* One of several maps that a name fits. */
struct err_candidate {
	__u32 id;
	char *name;  /* owned */
	char *pin;   /* owned, or NULL */
	char *progs; /* owned, or NULL: programs that use it, "hello(12), bye(13)" */
};

/* Starts zeroed; err_clear() frees what it holds. */
struct err {
	int code;   /* 0: no error; -errno, ERR_USAGE, ERR_AMBIGUOUS, ERR_INTERRUPTED */
	int status; /* exit status, STATUS_* */
	char msg[1024];
	char hint[1024]; /* empty: none */
	struct err_candidate *candidates;
	size_t n_candidates;
};

/*
 * Records what went wrong and returns `code` (negative), so that callers write `return fail(…)`.
 * The exit status follows from the code: USAGE and AMBIGUOUS 2, -ENOENT 3, all else 1.
 * The text is lower case, without a full stop, with the user's own word in double quotes.
 * A later call overwrites an earlier one with its hint and candidates.
 */
int fail(struct err *err, int code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Sets the hint line of an error that fail() recorded. */
void err_hint(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The same as fail(), with an exit status that the code does not imply. */
int fail_status(struct err *err, int status, int code, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Puts "PREFIX: " before the message, to add a place (a file, a line) known only further up. */
void err_prefix(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* fail() with -ENOMEM. */
int fail_oom(struct err *err);

/*
 * True once Ctrl-C has asked the running command to end, where that does not end the program (see
 * cli/interrupt.h): what may take long looks now and then, and returns fail_interrupted(), which is
 * ERR_INTERRUPTED.
 */
bool interrupted(void);
int fail_interrupted(struct err *err);

/* Adds a candidate; copies its strings. 0 or -ENOMEM. */
int err_candidate(struct err *err, __u32 id, const char *name, const char *pin, const char *progs);

/* Frees the candidates and makes it "no error" again. */
void err_clear(struct err *err);

/*
 * "ENOENT" for -ENOENT, "USAGE", "AMBIGUOUS", "EUNKNOWN" for an errno without a name. Never NULL.
 */
const char *err_name(int code);

/* What strerror() says of -errno, and ENOTSUPP, which it does not know. Never NULL. */
const char *err_text(int code);

#endif
