// SPDX-License-Identifier: GPL-2.0-or-later
/* Takes records from a user_ringbuf, each into an entry of `taken`. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct none {
};

struct command {
	__u32 op;
	__u32 flags;
	__u64 arg;
};

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
	__type(key, struct none);
	__type(value, struct command[0]);
} commands SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, struct command);
} taken SEC(".maps");

static long take(struct bpf_dynptr *record, void *ctx)
{
	struct command command = {};
	__u32 *n = ctx;

	if (bpf_dynptr_read(&command, sizeof(command), record, 0, 0))
		bpf_dynptr_read(&command, 4, record, 0, 0);
	bpf_map_update_elem(&taken, n, &command, BPF_ANY);
	*n += 1;
	return 0;
}

SEC("raw_tp/sys_enter")
int drain(void *ctx)
{
	__u32 n = 0;

	return bpf_user_ringbuf_drain(&commands, take, &n, 0) < 0;
}

char LICENSE[] SEC("license") = "GPL";
