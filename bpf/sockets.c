// SPDX-License-Identifier: GPL-2.0-or-later
/* Sockets that stand in maps: their addresses as text, and who holds them. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <bpf/bpf.h>

#include "bpf/described.h"
#include "bpf/probe.h"
#include "bpf/sockets.h"

#ifdef __mips__
#define FIRST_TYPES "dgram = 1, stream"
#else
#define FIRST_TYPES "stream = 1, dgram"
#endif

/* The names of AF_*, SOCK_* and TCP_*. */
const char socket_type[] =
	"struct socket {"
	" enum family { unspec, unix, inet, ax25, ipx, appletalk, netrom, bridge, atmpvc, x25,"
	"  inet6, rose, decnet, netbeui, security, key, netlink, packet, ash, econet, atmsvc, rds,"
	"  sna, irda, pppox, wanpipe, llc, ib, mpls, can, tipc, bluetooth, iucv, rxrpc, isdn,"
	"  phonet, ieee802154, caif, alg, nfc, vsock, kcm, qipcrtr, smc, xdp, mctp } family;"
	" enum type { " FIRST_TYPES ", raw, rdm, seqpacket, dccp } type;"
	" char local[108]; char remote[108];"
	" enum state { ESTABLISHED = 1, SYN_SENT, SYN_RECV, FIN_WAIT1, FIN_WAIT2, TIME_WAIT,"
	"  CLOSE, CLOSE_WAIT, LAST_ACK, LISTEN, CLOSING, NEW_SYN_RECV, BOUND_INACTIVE } state;"
	" u64 cookie; u64 inode; u32 pid; char comm[16]; u32 :32; }";

_Static_assert(PROBE_ADDRESS_MAX == 108, "socket_type says 108");
_Static_assert(sizeof(struct socket_entry) == sizeof(struct probe_socket),
	       "one is written over the other");

/* Raw sockets have a protocol where others have a port. */
static void add_ip(const struct probe_socket *socket, const struct probe_address *address,
		   char *out)
{
	char text[INET6_ADDRSTRLEN] = "", port[8] = "*";
	bool bracket = socket->family == AF_INET6;

	if (!address->length || !inet_ntop(socket->family, address->bytes, text, sizeof(text)))
		return;
	if (address->port)
		snprintf(port, sizeof(port), "%u", address->port);
	if (socket->type == SOCK_RAW)
		snprintf(out, PROBE_ADDRESS_MAX, "%s", text);
	else
		snprintf(out, PROBE_ADDRESS_MAX, bracket ? "[%s]:%s" : "%s:%s", text, port);
}

/* As /proc/net/unix has it: a path ends with its NUL, in an abstract name each NUL is an @. */
static void add_unix(const struct probe_address *address, char *out)
{
	size_t length = address->length;
	bool abstract = length && !address->bytes[0];

	if (length > PROBE_ADDRESS_MAX)
		length = PROBE_ADDRESS_MAX;
	for (size_t i = 0; i < length && (abstract || address->bytes[i]); i++)
		out[i] = address->bytes[i] ? address->bytes[i] : '@';
}

static void add_address(const struct probe_socket *socket, const struct probe_address *address,
			char *out)
{
	if (socket->family == AF_UNIX)
		add_unix(address, out);
	else if (socket->family == AF_INET || socket->family == AF_INET6)
		add_ip(socket, address, out);
}

static int compare(const void *a, const void *b)
{
	const struct probe_socket_holder *x = a, *y = b;

	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	return (x->pid > y->pid) - (x->pid < y->pid);
}

/* The first of those that hold the socket; NULL: nobody does. */
static const struct probe_socket_holder *holder_of(const struct socket_holders *holders,
						   __u64 inode)
{
	size_t low = 0, high = holders->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (holders->list[middle].inode < inode)
			low = middle + 1;
		else
			high = middle;
	}
	return low < holders->n && holders->list[low].inode == inode ? &holders->list[low] : NULL;
}

void socket_describe(const struct probe_socket *record, const struct socket_holders *holders,
		     struct socket_entry *out)
{
	const struct probe_socket_holder *holder =
		record->inode ? holder_of(holders, record->inode) : NULL;

	memset(out, 0, sizeof(*out));
	out->family = record->family;
	out->type = record->type;
	out->state = record->state;
	out->cookie = record->cookie;
	out->inode = record->inode;
	add_address(record, &record->local, out->local);
	add_address(record, &record->remote, out->remote);
	if (!holder)
		return;
	out->pid = holder->pid;
	/* the kernel leaves behind the NUL what an older name had there */
	memcpy(out->comm, holder->comm, strnlen(holder->comm, sizeof(holder->comm) - 1));
}

static int take_holders(struct socket_holders *holders, struct buf *records, struct err *err)
{
	size_t n = records->len / sizeof(*holders->list);

	if (records->oom)
		return fail_oom(err);
	if (!n)
		return 0;
	holders->list = calloc(n, sizeof(*holders->list));
	if (!holders->list)
		return fail_oom(err);
	holders->n = n;
	memcpy(holders->list, records->data, n * sizeof(*holders->list));
	qsort(holders->list, n, sizeof(*holders->list), compare);
	return 0;
}

/* map_fd -1: the program is of no map's iterator. */
static int run_probe(const char *program, int map_fd, struct buf *out, struct err *err)
{
	struct probe *probe = NULL;
	int rc = probe_open(&probe, "sockets", err);

	if (!rc)
		rc = probe_want(probe, program, err);
	if (!rc)
		rc = probe_load(probe, err);
	if (!rc)
		rc = map_fd < 0 ? probe_read(probe, program, out, err)
				: probe_read_map(probe, program, map_fd, out, err);
	probe_free(probe);
	return rc;
}

/* A socket has its cookie from the first that asks for it. A lookup does. */
static void look_up_cookies(const struct map *map)
{
	__u64 cookie;

	for (__u32 i = 0; i < map->info.max_entries; i++)
		bpf_map_lookup_elem(map->fd, &i, &cookie);
}

/* Programs that walk the kernel's structures cannot ask, those that the kernel gives sockets do. */
static int give_cookies(const struct map *map, struct err *err)
{
	BUF_CLEANUP struct buf nothing = {0};

	if (map->described->by_file)
		return 0;
	if (map->info.type == MAP_SK_STORAGE)
		return run_probe("socket_cookies", map->fd, &nothing, err);
	if (map->info.value_size == sizeof(__u64))
		look_up_cookies(map);
	return 0;
}

int sockets_prepare(const struct map *map, void **prepared, struct err *err)
{
	struct socket_holders *holders = calloc(1, sizeof(*holders));
	BUF_CLEANUP struct buf records = {0};
	int rc;

	if (!holders)
		return fail_oom(err);
	*prepared = holders;
	rc = give_cookies(map, err);
	if (!rc)
		rc = run_probe("holders", -1, &records, err);
	return rc ? rc : take_holders(holders, &records, err);
}

void sockets_release(void *prepared)
{
	struct socket_holders *holders = prepared;

	free(holders->list);
	free(holders);
}

static void finish(const struct socket_holders *holders, void *socket)
{
	struct probe_socket record;
	struct socket_entry entry;

	memcpy(&record, socket, sizeof(record));
	socket_describe(&record, holders, &entry);
	memcpy(socket, &entry, sizeof(entry));
}

void sockets_finish_value(const void *prepared, void *key, void *value)
{
	(void)key;
	finish(prepared, value);
}

void sockets_finish_key(const void *prepared, void *key, void *value)
{
	(void)value;
	finish(prepared, key);
}
