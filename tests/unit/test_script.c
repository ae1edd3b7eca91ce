// SPDX-License-Identifier: GPL-2.0-or-later
/* Logical lines: continuation, numbers, what is too long or no text, and what comes in pieces. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/script.h"

#include <cmocka.h>

static int file_of(const char *text, size_t n)
{
	int fd = memfd_create("script", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, n), (ssize_t)n);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

/* "1:text|3:text|": all lines of a script; an error shows as "4!message|" and is gone on behind. */
static const char *read_all(int fd, struct buf *out)
{
	SCRIPT_CLEANUP struct script script;
	const char *text;
	size_t n;
	int rc;

	buf_reset(out);
	script_init(&script, fd);
	for (;;) {
		struct err err = {0};

		rc = script_next(&script, &text, &n, &err);
		if (rc == ERR_USAGE) {
			buf_printf(out, "%lu!%s|", script.line, err.msg);
			continue;
		}
		if (rc < 0)
			fail_msg("%s", err.msg);
		if (!rc)
			return buf_cstr(out);
		buf_printf(out, "%lu:", script.line);
		buf_add(out, text, n);
		buf_putc(out, '|');
	}
}

static void test_lines(void **state)
{
	static const char *const cases[][2] = {
		{"", ""},
		{"\n", "1:|"},
		{"a", "1:a|"},
		{"a\n", "1:a|"},
		{"a\n\nb\n", "1:a|2:|3:b|"},
		{"a\r\nb\r\n", "1:a|2:b|"},
		{"a \\\nb\nc\n", "1:a b|3:c|"},
		{"a\\\r\nb\\\nc\nd", "1:abc|4:d|"},
		{"a\\\\\nb\n", "1:a\\\\|2:b|"},
		{"a\\\\\\\nb\n", "1:a\\\\b|"},
		{"a\\", "1:a|"},
		{"a\\\n", "1:a|"},
		{"\\\n\\\n\n", "1:|"},
		{"# no \\\nb\n", "1:# no \\|2:b|"},
		{"a # no \\\nb\n", "1:a # no \\|2:b|"},
		{"a'# \\\nb'\n", "1:a'# b'|"},
		{"a#\\\nb\n", "1:a#b|"},
	};
	BUF_CLEANUP struct buf out = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int fd = file_of(cases[i][0], strlen(cases[i][0]));

		assert_string_equal(read_all(fd, &out), cases[i][1]);
		close(fd);
	}
}

static void test_nul(void **state)
{
	static const char text[] = "a\nb\0c\nd\\\n\0\ne\n";
	BUF_CLEANUP struct buf out = {0};
	int fd = file_of(text, sizeof(text) - 1);

	(void)state;
	assert_string_equal(read_all(fd, &out), "1:a|2!byte 2 of the line is a NUL|"
						"3!byte 2 of the line is a NUL|5:e|");
	close(fd);
}

/*
 * Lines just short enough and one byte longer, as one and as two physical ones; then one of 8 MiB.
 */
static void test_long(void **state)
{
	const size_t max = SCRIPT_LINE_MAX, all = 4 * max + (8u << 20) + 16;
	char *text = malloc(all), *at = text;
	SCRIPT_CLEANUP struct script script;
	const size_t want[] = {max, 0, max, 0, 0, 1};
	const char *line;
	size_t n;
	int fd;

	(void)state;
	assert_non_null(text);
	memset(text, 'x', all);
	at += max, *at++ = '\n';                                /* max */
	at += max + 1, *at++ = '\n';                            /* max + 1 */
	at += max / 2, *at++ = '\\', *at++ = '\n';
	at += max / 2, *at++ = '\n';                            /* max in two */
	at += max / 2, *at++ = '\\', *at++ = '\n';
	at += max / 2 + 1, *at++ = '\n';                        /* max + 1 in two */
	at += 8 << 20, *at++ = '\n';
	at += 1, *at++ = '\n';
	fd = file_of(text, (size_t)(at - text));
	script_init(&script, fd);
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		struct err err = {0};
		int rc = script_next(&script, &line, &n, &err);

		if (want[i]) {
			assert_int_equal(rc, 1);
			assert_int_equal(n, want[i]);
		} else {
			assert_int_equal(rc, ERR_USAGE);
			assert_string_equal(err.msg, "the line is longer than 1048576 bytes");
		}
	}
	assert_int_equal(script.line, 8);
	assert_int_equal(script_next(&script, &line, &n, &(struct err){0}), 0);
	assert_true(script.cap <= 4u << 20);
	close(fd);
	free(text);
}

static int count_idle(void *arg, struct err *err)
{
	int *left = arg;

	return --*left ? 0 : fail_status(err, 1, -EPERM, "idle for too long");
}

/* Many short lines in pieces that end anywhere: all arrive, in order. */
static void test_pieces(void **state)
{
	SCRIPT_CLEANUP struct script script;
	BUF_CLEANUP struct buf text = {0};
	const char *line;
	int fds[2], lines = 50000, status;
	pid_t child;
	size_t n;

	(void)state;
	for (int i = 0; i < lines; i++)
		buf_printf(&text, "line number %d\n", i);
	assert_int_equal(pipe(fds), 0);
	child = fork();
	assert_true(child >= 0);
	if (!child) {
		for (size_t at = 0; at < text.len; at += 4097)
			if (write(fds[1], text.data + at,
				  text.len - at < 4097 ? text.len - at : 4097) < 0)
				_exit(1);
		_exit(0);
	}
	close(fds[1]);
	script_init(&script, fds[0]);
	for (int i = 0; i < lines; i++) {
		char want[32];
		int len = snprintf(want, sizeof(want), "line number %d", i);

		assert_int_equal(script_next(&script, &line, &n, &(struct err){0}), 1);
		assert_int_equal(n, len);
		assert_memory_equal(line, want, n);
		assert_int_equal(script.line, i + 1);
	}
	assert_int_equal(script_next(&script, &line, &n, &(struct err){0}), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	close(fds[0]);
}

static void test_idle(void **state)
{
	SCRIPT_CLEANUP struct script script;
	struct err err = {0};
	const char *line;
	int fds[2], left = 1;
	size_t n;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], "a\nb\nc", 5), 5);
	script_init(&script, fds[0]);
	script.idle = count_idle;
	script.arg = &left;
	assert_int_equal(script_next(&script, &line, &n, &err), 1);
	assert_int_equal(script_next(&script, &line, &n, &err), 1);
	assert_int_equal(left, 1);
	assert_int_equal(script_next(&script, &line, &n, &err), -EPERM);
	assert_string_equal(err.msg, "idle for too long");
	close(fds[0]);
	close(fds[1]);
}

static void test_unreadable(void **state)
{
	SCRIPT_CLEANUP struct script script;
	struct err err = {0};
	const char *line;
	int fd = open("/", O_RDONLY | O_CLOEXEC);
	size_t n;

	(void)state;
	script_init(&script, fd);
	assert_int_equal(script_next(&script, &line, &n, &err), -EISDIR);
	assert_string_equal(err.msg, "cannot read: Is a directory");
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),  cmocka_unit_test(test_nul),
		cmocka_unit_test(test_long),   cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_idle),   cmocka_unit_test(test_unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
