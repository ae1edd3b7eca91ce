// SPDX-License-Identifier: GPL-2.0-or-later
/* A map of each type, under the name of its type. What only programs can fill these fill. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "bpf/demos/congestion.h"

/* Newer than some build hosts' linux/bpf.h. */
#define CGRP_STORAGE 32
#define ARENA	     33
#define INSN_ARRAY   34
#define RHASH	     35

#define ENTRIES 16
#define RING	4096

struct animal {
	char name[12];
	__u32 legs;
};

struct prefix {
	__u32 prefixlen;
	__u8 address[4];
};

struct none {
};

#define TABLE(name_, type_, key_, value_)                                                          \
	struct {                                                                                   \
		__uint(type, type_);                                                               \
		__uint(max_entries, ENTRIES);                                                      \
		__type(key, key_);                                                                 \
		__type(value, value_);                                                             \
	} name_ SEC(".maps")

/* Of types that have no BTF, or no key. */
#define SIZED(name_, type_, key_, value_)                                                          \
	struct {                                                                                   \
		__uint(type, type_);                                                               \
		__uint(max_entries, ENTRIES);                                                      \
		__uint(key_size, key_);                                                            \
		__uint(value_size, value_);                                                        \
	} name_ SEC(".maps")

#define STORAGE(name_, type_)                                                                      \
	struct {                                                                                   \
		__uint(type, type_);                                                               \
		__uint(map_flags, BPF_F_NO_PREALLOC);                                              \
		__type(key, int);                                                                  \
		__type(value, struct animal);                                                      \
	} name_ SEC(".maps")

struct hash_of_animals {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, ENTRIES);
	__type(key, __u32);
	__type(value, struct animal);
} hash SEC(".maps");

struct array_of_animals {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, ENTRIES);
	__type(key, __u32);
	__type(value, struct animal);
} array SEC(".maps");

SIZED(prog_array, BPF_MAP_TYPE_PROG_ARRAY, 4, 4);

/* A slot outlives the process that fills it. */
struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(map_flags, BPF_F_PRESERVE_ELEMS);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} perf_event_array SEC(".maps");

TABLE(percpu_hash, BPF_MAP_TYPE_PERCPU_HASH, __u32, struct animal);
TABLE(percpu_array, BPF_MAP_TYPE_PERCPU_ARRAY, __u32, struct animal);
SIZED(stack_trace, BPF_MAP_TYPE_STACK_TRACE, 4, 20 * sizeof(__u64));
SIZED(cgroup_array, BPF_MAP_TYPE_CGROUP_ARRAY, 4, 4);
TABLE(lru_hash, BPF_MAP_TYPE_LRU_HASH, __u32, struct animal);
TABLE(lru_percpu_hash, BPF_MAP_TYPE_LRU_PERCPU_HASH, __u32, struct animal);

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, ENTRIES);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct prefix);
	__type(value, struct animal);
} lpm_trie SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, ENTRIES);
	__type(key, __u32);
	__array(values, struct array_of_animals);
} array_of_maps SEC(".maps") = {.values = {(void *)&array}};

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, ENTRIES);
	__type(key, __u32);
	__array(values, struct hash_of_animals);
} hash_of_maps SEC(".maps") = {.values = {[1] = (void *)&hash}};

SIZED(devmap, BPF_MAP_TYPE_DEVMAP, 4, 4);
SIZED(sockmap, BPF_MAP_TYPE_SOCKMAP, 4, 8);
/* No entry beyond the possible CPUs, of which there is one at least. */
struct {
	__uint(type, BPF_MAP_TYPE_CPUMAP);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} cpumap SEC(".maps");
SIZED(xskmap, BPF_MAP_TYPE_XSKMAP, 4, 4);
SIZED(sockhash, BPF_MAP_TYPE_SOCKHASH, 4, 8);

struct {
	__uint(type, BPF_MAP_TYPE_CGROUP_STORAGE);
	__type(key, struct bpf_cgroup_storage_key);
	__type(value, __u64);
} cgroup_storage SEC(".maps");

SIZED(reuseport_sockarray, BPF_MAP_TYPE_REUSEPORT_SOCKARRAY, 4, 8);

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE);
	__type(key, struct bpf_cgroup_storage_key);
	__type(value, __u64);
} percpu_cgroup_storage SEC(".maps");

SIZED(queue, BPF_MAP_TYPE_QUEUE, 0, 4);
SIZED(stack, BPF_MAP_TYPE_STACK, 0, 4);
STORAGE(sk_storage, BPF_MAP_TYPE_SK_STORAGE);
SIZED(devmap_hash, BPF_MAP_TYPE_DEVMAP_HASH, 4, 4);

/* Its type is in the map: an array of records. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, RING);
	__type(key, struct none);
	__type(value, struct animal[0]);
} ringbuf SEC(".maps");

STORAGE(inode_storage, BPF_MAP_TYPE_INODE_STORAGE);
STORAGE(task_storage, BPF_MAP_TYPE_TASK_STORAGE);

struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__uint(max_entries, ENTRIES);
	__type(value, __u32);
} bloom_filter SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, RING);
} user_ringbuf SEC(".maps");

STORAGE(cgrp_storage, CGRP_STORAGE);

struct {
	__uint(type, ARENA);
	__uint(max_entries, 1); /* pages */
	__uint(map_flags, BPF_F_MMAPABLE);
} arena SEC(".maps");

/* Where instructions of a program have gone; no program has it. */
SIZED(insn_array, INSN_ARRAY, 4, 16);

struct {
	__uint(type, RHASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, ENTRIES);
	__type(key, __u32);
	__type(value, struct animal);
} rhash SEC(".maps");

CONGESTION_CONTROL(struct_ops, "mapctl_zoo", zoo_ssthresh, zoo_undo_cwnd, zoo_cong_avoid);

/* Run once, when the demo starts: three records, and how it was called. */
SEC("raw_tp/zoo_fill")
int zoo_fill(void *ctx)
{
	struct animal animal = {.name = "ant", .legs = 6};

	bpf_get_stackid(ctx, &stack_trace, 0);
	for (int i = 0; i < 3; i++) {
		bpf_ringbuf_output(&ringbuf, &animal, sizeof(animal), 0);
		animal.legs += 2;
	}
	return 0;
}

/* Packets that leave the demo's cgroup. */
SEC("cgroup_skb/egress")
int zoo_egress(struct __sk_buff *skb)
{
	__u64 *packets = bpf_get_local_storage(&cgroup_storage, 0);
	__u64 *on_this_cpu = bpf_get_local_storage(&percpu_cgroup_storage, 0);

	__sync_fetch_and_add(packets, 1);
	++*on_this_cpu;
	return 1;
}

char LICENSE[] SEC("license") = "GPL";
