// SPDX-License-Identifier: GPL-2.0-or-later
/* Replays what the fuzzer of lines starts from, and what it once found. */
#include "tests/fuzz/fuzz_line.c"
#include "tests/unit/fuzz_replay.h"

static void replay(const char *modes, const char *text, size_t n)
{
	char input[1024];

	assert_true(n + 1 < sizeof(input));
	memcpy(input + 1, text, n);
	for (; *modes; modes++) {
		input[0] = *modes;
		LLVMFuzzerTestOneInput((unsigned char *)input, n + 1);
	}
}

/* Each case up to its cursor, and each of its beginnings. */
static void test_cases(void **state)
{
	FILE *file = fopen("tests/completion/cases", "r");
	char text[1024];
	int lines = 0;

	(void)state;
	assert_non_null(file);
	while (fgets(text, sizeof(text), file)) {
		const char *end = strstr(text, "| =>");

		for (size_t n = 0; text[0] != '#' && end && n <= (size_t)(end - text); n++)
			replay("sru", text, n);
		lines += text[0] != '#' && end;
	}
	fclose(file);
	assert_true(lines > 50);
}

static void test_found(void **state)
{
	(void)state;
	replay_directory("tests/fuzz/corpus/line");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases),
					   cmocka_unit_test(test_found)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
