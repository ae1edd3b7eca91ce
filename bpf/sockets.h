/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets that stand in maps, as keys or values, the way that entries show them. */
#ifndef MAPCTL_BPF_SOCKETS_H
#define MAPCTL_BPF_SOCKETS_H

#include <linux/types.h>

#include "bpf/map.h"
#include "bpf/probes/sockets.h"

/*
 * A socket. socket_type is this struct as C text for ctype_compile(), with families, types and
 * states by name.
 */
struct socket_entry {
	__u32 family, type;
	char local[PROBE_ADDRESS_MAX];  /* "127.0.0.1:80", "[::1]:80", port 0 as "*"; a unix */
	char remote[PROBE_ADDRESS_MAX]; /* socket's path, or its abstract name with @ for each
					   NUL; "" where there is none */
	__u32 state; /* the kernel's TCP_*, which other protocols use too */
	__u64 cookie, inode;
	__u32 pid; /* a process that has a descriptor of it; 0: none */
	char comm[16];
	__u32 unused;
};

extern const char socket_type[];

/* Who holds which socket. */
struct socket_holders {
	struct probe_socket_holder *list; /* by inode, then by pid */
	size_t n;
};

/* A probe's record as an entry shows it, held by the first of the processes that hold it. */
void socket_describe(const struct probe_socket *record, const struct socket_holders *holders,
		     struct socket_entry *out);

/*
 * A copy of the descriptor that the entry's process has of the socket, for what a dump printed; the
 * caller closes it. -ENOENT where that process, or that socket, is another by now.
 */
int socket_open(const struct socket_entry *entry, const char *what, struct err *err);

/*
 * The key of a described sk_storage that stands for the socket of a descriptor, found by walking
 * the map. -ENOENT: it has no entry any more.
 */
int socket_find_key(const struct map *map, int fd, struct socket_entry *key, struct err *err);

/*
 * For struct described: finds the holders of all sockets of the machine, 25 ms for 60,000
 * descriptors; makes a struct socket_entry of the struct probe_socket that is the value, or the
 * key.
 */
int sockets_prepare(const struct map *map, void **prepared, struct err *err);
void sockets_release(void *prepared);
void sockets_finish_value(const void *prepared, void *key, void *value);
void sockets_finish_key(const void *prepared, void *key, void *value);

#endif
