/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For the programs that read sockets: what one is, out of the kernel's structures. */
#ifndef MAPCTL_BPF_PROBES_SOCKET_H
#define MAPCTL_BPF_PROBES_SOCKET_H

#include "bpf/probes/kernel.h"
#include "bpf/probes/sockets.h"

#include <bpf/bpf_endian.h>

#define FAMILY_UNIX  1
#define FAMILY_INET  2
#define FAMILY_INET6 10

struct in6_addr {
	__u8 bytes[16];
};

struct sock_common {
	__u32 skc_daddr;
	__u32 skc_rcv_saddr;
	__u16 skc_dport;
	__u16 skc_num;
	unsigned short skc_family;
	volatile unsigned char skc_state;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
	struct {
		__s64 counter;
	} skc_cookie;
} KERNEL_TYPE;

struct socket;

struct sock {
	struct sock_common __sk_common;
	__u16 sk_type;
	struct socket *sk_socket;
} KERNEL_TYPE;

struct socket_alloc {
	struct inode vfs_inode;
} KERNEL_TYPE;

struct sockaddr_un {
	unsigned short sun_family;
	char sun_path[PROBE_ADDRESS_MAX];
};

struct unix_address {
	int len;
	struct sockaddr_un name[0];
} KERNEL_TYPE;

struct unix_sock {
	struct unix_address *addr;
	struct sock *peer;
} KERNEL_TYPE;

static __always_inline void read_ports(struct probe_socket *record, struct sock *sk)
{
	record->local.port = BPF_CORE_READ(sk, __sk_common.skc_num);
	record->remote.port = bpf_ntohs(BPF_CORE_READ(sk, __sk_common.skc_dport));
}

static __always_inline void read_inet(struct probe_socket *record, struct sock *sk)
{
	__u32 local = BPF_CORE_READ(sk, __sk_common.skc_rcv_saddr);
	__u32 remote = BPF_CORE_READ(sk, __sk_common.skc_daddr);

	record->local.length = record->remote.length = sizeof(local);
	__builtin_memcpy(record->local.bytes, &local, sizeof(local));
	__builtin_memcpy(record->remote.bytes, &remote, sizeof(remote));
	read_ports(record, sk);
}

static __always_inline void read_inet6(struct probe_socket *record, struct sock *sk)
{
	struct sock_common *common = &sk->__sk_common;

	if (!bpf_core_field_exists(common->skc_v6_rcv_saddr))
		return;
	record->local.length = record->remote.length = sizeof(struct in6_addr);
	bpf_core_read(record->local.bytes, sizeof(struct in6_addr), &common->skc_v6_rcv_saddr);
	bpf_core_read(record->remote.bytes, sizeof(struct in6_addr), &common->skc_v6_daddr);
	read_ports(record, sk);
}

/* A name's length counts the two bytes of the family before it. */
static __always_inline void read_unix_name(struct probe_address *out, struct sock *sk)
{
	struct unix_address *address = BPF_CORE_READ((struct unix_sock *)sk, addr);
	__u32 length;

	if (!address)
		return;
	length = BPF_CORE_READ(address, len) - sizeof(unsigned short);
	if (length > sizeof(out->bytes))
		return;
	out->length = length;
	bpf_core_read(out->bytes, length, &address->name[0].sun_path);
}

static __always_inline void read_unix(struct probe_socket *record, struct sock *sk)
{
	struct sock *peer;

	if (!bpf_core_type_exists(struct unix_sock))
		return;
	read_unix_name(&record->local, sk);
	peer = BPF_CORE_READ((struct unix_sock *)sk, peer);
	if (peer)
		read_unix_name(&record->remote, peer);
}

static __always_inline __u64 read_inode(struct sock *sk)
{
	struct socket *socket = BPF_CORE_READ(sk, sk_socket);

	if (!socket)
		return 0;
	return BPF_CORE_READ((struct socket_alloc *)socket, vfs_inode.i_ino);
}

static __always_inline void read_socket(struct probe_socket *record, struct sock *sk)
{
	record->sock = (__u64)sk;
	record->family = BPF_CORE_READ(sk, __sk_common.skc_family);
	record->type = BPF_CORE_READ(sk, sk_type);
	record->state = BPF_CORE_READ(sk, __sk_common.skc_state);
	record->cookie = BPF_CORE_READ(sk, __sk_common.skc_cookie.counter);
	record->inode = read_inode(sk);
	if (record->family == FAMILY_INET)
		read_inet(record, sk);
	else if (record->family == FAMILY_INET6)
		read_inet6(record, sk);
	else if (record->family == FAMILY_UNIX)
		read_unix(record, sk);
}

#endif
