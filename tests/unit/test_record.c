// SPDX-License-Identifier: GPL-2.0-or-later
/* Sizes of records as the calls in a program tell them; durations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <linux/bpf.h>

#include "bpf/record_impl.h"
#include "commands/duration.h"

#include <cmocka.h> /* behind cli/err.h: its fail() is another */

enum {
	MAP_OF_IT = 7,
	OTHER_MAP = 8
};

#define CONSTANT(reg_, value_)                                                          \
	{                                                                               \
		.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = (reg_), .imm = (value_) \
	}
#define COPY(to_, from_)                                                                  \
	{                                                                                 \
		.code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = (to_), .src_reg = (from_) \
	}
/* Two halves. */
#define MAP(reg_, id_)                      \
	{.code = BPF_LD | BPF_IMM | BPF_DW, \
	 .dst_reg = (reg_),                 \
	 .src_reg = BPF_PSEUDO_MAP_FD,      \
	 .imm = (id_)},                     \
	{                                   \
		0                           \
	}
#define CALL                               \
	{                                  \
		.code = BPF_JMP | BPF_CALL \
	}

static struct sender scan(bool perf, const struct bpf_insn *insns, size_t n)
{
	struct sender sender = {0};

	sender_scan(&sender, insns, n, MAP_OF_IT, perf);
	return sender;
}

#define SCAN(perf_, ...)                                    \
	scan(perf_, (const struct bpf_insn[]){__VA_ARGS__}, \
	     sizeof((const struct bpf_insn[]){__VA_ARGS__}) / sizeof(struct bpf_insn))

static void test_reserve_output_and_perf_output(void **state)
{
	struct sender sender;

	(void)state;
	sender = SCAN(false, MAP(1, MAP_OF_IT), CONSTANT(2, 48), CONSTANT(3, 0), CALL);
	assert_int_equal(sender.n_sizes, 1);
	assert_int_equal(sender.sizes[0], 48);
	sender = SCAN(false, COPY(2, 10), CONSTANT(3, 36), CONSTANT(4, 0), MAP(1, MAP_OF_IT), CALL);
	assert_int_equal(sender.n_sizes, 1);
	assert_int_equal(sender.sizes[0], 36);
	sender = SCAN(true, COPY(1, 6), MAP(2, MAP_OF_IT), CONSTANT(3, -1), COPY(4, 10),
		      CONSTANT(5, 20), CALL);
	assert_int_equal(sender.n_sizes, 1);
	assert_int_equal(sender.sizes[0], 20);
}

static void test_what_is_no_constant_or_another_map_is_none(void **state)
{
	(void)state;
	assert_int_equal(
		SCAN(false, MAP(1, OTHER_MAP), CONSTANT(2, 48), CONSTANT(3, 0), CALL).n_sizes, 0);
	assert_int_equal(
		SCAN(false, MAP(1, MAP_OF_IT), COPY(2, 10), COPY(3, 6), CONSTANT(4, 0), CALL)
			.n_sizes,
		0);
	/* bpf_ringbuf_query(map, flags) */
	assert_int_equal(SCAN(false, MAP(1, MAP_OF_IT), CONSTANT(2, 1), CALL).n_sizes, 0);
	/* what was set before another call is gone */
	assert_int_equal(
		SCAN(false, MAP(1, MAP_OF_IT), CONSTANT(2, 48), CALL, CONSTANT(3, 0), CALL).n_sizes,
		0);
	assert_int_equal(SCAN(false, CALL).n_sizes, 0);
}

static void test_the_last_setting_of_a_register_counts_each_size_once(void **state)
{
	struct sender sender;

	(void)state;
	sender = SCAN(false, CONSTANT(2, 8), MAP(1, OTHER_MAP), MAP(1, MAP_OF_IT), CONSTANT(2, 16),
		      CONSTANT(3, 0), CALL, MAP(1, MAP_OF_IT), CONSTANT(2, 16), CONSTANT(3, 0),
		      CALL, MAP(1, MAP_OF_IT), CONSTANT(2, 24), CONSTANT(3, 0), CALL);
	assert_int_equal(sender.n_sizes, 2);
	assert_int_equal(sender.sizes[0], 16);
	assert_int_equal(sender.sizes[1], 24);
}

static void duration_is(const char *word, int wanted)
{
	struct err err = {0};
	int ms = 0;

	assert_int_equal(duration_parse(word, "--for", 1, &ms, &err), 0);
	assert_int_equal(ms, wanted);
}

static void test_durations(void **state)
{
	static const char *const wrong[] = {
		"",
		"s",
		"5x",
		"-1s",
		"0",
		"0s",
		"0.4ms",
		".5s",
		"5.",
		"5.s",
		"1 s",
		"5ss",
		"25d",
		"99999999999999999999",
		"1.0000000001s",
		"1e3",
		"0x5",
		"5s ",
	};

	(void)state;
	duration_is("5s", 5000);
	duration_is("5", 5000);
	duration_is("250ms", 250);
	duration_is("1.5m", 90000);
	duration_is("0.25", 250);
	duration_is("2h", 7200000);
	duration_is("24d", 2073600000);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct err err = {0};
		int ms;

		assert_int_equal(duration_parse(wrong[i], "--for", 1, &ms, &err), ERR_USAGE);
		assert_non_null(strstr(err.msg, "--for"));
	}
}

static void test_duration_bounds(void **state)
{
	static const struct {
		const char *word;
		int min;
		const char *msg, *hint;
	} cases[] = {
		{"0", 10, "--interval \"0\" is too short", "; 10ms at least, 24d at most"},
		{"9ms", 10, "--interval \"9ms\" is too short", "; 10ms at least, 24d at most"},
		{"0.4ms", 1, "--interval \"0.4ms\" is too short", "; 1ms at least, 24d at most"},
		{"25d", 10, "--interval \"25d\" is too long", "; 10ms at least, 24d at most"},
		{"soon", 10, "--interval \"soon\" is no duration", "; 10ms at least,"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err err = {0};
		int ms;

		assert_int_equal(duration_parse(cases[i].word, "--interval", cases[i].min, &ms,
						&err), ERR_USAGE);
		assert_string_equal(err.msg, cases[i].msg);
		assert_non_null(strstr(err.hint, cases[i].hint));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reserve_output_and_perf_output),
		cmocka_unit_test(test_what_is_no_constant_or_another_map_is_none),
		cmocka_unit_test(test_the_last_setting_of_a_register_counts_each_size_once),
		cmocka_unit_test(test_durations),
		cmocka_unit_test(test_duration_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
