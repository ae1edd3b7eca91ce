// SPDX-License-Identifier: GPL-2.0-or-later
/* The same events through a perf event array and through a ring buffer, to compare them. */
#include <asm/unistd.h>
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "bpf/demos/syscall.h"

/* The user of the demo's traffic: what others call would blur the numbers. */
#define TRAFFIC_UID 5009

enum transport {
	PERF,
	RING,
};

struct event {
	__u64 nr; /* counted over all CPUs */
	__u64 time_ns;
};

struct result {
	__u64 received;
	__u64 lost;
	__u64 out_of_order; /* received after one that is younger */
	__u64 wakeups;
	__u64 memory; /* bytes of its buffers */
};

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} perf SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} ring SEC(".maps");

/* What user space found out of the last round of traffic. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 2);
	__type(key, enum transport);
	__type(value, struct result);
} results SEC(".maps");

/* 0: events made, 1: those that the ring had no room for */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
} counters SEC(".maps");

static __always_inline void make_event(void *ctx)
{
	__u32 made = 0, dropped = 1;
	__u64 *nr = bpf_map_lookup_elem(&counters, &made);
	struct event event = {};
	__u64 *drops;

	if (!nr)
		return;
	event.nr = __sync_fetch_and_add(nr, 1);
	event.time_ns = bpf_ktime_get_ns();
	bpf_perf_event_output(ctx, &perf, BPF_F_CURRENT_CPU, &event, sizeof(event));
	if (!bpf_ringbuf_output(&ring, &event, sizeof(event), 0))
		return;
	drops = bpf_map_lookup_elem(&counters, &dropped);
	if (drops)
		__sync_fetch_and_add(drops, 1);
}

SEC("raw_tp/sys_enter")
int event_raw_tp(struct bpf_raw_tracepoint_args *ctx)
{
	if (ctx->args[1] == __NR_getppid && (__u32)bpf_get_current_uid_gid() == TRAFFIC_UID)
		make_event(ctx);
	return 0;
}

SEC(FENTRY_SYSCALL0("getppid"))
int event_fentry(void *ctx)
{
	if ((__u32)bpf_get_current_uid_gid() == TRAFFIC_UID)
		make_event(ctx);
	return 0;
}

SEC("ksyscall/getppid")
int event_kprobe(void *ctx)
{
	if ((__u32)bpf_get_current_uid_gid() == TRAFFIC_UID)
		make_event(ctx);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
