/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's function behind a system call, where fentry stands: ksyscall finds it by itself,
 * fentry takes its name. For BPF programs only.
 */
#ifndef MAPCTL_BPF_DEMOS_SYSCALL_H
#define MAPCTL_BPF_DEMOS_SYSCALL_H

#if defined(__TARGET_ARCH_x86)
#define SYSCALL_PREFIX "__x64_sys_"
/* Of a call without arguments the other name is an alias, which the kernel's BTF does not have. */
#define SYSCALL0_PREFIX "__do_sys_"
#elif defined(__TARGET_ARCH_arm64)
#define SYSCALL_PREFIX "__arm64_sys_"
#elif defined(__TARGET_ARCH_s390)
#define SYSCALL_PREFIX "__s390x_sys_"
#elif defined(__TARGET_ARCH_riscv)
#define SYSCALL_PREFIX "__riscv_sys_"
#else
#define SYSCALL_PREFIX "sys_"
#endif

#ifndef SYSCALL0_PREFIX
#define SYSCALL0_PREFIX SYSCALL_PREFIX
#endif

/* For SEC(): at the entry of a system call with arguments, and of one without. */
#define FENTRY_SYSCALL(name_) "fentry/" SYSCALL_PREFIX name_
#define FENTRY_SYSCALL0(name_) "fentry/" SYSCALL0_PREFIX name_

#endif
