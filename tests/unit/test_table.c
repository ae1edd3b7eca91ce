// SPDX-License-Identifier: GPL-2.0-or-later
/* The real command table passes its own check, and the check finds faults. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include "commands/commands.h"
#include "commands/topics.h"

#include <cmocka.h>

static void test_table_is_sound(void **state)
{
	BUF_CLEANUP struct buf faults = {0};

	(void)state;
	if (!cmd_check_table(&mapctl, &faults))
		print_error("%s", buf_cstr(&faults));
	assert_int_equal(faults.len, 0);
}

/* A copy of a real command with one thing wrong in it must not pass. */
static void test_faults_are_found(void **state)
{
	struct cmd broken = cmd_dump;
	const struct cmd *const twice[] = {&cmd_dump, &cmd_dump, NULL};
	const struct cmd *const nameless[] = {&broken, NULL};
	struct program program = mapctl;
	BUF_CLEANUP struct buf faults = {0};

	(void)state;
	program.commands = twice;
	assert_false(cmd_check_table(&program, &faults));
	broken.brief = NULL;
	program.commands = nameless;
	buf_reset(&faults);
	assert_false(cmd_check_table(&program, &faults));
	assert_true(faults.len > 0);
}

/* The one text that lists them by hand. */
static void test_topics(void **state)
{
	const struct topic *topic;

	(void)state;
	for (unsigned int i = 0; (topic = topic_at(i)); i++) {
		if (!strstr(cmd_help.words->help, topic->name))
			fail_msg("\"help help\" does not name the topic \"%s\"", topic->name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table_is_sound),
		cmocka_unit_test(test_faults_are_found),
		cmocka_unit_test(test_topics),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
