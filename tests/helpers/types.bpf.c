// SPDX-License-Identifier: GPL-2.0-or-later
/* Maps whose types only a compiler writes: variables, pointers, tags, what the kernel owns. */
#include <linux/bpf.h>
#include <stdbool.h>

#include <bpf/bpf_helpers.h>

#define TAGGED(kind) __attribute__((btf_decl_tag("mapctl:" kind)))

enum mode {
	MODE_OFF,
	MODE_ON,
	MODE_AUTO
};

struct limits {
	__u32 low;
	__u32 high;
};

/* .data */
int debug = 3;
struct limits limits = {.low = 10, .high = 20};
char label[8] = "first";

/* .bss */
__u64 packets;
__u16 ports[3];
enum mode mode;

/* .rodata */
const volatile __u32 sample_rate = 100;
const volatile bool verbose = true;

struct node {
	struct node *next;
	void *data;
	const char *text;
	__u32 id;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct node);
} pointers SEC(".maps");

struct task_struct;

struct owned {
	__u32 before;
	struct task_struct __attribute__((btf_type_tag("kptr_untrusted"))) * task;
	__u32 after;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct owned);
} owned SEC(".maps");

struct tagged {
	__u32 peer TAGGED("ipv4");
	__u32 saddr TAGGED("none");
	__u8 card[6] TAGGED("mac");
	__u64 wait TAGGED("ns");
	__u32 next TAGGED("proto");
	__u64 mask TAGGED("hex");
	__u8 note[8] TAGGED("text");
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct tagged);
} tagged SEC(".maps");

SEC("socket")
int use(void *ctx)
{
	packets += sample_rate;
	ports[0] = (__u16)debug;
	mode = verbose ? MODE_ON : MODE_OFF;
	limits.low = label[0];
	(void)ctx;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
