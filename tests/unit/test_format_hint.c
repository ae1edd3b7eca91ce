// SPDX-License-Identifier: GPL-2.0-or-later
/* Hints in place of values and comments behind them. */
#include "tests/unit/format_check.h"

static bool fake_ifname(void *self, __u32 ifindex, struct buf *out)
{
	(void)self;
	if (ifindex == 2)
		buf_puts(out, "eth0");
	else if (ifindex == 3)
		buf_puts(out, "a*/b\x1b");
	return ifindex == 2 || ifindex == 3;
}

static bool fake_user(void *self, __u32 uid, struct buf *out)
{
	(void)self;
	if (uid == 0)
		buf_puts(out, "root");
	return uid == 0;
}

static bool fake_proto(void *self, __u32 proto, struct buf *out)
{
	(void)self;
	if (proto == 6)
		buf_puts(out, "tcp");
	return proto == 6;
}

static bool fake_ktime(void *self, __u64 ns, struct buf *out)
{
	(void)self;
	(void)ns;
	buf_puts(out, "2024-01-02 03:04:05");
	return true;
}

static bool fake_cgroup(void *self, __u64 id, struct buf *out)
{
	(void)self;
	if (id == 1ull << 32)
		buf_puts(out, "/user.slice");
	return id == 1ull << 32;
}

static const struct resolver resolver = {
	.cgroup_path = fake_cgroup,
	.ifname = fake_ifname,
	.user_name = fake_user,
	.proto_name = fake_proto,
	.ktime = fake_ktime,
};

static const struct form hints = {
	.syntax = SYNTAX_TEXT, .hints = true, .comments = true, .resolver = &resolver};
static const struct form json_hints = {
	.syntax = SYNTAX_JSON, .hints = true, .comments = true, .resolver = &resolver};

static void hinted(struct types *t, int type, const void *data, size_t size, const char *as_text,
		   const char *as_json)
{
	struct layout *layout = layout_ok(t, type, (__u32)size);

	check(layout, data, &hints, as_text);
	check(layout, data, &json_hints, as_json);
	layout_free(layout);
}

/* ---- hints --------------------------------------------------------------------------------- */

static void test_address_hints(void **state)
{
	struct types t = types_new();
	int in_addr = btf__add_struct(t.btf, "in_addr", 4), in6, bytes, words, id;
	const __u8 v[] = {10,   0, 0,   1,    10, 0, 0, 2, 10, 0, 0, 3, 10, 0, 0, 4,
			  0x20, 1, 0xd, 0xb8, 0,  0, 0, 0, 0,  0, 0, 0, 0,  0, 0, 1};

	(void)state;
	field(&t, "s_addr", t.be32, 0);
	bytes = array_of(&t, t.u8, 16);
	words = array_of(&t, t.be32, 4);
	in6 = btf__add_union(t.btf, NULL, 16);
	field(&t, "u6_addr8", bytes, 0);
	field(&t, "u6_addr32", words, 0);
	id = btf__add_struct(t.btf, "in6_addr", 16);
	field(&t, "in6_u", in6, 0);
	in6 = id;
	id = btf__add_struct(t.btf, "s", 32);
	field(&t, "saddr", t.u32, 0);
	field(&t, "anything", t.be32, 32);
	field(&t, "in", in_addr, 64);
	field(&t, "count", t.u32, 96);
	field(&t, "v6", in6, 128);
	hinted(&t, id, v, 32,
	       "{saddr: 10.0.0.1, anything: 10.0.0.2, in: 10.0.0.3, count: 67108874, "
	       "v6: 2001:db8::1}",
	       "{\"saddr\":\"10.0.0.1\",\"anything\":\"10.0.0.2\",\"in\":\"10.0.0.3\","
	       "\"count\":67108874,\"v6\":\"2001:db8::1\"}");
	hinted(&t, words, v + 16, 16, "2001:db8::1", "\"2001:db8::1\"");
	shows(&t, in_addr, v, 4, "{s_addr: 167772161}", "{\"s_addr\":167772161}");
	btf__free(t.btf);
}

static void hinted_member(const char *name, int (*type)(struct types *), const void *data,
			  size_t size, const char *as_text, const char *as_json)
{
	struct types t = types_new();
	int member = type(&t), id = btf__add_struct(t.btf, "s", (__u32)size);

	field(&t, name, member, 0);
	hinted(&t, id, data, size, as_text, as_json);
	btf__free(t.btf);
}

static int type_u8(struct types *t)
{
	return t->u8;
}

static int type_u32(struct types *t)
{
	return t->u32;
}

static int type_s32(struct types *t)
{
	return t->s32;
}

static int type_u64(struct types *t)
{
	return t->u64;
}

static int type_be16(struct types *t)
{
	return t->be16;
}

static int type_mac(struct types *t)
{
	return array_of(t, t->u8, 6);
}

static int type_u8x16(struct types *t)
{
	return array_of(t, t->u8, 16);
}

static int type_union16(struct types *t)
{
	int bytes = array_of(t, t->u8, 16), id = btf__add_union(t->btf, "v6addr", 16);

	field(t, "v4", t->be32, 0);
	field(t, "bytes", bytes, 0);
	return id;
}

static void test_name_hints(void **state)
{
	const __u8 ip[4] = {192, 168, 0, 1}, mac[6] = {0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff};
	const __u8 ip6[16] = {0xfe, 0x80, [15] = 1};

	(void)state;
	hinted_member("src_ip", type_u32, ip, 4, "{src_ip: 192.168.0.1}",
		      "{\"src_ip\":\"192.168.0.1\"}");
	hinted_member("ip", type_u32, ip, 4, "{ip: 192.168.0.1}", "{\"ip\":\"192.168.0.1\"}");
	hinted_member("chip", type_u32, ip, 4, "{chip: 16820416}", "{\"chip\":16820416}");
	hinted_member("address", type_u32, ip, 4, "{address: 192.168.0.1}",
		      "{\"address\":\"192.168.0.1\"}");
	hinted_member("h_dest", type_mac, mac, 6, "{h_dest: aa:bb:cc:dd:ee:ff}",
		      "{\"h_dest\":\"aa:bb:cc:dd:ee:ff\"}");
	hinted_member("codes", type_mac, mac, 6, "{codes: [170, 187, 204, 221, 238, 255]}",
		      "{\"codes\":[170,187,204,221,238,255]}");
	hinted_member("daddr", type_u8x16, ip6, 16, "{daddr: fe80::1}", "{\"daddr\":\"fe80::1\"}");
	hinted_member("saddr", type_union16, ip6, 16, "{saddr: fe80::1}",
		      "{\"saddr\":\"fe80::1\"}");
	hinted_member("proto", type_u8, "\6", 1, "{proto: tcp}", "{\"proto\":\"tcp\"}");
	hinted_member("nexthdr", type_u8, "\x63", 1, "{nexthdr: 99}", "{\"nexthdr\":99}");
	hinted_member("protocol", type_be16, "\x08\0", 2, "{protocol: 2048}",
		      "{\"protocol\":2048}");
}

static void test_comments(void **state)
{
	(void)state;
	hinted_member("ifindex", type_s32, VALUE(__s32, 2), "{ifindex: 2 /* eth0 */}",
		      "{\"ifindex\":2}");
	hinted_member("ifindex", type_u32, VALUE(__u32, 3), "{ifindex: 3}", "{\"ifindex\":3}");
	hinted_member("ifindex", type_u32, VALUE(__u32, 9), "{ifindex: 9}", "{\"ifindex\":9}");
	for (int i = 0; i < 3; i++) {
		static const char *const names[] = {"cgid", "cgroup_id", "cgroup_inode_id"};
		char as_text[64], as_json[64];

		snprintf(as_text, sizeof(as_text), "{%s: 4294967296 /* /user.slice */}", names[i]);
		snprintf(as_json, sizeof(as_json), "{\"%s\":4294967296}", names[i]);
		hinted_member(names[i], type_u64, VALUE(__u64, 1ull << 32), as_text,
			      as_json);
	}
	hinted_member("cgid", type_u64, VALUE(__u64, 5), "{cgid: 5}", "{\"cgid\":5}");
	hinted_member("cgid", type_u32, VALUE(__u32, 5), "{cgid: 5}", "{\"cgid\":5}");
	hinted_member("uid", type_u32, VALUE(__u32, 0), "{uid: 0 /* root */}", "{\"uid\":0}");
	hinted_member("t_ns", type_u64, VALUE(__u64, 999), "{t_ns: 999}", "{\"t_ns\":999}");
	hinted_member("t_ns", type_u64, VALUE(__u64, 1000), "{t_ns: 1000 /* 1 µs */}",
		      "{\"t_ns\":1000}");
	hinted_member("t_ns", type_u64, VALUE(__u64, 1500000), "{t_ns: 1500000 /* 1.5 ms */}",
		      "{\"t_ns\":1500000}");
	hinted_member("t_ns", type_u64, VALUE(__u64, 2000000000), "{t_ns: 2000000000 /* 2 s */}",
		      "{\"t_ns\":2000000000}");
	hinted_member("t_ns", type_u64, VALUE(__u64, 3725000000000),
		      "{t_ns: 3725000000000 /* 1h 2m */}", "{\"t_ns\":3725000000000}");
}

static int lpm_type(struct types *t, int address, __u32 size, bool ifindex, bool before)
{
	int id = btf__add_struct(t->btf, "lpm", 4 + size + (ifindex ? 4 : 0));

	field(t, "prefixlen", t->u32, 0);
	if (ifindex && before)
		field(t, "ifindex", t->u32, 32);
	field(t, "data", address, before ? 64 : 32);
	if (ifindex && !before)
		field(t, "ifindex", t->u32, 32 + size * 8);
	return id;
}

static void test_lpm(void **state)
{
	struct types t = types_new();
	int u8x4 = array_of(&t, t.u8, 4), u8x16 = array_of(&t, t.u8, 16);
	int plain = lpm_type(&t, u8x4, 4, false, false),
	    word = lpm_type(&t, t.u32, 4, false, false);
	int six = lpm_type(&t, u8x16, 16, false, false);
	int after = lpm_type(&t, u8x4, 4, true, false), before = lpm_type(&t, u8x4, 4, true, true);

	(void)state;
	hinted(&t, plain, BYTES(8, 0, 0, 0, 10, 0, 0, 0), "10.0.0.0/8", "\"10.0.0.0/8\"");
	hinted(&t, word, BYTES(24, 0, 0, 0, 10, 1, 2, 0), "10.1.2.0/24", "\"10.1.2.0/24\"");
	hinted(&t, plain, BYTES(0, 0, 0, 0, 0, 0, 0, 0), "0.0.0.0/0", "\"0.0.0.0/0\"");
	hinted(&t, plain, BYTES(32, 0, 0, 0, 10, 0, 0, 1), "10.0.0.1/32", "\"10.0.0.1/32\"");
	hinted(&t, six, BYTES(32, 0, 0, 0, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
	       "2001:db8::/32", "\"2001:db8::/32\"");
	/* Neither host bits nor a length beyond the address may be lost. */
	hinted(&t, plain, BYTES(8, 0, 0, 0, 10, 0, 0, 1), "{prefixlen: 8, data: 10.0.0.1}",
	       "{\"prefixlen\":8,\"data\":\"10.0.0.1\"}");
	hinted(&t, plain, BYTES(33, 0, 0, 0, 10, 0, 0, 1), "{prefixlen: 33, data: 10.0.0.1}",
	       "{\"prefixlen\":33,\"data\":\"10.0.0.1\"}");
	hinted(&t, after, BYTES(8, 0, 0, 0, 10, 0, 0, 0, 9, 0, 0, 0),
	       "{data: 10.0.0.0/8, ifindex: 9}", "{\"data\":\"10.0.0.0/8\",\"ifindex\":9}");
	/* The bits of what stands before the address count in prefixlen. */
	hinted(&t, before, BYTES(40, 0, 0, 0, 9, 0, 0, 0, 10, 0, 0, 0),
	       "{ifindex: 9, data: 10.0.0.0/8}", "{\"ifindex\":9,\"data\":\"10.0.0.0/8\"}");
	hinted(&t, before, BYTES(31, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0),
	       "{prefixlen: 31, ifindex: 9, data: 0.0.0.0}",
	       "{\"prefixlen\":31,\"ifindex\":9,\"data\":\"0.0.0.0\"}");
	shows(&t, plain, BYTES(8, 0, 0, 0, 10, 0, 0, 0), "{prefixlen: 8, data: [10, 0, 0, 0]}",
	      "{\"prefixlen\":8,\"data\":[10,0,0,0]}");
	btf__free(t.btf);
}

/* ---- text in comments ----------------------------------------------------------------------- */

static void test_u8_text_comment(void **state)
{
	struct types t = types_new();
	int id = array_of(&t, t.u8, 4);

	(void)state;
	hinted(&t, id, "Hi\0", 4, "[72, 105, 0, 0] /* \"Hi\" */", "[72,105,0,0]");
	hinted(&t, id, "Hi\0x", 4, "[72, 105, 0, 120]", "[72,105,0,120]");
	hinted(&t, id, "H\0\0", 4, "[72, 0, 0, 0]", "[72,0,0,0]");
	hinted(&t, id, "\0\0\0", 4, "[0, 0, 0, 0]", "[0,0,0,0]");
	hinted(&t, id,
	       "a\x01"
	       "b",
	       4, "[97, 1, 98, 0]", "[97,1,98,0]");
	hinted(&t, id, "a*/", 4, "[97, 42, 47, 0]", "[97,42,47,0]");
	hinted(&t, array_of(&t, t.s8, 3), "Hi", 3, "[72, 105, 0]", "[72,105,0]");
	btf__free(t.btf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_address_hints),   cmocka_unit_test(test_name_hints),
		cmocka_unit_test(test_comments),        cmocka_unit_test(test_lpm),
		cmocka_unit_test(test_u8_text_comment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
