// SPDX-License-Identifier: GPL-2.0-or-later
/* Descriptors that do not take what is written, at once or at all. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <unistd.h>

#include "cli/emit.h"
#include "cli/interrupt.h"
#include <cmocka.h> /* last: it makes fail() a macro */

static void test_write_errors(void **state)
{
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
	struct err err = {0};

	(void)state;
	assert_int_equal(emit_write(full, "x", 1, &err), -ENOSPC);
	assert_string_equal(err.msg, "cannot write to the output: No space left on device");
	assert_int_equal(err.status, STATUS_REFUSED);
	close(full);
	assert_int_equal(emit_write(full, "x", 1, &err), -EBADF);
	assert_int_equal(emit_write(full, NULL, 0, &err), 0);
}

static void test_row_write_error(void **state)
{
	const struct emit_column columns[] = {{.name = "name"}};
	const struct cell cell = {.type = CELL_TEXT, .text = "a"};
	struct emit_options opt = {.format = EMIT_LINES};
	struct emit *emit;
	struct err err = {0};
	int ret = 0;

	(void)state;
	opt.fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
	assert_int_equal(emit_new(&emit, &opt, columns, 1, EMIT_MANY, &err), 0);
	for (int i = 0; i < 100000 && !ret; i++)
		ret = emit_row(emit, &cell, &err);
	assert_int_equal(ret, -ENOSPC);
	emit_free(emit);
	close(opt.fd);
}

/* Ctrl-C ends a write to a pipe that nobody empties, also where writing to it does not block. */
static void test_interrupted(void **state)
{
	struct interrupt interrupt;
	static char data[1 << 20];
	struct err err = {0};
	int ends[2];

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	interrupt_begin(&interrupt, false);
	alarm(20); /* it would wait for ever */
	raise(SIGINT);
	assert_int_equal(emit_write(ends[1], data, sizeof(data), &err), ERR_INTERRUPTED);
	assert_int_equal(err.status, STATUS_SIGINT);
	alarm(0);
	interrupt_end(&interrupt);
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_write_errors),
		cmocka_unit_test(test_row_write_error),
		cmocka_unit_test(test_interrupted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
