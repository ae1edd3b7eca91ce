/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's structures that demos read, as far as they read them: CO-RE finds the members where
 * the running kernel has them. For BPF programs only.
 */
#ifndef MAPCTL_BPF_DEMOS_KERNEL_H
#define MAPCTL_BPF_DEMOS_KERNEL_H

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct task_struct {
	int pid;
	char comm[16];
};

struct linux_binprm {
	const char *filename;
};

#pragma clang attribute pop

#endif
