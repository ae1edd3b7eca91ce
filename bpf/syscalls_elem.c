// SPDX-License-Identifier: GPL-2.0-or-later
/* Decodes the bpf() calls that carry keys and values. */
#include <stddef.h>

#include "bpf/syscalls_impl.h"
#include "bpf/uapi.h"

#define DATA_MAX   65536 /* bytes of a key or value that are worth decoding */
#define BATCH_SHOW 2 /* entries of a batch that are shown */

/* True when the value of a call is one, though the map holds one for each CPU. */
static bool one_value(const struct map *map, __u64 flags)
{
	return !map->n_cpus || (flags & (BPF_F_CPU | BPF_F_ALL_CPUS));
}

static size_t value_bytes(const struct map *map, __u64 flags)
{
	return map->n_cpus && one_value(map, flags) ? map->info.value_size : map->value_bytes;
}

static void format_value(const struct decode *d, const struct map *map, const char *data,
			 __u64 flags)
{
	unsigned int n = one_value(map, flags) ? 1 : map->n_cpus;

	if (n == 1) {
		layout_format(map->value, data, d->caller->form, d->out);
		return;
	}
	buf_putc(d->out, '[');
	for (unsigned int cpu = 0; cpu < n; cpu++) {
		if (cpu)
			buf_puts(d->out, ", ");
		layout_format(map->value, data + (size_t)cpu * map->value_stride, d->caller->form,
			      d->out);
	}
	buf_putc(d->out, ']');
}

/* The caller's n bytes at addr, or NULL, with the reason printed in their place. */
static const char *fetch(const struct decode *d, __u64 addr, size_t n, struct buf *data)
{
	char *p;

	if (!addr) {
		buf_puts(d->out, "NULL");
		return NULL;
	}
	p = n <= DATA_MAX ? buf_room(data, n) : NULL;
	if (p && d->caller->read(d->caller->self, addr, p, n))
		return p;
	buf_printf(d->out, "%#llx", (unsigned long long)addr);
	if (n > DATA_MAX)
		buf_printf(d->out, " (%zu bytes)", n);
	return NULL;
}

static void put_key(const struct decode *d, const struct map *map, __u64 addr)
{
	BUF_CLEANUP struct buf data = {0};
	size_t start = d->out->len;
	const char *key = fetch(d, addr, map->info.key_size, &data);
	__u32 fd;

	if (!key)
		return;
	if ((map->type->can & TYPE_OBJECT_KEY) && map->info.key_size == sizeof(fd)) {
		memcpy(&fd, key, sizeof(fd));
		put_object(d, fd);
	} else {
		layout_format_key(map->key, key, d->caller->form, d->out);
	}
	put_cut(d->out, start);
}

static void put_value(const struct decode *d, const struct map *map, __u64 addr, __u64 flags)
{
	BUF_CLEANUP struct buf data = {0};
	size_t start = d->out->len;
	const char *value = fetch(d, addr, value_bytes(map, flags), &data);

	if (!value)
		return;
	format_value(d, map, value, flags);
	put_cut(d->out, start);
}

/* A value on its way in: a descriptor where the map's values are kernel objects. */
static void put_value_in(const struct decode *d, const struct map *map, __u64 addr, __u64 flags)
{
	__u32 fd;

	if ((map->type->can & TYPE_OBJECT_VALUE) && addr &&
	    d->caller->read(d->caller->self, addr, &fd, sizeof(fd)))
		put_object(d, fd);
	else
		put_value(d, map, addr, flags);
}

/* A key or value of a map that nothing is known of. */
static void put_address(const struct decode *d, const char *label, __u64 addr)
{
	put_label(d, label);
	buf_printf(d->out, "%#llx", (unsigned long long)addr);
}

/* The flags of element calls, by the words that mapctl takes for them. */
static void put_elem_flags(const struct decode *d, const char *label, __u64 flags)
{
	static const struct {
		__u64 bit;
		const char *name;
	} names[] = {
		{BPF_NOEXIST, "noexist"}, {BPF_EXIST, "exist"},         {BPF_F_LOCK, "lock"},
		{BPF_F_CPU, "cpu"},       {BPF_F_ALL_CPUS, "all_cpus"},
	};
	const char *separator = "";

	put_label(d, label);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!(flags & names[i].bit))
			continue;
		flags &= ~names[i].bit;
		buf_printf(d->out, "%s%s", separator, names[i].name);
		separator = "|";
		if (names[i].bit != BPF_F_CPU)
			continue;
		buf_printf(d->out, " %llu", flags >> 32);
		flags &= 0xffffffff;
	}
	if (flags)
		buf_printf(d->out, "%s%#llx", separator, (unsigned long long)flags);
	else if (!*separator)
		buf_putc(d->out, '0');
}

static const struct map *put_map_and_key(const struct decode *d)
{
	const struct map *map = put_map(d, d->call->attr.map_fd);
	__u64 key = d->call->attr.key;

	if (!map) {
		put_address(d, "key", key);
	} else if (map->info.key_size) {
		put_label(d, "key");
		put_key(d, map, key);
	}
	return map;
}

void elem_args_lookup(const struct decode *d)
{
	put_map_and_key(d);
	put_elem_flags(d, "flags", d->call->attr.flags);
}

void elem_args_update(const struct decode *d)
{
	const struct map *map = put_map_and_key(d);
	const union bpf_attr *attr = &d->call->attr;

	if (!map) {
		put_address(d, "value", attr->value);
	} else {
		put_label(d, "value");
		put_value_in(d, map, attr->value, attr->flags);
	}
	put_elem_flags(d, "flags", attr->flags);
}

void elem_args_delete(const struct decode *d)
{
	put_map_and_key(d);
}

void elem_args_next_key(const struct decode *d)
{
	put_map_and_key(d);
}

void elem_result_value(const struct decode *d, long ret)
{
	const union bpf_attr *attr = &d->call->attr;
	const struct map *map = ret ? NULL : d->caller->map(d->caller->self, (int)attr->map_fd);

	if (!map)
		return;
	buf_putc(d->out, ' ');
	put_value(d, map, attr->value, attr->flags);
}

void elem_result_next_key(const struct decode *d, long ret)
{
	const union bpf_attr *attr = &d->call->attr;
	const struct map *map = ret ? NULL : d->caller->map(d->caller->self, (int)attr->map_fd);

	if (!map)
		return;
	buf_putc(d->out, ' ');
	put_key(d, map, attr->next_key);
}

typedef void value_fn(const struct decode *d, const struct map *map, __u64 addr, __u64 flags);

/* The first entries of a batch of n. */
static void put_entries(const struct decode *d, const struct map *map, __u32 n, value_fn *put)
{
	const union bpf_attr *attr = &d->call->attr;
	__u64 flags = attr->batch.elem_flags;

	for (__u32 i = 0; i < n && i < BATCH_SHOW; i++) {
		put_label(d, "");
		put_key(d, map, attr->batch.keys + (__u64)i * map->info.key_size);
		if (!attr->batch.values)
			continue;
		buf_puts(d->out, ": ");
		put(d, map, attr->batch.values + (__u64)i * value_bytes(map, flags), flags);
	}
	if (n > BATCH_SHOW)
		buf_puts(d->out, ", …");
}

static const struct map *put_batch(const struct decode *d)
{
	const union bpf_attr *attr = &d->call->attr;
	const struct map *map = put_map(d, attr->batch.map_fd);

	put_u64(d, "count", attr->batch.count);
	if (attr->batch.elem_flags)
		put_elem_flags(d, "elem_flags", attr->batch.elem_flags);
	put_flags(d, attr->batch.flags);
	return map;
}

void elem_args_batch_in(const struct decode *d)
{
	const struct map *map = put_batch(d);

	if (map)
		put_entries(d, map, d->call->attr.batch.count, put_value_in);
}

void elem_args_batch_out(const struct decode *d)
{
	put_batch(d);
	if (!d->call->attr.batch.in_batch) {
		put_label(d, "in_batch");
		buf_puts(d->out, "NULL");
	}
}

/* How many entries the kernel handled: it writes that back also where it stopped with an error. */
static bool read_count(const struct decode *d, __u32 *count)
{
	return d->caller->read(d->caller->self,
			       d->call->addr + offsetof(union bpf_attr, batch.count), count,
			       sizeof(*count)) &&
	       *count <= d->call->attr.batch.count;
}

void elem_result_batch_in(const struct decode *d, long ret)
{
	__u32 count;

	(void)ret;
	if (read_count(d, &count) && count != d->call->attr.batch.count)
		buf_printf(d->out, " {count %u -> %u}", d->call->attr.batch.count, count);
}

/* The last batch is an ENOENT with entries. */
void elem_result_batch_out(const struct decode *d, long ret)
{
	const union bpf_attr *attr = &d->call->attr;
	const struct map *map;
	__u32 count;

	if ((ret && ret != -ENOENT) || !read_count(d, &count))
		return;
	buf_printf(d->out, " {count %u -> %u", attr->batch.count, count);
	map = d->caller->map(d->caller->self, (int)attr->batch.map_fd);
	if (map)
		put_entries(d, map, count, put_value);
	buf_putc(d->out, '}');
}
