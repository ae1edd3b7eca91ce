// SPDX-License-Identifier: GPL-2.0-or-later
/* Which sockets stand in a map, as keys or as values, and who holds them. */
#include "bpf/probes/entries.h"
#include "bpf/probes/socket.h"

/* The file system that sockets' files are on. */
#define SOCKETS_MAGIC 0x534f434b

#define E2BIG 7

#define PIECE 64

/*
 * What the kernel's iterators give for one entry is 32 KiB at most, with the record and its socket.
 */
#define MAX_PIECES ((32768 - 512) / PIECE)

/* A sockhash's keys have 512 bytes at most. */
#define MAX_KEY_PIECES (512 / PIECE)

struct bpf_iter__sockmap {
	struct bpf_iter_meta *meta;
	struct bpf_map *map;
	void *key;
	struct sock *sk;
};

struct bpf_iter__bpf_sk_storage_map {
	struct bpf_iter_meta *meta;
	struct bpf_map *map;
	struct sock *sk;
	void *value;
};

/* Gives it a cookie, where tracing programs may (5.12, which has check_mtu, too). */
static __always_inline void give_cookie(struct sock *sk)
{
	if (bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_check_mtu))
		bpf_get_socket_cookie(sk);
}

/* Keys and values are written in pieces, zeroes behind them, since the stack has 512 bytes. */
static __always_inline void write_bytes(struct seq_file *seq, const void *from, __u32 size,
					__u32 max_pieces)
{
	char piece[PIECE];
	__u32 rest = size % PIECE;

	for (__u32 i = 0; i < max_pieces && i < size / PIECE; i++) {
		bpf_probe_read_kernel(piece, PIECE, from + i * PIECE);
		bpf_seq_write(seq, piece, PIECE);
	}
	__builtin_memset(piece, 0, sizeof(piece));
	bpf_probe_read_kernel(piece, rest, from + (size - rest));
	rest = ENTRIES_ALIGN(rest);
	barrier_var(rest);
	if (rest <= PIECE)
		bpf_seq_write(seq, piece, rest);
}

/* For each socket of a sockmap or sockhash a record with its key, and the socket as value. */
SEC("iter/sockmap")
int socket_values(struct bpf_iter__sockmap *ctx)
{
	struct entries_record record = {.value_bytes = sizeof(struct probe_socket)};
	struct seq_file *seq = ctx->meta->seq;
	struct probe_socket socket = {};
	struct sock *sk = ctx->sk;
	void *key = ctx->key;

	if (!key || !sk)
		return 0;
	give_cookie(sk);
	read_socket(&socket, sk);
	record.key_bytes = ctx->map->key_size;
	bpf_seq_write(seq, &record, sizeof(record));
	write_bytes(seq, key, record.key_bytes, MAX_KEY_PIECES);
	bpf_seq_write(seq, &socket, sizeof(socket));
	return 0;
}

/* For each socket of a sk_storage a record with the socket as key, and its value. */
SEC("iter/bpf_sk_storage_map")
int socket_keys(struct bpf_iter__bpf_sk_storage_map *ctx)
{
	struct entries_record record = {.key_bytes = sizeof(struct probe_socket)};
	struct seq_file *seq = ctx->meta->seq;
	struct probe_socket socket = {};
	struct sock *sk = ctx->sk;
	void *value = ctx->value;

	if (!sk || !value)
		return 0;
	give_cookie(sk);
	read_socket(&socket, sk);
	record.value_bytes = ctx->map->value_size;
	if (record.value_bytes > MAX_PIECES * PIECE) {
		record.value_bytes = 0;
		record.error = -E2BIG;
	}
	bpf_seq_write(seq, &record, sizeof(record));
	bpf_seq_write(seq, &socket, sizeof(socket));
	write_bytes(seq, value, record.value_bytes, MAX_PIECES);
	return 0;
}

/* Gives all sockets of a sk_storage their cookies. */
SEC("iter/bpf_sk_storage_map")
int socket_cookies(struct bpf_iter__bpf_sk_storage_map *ctx)
{
	struct sock *sk = ctx->sk;

	if (sk)
		give_cookie(sk);
	return 0;
}

/* mapctl's own descriptors are copies for a lookup, gone when it is read. */
SEC("iter/task_file")
int holders(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	struct probe_socket_holder record = {};

	if (!task || !file || file->f_inode->i_sb->s_magic != SOCKETS_MAGIC ||
	    task->tgid == bpf_get_current_pid_tgid() >> 32)
		return 0;
	record.inode = file->f_inode->i_ino;
	record.pid = task->tgid;
	record.fd = ctx->fd;
	bpf_probe_read_kernel(record.comm, sizeof(record.comm), task->comm);
	bpf_seq_write(ctx->meta->seq, &record, sizeof(record));
	return 0;
}

char _license[] SEC("license") = "GPL";
