/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What mapctl and the programs that read sockets share. */
#ifndef MAPCTL_BPF_PROBES_SOCKETS_H
#define MAPCTL_BPF_PROBES_SOCKETS_H

#include <linux/types.h>

/* As large as a unix socket's path may be. */
#define PROBE_ADDRESS_MAX 108

/*
 * One end of a socket: 4 or 16 bytes of an IP address in network order, or the name of a unix
 * socket, which begins with a NUL when it is abstract. No bytes: it has none, or another family's.
 */
struct probe_address {
	__u16 length;
	__u16 port; /* in host order */
	char bytes[PROBE_ADDRESS_MAX];
};

/*
 * The key or value of a record. The first eight bytes tell two sockets apart. As large as what
 * entries show of it, which is written over it.
 */
struct probe_socket {
	__u64 sock;   /* the kernel's address of it */
	__u64 cookie; /* 0: the kernel has not given it one yet */
	__u64 inode;  /* 0: no file, as of a connection that was not accepted yet, or is closed */
	__u16 family, type;
	__u32 state;
	struct probe_address local, remote;
	__u64 unused[2];
};

/* From "holders": a descriptor of a socket, whichever it is. */
struct probe_socket_holder {
	__u64 inode;
	__u32 pid, fd;
	char comm[16];
};

#endif
