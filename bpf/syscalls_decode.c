// SPDX-License-Identifier: GPL-2.0-or-later
/* Decodes the bpf() calls about objects, and finds the decoder of each command. */
#include <linux/limits.h>
#include <stddef.h>

#include <bpf/libbpf.h>

#include "bpf/syscalls_impl.h"

#define TEXT_MAX     400 /* bytes of one key or value before it is cut */
#define STRING_CHUNK 64

void put_label(const struct decode *d, const char *label)
{
	size_t len = d->out->len;

	if (len && d->out->data[len - 1] != '{')
		buf_puts(d->out, ", ");
	if (*label) {
		buf_puts(d->out, label);
		buf_putc(d->out, ' ');
	}
}

void put_u64(const struct decode *d, const char *label, __u64 v)
{
	put_label(d, label);
	buf_u64(d->out, v);
}

/* Left out where it is 0. */
static void put_nonzero(const struct decode *d, const char *label, __u64 v)
{
	if (v)
		put_u64(d, label, v);
}

void put_flags(const struct decode *d, __u64 flags)
{
	put_label(d, "flags");
	if (flags)
		buf_hex(d->out, flags, 1);
	else
		buf_putc(d->out, '0');
}

/* A name of fixed size that the call itself holds; left out where it is empty. */
static void put_name(const struct decode *d, const char *name, size_t size)
{
	if (!*name)
		return;
	put_label(d, "name");
	buf_quoted(d->out, name, strnlen(name, size));
}

/* A string in the caller's memory, or its address where that cannot be read. */
static void put_string(const struct decode *d, const char *label, __u64 addr)
{
	char text[PATH_MAX];
	size_t n = 0, len = 0, chunk;

	if (!addr)
		return;
	put_label(d, label);
	/* Aligned chunks never reach into a page that the string does not. */
	do {
		chunk = STRING_CHUNK - (addr + n) % STRING_CHUNK;
		if (!d->caller->read(d->caller->self, addr + n, text + n, chunk))
			break;
		len = n + strnlen(text + n, chunk);
		n += chunk;
	} while (len == n && n + STRING_CHUNK <= sizeof(text));
	if (n)
		buf_quoted(d->out, text, len);
	else
		buf_printf(d->out, "%#llx", (unsigned long long)addr);
}

void put_object(const struct decode *d, __u32 fd)
{
	if (!d->caller->describe(d->caller->self, (int)fd, d->out))
		buf_printf(d->out, "fd %d", (int)fd);
}

/* What a descriptor is, behind a label, which may be "". */
static void put_fd(const struct decode *d, const char *label, __u32 fd)
{
	put_label(d, label);
	put_object(d, fd);
}

const struct map *put_map(const struct decode *d, __u32 fd)
{
	const struct map *map = d->caller->map(d->caller->self, (int)fd);

	put_label(d, "");
	if (!map) {
		put_object(d, fd);
		return NULL;
	}
	buf_printf(d->out, "map %u ", map->info.id);
	buf_quoted(d->out, map->name, strlen(map->name));
	return map;
}

void put_cut(struct buf *out, size_t start)
{
	size_t end = start + TEXT_MAX;

	if (out->len <= end)
		return;
	while (end > start && ((unsigned char)out->data[end] & 0xc0) == 0x80)
		end--;
	out->len = end;
	buf_puts(out, "…");
}

/* The kernel's word for a number, or the number. */
static void put_word(const struct decode *d, const char *label, const char *word, __u32 number)
{
	put_label(d, label);
	if (word)
		buf_puts(d->out, word);
	else
		buf_u64(d->out, number);
}

static void args_map_create(const struct decode *d)
{
	const union bpf_attr *attr = &d->call->attr;
	struct map_type scratch;

	put_word(d, "type", type_get(attr->map_type, &scratch)->name, attr->map_type);
	put_name(d, attr->map_name, sizeof(attr->map_name));
	put_u64(d, "key_size", attr->key_size);
	put_u64(d, "value_size", attr->value_size);
	put_u64(d, "max_entries", attr->max_entries);
	if (attr->map_flags) {
		put_label(d, "flags");
		map_flags_format(attr->map_flags, d->out);
	}
	if (attr->inner_map_fd)
		put_fd(d, "inner", attr->inner_map_fd);
	if (attr->btf_fd) {
		put_fd(d, "types", attr->btf_fd);
		buf_printf(d->out, " (key %u, value %u)", attr->btf_key_type_id,
			   attr->btf_value_type_id);
	}
	put_nonzero(d, "btf_vmlinux_value_type_id", attr->btf_vmlinux_value_type_id);
	put_nonzero(d, "map_extra", attr->map_extra);
	put_nonzero(d, "ifindex", attr->map_ifindex);
}

static void args_prog_load(const struct decode *d)
{
	const union bpf_attr *attr = &d->call->attr;

	put_word(d, "type", libbpf_bpf_prog_type_str(attr->prog_type), attr->prog_type);
	put_name(d, attr->prog_name, sizeof(attr->prog_name));
	put_u64(d, "insns", attr->insn_cnt);
	put_string(d, "license", attr->license);
	if (attr->expected_attach_type)
		put_word(d, "attach_type", libbpf_bpf_attach_type_str(attr->expected_attach_type),
			 attr->expected_attach_type);
	put_nonzero(d, "attach_btf_id", attr->attach_btf_id);
	if (attr->attach_prog_fd)
		put_fd(d, "attach_to", attr->attach_prog_fd);
	if (attr->prog_btf_fd)
		put_fd(d, "types", attr->prog_btf_fd);
	put_nonzero(d, "log_level", attr->log_level);
}

static void args_btf_load(const struct decode *d)
{
	put_u64(d, "size", d->call->attr.btf_size);
}

static void args_obj_pin(const struct decode *d)
{
	put_string(d, "path", d->call->attr.pathname);
	put_fd(d, "", d->call->attr.bpf_fd);
}

static void args_obj_get(const struct decode *d)
{
	put_string(d, "path", d->call->attr.pathname);
	put_flags(d, d->call->attr.file_flags);
}

/* A map that was made or opened: what it is stands behind its descriptor. */
static void result_fd(const struct decode *d, long ret)
{
	BUF_CLEANUP struct buf text = {0};

	if (ret < 0 || !d->caller->describe(d->caller->self, (int)ret, &text))
		return;
	buf_putc(d->out, ' ');
	buf_add(d->out, text.data, text.len);
}

static void args_next_id(const struct decode *d)
{
	put_u64(d, "start", d->call->attr.start_id);
}

static void result_next_id(const struct decode *d, long ret)
{
	__u32 id;

	if (!ret &&
	    d->caller->read(d->caller->self, d->call->addr + offsetof(union bpf_attr, next_id), &id,
			    sizeof(id)))
		buf_printf(d->out, " %u", id);
}

static void args_fd_by_id(const struct decode *d)
{
	put_u64(d, "id", d->call->attr.map_id);
	if (d->call->attr.open_flags)
		put_flags(d, d->call->attr.open_flags);
}

static void args_info(const struct decode *d)
{
	put_fd(d, "", d->call->attr.info.bpf_fd);
	put_u64(d, "info_len", d->call->attr.info.info_len);
}

/* Attaching to a cgroup, a network namespace or another program. */
static void args_attach(const struct decode *d)
{
	const union bpf_attr *attr = &d->call->attr;

	put_fd(d, "target", attr->target_fd);
	put_fd(d, "", attr->attach_bpf_fd);
	put_word(d, "attach_type", libbpf_bpf_attach_type_str(attr->attach_type),
		 attr->attach_type);
	put_flags(d, attr->attach_flags);
}

static void args_test_run(const struct decode *d)
{
	const union bpf_attr *attr = &d->call->attr;

	put_fd(d, "", attr->test.prog_fd);
	put_nonzero(d, "data_size_in", attr->test.data_size_in);
	put_nonzero(d, "ctx_size_in", attr->test.ctx_size_in);
	put_nonzero(d, "repeat", attr->test.repeat);
}

static void result_test_run(const struct decode *d, long ret)
{
	__u32 retval;

	if (!ret &&
	    d->caller->read(d->caller->self, d->call->addr + offsetof(union bpf_attr, test.retval),
			    &retval, sizeof(retval)))
		buf_printf(d->out, " {retval %u}", retval);
}

static void args_raw_tracepoint(const struct decode *d)
{
	put_string(d, "name", d->call->attr.raw_tracepoint.name);
	put_fd(d, "", d->call->attr.raw_tracepoint.prog_fd);
}

/* The map that a map-element iterator is to walk: the first word of union bpf_iter_link_info. */
static void put_iter_map(const struct decode *d)
{
	const union bpf_attr *attr = &d->call->attr;
	__u32 fd;

	if (attr->link_create.iter_info &&
	    attr->link_create.iter_info_len >= sizeof(union bpf_iter_link_info) &&
	    d->caller->read(d->caller->self, attr->link_create.iter_info, &fd, sizeof(fd)) && fd)
		put_fd(d, "iter", fd);
}

static void args_link_create(const struct decode *d)
{
	const union bpf_attr *attr = &d->call->attr;

	put_fd(d, "", attr->link_create.prog_fd);
	if (attr->link_create.target_fd)
		put_fd(d, "target", attr->link_create.target_fd);
	put_word(d, "attach_type", libbpf_bpf_attach_type_str(attr->link_create.attach_type),
		 attr->link_create.attach_type);
	if (attr->link_create.attach_type == BPF_TRACE_ITER)
		put_iter_map(d);
	put_flags(d, attr->link_create.flags);
}

/* Commands whose first attribute is the one descriptor that they are about. */
static void args_one_fd(const struct decode *d)
{
	put_fd(d, "", d->call->words[0]);
}

static void args_prog_bind_map(const struct decode *d)
{
	put_fd(d, "", d->call->attr.prog_bind_map.prog_fd);
	put_fd(d, "", d->call->attr.prog_bind_map.map_fd);
}

/* Whatever has no decoder: its 32-bit words up to the last that is not zero. */
static void args_raw(const struct decode *d)
{
	size_t n = sizeof(d->call->words) / sizeof(d->call->words[0]);

	while (n && !d->call->words[n - 1])
		n--;
	for (size_t i = 0; i < n; i++) {
		put_label(d, "");
		buf_hex(d->out, d->call->words[i], 1);
	}
}

struct command {
	const char *name;
	args_fn *args; /* NULL: as raw words */
	result_fn *result; /* NULL: nothing comes back but the number */
};

/* By number: the last few are newer than the build host's linux/bpf.h may be. */
static const struct command commands[] = {
	[0] = {"MAP_CREATE", args_map_create, result_fd},
	[1] = {"MAP_LOOKUP_ELEM", elem_args_lookup, elem_result_value},
	[2] = {"MAP_UPDATE_ELEM", elem_args_update, NULL},
	[3] = {"MAP_DELETE_ELEM", elem_args_delete, NULL},
	[4] = {"MAP_GET_NEXT_KEY", elem_args_next_key, elem_result_next_key},
	[5] = {"PROG_LOAD", args_prog_load, result_fd},
	[6] = {"OBJ_PIN", args_obj_pin, NULL},
	[7] = {"OBJ_GET", args_obj_get, result_fd},
	[8] = {"PROG_ATTACH", args_attach, NULL},
	[9] = {"PROG_DETACH", args_attach, NULL},
	[10] = {"PROG_TEST_RUN", args_test_run, result_test_run},
	[11] = {"PROG_GET_NEXT_ID", args_next_id, result_next_id},
	[12] = {"MAP_GET_NEXT_ID", args_next_id, result_next_id},
	[13] = {"PROG_GET_FD_BY_ID", args_fd_by_id, NULL},
	[14] = {"MAP_GET_FD_BY_ID", args_fd_by_id, NULL},
	[15] = {"OBJ_GET_INFO_BY_FD", args_info, NULL},
	[16] = {"PROG_QUERY", NULL, NULL},
	[17] = {"RAW_TRACEPOINT_OPEN", args_raw_tracepoint, result_fd},
	[18] = {"BTF_LOAD", args_btf_load, result_fd},
	[19] = {"BTF_GET_FD_BY_ID", args_fd_by_id, NULL},
	[20] = {"TASK_FD_QUERY", NULL, NULL},
	[21] = {"MAP_LOOKUP_AND_DELETE_ELEM", elem_args_lookup, elem_result_value},
	[22] = {"MAP_FREEZE", args_one_fd, NULL},
	[23] = {"BTF_GET_NEXT_ID", args_next_id, result_next_id},
	[24] = {"MAP_LOOKUP_BATCH", elem_args_batch_out, elem_result_batch_out},
	[25] = {"MAP_LOOKUP_AND_DELETE_BATCH", elem_args_batch_out, elem_result_batch_out},
	[26] = {"MAP_UPDATE_BATCH", elem_args_batch_in, elem_result_batch_in},
	[27] = {"MAP_DELETE_BATCH", elem_args_batch_in, elem_result_batch_in},
	[28] = {"LINK_CREATE", args_link_create, result_fd},
	[29] = {"LINK_UPDATE", args_one_fd, NULL},
	[30] = {"LINK_GET_FD_BY_ID", args_fd_by_id, NULL},
	[31] = {"LINK_GET_NEXT_ID", args_next_id, result_next_id},
	[32] = {"ENABLE_STATS", NULL, NULL},
	[33] = {"ITER_CREATE", args_one_fd, NULL},
	[34] = {"LINK_DETACH", args_one_fd, NULL},
	[35] = {"PROG_BIND_MAP", args_prog_bind_map, NULL},
	[36] = {"TOKEN_CREATE", NULL, NULL},
	[37] = {"PROG_STREAM_READ_BY_FD", args_one_fd, NULL},
	[38] = {"PROG_ASSOC_STRUCT_OPS", NULL, NULL},
};

static const struct command *command_get(__u32 cmd)
{
	static const struct command unknown = {NULL, args_raw, NULL};

	return cmd < sizeof(commands) / sizeof(commands[0]) ? &commands[cmd] : &unknown;
}

bool syscalls_read(const struct syscalls_caller *caller, __u32 cmd, __u64 addr, __u32 size,
		   struct syscalls_call *call)
{
	size_t n = size < sizeof(call->words) ? size : sizeof(call->words);

	memset(call, 0, sizeof(*call));
	call->cmd = cmd;
	call->size = size;
	call->addr = addr;
	return !n || caller->read(caller->self, addr, call->words, n);
}

void syscalls_format(const struct syscalls_call *call, const struct syscalls_caller *caller,
		     struct buf *out)
{
	const struct command *command = command_get(call->cmd);
	const struct decode d = {call, caller, out};

	if (command->name)
		buf_printf(out, "bpf(BPF_%s, {", command->name);
	else
		buf_printf(out, "bpf(%u, {", call->cmd);
	if (command->args)
		command->args(&d);
	else
		args_raw(&d);
	buf_puts(out, "})");
}

void syscalls_format_result(const struct syscalls_call *call, const struct syscalls_caller *caller,
			    long ret, struct buf *out)
{
	const struct command *command = command_get(call->cmd);
	const struct decode d = {call, caller, out};

	if (ret >= 0)
		buf_printf(out, " = %ld", ret);
	else
		buf_printf(out, " = -1 %s", err_name((int)ret));
	if (ret < 0 && !strcmp(err_name((int)ret), "EUNKNOWN"))
		buf_printf(out, " (%ld)", -ret);
	if (command->result)
		command->result(&d, ret);
}
