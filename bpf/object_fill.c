// SPDX-License-Identifier: GPL-2.0-or-later
/* Kernel objects as the bytes of a key or value, and their names by id. */
#include <net/if.h>
#include <unistd.h>
#include <bpf/bpf.h>

#include "bpf/fd.h"
#include "bpf/map_impl.h"
#include "bpf/object_impl.h"
#include "btf/field.h"
#include "btf/parse.h"

/*
 * A devmap's value: the interface and, where it has 8 bytes, a program's descriptor, in place of
 * which its id reads back. A cpumap's has the size of a queue in place of the interface.
 */
struct device_value {
	__u32 ifindex;
	__s32 prog_fd;
};

static int device_index(const char *name, __u32 *ifindex, struct err *err)
{
	__u64 number;
	int rc;

	*ifindex = if_nametoindex(name);
	if (*ifindex)
		return 0;
	if (name[0] < '0' || name[0] > '9')
		return fail(err, -ENOENT, "no interface is named \"%s\"", name);
	rc = parse_u64(name, "interface", 1, 0x7fffffff, &number, err);
	*ifindex = rc ? 0 : (__u32)number;
	return rc;
}

static int fill_device(const struct map *map, const char *const *words, size_t n, void *data,
		       int *fd, struct err *err)
{
	struct device_value value = {0};
	int rc;

	if (n > 1 && !strcmp(words[0], "ifname")) {
		words++;
		n--;
	}
	rc = device_index(words[0], &value.ifindex, err);
	if (rc)
		return rc;
	if (n > 1 && map->info.value_size < sizeof(value))
		return fail(err, ERR_USAGE,
			    "values of map \"%s\" have %u bytes: no room for a "
			    "program",
			    map->name, map->info.value_size);
	if (n > 1) {
		if (strcmp(words[1], "prog"))
			return object_no_more(words + 1, n - 1, "value", err);
		value.prog_fd = object_open_prog(map->kernel, words + 2, n - 2, "value", err);
		if (value.prog_fd < 0)
			return value.prog_fd;
		*fd = value.prog_fd;
	}
	memcpy(data, &value, map->info.value_size < sizeof(value) ? 4 : sizeof(value));
	return 0;
}

int object_fill(const struct map *map, bool is_key, const char *const *words, size_t n, void *data,
		int *fd, struct err *err)
{
	__u32 size = is_key ? map->info.key_size : map->info.value_size;
	enum object_kind kind = is_key ? map->type->key_object : map->type->value_object;
	const char *what = is_key ? "key" : "value";
	int opened;

	*fd = -1;
	if (kind == OBJECT_NONE || !n || size < 4)
		return fail(err, ERR_USAGE, "the %s of map \"%s\" (%s) is no kernel object", what,
			    map->name, map->type->name);
	memset(data, 0, size);
	if (kind == OBJECT_DEVICE)
		return fill_device(map, words, n, data, fd, err);
	opened = object_open(map->kernel, kind, words, n, what, err);
	if (opened < 0)
		return opened;
	*fd = opened;
	if (size == sizeof(__u64))
		memcpy(data, &(__u64){(__u32)opened}, sizeof(__u64));
	else
		memcpy(data, &opened, sizeof(opened));
	return 0;
}

bool object_takes_prog(const struct map *map)
{
	switch (map->info.type) {
	case MAP_DEVMAP:
	case MAP_DEVMAP_HASH:
	case MAP_CPUMAP:
		return map->info.value_size == sizeof(struct device_value);
	case MAP_STRUCT_OPS:
		return true;
	}
	return false;
}

/* Its loader has the descriptors, and the state that the kernel wants with them. */
static int refuse_struct_ops(const struct map *map, const void *value, struct err *err)
{
	for (__u32 i = 0; i < map->value->n_fields; i++) {
		const struct layout_field *field = &map->value->fields[i];

		if (field->function && field->hint == HINT_PROG && field_load(field, value))
			return fail(err, ERR_USAGE,
				    "value.%s: a struct_ops map takes its programs from its loader",
				    field->name);
	}
	return 0;
}

int object_give(const struct map *map, const void **value, __u64 *room, int *fd, struct err *err)
{
	struct device_value device;

	*fd = -1;
	if (!object_takes_prog(map))
		return 0;
	if (map->info.type == MAP_STRUCT_OPS)
		return refuse_struct_ops(map, *value, err);
	memcpy(&device, *value, sizeof(device));
	if (!device.prog_fd)
		return 0;
	*fd = object_prog_by_id((__u32)device.prog_fd, err);
	if (*fd < 0)
		return *fd;
	device.prog_fd = *fd;
	memcpy(room, &device, sizeof(device));
	*value = room;
	return 0;
}

static void prog_name_by_id(struct kernel *kernel, __u32 id, struct buf *out)
{
	struct bpf_prog_info info = {0};
	int fd FD_CLEANUP = bpf_prog_get_fd_by_id(id);

	if (fd >= 0 && !prog_info_fd(fd, &info))
		buf_puts(out, prog_full_name(kernel, fd, &info));
}

static void map_name_by_id(struct kernel *kernel, __u32 id, struct buf *out)
{
	struct bpf_map_info info;
	const struct btf *btf = NULL;
	int fd FD_CLEANUP = map_fd_by_id(id, MAP_READ), reason;

	if (fd < 0 || map_info_fd(fd, &info))
		return;
	if (strlen(info.name) == BPF_OBJ_NAME_LEN - 1)
		btf = kernel_btf(kernel, info.btf_id, &reason);
	map_name(&info, btf, NULL, out);
}

bool object_name(struct kernel *kernel, enum object_kind kind, __u32 id, struct buf *out)
{
	size_t start = out->len;

	if (kind == OBJECT_PROG)
		prog_name_by_id(kernel, id, out);
	else if (kind == OBJECT_MAP)
		map_name_by_id(kernel, id, out);
	return out->len > start;
}
