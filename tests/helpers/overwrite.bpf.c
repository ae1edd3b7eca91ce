// SPDX-License-Identifier: GPL-2.0-or-later
/* A ring buffer that overwrites its oldest records (Linux 6.19). */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct record {
	__u64 seq, square;
};

struct none {
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(map_flags, 1 << 19); /* BPF_F_RB_OVERWRITE */
	__uint(max_entries, 4096);
	__type(key, struct none);
	__type(value, struct record[0]);
} ring SEC(".maps");

/* args: how many, the first's number. */
SEC("raw_tp/sys_enter")
int to_ring(struct bpf_raw_tracepoint_args *ctx)
{
	struct record record;

	for (__u64 i = 0; i < 100 && i < ctx->args[0]; i++) {
		record.seq = ctx->args[1] + i;
		record.square = record.seq * record.seq;
		if (bpf_ringbuf_output(&ring, &record, sizeof(record), 0))
			return 1;
	}
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
