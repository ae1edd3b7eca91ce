// SPDX-License-Identifier: GPL-2.0-or-later
/* Errors: code, text, hint and exit status. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include "cli/err.h"

/* cmocka makes fail() a macro. */
static int record(struct err *err, int code, const char *text)
{
	return fail(err, code, "%s", text);
}

#include <cmocka.h>

static void test_status(void **state)
{
	static const struct {
		int code, status;
		const char *name;
	} cases[] = {
		{ERR_USAGE, STATUS_USAGE, "USAGE"},
		{ERR_AMBIGUOUS, STATUS_USAGE, "AMBIGUOUS"},
		{ERR_INTERRUPTED, STATUS_SIGINT, "INTERRUPTED"},
		{-ENOENT, STATUS_ABSENT, "ENOENT"},
		{-EPERM, STATUS_REFUSED, "EPERM"},
		{-ENOTSUPP, STATUS_REFUSED, "ENOTSUPP"},
		{-ENOSPC, STATUS_REFUSED, "ENOSPC"},
		{-100000, STATUS_REFUSED, "EUNKNOWN"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err err = {0};

		assert_int_equal(record(&err, cases[i].code, "x"), cases[i].code);
		assert_int_equal(err.code, cases[i].code);
		assert_int_equal(err.status, cases[i].status);
		assert_string_equal(err_name(err.code), cases[i].name);
	}
}

static void test_texts(void **state)
{
	struct err err = {0};

	(void)state;
	fail_status(&err, STATUS_ABSENT, -ENODATA, "the %s is empty", "queue");
	assert_string_equal(err.msg, "the queue is empty");
	assert_int_equal(err.status, STATUS_ABSENT);
	err_hint(&err, "push %d", 1);
	assert_string_equal(err.hint, "push 1");
	err_prefix(&err, "line %d", 3);
	assert_string_equal(err.msg, "line 3: the queue is empty");
	assert_string_equal(err.hint, "push 1");
	record(&err, -EINVAL, err.msg);
	assert_string_equal(err.msg, "line 3: the queue is empty");
	assert_string_equal(err.hint, "");
	assert_int_equal(fail_oom(&err), -ENOMEM);
	assert_string_equal(err_text(-EPERM), "Operation not permitted");
	assert_string_equal(err_text(-ENOTSUPP), "Operation not supported by this map type");
}

/* Whatever a user types, the message ends inside its array. */
static void test_long_texts(void **state)
{
	struct err err = {0};
	char text[5000];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	record(&err, -EINVAL, text);
	assert_int_equal(strlen(err.msg), sizeof(err.msg) - 1);
	err_prefix(&err, "file");
	assert_int_equal(strlen(err.msg), sizeof(err.msg) - 1);
	assert_memory_equal(err.msg, "file: x", 7);
	err_prefix(&err, "%s", text);
	assert_memory_equal(err.msg, "file: x", 7);
	err_hint(&err, "%s", text);
	assert_int_equal(strlen(err.hint), sizeof(err.hint) - 1);
}

static void test_candidates(void **state)
{
	struct err err = {0};
	char name[] = "config";

	(void)state;
	record(&err, ERR_AMBIGUOUS, "x");
	assert_int_equal(err_candidate(&err, 1, name, NULL, NULL), 0);
	assert_int_equal(err_candidate(&err, 2, name, "/p", "hello(12)"), 0);
	name[0] = 'X';
	assert_int_equal(err.n_candidates, 2);
	assert_string_equal(err.candidates[0].name, "config");
	assert_null(err.candidates[0].pin);
	assert_string_equal(err.candidates[1].pin, "/p");
	assert_string_equal(err.candidates[1].progs, "hello(12)");
	fail_oom(&err); /* they belong to the error that it overwrites */
	assert_int_equal(err.n_candidates, 0);
	assert_int_equal(err_candidate(&err, 1, name, NULL, NULL), 0);
	err_clear(&err);
	assert_int_equal(err.code, 0);
	assert_null(err.candidates);
	err_clear(&err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_long_texts),
		cmocka_unit_test(test_candidates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
