// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a probe's record of a socket becomes: addresses as text, its holder, and the C type of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/socket.h>
#include <bpf/btf.h>

#include "bpf/sockets.h"
#include "btf/ctype.h"
#include "btf/layout.h"

#include <cmocka.h> /* behind cli/err.h: its fail() is another */

static const struct socket_holders nobody;

static struct probe_address address(const void *bytes, __u16 length, __u16 port)
{
	struct probe_address out = {.length = length, .port = port};

	memcpy(out.bytes, bytes, length);
	return out;
}

/* The local end of a socket of that family and type, as it shows. */
static void shows(__u16 family, __u16 type, struct probe_address local, const char *wanted)
{
	struct probe_socket record = {.family = family, .type = type, .local = local};
	struct socket_entry entry;
	char text[PROBE_ADDRESS_MAX + 1] = "";

	socket_describe(&record, &nobody, &entry);
	memcpy(text, entry.local, sizeof(entry.local));
	assert_string_equal(text, wanted);
	assert_string_equal(entry.remote, "");
}

static void test_ip(void **state)
{
	static const unsigned char loop6[16] = {[15] = 1}, any[16],
		mapped[16] = {[10] = 0xff, 0xff, 127, 0, 0, 1};

	(void)state;
	shows(AF_INET, SOCK_STREAM, address("\x7f\0\0\1", 4, 80), "127.0.0.1:80");
	shows(AF_INET, SOCK_DGRAM, address("\xff\xff\xff\xff", 4, 65535), "255.255.255.255:65535");
	shows(AF_INET, SOCK_STREAM, address(any, 4, 0), "0.0.0.0:*");
	shows(AF_INET, SOCK_RAW, address("\x7f\0\0\1", 4, 1), "127.0.0.1");
	shows(AF_INET, SOCK_STREAM, address(any, 0, 80), "");
	shows(AF_INET6, SOCK_STREAM, address(loop6, 16, 443), "[::1]:443");
	shows(AF_INET6, SOCK_STREAM, address(any, 16, 0), "[::]:*");
	shows(AF_INET6, SOCK_DGRAM, address(mapped, 16, 53), "[::ffff:127.0.0.1]:53");
	shows(AF_INET6, SOCK_RAW, address(loop6, 16, 58), "::1");
}

static void test_unix(void **state)
{
	char longest[PROBE_ADDRESS_MAX + 1];

	(void)state;
	memset(longest, 'p', PROBE_ADDRESS_MAX);
	longest[PROBE_ADDRESS_MAX] = '\0';
	shows(AF_UNIX, SOCK_STREAM, address("", 0, 0), "");
	shows(AF_UNIX, SOCK_STREAM, address("/run/s\0", 7, 0), "/run/s");
	shows(AF_UNIX, SOCK_STREAM, address("/run/s\0rubbish", 14, 0), "/run/s");
	shows(AF_UNIX, SOCK_DGRAM, address("\0name", 5, 0), "@name");
	shows(AF_UNIX, SOCK_DGRAM, address("\0a\0b\0", 5, 0), "@a@b@");
	shows(AF_UNIX, SOCK_SEQPACKET, address(longest, PROBE_ADDRESS_MAX, 0), longest);
	shows(AF_NETLINK, SOCK_RAW, address("abcd", 4, 5), "");
}

/* A record's lengths come from memory that may have changed while it was read. */
static void test_hostile(void **state)
{
	struct probe_address local = {.length = 0xffff, .port = 1};
	char longest[PROBE_ADDRESS_MAX + 1] = "";

	(void)state;
	memset(local.bytes, 'p', sizeof(local.bytes));
	memcpy(longest, local.bytes, sizeof(local.bytes));
	shows(AF_UNIX, SOCK_STREAM, local, longest);
	shows(AF_INET, SOCK_STREAM, local, "112.112.112.112:1");
	shows(0xffff, 0xffff, local, "");
}

static void held_by(__u64 inode, __u32 pid, const char *comm)
{
	static struct probe_socket_holder list[] = {
		{.inode = 5, .pid = 50, .comm = "five"},
		{.inode = 7, .pid = 70, .comm = "seven"},
		{.inode = 7, .pid = 71, .comm = "another"},
		{.inode = 8, .pid = 80, .comm = "eight\0rubbish"},
		{.inode = 900, .pid = 90, .comm = "fifteen bytes.."},
	};
	struct socket_holders holders = {list, sizeof(list) / sizeof(list[0])};
	struct probe_socket record = {.inode = inode, .cookie = 3, .state = 10};
	struct socket_entry entry;
	char whole[sizeof(entry.comm)] = "";

	socket_describe(&record, &holders, &entry);
	assert_int_equal(entry.pid, pid);
	/* also behind the NUL, or a key would not print by its type */
	memcpy(whole, comm, strlen(comm));
	assert_memory_equal(entry.comm, whole, sizeof(whole));
	assert_int_equal(entry.inode, inode);
	assert_int_equal(entry.cookie, 3);
	assert_int_equal(entry.state, 10);
}

static void test_holder(void **state)
{
	(void)state;
	held_by(5, 50, "five");
	held_by(7, 70, "seven");
	held_by(8, 80, "eight");
	held_by(900, 90, "fifteen bytes..");
	held_by(6, 0, "");
	held_by(901, 0, "");
	held_by(0, 0, "");
}

static void at(const struct layout *layout, const char *path, size_t offset)
{
	struct err err = {0};
	struct place place;

	assert_int_equal(layout_find(layout, path, "value", &place, &err), 0);
	assert_int_equal(place.bit_off, offset * 8);
}

static void prints(const struct layout *layout, const struct socket_entry *entry,
		   const char *wanted)
{
	BUF_CLEANUP struct buf out = {0};
	struct form json = {.syntax = SYNTAX_JSON};

	layout_format(layout, entry, &json, &out);
	assert_string_equal(buf_cstr(&out), wanted);
}

static void test_type(void **state)
{
	struct socket_entry entry = {AF_UNIX, SOCK_STREAM, "a", "b", 10, 1, 2, 3, "c", 0};
	struct btf *btf = btf__new_empty();
	struct layout *layout = NULL;
	struct err err = {0};
	int id = ctype_compile(btf, socket_type, "value", NULL, NULL, &err);

	(void)state;
	assert_true(id > 0);
	assert_int_equal(layout_new(&layout, btf, (__u32)id, sizeof(entry), &err), 0);
	at(layout, "type", offsetof(struct socket_entry, type));
	at(layout, "local", offsetof(struct socket_entry, local));
	at(layout, "remote", offsetof(struct socket_entry, remote));
	at(layout, "state", offsetof(struct socket_entry, state));
	at(layout, "cookie", offsetof(struct socket_entry, cookie));
	at(layout, "inode", offsetof(struct socket_entry, inode));
	at(layout, "pid", offsetof(struct socket_entry, pid));
	at(layout, "comm", offsetof(struct socket_entry, comm));
	prints(layout, &entry, "{\"family\":\"unix\",\"type\":\"stream\",\"local\":\"a\","
			       "\"remote\":\"b\",\"state\":\"LISTEN\",\"cookie\":1,\"inode\":2,"
			       "\"pid\":3,\"comm\":\"c\"}");
	entry.family = AF_VSOCK;
	entry.type = SOCK_SEQPACKET;
	entry.state = 13;
	prints(layout, &entry, "{\"family\":\"vsock\",\"type\":\"seqpacket\",\"local\":\"a\","
			       "\"remote\":\"b\",\"state\":\"BOUND_INACTIVE\",\"cookie\":1,"
			       "\"inode\":2,\"pid\":3,\"comm\":\"c\"}");
	entry.family = 99;
	entry.type = 10;
	entry.state = 0;
	prints(layout, &entry, "{\"family\":99,\"type\":10,\"local\":\"a\",\"remote\":\"b\","
			       "\"state\":0,\"cookie\":1,\"inode\":2,\"pid\":3,\"comm\":\"c\"}");
	layout_free(layout);
	btf__free(btf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ip),	cmocka_unit_test(test_unix),
		cmocka_unit_test(test_hostile), cmocka_unit_test(test_holder),
		cmocka_unit_test(test_type),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
