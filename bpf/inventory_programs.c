// SPDX-License-Identifier: GPL-2.0-or-later
/* Which programs use which map, and the names of program types. */
#include <bpf/bpf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf/inventory_impl.h"
#include "bpf/object.h"

/* libbpf 1.1.2 stops at syscall. */
static const char *const type_names[] = {
	"unspec", "socket_filter", "kprobe", "sched_cls", "sched_act", "tracepoint", "xdp",
	"perf_event", "cgroup_skb", "cgroup_sock", "lwt_in", "lwt_out", "lwt_xmit", "sock_ops",
	"sk_skb", "cgroup_device", "sk_msg", "raw_tracepoint", "cgroup_sock_addr", "lwt_seg6local",
	"lirc_mode2", "sk_reuseport", "flow_dissector", "cgroup_sysctl", "raw_tracepoint_writable",
	"cgroup_sockopt", "tracing", "struct_ops", "ext", "lsm", "sk_lookup", "syscall",
	"netfilter",
};

const char *prog_type_name(__u32 type)
{
	return type < sizeof(type_names) / sizeof(type_names[0]) ? type_names[type] : NULL;
}

/* The kernel's own bound on the maps that a program is loaded with; more can be bound to it. */
enum { USUAL_MAPS = 64 };

static int add_program(struct inventory *inventory, const struct bpf_prog_info *info,
		       const __u32 *map_ids, __u32 n)
{
	for (__u32 i = 0; i < n; i++) {
		struct inventory_map *map = inventory_find(inventory, map_ids[i]);
		struct inventory_prog *prog;

		if (!map)
			continue;
		prog = inventory_append(&map->progs, &map->n_progs, sizeof(*prog));
		if (!prog)
			return -ENOMEM;
		prog->id = info->id;
		prog->type = prog_type_name(info->type);
		memcpy(prog->name, info->name, sizeof(prog->name));
		prog->name[sizeof(prog->name) - 1] = '\0';
	}
	return 0;
}

/* Returns how many maps the program uses, of which at most `room` are in ids; or -errno. */
static int program_info(int fd, struct bpf_prog_info *info, __u32 *ids, __u32 room)
{
	int ret;

	memset(info, 0, sizeof(*info));
	info->map_ids = (__u64)(uintptr_t)ids;
	info->nr_map_ids = room;
	ret = prog_info_fd(fd, info);
	return ret ? ret : (int)info->nr_map_ids;
}

static int read_program(struct inventory *inventory, int fd)
{
	__u32 usual[USUAL_MAPS], *ids = usual, room = USUAL_MAPS;
	struct bpf_prog_info info;
	int ret, n = program_info(fd, &info, ids, room);

	if (n > USUAL_MAPS) {
		room = (__u32)n;
		ids = calloc(room, sizeof(*ids));
		if (!ids)
			return -ENOMEM;
		n = program_info(fd, &info, ids, room);
	}
	ret = n > 0 ? add_program(inventory, &info, ids, (__u32)n < room ? (__u32)n : room) : n;
	if (ids != usual)
		free(ids);
	return ret;
}

/* 0 at the end, or -errno. Programs that vanish meanwhile are passed over. */
static int read_programs(struct inventory *inventory)
{
	__u32 id = 0;
	int ret;

	while (!(ret = bpf_prog_get_next_id(id, &id))) {
		int fd = bpf_prog_get_fd_by_id(id);

		if (fd == -ENOENT)
			continue;
		if (fd < 0)
			return fd;
		ret = read_program(inventory, fd);
		close(fd);
		if (ret)
			return ret;
	}
	return ret == -ENOENT ? 0 : ret;
}

int inventory_programs(struct inventory *inventory, struct err *err)
{
	int ret = read_programs(inventory);

	if (ret == -ENOMEM)
		return fail_oom(err);
	if (ret)
		buf_printf(&inventory->notes, "not all programs could be read: %s\n",
			   err_text(ret));
	for (size_t i = 0; i < inventory->n_maps; i++)
		inventory->maps[i].has_progs = !ret || inventory->maps[i].n_progs;
	return 0;
}
