// SPDX-License-Identifier: GPL-2.0-or-later
/* fill PIN N: pins a typed hash map with N entries, the map that `make bench` reads. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/bpf.h>
#include <bpf/btf.h>

struct flow_key {
	__be32 saddr, daddr;
	__be16 sport, dport;
	__u32 proto;
};

struct flow {
	__u64 packets, bytes, last;
	char comm[16];
};

enum { BATCH = 1024 };

struct types {
	struct btf *btf;
	int be16, be32, u32, u64, comm;
	int key, value;
};

static void add_scalars(struct types *t)
{
	int u16 = btf__add_int(t->btf, "unsigned short", 2, 0);
	int u32 = btf__add_int(t->btf, "unsigned int", 4, 0);
	int u64 = btf__add_int(t->btf, "unsigned long long", 8, 0);
	int text = btf__add_int(t->btf, "char", 1, BTF_INT_SIGNED);

	t->u32 = btf__add_typedef(t->btf, "__u32", u32);
	t->u64 = btf__add_typedef(t->btf, "__u64", u64);
	t->be16 = btf__add_typedef(t->btf, "__be16", u16);
	t->be32 = btf__add_typedef(t->btf, "__be32", u32);
	t->comm = btf__add_array(t->btf, u32, text, sizeof(((struct flow *)0)->comm));
}

#define FIELD(type_, member_, id_) \
	btf__add_field(t->btf, #member_, id_, (__u32)offsetof(type_, member_) * 8, 0)

static void add_structs(struct types *t)
{
	t->key = btf__add_struct(t->btf, "flow_key", sizeof(struct flow_key));
	FIELD(struct flow_key, saddr, t->be32);
	FIELD(struct flow_key, daddr, t->be32);
	FIELD(struct flow_key, sport, t->be16);
	FIELD(struct flow_key, dport, t->be16);
	FIELD(struct flow_key, proto, t->u32);
	t->value = btf__add_struct(t->btf, "flow", sizeof(struct flow));
	FIELD(struct flow, packets, t->u64);
	FIELD(struct flow, bytes, t->u64);
	FIELD(struct flow, last, t->u64);
	FIELD(struct flow, comm, t->comm);
}

static int map_new(__u32 entries)
{
	struct bpf_map_create_opts opts;
	struct types t = {.btf = btf__new_empty()};

	if (!t.btf)
		return -ENOMEM;
	add_scalars(&t);
	add_structs(&t);
	if (btf__load_into_kernel(t.btf))
		return -errno;
	memset(&opts, 0, sizeof(opts));
	opts.sz = sizeof(opts);
	opts.btf_fd = btf__fd(t.btf);
	opts.btf_key_type_id = t.key;
	opts.btf_value_type_id = t.value;
	return bpf_map_create(BPF_MAP_TYPE_HASH, "flows", sizeof(struct flow_key),
			      sizeof(struct flow), entries, &opts);
}

static void entry(__u32 i, struct flow_key *key, struct flow *value)
{
	*key = (struct flow_key){
		.saddr = htonl(0x0a000000 + i),
		.daddr = htonl(0xc0a80000 + i % 65536),
		.sport = htons((__u16)(1024 + i % 60000)),
		.dport = htons(443),
		.proto = i % 2 ? 6 : 17,
	};
	*value = (struct flow){.packets = i, .bytes = i * 1000ull, .last = 1ull << 40 | i};
	snprintf(value->comm, sizeof(value->comm), "worker-%u", i % 1000);
}

static int fill(int fd, __u32 entries)
{
	static struct flow_key keys[BATCH];
	static struct flow values[BATCH];

	for (__u32 i = 0; i < entries;) {
		__u32 n = 0;
		int code;

		for (; n < BATCH && i < entries; n++, i++)
			entry(i, &keys[n], &values[n]);
		code = bpf_map_update_batch(fd, keys, values, &n, NULL);
		if (code)
			return code;
	}
	return 0;
}

int main(int argc, char **argv)
{
	__u32 entries = argc == 3 ? (__u32)strtoul(argv[2], NULL, 0) : 0;
	int fd, code;

	if (!entries) {
		fprintf(stderr, "usage: fill PIN N\n");
		return 2;
	}
	fd = map_new(entries);
	code = fd < 0 ? fd : fill(fd, entries);
	if (!code)
		code = bpf_obj_pin(fd, argv[1]);
	if (code)
		fprintf(stderr, "fill: %s\n", strerror(-code));
	return code != 0;
}
