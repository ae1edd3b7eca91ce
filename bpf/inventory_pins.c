// SPDX-License-Identifier: GPL-2.0-or-later
/* Which paths on bpffs are pins of which map. */
#include <stdlib.h>
#include <string.h>

#include "bpf/inventory_impl.h"
#include "bpf/pin.h"

static int add_pin(void *arg, const char *path, int fd)
{
	struct bpf_map_info info;
	struct inventory_map *map;
	char **pin;

	if (map_info_fd(fd, &info))
		return 0;
	map = inventory_find(arg, info.id);
	if (!map)
		return 0;
	pin = inventory_append(&map->pins, &map->n_pins, sizeof(*pin));
	if (!pin)
		return -ENOMEM;
	*pin = strdup(path);
	return *pin ? 0 : -ENOMEM;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* bpffs lists the newest first, and in no order that lasts. */
static void sort_pins(struct inventory_map *map)
{
	if (map->n_pins)
		qsort(map->pins, map->n_pins, sizeof(*map->pins), by_path);
}

int inventory_pins(struct inventory *inventory, struct err *err)
{
	unsigned int unread = 0;
	int ret = pin_each(add_pin, inventory, &unread);

	if (ret == -ENOMEM)
		return fail_oom(err);
	if (ret)
		buf_printf(&inventory->notes, "pins are not known: /proc/self/mountinfo: %s\n",
			   err_text(ret));
	else if (unread)
		buf_printf(&inventory->notes,
			   "%u pins or directories on bpffs may not be read\n", unread);
	for (size_t i = 0; i < inventory->n_maps; i++) {
		struct inventory_map *map = &inventory->maps[i];

		sort_pins(map);
		map->has_pins = map->n_pins || (!ret && !unread);
	}
	return 0;
}
