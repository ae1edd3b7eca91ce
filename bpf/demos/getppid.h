/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hooks of demos that do something at every getppid call, a cheap call that nothing else
 * makes often. For BPF programs only.
 */
#ifndef MAPCTL_BPF_DEMOS_GETPPID_H
#define MAPCTL_BPF_DEMOS_GETPPID_H

#include <asm/unistd.h>
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "bpf/demos/syscall.h"

/* The demo's own: what is done at a call. */
static __always_inline void count(void);

SEC("raw_tp/sys_enter")
int count_raw_tp(struct bpf_raw_tracepoint_args *ctx)
{
	if (ctx->args[1] == __NR_getppid)
		count();
	return 0;
}

SEC(FENTRY_SYSCALL0("getppid"))
int count_fentry(void *ctx)
{
	count();
	return 0;
}

SEC("ksyscall/getppid")
int count_kprobe(void *ctx)
{
	count();
	return 0;
}

#endif
