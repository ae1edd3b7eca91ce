// SPDX-License-Identifier: GPL-2.0-or-later
/* Refusals name what is missing, and only what is missing. */
#include <linux/capability.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bpf/caps.h"

/* Last: it has a fail() of its own. */
#include <cmocka.h>

#define BIT(cap) (1ULL << (cap))
enum { PERFMON = 38, BPF = 39 };

static void set_caps(__u64 caps)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {
		{(__u32)caps, (__u32)caps, 0},
		{(__u32)(caps >> 32), (__u32)(caps >> 32), 0},
	};

	if (syscall(SYS_capset, &header, data))
		_exit(2);
}

/* True if a process with just these capabilities is told this. Capabilities cannot be got back. */
static bool says(__u64 caps, enum bpf_op op, int code, const char *expected)
{
	pid_t child;
	int status;

	if (caps & ~caps_effective())
		skip(); /* nobody can take what he has not got */
	child = fork();
	if (!child) {
		struct err err = {0};

		set_caps(caps);
		fail_op(&err, op, code, "cannot do it");
		_exit(!!strcmp(err.msg, expected));
	}
	return waitpid(child, &status, 0) == child && WIFEXITED(status) && !WEXITSTATUS(status);
}

static void names_are_the_kernels(void **state)
{
	(void)state;
	assert_string_equal(caps_name(0), "CAP_CHOWN");
	assert_string_equal(caps_name(CAP_SYS_ADMIN), "CAP_SYS_ADMIN");
	assert_string_equal(caps_name(BPF), "CAP_BPF");
	assert_string_equal(caps_name(40), "CAP_CHECKPOINT_RESTORE");
	assert_null(caps_name(41));
	assert_null(caps_name(-1));
}

static void no_capabilities_at_all(void **state)
{
	(void)state;
	assert_true(says(0, OP_BY_ID, -EPERM,
			 "cannot do it: Operation not permitted (CAP_SYS_ADMIN missing)"));
	assert_true(says(0, OP_LOAD, -EPERM, "cannot do it: Operation not permitted "
					     "(CAP_PERFMON and CAP_BPF missing)"));
	assert_true(says(0, OP_PTRACE, -EPERM,
			 "cannot do it: Operation not permitted (CAP_SYS_PTRACE missing)"));
}

static void only_what_is_missing(void **state)
{
	(void)state;
	assert_true(says(BIT(BPF), OP_LOAD, -EPERM,
			 "cannot do it: Operation not permitted (CAP_PERFMON missing)"));
	assert_true(says(BIT(BPF), OP_CREATE, -EPERM,
			 "cannot do it: refused by this kernel: Operation not permitted"));
}

static void packets_and_namespaces_need_more(void **state)
{
	(void)state;
	assert_true(says(BIT(BPF) | BIT(CAP_NET_ADMIN), OP_PACKET, -EPERM,
			 "cannot do it: Operation not permitted (CAP_NET_RAW missing)"));
	assert_true(says(BIT(CAP_SYS_ADMIN), OP_NETNS, -EPERM,
			 "cannot do it: Operation not permitted (CAP_NET_ADMIN missing)"));
	assert_true(says(BIT(BPF) | BIT(CAP_NET_ADMIN), OP_NETNS, -EPERM,
			 "cannot do it: Operation not permitted (CAP_SYS_ADMIN missing)"));
}

static void root_stands_for_bpf_but_not_for_ptrace(void **state)
{
	const char *refused = "cannot do it: refused by this kernel: Operation not permitted";

	(void)state;
	assert_true(says(BIT(CAP_SYS_ADMIN), OP_LOAD, -EPERM, refused));
	assert_true(says(BIT(CAP_SYS_ADMIN), OP_NET, -EPERM, refused));
	assert_true(says(BIT(CAP_SYS_ADMIN), OP_PTRACE, -EPERM,
			 "cannot do it: Operation not permitted (CAP_SYS_PTRACE missing)"));
}

static void other_errors_are_no_refusals(void **state)
{
	(void)state;
	assert_true(says(0, OP_CREATE, -E2BIG, "cannot do it: Argument list too long"));
	assert_true(says(0, OP_PIN, -EACCES, "cannot do it: Permission denied"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_the_kernels),
		cmocka_unit_test(no_capabilities_at_all),
		cmocka_unit_test(only_what_is_missing),
		cmocka_unit_test(packets_and_namespaces_need_more),
		cmocka_unit_test(root_stands_for_bpf_but_not_for_ptrace),
		cmocka_unit_test(other_errors_are_no_refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
