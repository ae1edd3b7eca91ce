// SPDX-License-Identifier: GPL-2.0-or-later
/* The buffer, and the text forms that all output is made of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "cli/buf.h"

/* What the test has added so far; empties the buffer. */
static void expect(struct buf *buf, const char *text)
{
	assert_false(buf->oom);
	assert_string_equal(buf_cstr(buf), text);
	assert_int_equal(buf->len, strlen(text));
	buf_reset(buf);
}

static void test_grow(void **state)
{
	struct buf buf = {0};
	char *taken;

	(void)state;
	assert_string_equal(buf_cstr(&buf), "");
	for (int i = 0; i < 100000; i++)
		buf_putc(&buf, (char)('a' + i % 26));
	assert_int_equal(buf.len, 100000);
	assert_int_equal(buf.data[99999], 'a' + 99999 % 26);
	buf_reset(&buf);
	buf_puts(&buf, "ab");
	buf_pad(&buf, '-', 3);
	buf_printf(&buf, "%d%s", 7, "x");
	taken = buf_take(&buf);
	assert_string_equal(taken, "ab---7x");
	assert_null(buf.data);
	free(taken);
}

/* Once memory is short, nothing is added and nothing breaks. */
static void test_oom(void **state)
{
	struct buf buf = {0};

	(void)state;
	buf_puts(&buf, "a");
	assert_null(buf_room(&buf, (size_t)-1 / 2));
	assert_true(buf.oom);
	buf_pad(&buf, 'x', 100000);
	assert_int_equal(buf.len, 1);
	assert_null(buf_take(&buf));
	assert_false(buf.oom);
}

static void test_numbers(void **state)
{
	struct buf buf = {0};

	(void)state;
	buf_u64(&buf, 0);
	expect(&buf, "0");
	buf_u64(&buf, 9);
	buf_u64(&buf, 10);
	buf_u64(&buf, 101);
	expect(&buf, "910101");
	buf_u64(&buf, ~0ULL);
	expect(&buf, "18446744073709551615");
	buf_s64(&buf, INT64_MIN);
	expect(&buf, "-9223372036854775808");
	buf_s64(&buf, -1);
	expect(&buf, "-1");
	buf_u128(&buf, ~(u128)0);
	expect(&buf, "340282366920938463463374607431768211455");
	buf_u128(&buf, (u128)1 << 64);
	expect(&buf, "18446744073709551616");
	buf_u128(&buf, (u128)1000000000000000000ULL * 1000000000000000000ULL);
	expect(&buf, "1000000000000000000000000000000000000");
	buf_s128(&buf, (s128)((u128)1 << 127));
	expect(&buf, "-170141183460469231731687303715884105728");
	buf_free(&buf);
}

static void test_hex(void **state)
{
	static const unsigned char bytes[] = {0x00, 0x0a, 0xff};
	struct buf buf = {0};

	(void)state;
	buf_hex(&buf, 0, 1);
	expect(&buf, "0x0");
	buf_hex(&buf, 0xab, 4);
	expect(&buf, "0x00ab");
	buf_hex(&buf, ~(u128)0, 100);
	expect(&buf, "0xffffffffffffffffffffffffffffffff");
	buf_hex_bytes(&buf, bytes, sizeof(bytes));
	expect(&buf, "000aff");
	buf_free(&buf);
}

static void test_json(void **state)
{
	struct buf buf = {0};

	(void)state;
	buf_json(&buf, NULL);
	expect(&buf, "null");
	buf_json(&buf, "");
	expect(&buf, "\"\"");
	buf_json(&buf, "a\"b\\c\n\t\x01\x1f/é日😀");
	expect(&buf, "\"a\\\"b\\\\c\\n\\t\\u0001\\u001f/é日😀\"");
	buf_json_string(&buf, "a\0b", 3);
	expect(&buf, "\"a\\u0000b\"");
	buf_json(&buf, "\xff"
		       "a\xc3");
	expect(&buf, "\"\xef\xbf\xbd"
		     "a\xef\xbf\xbd\"");
	buf_json(&buf, "\x7f");
	expect(&buf, "\"\\u007f\"");
	buf_free(&buf);
}

static void test_quoted(void **state)
{
	struct buf buf = {0};

	(void)state;
	buf_quoted(&buf, "Hi \"you\"\n\x1b[0m\\", 14);
	expect(&buf, "\"Hi \\\"you\\\"\\n\\x1b[0m\\\\\"");
	buf_quoted(&buf, "\xff\xc2\x9b", 3);
	expect(&buf, "\"\\xff\\xc2\\x9b\"");
	buf_escaped(&buf, "a\"é\r\x7f", 6);
	expect(&buf, "a\"é\\r\\x7f");
	buf_quoted(&buf, "a\0b", 3);
	expect(&buf, "\"a\\x00b\"");
	buf_free(&buf);
}

static void test_utf8(void **state)
{
	static const char *const bad[] = {
		"\x80",
		"\xc0\x80",
		"\xc1\xbf",
		"\xc3",
		"\xe0\x80\x80",
		"\xed\xa0\x80",
		"\xf0\x80\x80\x80",
		"\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80",
		"\xe2\x82",
		"a\303b",
	};
	static const char *const good[] = {
		"", "abc", "\xc2\x80", "\xed\x9f\xbf", "\xef\xbf\xbf", "\xf4\x8f\xbf\xbf"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(utf8_valid(bad[i], strlen(bad[i])));
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(utf8_valid(good[i], strlen(good[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grow),    cmocka_unit_test(test_oom),
		cmocka_unit_test(test_numbers), cmocka_unit_test(test_hex),
		cmocka_unit_test(test_json),    cmocka_unit_test(test_quoted),
		cmocka_unit_test(test_utf8),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
