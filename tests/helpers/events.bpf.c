// SPDX-License-Identifier: GPL-2.0-or-later
/* Sends records whose content is known: args are how many, the first's number, and their size. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct none {
};

struct event {
	__u64 seq;
	__u64 square;
	__u32 pid;
	__u32 saddr;
	char comm[16];
	__s32 minus;
	__u16 port;
	__u8 kind;
	__u8 spare;
};

/* Two of one size: nobody can tell which it is. */
struct apple {
	__u64 seq;
	__u32 weight;
	__u32 colour;
};

struct pear {
	__u64 seq;
	__u64 length;
};

/* perf pads it from 36 to 36, an event from 48 to 52. */
struct sample {
	__u32 seq;
	char text[32];
};

/* perf pads both to 44. */
struct shorter {
	char text[41];
};

struct longer {
	__u32 seq;
	char text[40];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
	__type(key, struct none);
	__type(value, struct event[0]);
} typed SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} plain SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} fruit SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} page SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16 << 20);
	__type(key, struct none);
	__type(value, struct event[0]);
} large SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} samples SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} padded SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} entries SEC(".maps");

/* Records of one call at most: old verifiers walk through each. */
#define MANY 100

/*
 * In memory, so that old verifiers don't walk through every way of counting. One sender at a time.
 */
static volatile int dropped;

static __always_inline void fill(struct event *event, __u64 seq)
{
	event->seq = seq;
	event->square = seq * seq;
	event->pid = (__u32)seq + 1;
	event->saddr = 0x0100000a; /* 10.0.0.1 */
	__builtin_memset(event->comm, 0, sizeof(event->comm));
	event->comm[0] = 'e';
	event->comm[1] = (char)('0' + seq % 10);
	event->minus = -(__s32)seq;
	event->port = 443;
	event->kind = 6;
	event->spare = 0;
}

/* Every tenth is thrown away when `discard`. Returns how many found no room. */
static __always_inline int send(void *ring, __u64 n, __u64 first, int discard)
{
	dropped = 0;
	for (__u64 i = 0; i < MANY && i < n; i++) {
		struct event *event = bpf_ringbuf_reserve(ring, sizeof(*event), 0);

		if (!event) {
			dropped++;
			continue;
		}
		fill(event, first + i);
		if (discard && (first + i) % 10 == 9)
			bpf_ringbuf_discard(event, 0);
		else
			bpf_ringbuf_submit(event, 0);
	}
	return dropped;
}

SEC("raw_tp/sys_enter")
int to_typed(struct bpf_raw_tracepoint_args *ctx)
{
	return send(&typed, ctx->args[0], ctx->args[1], 0);
}

SEC("raw_tp/sys_enter")
int to_large(struct bpf_raw_tracepoint_args *ctx)
{
	return send(&large, ctx->args[0], ctx->args[1], 0);
}

SEC("raw_tp/sys_enter")
int to_page(struct bpf_raw_tracepoint_args *ctx)
{
	return send(&page, ctx->args[0], ctx->args[1], 0);
}

SEC("raw_tp/sys_enter")
int discarding(struct bpf_raw_tracepoint_args *ctx)
{
	return send(&typed, ctx->args[0], ctx->args[1], 1);
}

SEC("raw_tp/sys_enter")
int to_plain(struct bpf_raw_tracepoint_args *ctx)
{
	struct event event;

	dropped = 0;
	for (__u64 i = 0; i < MANY && i < ctx->args[0]; i++) {
		fill(&event, ctx->args[1] + i);
		if (bpf_ringbuf_output(&plain, &event, sizeof(event), 0))
			dropped++;
	}
	return dropped;
}

/* Sizes that no type has: one less than a constant can tell, and more. */
SEC("raw_tp/sys_enter")
int odd(struct bpf_raw_tracepoint_args *ctx)
{
	static const char bytes[64] =
		"0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopq";
	__u64 size = ctx->args[0];

	if (size > sizeof(bytes))
		return 1;
	return bpf_ringbuf_output(&typed, (void *)bytes, size, 0) != 0;
}

/* Two records, each longer than what is read in one piece; their ends are their sizes. */
SEC("raw_tp/sys_enter")
int long_records(struct bpf_raw_tracepoint_args *ctx)
{
	char *first = bpf_ringbuf_reserve(&large, 600000, 0);
	char *second;

	if (!first)
		return 1;
	__builtin_memcpy(first + 599992, "the end", 8);
	bpf_ringbuf_submit(first, 0);
	second = bpf_ringbuf_reserve(&large, 300000, 0);
	if (!second)
		return 1;
	__builtin_memcpy(second + 299992, "his end", 8);
	bpf_ringbuf_submit(second, 0);
	return 0;
}

static __noinline int put_apple(struct apple *apple)
{
	return bpf_ringbuf_output(&fruit, apple, sizeof(*apple), 0) != 0;
}

static __noinline int put_pear(struct pear *pear)
{
	return bpf_ringbuf_output(&fruit, pear, sizeof(*pear), 0) != 0;
}

SEC("raw_tp/sys_enter")
int to_fruit(struct bpf_raw_tracepoint_args *ctx)
{
	struct apple apple = {.seq = ctx->args[1], .weight = 200, .colour = 6};
	struct pear pear = {.seq = ctx->args[1] + 1, .length = 9};

	return put_apple(&apple) + put_pear(&pear);
}

static __noinline int put_sample(void *ctx, struct sample *sample)
{
	return bpf_perf_event_output(ctx, &samples, BPF_F_CURRENT_CPU, sample,
				     sizeof(*sample)) != 0;
}

SEC("raw_tp/sys_enter")
int to_samples(struct bpf_raw_tracepoint_args *ctx)
{
	struct sample sample = {.text = "sample"};

	dropped = 0;
	for (__u64 i = 0; i < MANY && i < ctx->args[0]; i++) {
		sample.seq = (__u32)(ctx->args[1] + i);
		if (put_sample(ctx, &sample))
			dropped++;
	}
	return dropped;
}

static __noinline int put_shorter(void *ctx, struct shorter *shorter)
{
	return bpf_perf_event_output(ctx, &padded, BPF_F_CURRENT_CPU, shorter,
				     sizeof(*shorter)) != 0;
}

static __noinline int put_longer(void *ctx, struct longer *longer)
{
	return bpf_perf_event_output(ctx, &padded, BPF_F_CURRENT_CPU, longer,
				     sizeof(*longer)) != 0;
}

SEC("raw_tp/sys_enter")
int to_padded(struct bpf_raw_tracepoint_args *ctx)
{
	struct shorter shorter = {.text = "shorter"};
	struct longer longer = {.text = "longer"};

	return put_shorter(ctx, &shorter) + put_longer(ctx, &longer);
}

char LICENSE[] SEC("license") = "GPL";
