// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Holds sockets of many kinds and says, a JSON line each, what mapctl has to show of them:
 *   sockets kinds DIR      one of each kind, unix sockets in DIR; then "held", then waits
 *   sockets fresh          two that have not been asked for their cookies
 *   sockets many PIN N     N UDP sockets in the map at PIN, under the keys 0 .. N - 1; in a
 *                          sk_storage with these numbers as values
 *   sockets churn PIN N    the same, but the upper half is taken out and put back all the time
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <bpf/bpf.h>

static void need(int ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	exit(1);
}

/* `type` is what JSON says, `local` and `remote` JSON text without the quotes. */
static void say(const char *name, int fd, const char *family, const char *type, const char *local,
		const char *remote, const char *state)
{
	uint64_t cookie = 0;
	socklen_t size = sizeof(cookie);
	struct stat st;

	need(!getsockopt(fd, SOL_SOCKET, SO_COOKIE, &cookie, &size), "SO_COOKIE");
	need(!fstat(fd, &st), "fstat");
	printf("{\"name\":\"%s\",\"fd\":%d,\"socket\":{\"family\":\"%s\",\"type\":\"%s\","
	       "\"local\":\"%s\",\"remote\":\"%s\",\"state\":\"%s\",\"cookie\":%llu,\"inode\":%llu,"
	       "\"pid\":%d,\"comm\":\"sockets\"}}\n",
	       name, fd, family, type, local, remote, state, (unsigned long long)cookie,
	       (unsigned long long)st.st_ino, getpid());
}

static struct sockaddr_storage address(int family, const char *ip, socklen_t *size)
{
	struct sockaddr_storage out = {.ss_family = (sa_family_t)family};
	struct sockaddr_in *in = (struct sockaddr_in *)&out;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&out;

	*size = family == AF_INET ? sizeof(*in) : sizeof(*in6);
	need(inet_pton(family, ip,
		       family == AF_INET ? (void *)&in->sin_addr : (void *)&in6->sin6_addr) == 1,
	     ip);
	return out;
}

/* Bound to a port of the kernel's choice. */
static int bound(int family, int type, const char *ip)
{
	socklen_t size;
	struct sockaddr_storage own = address(family, ip, &size);
	int fd = socket(family, type, 0), on = 1;

	/* what a reuseport_sockarray takes */
	need(!setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)), "SO_REUSEPORT");
	need(fd >= 0 && !bind(fd, (struct sockaddr *)&own, size), ip);
	return fd;
}

static unsigned int port_of(int fd)
{
	struct sockaddr_in6 own; /* the port of IPv4 stands in the same place */
	socklen_t size = sizeof(own);

	need(!getsockname(fd, (struct sockaddr *)&own, &size), "getsockname");
	return ntohs(own.sin6_port);
}

static void connect_to(int fd, int to, int family, const char *ip)
{
	socklen_t size;
	struct sockaddr_storage peer = address(family, ip, &size);

	((struct sockaddr_in6 *)&peer)->sin6_port = htons((uint16_t)port_of(to));
	need(!connect(fd, (struct sockaddr *)&peer, size), "connect");
}

static void say_ip(const char *name, int fd, int family, const char *ip, int peer,
		   const char *state)
{
	const char *form = family == AF_INET ? "%s:%u" : "[%s]:%u";
	const char *none = family == AF_INET ? "0.0.0.0:*" : "[::]:*";
	char local[64], remote[64];
	int type;
	socklen_t size = sizeof(type);

	need(!getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size), "SO_TYPE");
	snprintf(local, sizeof(local), form, ip, port_of(fd));
	snprintf(remote, sizeof(remote), form, ip, peer >= 0 ? port_of(peer) : 0);
	say(name, fd, family == AF_INET ? "inet" : "inet6",
	    type == SOCK_STREAM ? "stream" : "dgram", local, peer >= 0 ? remote : none, state);
}

static void tcp(const char *suffix, int family, const char *ip)
{
	int listener = bound(family, SOCK_STREAM, ip), client = bound(family, SOCK_STREAM, ip);
	char name[32];
	int server;

	need(!listen(listener, 1), "listen");
	connect_to(client, listener, family, ip);
	server = accept(listener, NULL, NULL);
	need(server >= 0, "accept");
	snprintf(name, sizeof(name), "listener%s", suffix);
	say_ip(name, listener, family, ip, -1, "LISTEN");
	snprintf(name, sizeof(name), "client%s", suffix);
	say_ip(name, client, family, ip, server, "ESTABLISHED");
	snprintf(name, sizeof(name), "server%s", suffix);
	say_ip(name, server, family, ip, client, "ESTABLISHED");
}

static void udp(void)
{
	int open = bound(AF_INET, SOCK_DGRAM, "127.0.0.1");
	int connected = bound(AF_INET, SOCK_DGRAM, "127.0.0.1");

	connect_to(connected, open, AF_INET, "127.0.0.1");
	say_ip("udp", open, AF_INET, "127.0.0.1", -1, "CLOSE");
	say_ip("udp_connected", connected, AF_INET, "127.0.0.1", open, "ESTABLISHED");
}

static int unix_bound(const char *name, size_t length)
{
	struct sockaddr_un own = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	need(length <= sizeof(own.sun_path), "the name is too long");
	memcpy(own.sun_path, name, length);
	need(!bind(fd, (struct sockaddr *)&own,
		   (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)), "bind");
	return fd;
}

/* Listens under a name, and connects to itself by it. `shown` is the name in JSON. */
static void unix_stream(const char *what, const char *name, size_t length, const char *shown)
{
	struct sockaddr_un peer = {.sun_family = AF_UNIX};
	int listener = unix_bound(name, length), client = socket(AF_UNIX, SOCK_STREAM, 0), server;
	char label[64];

	memcpy(peer.sun_path, name, length);
	need(!listen(listener, 1), "listen");
	need(!connect(client, (struct sockaddr *)&peer,
		      (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)), "connect");
	server = accept(listener, NULL, NULL);
	need(server >= 0, "accept");
	snprintf(label, sizeof(label), "%s_listener", what);
	say(label, listener, "unix", "stream", shown, "", "LISTEN");
	snprintf(label, sizeof(label), "%s_client", what);
	say(label, client, "unix", "stream", "", shown, "ESTABLISHED");
	snprintf(label, sizeof(label), "%s_server", what);
	say(label, server, "unix", "stream", shown, "", "ESTABLISHED");
}

static void unix_sockets(const char *dir)
{
	char name[128], shown[256];
	int length, pair[2];

	length = snprintf(name, sizeof(name), "%s/so\033[7m \"cket", dir);
	snprintf(shown, sizeof(shown), "%s/so\\u001b[7m \\\"cket", dir);
	unix_stream("path", name, (size_t)length, shown);
	length = snprintf(name, sizeof(name), "%cmapctl-%d%cend", 0, getpid(), 0);
	snprintf(shown, sizeof(shown), "@mapctl-%d@end", getpid());
	unix_stream("abstract", name, (size_t)length, shown);
	need(!socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), "socketpair");
	say("pair", pair[0], "unix", "dgram", "", "", "ESTABLISHED");
}

static void fresh(void)
{
	int fd = bound(AF_INET, SOCK_DGRAM, "127.0.0.1");

	printf("{\"fd\":%d,\"local\":\"127.0.0.1:%u\"}\n", fd, port_of(fd));
}

/* In a sk_storage the socket is the key. */
struct target {
	int map;
	int storage;
};

static struct target target_open(const char *pin)
{
	struct target target = {.map = bpf_obj_get(pin)};
	struct bpf_map_info info = {0};
	__u32 size = sizeof(info);

	need(target.map >= 0 && !bpf_obj_get_info_by_fd(target.map, &info, &size), pin);
	target.storage = info.type == BPF_MAP_TYPE_SK_STORAGE;
	return target;
}

static int put(const struct target *target, uint32_t key, int fd)
{
	uint64_t socket = (uint64_t)fd, number = key;

	return target->storage ? bpf_map_update_elem(target->map, &fd, &number, BPF_ANY)
			       : bpf_map_update_elem(target->map, &key, &socket, BPF_ANY);
}

static void take_out(const struct target *target, uint32_t key, int fd)
{
	bpf_map_delete_elem(target->map, target->storage ? (const void *)&fd : &key);
}

static void churn(const struct target *target, const int *fds, uint32_t n)
{
	for (;;) {
		for (uint32_t key = n / 2; key < n; key++)
			take_out(target, key, fds[key]);
		for (uint32_t key = n / 2; key < n; key++)
			put(target, key, fds[key]);
	}
}

static void many(const struct target *target, uint32_t n, int stir)
{
	struct rlimit files = {n + 64, n + 64};
	int *fds = calloc(n, sizeof(*fds));

	need(fds && !setrlimit(RLIMIT_NOFILE, &files), "RLIMIT_NOFILE");
	for (uint32_t key = 0; key < n; key++) {
		fds[key] = bound(AF_INET, SOCK_DGRAM, "127.0.0.1");
		need(!put(target, key, fds[key]), "bpf_map_update_elem");
		printf("{\"key\":%u,\"local\":\"127.0.0.1:%u\"}\n", key, port_of(fds[key]));
	}
	puts("held");
	fflush(stdout);
	if (stir)
		churn(target, fds, n);
}

int main(int argc, char **argv)
{
	struct target target;

	if (argc == 3 && !strcmp(argv[1], "kinds")) {
		tcp("4", AF_INET, "127.0.0.1");
		tcp("6", AF_INET6, "::1");
		udp();
		unix_sockets(argv[2]);
	} else if (argc == 2 && !strcmp(argv[1], "fresh")) {
		fresh();
		fresh();
	} else if (argc == 4) {
		target = target_open(argv[2]);
		many(&target, (uint32_t)strtoul(argv[3], NULL, 10), !strcmp(argv[1], "churn"));
	} else {
		return 2;
	}
	puts("held");
	fflush(stdout);
	for (;;)
		pause();
}
