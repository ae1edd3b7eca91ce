// SPDX-License-Identifier: GPL-2.0-or-later
/* Walking by the map-element iterator: a program that writes each key and value to a seq_file. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "bpf/caps.h"
#include "bpf/walk_impl.h"

struct iter {
	int fd;
	unsigned char *records; /* each a key with its value behind */
	size_t size;
};

/* Offsets in struct bpf_iter__bpf_map_elem, where each member takes 8 bytes. */
enum { CTX_META = 0, CTX_KEY = 16, CTX_VALUE = 24, META_SEQ = 0 };

#define INSN(code_, dst_, src_, off_, imm_)                                                        \
	{.code = (code_), .dst_reg = (dst_), .src_reg = (src_), .off = (off_), .imm = (imm_)}
#define LOAD(dst_, src_, off_)	INSN(BPF_LDX | BPF_MEM | BPF_DW, dst_, src_, off_, 0)
#define MOVE(dst_, src_)	INSN(BPF_ALU64 | BPF_MOV | BPF_X, dst_, src_, 0, 0)
#define SET(dst_, imm_)		INSN(BPF_ALU64 | BPF_MOV | BPF_K, dst_, 0, 0, imm_)
#define SKIP_IF_0(reg_, count_) INSN(BPF_JMP | BPF_JEQ | BPF_K, reg_, 0, count_, 0)
#define CALL(helper_)		INSN(BPF_JMP | BPF_CALL, 0, 0, 0, helper_)
#define EXIT()			INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)

/*
 * Put together here rather than compiled: the verifier wants the sizes as constants, and a compiled
 * object would need a map of its own to hold them.
 */
static int program_load(const struct map *map, __u32 iterator)
{
	const struct bpf_insn insns[] = {
		LOAD(BPF_REG_6, BPF_REG_1, CTX_KEY),
		LOAD(BPF_REG_7, BPF_REG_1, CTX_VALUE),
		LOAD(BPF_REG_8, BPF_REG_1, CTX_META),
		LOAD(BPF_REG_8, BPF_REG_8, META_SEQ),
		SKIP_IF_0(BPF_REG_6, 9),
		SKIP_IF_0(BPF_REG_7, 8),
		MOVE(BPF_REG_1, BPF_REG_8),
		MOVE(BPF_REG_2, BPF_REG_6),
		SET(BPF_REG_3, (__s32)map->key_bytes),
		CALL(BPF_FUNC_seq_write),
		MOVE(BPF_REG_1, BPF_REG_8),
		MOVE(BPF_REG_2, BPF_REG_7),
		SET(BPF_REG_3, (__s32)map->value_bytes),
		CALL(BPF_FUNC_seq_write),
		SET(BPF_REG_0, 0),
		EXIT(),
	};
	struct bpf_prog_load_opts opts;

	memset(&opts, 0, sizeof(opts));
	opts.sz = sizeof(opts);
	opts.expected_attach_type = BPF_TRACE_ITER;
	opts.attach_btf_id = iterator;
	return bpf_prog_load(BPF_PROG_TYPE_TRACING, "mapctl_elem", "GPL", insns,
			     sizeof(insns) / sizeof(insns[0]), &opts);
}

/* A descriptor that gives the records; the iterator holds the program and the link itself. */
static int iterate(const struct map *map, int program)
{
	union bpf_iter_link_info info;
	struct bpf_link_create_opts opts;
	int link, fd;

	memset(&info, 0, sizeof(info));
	info.map.map_fd = (__u32)map->fd;
	memset(&opts, 0, sizeof(opts));
	opts.sz = sizeof(opts);
	opts.iter_info = &info;
	opts.iter_info_len = sizeof(info);
	link = bpf_link_create(program, 0, BPF_TRACE_ITER, &opts);
	if (link < 0)
		return link;
	fd = bpf_iter_create(link);
	close(link);
	return fd;
}

static int iter_start(const struct map *map, struct err *err)
{
	const struct btf *vmlinux = kernel_vmlinux(map->kernel);
	__s32 id = vmlinux ? btf__find_by_name_kind(vmlinux, "bpf_iter_bpf_map_elem",
						    BTF_KIND_FUNC)
			   : -EOPNOTSUPP;
	int program, fd;

	if (id < 0)
		return fail(err, -EOPNOTSUPP, "this kernel has no iterator over map elements");
	program = program_load(map, (__u32)id);
	if (program < 0)
		return fail_op(err, OP_LOAD, program, "cannot load the map element iterator");
	fd = iterate(map, program);
	close(program);
	return fd < 0 ? fail_op(err, OP_LOAD, fd, "cannot iterate over map \"%s\"", map->name) : fd;
}

static int iter_open(struct reader *reader, struct err *err)
{
	const struct map *map = reader->map;
	struct iter *iter = calloc(1, sizeof(*iter));

	reader->state = iter;
	if (!iter)
		return fail_oom(err);
	if (!(map->type->can & TYPE_ARRAY))
		reader->caveat = "entries that changed while they were read may be missing: the "
				 "kernel reads this map by an iterator only";
	iter->size = reader->cap * ((size_t)map->key_bytes + map->value_bytes);
	iter->records = malloc(iter->size);
	iter->fd = iter->records ? iter_start(map, err) : fail_oom(err);
	return iter->fd < 0 ? iter->fd : 0;
}

static void iter_close(struct reader *reader)
{
	struct iter *iter = reader->state;

	if (iter && iter->fd >= 0)
		close(iter->fd);
	if (iter)
		free(iter->records);
	free(iter);
	reader->state = NULL;
}

/* Bytes read: all that there is room for, or less at the end. */
static ssize_t fill_records(struct reader *reader, struct err *err)
{
	struct iter *iter = reader->state;
	size_t len = 0;

	while (len < iter->size) {
		ssize_t n = read(iter->fd, iter->records + len, iter->size - len);

		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n < 0)
			return fail(err, -errno, "cannot read map \"%s\" by its iterator: %s",
				    reader->map->name, err_text(-errno));
		if (!n)
			break;
		len += (size_t)n;
	}
	reader->end = len < iter->size;
	return (ssize_t)len;
}

static int iter_read(struct reader *reader, struct chunk *chunk, struct err *err)
{
	const struct iter *iter = reader->state;
	size_t key_size = reader->map->key_bytes, value_bytes = reader->map->value_bytes;
	const unsigned char *record = iter->records;
	ssize_t len;
	int code = chunk_reserve(chunk, reader, err);

	if (code)
		return code;
	len = fill_records(reader, err);
	if (len < 0)
		return (int)len;
	chunk->n = (size_t)len / (key_size + value_bytes);
	chunk->has_values = true;
	for (size_t i = 0; i < chunk->n; i++, record += key_size + value_bytes) {
		memcpy(chunk->keys + i * key_size, record, key_size);
		memcpy(chunk->values + i * value_bytes, record + key_size, value_bytes);
	}
	if (reader->map->type->can & TYPE_ARRAY)
		return 0;
	return reader_drop_repeats(reader, chunk, err);
}

const struct reader_ops reader_iterator = {
	.method = WALK_ITERATOR,
	.needs = TYPE_ITERATOR,
	.open = iter_open,
	.read = iter_read,
	.close = iter_close,
};
