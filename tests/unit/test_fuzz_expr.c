// SPDX-License-Identifier: GPL-2.0-or-later
/* Replays what the fuzzer of conditions once found. */
#include "tests/fuzz/fuzz_expr.c"
#include "tests/unit/fuzz_replay.h"

static void test_found(void **state)
{
	(void)state;
	replay_directory("tests/fuzz/corpus/expr");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_found)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
