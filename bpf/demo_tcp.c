// SPDX-License-Identifier: GPL-2.0-or-later
/* TCP connections on loopback that demos make to have something to look at. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bpf/demo_tcp.h"

#define WAIT_SECONDS 5

static struct sockaddr_in address_of(const char *text, unsigned int port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};

	inet_pton(AF_INET, text, &address.sin_addr);
	return address;
}

static int close_failed(int fd)
{
	int code = -errno;

	close(fd);
	return code;
}

/* fd, or -errno and it is closed. */
static int limit_wait(int fd)
{
	struct timeval wait = {.tv_sec = WAIT_SECONDS};

	return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) ? close_failed(fd) : fd;
}

int tcp_listen(const char *address, unsigned int port)
{
	struct sockaddr_in own = address_of(address, port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;

	if (fd < 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) ||
	    bind(fd, (struct sockaddr *)&own, sizeof(own)) || listen(fd, 16))
		return close_failed(fd);
	return fd;
}

int tcp_connect(const char *address, unsigned int port)
{
	struct sockaddr_in peer = address_of(address, port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	return connect(fd, (struct sockaddr *)&peer, sizeof(peer)) ? close_failed(fd)
								   : limit_wait(fd);
}

static bool same_address(const struct sockaddr_in *a, const struct sockaddr_in *b)
{
	return a->sin_port == b->sin_port && a->sin_addr.s_addr == b->sin_addr.s_addr;
}

int tcp_accept(int listener, int client)
{
	struct pollfd waiting = {.fd = listener, .events = POLLIN};
	struct sockaddr_in own, peer;
	socklen_t size = sizeof(own);
	int fd;

	if (getsockname(client, (struct sockaddr *)&own, &size))
		return -errno;
	/* connect() may return before this end has got its last packet. */
	while (poll(&waiting, 1, WAIT_SECONDS * 1000) > 0) {
		size = sizeof(peer);
		fd = accept4(listener, (struct sockaddr *)&peer, &size, SOCK_CLOEXEC);
		if (fd < 0)
			return -errno;
		if (same_address(&peer, &own))
			return limit_wait(fd);
		close(fd);
	}
	return -ETIMEDOUT;
}

int tcp_pass(int from, int to, size_t size)
{
	static const char data[1024];
	char got[sizeof(data)];
	ssize_t n;

	if (send(from, data, size, MSG_NOSIGNAL) != (ssize_t)size)
		return -errno;
	n = recv(to, got, size, MSG_WAITALL);
	if (n < 0)
		return -errno;
	return n == (ssize_t)size ? 0 : -EIO;
}
