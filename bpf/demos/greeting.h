/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The record that the hello demos send, as "Learning eBPF" has it. For BPF programs only. */
#ifndef MAPCTL_BPF_DEMOS_GREETING_H
#define MAPCTL_BPF_DEMOS_GREETING_H

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct user_msg_t {
	char message[12];
};

struct data_t {
	int pid;
	int uid;
	char command[16];
	char message[12];
};

/* Who calls; with the user's message, or "Hello World" for NULL. */
static __always_inline void greeting_fill(struct data_t *data, const struct user_msg_t *user)
{
	volatile char *message = data->message;

	data->pid = (int)(bpf_get_current_pid_tgid() >> 32);
	data->uid = (int)bpf_get_current_uid_gid();
	bpf_get_current_comm(data->command, sizeof(data->command));
	if (user) {
		__builtin_memcpy(data->message, user->message, sizeof(data->message));
		return;
	}
	/* Byte by byte: copied whole the literal would bring a .rodata map. */
#pragma unroll
	for (int i = 0; i < (int)sizeof("Hello World"); i++)
		message[i] = "Hello World"[i];
}

#endif
