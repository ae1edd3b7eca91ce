// SPDX-License-Identifier: GPL-2.0-or-later
/* Integers as written, their ranges, and lists of bytes. */
#include "tests/unit/typed.h"

#include "btf/parse_impl.h"

/* Every form of the manual gives the number it stands for. */
static void test_forms(void **state)
{
	static const struct {
		const char *text;
		__u64 value;
	} cases[] = {
		{"0", 0},
		{"7", 7},
		{"18446744073709551615", ~0ULL},
		{"0x1f", 31},
		{"0X1F", 31},
		{"0o17", 15},
		{"0b101", 5},
		{"1_000_000", 1000000},
		{"0xdead_beef", 0xdeadbeef},
		{"3K", 3000},
		{"3Ki", 3072},
		{"2M", 2000000},
		{"2Mi", 2097152},
		{"1G", 1000000000},
		{"1Gi", 1073741824},
		{"4T", 4000000000000},
		{"4Ti", 4398046511104},
		{"-0", 0},
	};
	struct err err = {0};
	__u64 value;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (parse_u64(cases[i].text, "n", 0, ~0ULL, &value, &err))
			fail_msg("%s: %s", cases[i].text, err.msg);
		assert_true(value == cases[i].value);
	}
}

/* What is no number is refused, and the message says what was wrong with it. */
static void test_refused(void **state)
{
	static const struct {
		const char *text, *msg;
	} cases[] = {
		{"", "n: \"\" is not a number"},
		{"-", "n: \"-\" is not a number"},
		{"x", "n: \"x\" is not a number"},
		{"0x", "n: \"0x\" is not a number"},
		{"0b2", "n: \"0b2\" is not a number"},
		{"0o8", "n: \"0o8\" is not a number"},
		{"_1", "n: \"_1\" is not a number"},
		{"1_", "n: \"1_\" is not a number"},
		{"1__2", "n: \"1__2\" is not a number"},
		{"1k", "n: \"1k\" is not a number"},
		{"1Kb", "n: \"1Kb\" is not a number"},
		{"1Kib", "n: \"1Kib\" is not a number"},
		{"1 ", "n: \"1 \" is not a number"},
		{" 1", "n: \" 1\" is not a number"},
		{"+1", "n: \"+1\" is not a number"},
		{"--1", "n: \"--1\" is not a number"},
		{"1e3", "n: \"1e3\" is not a number"},
		{"010", "n: \"010\" starts with a 0, which could mean octal"},
		{"00", "n: \"00\" starts with a 0, which could mean octal"},
		{"0", "n: \"0\" is out of range (1..4294967295)"},
		{"-1", "n: \"-1\" is out of range (1..4294967295)"},
		{"4294967296", "n: \"4294967296\" is out of range (1..4294967295)"},
		{"18446744073709551616",
		 "n: \"18446744073709551616\" is out of range (1..4294967295)"},
		{"999999999999999999999999999999999999999999",
		 "n: \"999999999999999999999999999999999999999999\" is out of range (1..4294967295)"},
		{"1\n", "n: \"1\\n\" is not a number"},
	};
	struct err err = {0};
	__u64 value;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(parse_u64(cases[i].text, "n", 1, 0xffffffff, &value, &err),
				 ERR_USAGE);
		assert_string_equal(err.msg, cases[i].msg);
		assert_int_equal(err.status, STATUS_USAGE);
	}
}

/* The last number inside and the first outside, at every width that matters. */
static void test_limits(void **state)
{
	static const struct {
		unsigned int bits;
		bool is_signed;
		const char *range, *min, *max, *below, *above;
	} cases[] = {
		{1, false, "0..1", "0", "1", "-1", "2"},
		{1, true, "-1..0", "-1", "0", "-2", "1"},
		{3, true, "-4..3", "-4", "3", "-5", "4"},
		{8, false, "0..255", "0", "255", "-1", "256"},
		{8, true, "-128..127", "-128", "127", "-129", "128"},
		{64, false, "0..18446744073709551615", "0", "18446744073709551615", "-1",
		 "18446744073709551616"},
		{64, true, "-9223372036854775808..9223372036854775807", "-9223372036854775808",
		 "9223372036854775807", "-9223372036854775809", "9223372036854775808"},
		{128, false, "0..340282366920938463463374607431768211455", "0",
		 "340282366920938463463374607431768211455", "-1",
		 "340282366920938463463374607431768211456"},
		{128, true,
		 "-170141183460469231731687303715884105728..170141183460469231731687303715884105727",
		 "-170141183460469231731687303715884105728",
		 "170141183460469231731687303715884105727",
		 "-170141183460469231731687303715884105729",
		 "170141183460469231731687303715884105728"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *const texts[] = {cases[i].min, cases[i].max, cases[i].below,
					     cases[i].above};
		BUF_CLEANUP struct buf range = {0};

		number_range(cases[i].bits, cases[i].is_signed, &range);
		assert_string_equal(buf_cstr(&range), cases[i].range);
		for (int k = 0; k < 4; k++) {
			struct number number;
			u128 value;

			assert_int_equal(number_read(texts[k], strlen(texts[k]), &number),
					 NUMBER_OK);
			assert_int_equal(
				number_fits(&number, cases[i].bits, cases[i].is_signed, &value),
				k < 2);
		}
	}
}

static void assert_bytes_fail(const char *const *words, size_t n, bool hex, const char *msg,
			      const char *hint)
{
	unsigned char out[4];
	struct err err = {0};

	assert_int_equal(parse_bytes(words, n, hex, "key", out, sizeof(out), &err), ERR_USAGE);
	assert_string_equal(err.msg, msg);
	if (!strstr(err.hint, hint))
		fail_msg("hint of %s: %s", msg, err.hint);
}

/* bpftool's lists: decimal, 0x, and hex digits behind `hex`. */
static void test_bytes(void **state)
{
	static const char *const decimal[] = {"10", "0", "0xff", "255"};
	static const char *const digits[] = {"0a", "00", "FF", "1"};
	unsigned char out[4];
	struct err err = {0};

	(void)state;
	assert_int_equal(parse_bytes(decimal, 4, false, "key", out, 4, &err), 0);
	assert_memory_equal(out, "\x0a\x00\xff\xff", 4);
	assert_int_equal(parse_bytes(digits, 4, true, "key", out, 4, &err), 0);
	assert_memory_equal(out, "\x0a\x00\xff\x01", 4);
	assert_int_equal(parse_bytes(NULL, 0, false, "key", out, 0, &err), 0);
}

static void test_bytes_refused(void **state)
{
	(void)state;
	assert_bytes_fail((const char *const[]){"1", "2", "3"}, 3, false,
			  "key: 3 bytes given, 4 needed", "");
	assert_bytes_fail((const char *const[]){"1", "2", "3", "4", "5"}, 5, false,
			  "key: 5 bytes given, 4 needed", "");
	assert_bytes_fail((const char *const[]){"1"}, 1, true, "key: 1 byte given, 4 needed", "");
	assert_bytes_fail((const char *const[]){"1", "256", "3", "4"}, 4, false,
			  "key: \"256\" is out of range (0..255)", "");
	assert_bytes_fail((const char *const[]){"-1", "2", "3", "4"}, 4, false,
			  "key: \"-1\" is out of range (0..255)", "");
	assert_bytes_fail((const char *const[]){"1", "010", "3", "4"}, 4, false,
			  "key: \"010\" starts with a 0, which bpftool reads as octal", "0o");
	assert_bytes_fail((const char *const[]){"1", "0a", "3", "4"}, 4, false,
			  "key: \"0a\" is not a byte", "hex");
	assert_bytes_fail((const char *const[]){"1", "0x0a", "3", "4"}, 4, true,
			  "key: \"0x0a\" is not a byte of two hex digits", "leave out the 0x");
	assert_bytes_fail((const char *const[]){"1", "123", "3", "4"}, 4, true,
			  "key: \"123\" is not a byte of two hex digits", "");
	assert_bytes_fail((const char *const[]){"1", "", "3", "4"}, 4, true,
			  "key: \"\" is not a byte of two hex digits", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),         cmocka_unit_test(test_refused),
		cmocka_unit_test(test_limits),        cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_bytes_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
