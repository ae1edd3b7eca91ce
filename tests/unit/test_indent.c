// SPDX-License-Identifier: GPL-2.0-or-later
/* Compact JSON indented again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include "cli/emit_impl.h"
#include <cmocka.h> /* last: it makes fail() a macro */

static void test_indent(void **state)
{
	static const char json[] = "{\"a\":[1,{}],\"b\":\"{,\\\":\",\"c\":{\"d\":null},\"e\":[]}";
	static const char cut[] = "[\"a\\";
	struct buf out = {0};

	(void)state;
	indent_json(json, sizeof(json) - 1, 0, &out);
	assert_string_equal(buf_cstr(&out), "{\n"
					    "  \"a\": [\n"
					    "    1,\n"
					    "    {}\n"
					    "  ],\n"
					    "  \"b\": \"{,\\\":\",\n"
					    "  \"c\": {\n"
					    "    \"d\": null\n"
					    "  },\n"
					    "  \"e\": []\n"
					    "}");
	buf_reset(&out);
	indent_json(cut, sizeof(cut) - 1, 0, &out);
	indent_json("]]}", 3, 0, &out);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_indent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
