// SPDX-License-Identifier: GPL-2.0-or-later
/* Listing the maps by id, and naming them; the parts are in inventory_*.c. */
#include <bpf/bpf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf/caps.h"
#include "bpf/inventory_impl.h"
#include "bpf/map_impl.h"
#include "bpf/probe.h"
#include "bpf/proc.h"

void inventory_free(struct inventory *inventory)
{
	if (!inventory)
		return;
	for (size_t i = 0; i < inventory->n_maps; i++) {
		struct inventory_map *map = &inventory->maps[i];

		for (size_t k = 0; k < map->n_pins; k++)
			free(map->pins[k]);
		free(map->pins);
		free(map->progs);
		free(map->pids);
		free(map->name);
	}
	free(inventory->maps);
	buf_free(&inventory->notes);
	free(inventory);
}

void *inventory_append(void *array_pointer, size_t *n, size_t size)
{
	void *array;
	char *element;

	memcpy(&array, array_pointer, sizeof(array));
	/* The room doubles whenever the count reaches a power of two. */
	if (!(*n & (*n - 1))) {
		array = reallocarray(array, *n ? *n * 2 : 1, size);
		if (!array)
			return NULL;
		memcpy(array_pointer, &array, sizeof(array));
	}
	element = (char *)array + *n * size;
	memset(element, 0, size);
	(*n)++;
	return element;
}

static int compare_id(const void *key, const void *element)
{
	__u32 id = *(const __u32 *)key;
	const struct inventory_map *map = element;

	return (id > map->info.id) - (id < map->info.id);
}

struct inventory_map *inventory_find(const struct inventory *inventory, __u32 id)
{
	if (!inventory->n_maps)
		return NULL;
	return bsearch(&id, inventory->maps, inventory->n_maps, sizeof(*inventory->maps),
		       compare_id);
}

static void read_memory(struct inventory_map *map, int fd)
{
	struct fdinfo fdinfo;

	if (fdinfo_read(0, fd, &fdinfo))
		return;
	map->memory = fdinfo.memlock;
	/* Before 6.4 some types had none to tell, and told 0. */
	map->has_memory = fdinfo.has_memlock && fdinfo.memlock;
	map->frozen = fdinfo.frozen;
	map->has_frozen = fdinfo.has_frozen;
}

static int add_fd(struct inventory *inventory, int fd, unsigned int want, struct err *err)
{
	struct inventory_map *map =
		inventory_append(&inventory->maps, &inventory->n_maps, sizeof(*map));
	int ret;

	if (!map)
		return fail_oom(err);
	ret = map_info_fd(fd, &map->info);
	if (ret)
		return fail(err, ret, "cannot read a map's info: %s", err_text(ret));
	if (want & WANT_MEMORY)
		read_memory(map, fd);
	return 0;
}

/* -ENOENT when it vanished, with nothing in err. */
static int add_id(struct inventory *inventory, __u32 id, unsigned int want, struct err *err)
{
	int ret, fd = map_fd_by_id(id, MAP_READ);

	if (fd == -ENOENT)
		return fd;
	if (fd < 0)
		return fail_op(err, OP_BY_ID, fd, "cannot open the map with id %u", id);
	ret = add_fd(inventory, fd, want, err);
	close(fd);
	return ret;
}

static int add_all(struct inventory *inventory, unsigned int want, struct err *err)
{
	__u32 id = 0;
	int ret;

	while (!(ret = bpf_map_get_next_id(id, &id))) {
		ret = add_id(inventory, id, want, err);
		if (ret && ret != -ENOENT)
			return ret;
		if (!ret && probe_made(&inventory->maps[inventory->n_maps - 1].info))
			inventory->n_maps--;
	}
	return ret == -ENOENT ? 0 : fail_op(err, OP_BY_ID, ret, "cannot list the maps");
}

static int fail_absent(struct err *err, __u32 id)
{
	return fail(err, -ENOENT, "no map has the id %u", id);
}

static int add_only(struct inventory *inventory, __u32 id, unsigned int want, struct err *err)
{
	int ret = add_id(inventory, id, want, err);

	return ret == -ENOENT ? fail_absent(err, id) : ret;
}

/* A name of 15 bytes may be a cut one: the kernel keeps no more. */
static bool may_be_cut(const struct bpf_map_info *info)
{
	return strnlen(info->name, sizeof(info->name)) == sizeof(info->name) - 1;
}

static int name_map(struct inventory_map *map, struct kernel *kernel, unsigned int want)
{
	BUF_CLEANUP struct buf full = {0};
	bool cut = may_be_cut(&map->info);
	bool found = false;
	int reason;

	if (want & WANT_NAMES || (cut && want & WANT_FULL_NAMES)) {
		map->btf = kernel_btf(kernel, map->info.btf_id, &reason);
		found = map_full_name(&map->info, map->btf, map->n_pins ? map->pins[0] : NULL,
				      &full);
	}
	map->name_cut = !found && cut;
	map->name = found ? buf_take(&full) : strndup(map->info.name, sizeof(map->info.name));
	return map->name ? 0 : -ENOMEM;
}

static int name_maps(struct inventory *inventory, struct kernel *kernel, unsigned int want,
		     struct err *err)
{
	for (size_t i = 0; i < inventory->n_maps; i++) {
		if (name_map(&inventory->maps[i], kernel, want))
			return fail_oom(err);
	}
	return 0;
}

/* Pins are looked for also to name maps, if any name needs it. */
static bool need_pins(const struct inventory *inventory, unsigned int want)
{
	if (want & WANT_PINS || !(want & (WANT_NAMES | WANT_FULL_NAMES)))
		return want & WANT_PINS;
	for (size_t i = 0; i < inventory->n_maps; i++) {
		if (may_be_cut(&inventory->maps[i].info))
			return true;
	}
	return false;
}

static int read_rest(struct inventory *inventory, struct kernel *kernel, unsigned int want,
		     struct err *err)
{
	int ret = 0;

	if (want & WANT_PROGRAMS)
		ret = inventory_programs(inventory, err);
	if (!ret && need_pins(inventory, want))
		ret = inventory_pins(inventory, err);
	if (!ret)
		ret = name_maps(inventory, kernel, want, err);
	if (!ret && want & (WANT_ENTRIES | WANT_PIDS))
		ret = inventory_probe(inventory, kernel, want, err);
	if (!ret && want & WANT_RINGS)
		inventory_rings(inventory);
	return ret;
}

/* Refused by id, iterators may still list them. */
static int read_partial(struct inventory *inventory, struct kernel *kernel, __u32 only,
			unsigned int want, struct err *err)
{
	int ret = inventory_from_probe(inventory, kernel, only, want, err);

	if (!ret && only && !inventory->n_maps)
		return fail_absent(err, only);
	if (ret)
		return ret;
	return read_rest(inventory, kernel,
			 want & (WANT_PINS | WANT_NAMES | WANT_FULL_NAMES | WANT_RINGS), err);
}

static int read_all(struct inventory *inventory, struct kernel *kernel, __u32 only,
		    unsigned int want, struct err *err)
{
	int ret = only ? add_only(inventory, only, want, err) : add_all(inventory, want, err);

	if (ret == -EPERM && caps_allow(OP_LOAD)) {
		err_clear(err);
		return read_partial(inventory, kernel, only, want, err);
	}
	return ret ? ret : read_rest(inventory, kernel, want, err);
}

int inventory_new(struct inventory **out, struct kernel *kernel, __u32 only, unsigned int want,
		  struct err *err)
{
	struct inventory *inventory = calloc(1, sizeof(*inventory));
	int ret;

	if (!inventory)
		return fail_oom(err);
	ret = read_all(inventory, kernel, only, want, err);
	if (ret) {
		inventory_free(inventory);
		return ret;
	}
	*out = inventory;
	return 0;
}
