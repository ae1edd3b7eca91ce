// SPDX-License-Identifier: GPL-2.0-or-later
/* The demos' TCP connections: whose other end is accepted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bpf/demo_tcp.h"

#include <cmocka.h>

#define ADDRESS "127.77.0.20"
#define PORT 7720

static void test_own_among_others(void **state)
{
	int listener = tcp_listen(ADDRESS, PORT);
	int before = tcp_connect(ADDRESS, PORT);
	int client = tcp_connect(ADDRESS, PORT);
	int behind = tcp_connect(ADDRESS, PORT);
	int server;
	char none;

	(void)state;
	assert_true(listener >= 0 && before >= 0 && client >= 0 && behind >= 0);
	server = tcp_accept(listener, client);
	assert_true(server >= 0);
	assert_int_equal(tcp_pass(client, server, 100), 0);
	assert_int_equal(tcp_pass(server, client, 300), 0);
	/* Who came before is not kept waiting. */
	assert_int_equal(recv(before, &none, 1, 0), 0);
	close(server);
	close(behind);
	close(client);
	close(before);
	close(listener);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_own_among_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
