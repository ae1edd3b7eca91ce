// SPDX-License-Identifier: GPL-2.0-or-later
/* Fills the maps of the demo map-zoo, each by what its type wants. */
#include <fcntl.h>
#include <linux/if_xdp.h>
#include <linux/perf_event.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "bpf/caps.h"
#include "bpf/demos/map-zoo.h"
#include "bpf/uapi.h"

/*
 * This and those behind it are newer than some build hosts' linux/bpf.h; bpf/type.h does not go
 * with sys/mman.h.
 */
#define ARENA 33

struct animal {
	char name[12];
	__u32 legs;
};

static const struct animal spider = {"spider", 8}, cat = {"cat", 4};

/* By making one: libbpf 1.1 does not know how to. */
static bool has_new_type(const struct bpf_map *map)
{
	struct bpf_map_create_opts opts;
	int fd;

	memset(&opts, 0, sizeof(opts));
	opts.sz = sizeof(opts);
	opts.map_flags = bpf_map__map_flags(map);
	fd = bpf_map_create(bpf_map__type(map), "mapctl_probe", bpf_map__key_size(map),
			    bpf_map__value_size(map), bpf_map__max_entries(map), &opts);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* One that is only ever registered through a link, and so not by filling its map: 6.4. */
static bool has_struct_ops_link(void)
{
	struct btf *btf = btf__load_vmlinux_btf();
	bool has = btf && btf__find_by_name_kind(btf, "bpf_struct_ops_link", BTF_KIND_STRUCT) > 0 &&
		   btf__find_by_name_kind(btf, "bpf_struct_ops_tcp_congestion_ops",
					  BTF_KIND_STRUCT) > 0;

	btf__free(btf);
	return has;
}

static bool has_type(const struct bpf_map *map)
{
	__u32 type = bpf_map__type(map);

	if (type >= ARENA)
		return has_new_type(map);
	if (type == BPF_MAP_TYPE_STRUCT_OPS)
		return has_struct_ops_link();
	return libbpf_probe_bpf_map_type((enum bpf_map_type)type, NULL) > 0;
}

int map_zoo_choose(const struct demo_live *live)
{
	struct bpf_program *program;
	struct bpf_map *map;

	bpf_object__for_each_map(map, live->object) {
		bool has = has_type(map);
		int rc = bpf_map__set_autocreate(map, has);

		if (!rc && has && bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS)
			rc = bpf_map__set_map_flags(map, BPF_F_LINK);
		if (rc)
			return rc;
	}
	/*
	 * Also without their map: libbpf 1.1 looks into the kernel's BTF for it all the same, and
	 * only has that when programs are loaded that need it.
	 */
	bpf_object__for_each_program(program, live->object) {
		if (bpf_program__type(program) == BPF_PROG_TYPE_STRUCT_OPS)
			bpf_program__set_autoload(program, true);
	}
	return 0;
}

static int put(int map, __u32 key, const void *value)
{
	return bpf_map_update_elem(map, &key, value, BPF_ANY);
}

/* Puts a descriptor, or -errno, that the map does not need open. */
static int put_closed(int map, __u32 key, int fd)
{
	int rc = fd < 0 ? fd : put(map, key, &fd);

	if (fd >= 0)
		close(fd);
	return rc;
}

static int fill_two(struct demo_live *live, int map)
{
	int rc = put(map, 1, &spider);

	(void)live;
	return rc ? rc : put(map, 2, &cat);
}

/* A spider on each CPU. */
static int fill_percpu(struct demo_live *live, int map)
{
	int cpus = libbpf_num_possible_cpus(), rc;
	struct animal *values = cpus > 0 ? calloc((size_t)cpus, sizeof(*values)) : NULL;

	(void)live;
	if (!values)
		return cpus > 0 ? -ENOMEM : cpus;
	for (int i = 0; i < cpus; i++)
		values[i] = spider;
	rc = put(map, 1, values);
	free(values);
	return rc;
}

static int fill_lpm(struct demo_live *live, int map)
{
	static const struct {
		__u32 prefixlen;
		__u8 address[4];
	} net = {8, {127}}, host = {32, {127, 0, 0, 1}};
	int rc = bpf_map_update_elem(map, &net, &spider, BPF_ANY);

	(void)live;
	return rc ? rc : bpf_map_update_elem(map, &host, &cat, BPF_ANY);
}

static int fill_perf(struct demo_live *live, int map)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_SW_BPF_OUTPUT,
		.sample_type = PERF_SAMPLE_RAW,
	};
	int fd = (int)syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);

	(void)live;
	return put_closed(map, 0, fd < 0 ? -errno : fd);
}

static int fill_cgroup_array(struct demo_live *live, int map)
{
	return put_closed(map, 0, demo_cgroup_open(live->demo));
}

/* Not by if_nametoindex(), which does not tell why it got no socket. */
static int fill_lo(struct demo_live *live, int map)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), rc;
	struct ifreq lo = {.ifr_name = "lo"};

	(void)live;
	if (fd < 0)
		return -errno;
	rc = ioctl(fd, SIOCGIFINDEX, &lo) ? -errno : 0;
	close(fd);
	return rc ? rc : put(map, 1, &lo.ifr_ifindex);
}

static int fill_cpumap(struct demo_live *live, int map)
{
	__u32 queue = 64;

	(void)live;
	return put(map, 0, &queue);
}

/* A UDP socket on loopback, held as long as the demo runs. */
static int open_udp(struct demo_live *live)
{
	struct sockaddr_in lo = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), one = 1, rc;

	if (fd < 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one)) ||
	    bind(fd, (struct sockaddr *)&lo, sizeof(lo))) {
		rc = -errno;
		close(fd);
		return rc;
	}
	rc = demo_hold(live, fd);
	return rc ? rc : fd;
}

static int fill_socket(struct demo_live *live, int map)
{
	int fd = open_udp(live);
	__u64 value = (__u64)fd;

	return fd < 0 ? fd : put(map, 1, &value);
}

static int fill_sk_storage(struct demo_live *live, int map)
{
	int fd = open_udp(live);

	return fd < 0 ? fd : bpf_map_update_elem(map, &fd, &cat, BPF_ANY);
}

static int fill_xsk(struct demo_live *live, int map)
{
	int fd = socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0), slots = 64, rc;

	if (fd < 0)
		return -errno;
	rc = demo_hold(live, fd);
	/* Linux 7.2 takes no socket that has nowhere to put a packet. */
	if (!rc && setsockopt(fd, SOL_XDP, XDP_RX_RING, &slots, sizeof(slots)))
		rc = -errno;
	return rc ? rc : put(map, 1, &fd);
}

/* The object that the descriptor (or -errno) is of gets a cat. */
static int store_closed(int map, int fd)
{
	int rc = fd < 0 ? fd : bpf_map_update_elem(map, &fd, &cat, BPF_ANY);

	if (fd >= 0)
		close(fd);
	return rc;
}

/*
 * Inodes have room for it only where the BPF LSM is on: else it is EBADF, and the map stays empty.
 */
static int fill_inode(struct demo_live *live, int map)
{
	int fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = fd < 0 ? -errno : store_closed(map, fd);

	(void)live;
	return fd >= 0 && rc == -EBADF ? 0 : rc;
}

static int fill_task(struct demo_live *live, int map)
{
	int fd = (int)syscall(UAPI_SYS_PIDFD_OPEN, 1, 0);

	(void)live;
	return store_closed(map, fd < 0 ? -errno : fd);
}

static int fill_cgrp(struct demo_live *live, int map)
{
	return store_closed(map, demo_cgroup_open(live->demo));
}

/* Queue, stack, bloom filter: values without keys. */
static int fill_pushed(struct demo_live *live, int map)
{
	int rc = 0;

	(void)live;
	for (__u32 value = 1; !rc && value <= 3; value++)
		rc = bpf_map_update_elem(map, NULL, &value, BPF_ANY);
	return rc;
}

static int fill_user_ring(struct demo_live *live, int map)
{
	struct user_ring_buffer *ring = user_ring_buffer__new(map, NULL);
	struct animal *room;
	int rc = 0;

	(void)live;
	if (!ring)
		return -errno;
	room = user_ring_buffer__reserve(ring, sizeof(*room));
	if (room) {
		*room = spider;
		user_ring_buffer__submit(ring, room);
	} else {
		rc = -errno;
	}
	user_ring_buffer__free(ring);
	return rc;
}

/* libbpf 1.4 has mapped it already, and a second mapping may be nowhere else. */
static int fill_arena(struct demo_live *live, int map)
{
	size_t size = (size_t)sysconf(_SC_PAGESIZE), mapped = 0;
	struct bpf_map *arena = bpf_object__find_map_by_name(live->object, "arena");
	void *page = (void *)bpf_map__initial_value(arena, &mapped);

	if (page) {
		memcpy(page, &spider, sizeof(spider));
		return 0;
	}
	page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, map, 0);
	if (page == MAP_FAILED)
		return -errno;
	memcpy(page, &spider, sizeof(spider));
	munmap(page, size);
	return 0;
}

/* What will have been the program's third instruction. */
static int fill_insns(struct demo_live *live, int map)
{
	static const struct {
		__u32 orig_off, xlated_off, jitted_off, unused;
	} third = {2, 0, 0, 0};

	(void)live;
	return put(map, 1, &third);
}

/* Gives the map its value; a libbpf that registers it, too, takes that back with the link. */
static int fill_struct_ops(struct demo_live *live, int map)
{
	struct bpf_link *link = bpf_map__attach_struct_ops(
		bpf_object__find_map_by_name(live->object, "struct_ops"));

	(void)map;
	if (!link)
		return -errno;
	bpf_link__destroy(link);
	return 0;
}

/* Ring and stack traces: by a program that is run once. */
static int run_program(struct demo_live *live, int map)
{
	const struct bpf_program *program =
		bpf_object__find_program_by_name(live->object, "zoo_fill");
	struct bpf_test_run_opts opts;

	(void)map;
	memset(&opts, 0, sizeof(opts));
	opts.sz = sizeof(opts);
	return bpf_prog_test_run_opts(bpf_program__fd(program), &opts);
}

static const struct step {
	const char *map;
	int (*fill)(struct demo_live *live, int map);
} steps[] = {
	{"hash", fill_two},
	{"array", fill_two},
	{"perf_event_array", fill_perf},
	{"percpu_hash", fill_percpu},
	{"percpu_array", fill_percpu},
	{"cgroup_array", fill_cgroup_array},
	{"lru_hash", fill_two},
	{"lru_percpu_hash", fill_percpu},
	{"lpm_trie", fill_lpm},
	{"devmap", fill_lo},
	{"sockmap", fill_socket},
	{"cpumap", fill_cpumap},
	{"xskmap", fill_xsk},
	{"sockhash", fill_socket},
	{"reuseport_sockarray", fill_socket},
	{"queue", fill_pushed},
	{"stack", fill_pushed},
	{"sk_storage", fill_sk_storage},
	{"devmap_hash", fill_lo},
	{"struct_ops", fill_struct_ops},
	{"ringbuf", run_program},
	{"inode_storage", fill_inode},
	{"task_storage", fill_task},
	{"bloom_filter", fill_pushed},
	{"user_ringbuf", fill_user_ring},
	{"cgrp_storage", fill_cgrp},
	{"arena", fill_arena},
	{"insn_array", fill_insns},
	{"rhash", fill_two},
};

int map_zoo_fill(struct demo_live *live, struct err *err)
{
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		int map = bpf_object__find_map_fd_by_name(live->object, steps[i].map);
		int rc = map < 0 ? 0 : steps[i].fill(live, map);

		if (rc)
			return fail_op(err, OP_ACCESS, rc, "cannot fill the map \"%s\"",
				       steps[i].map);
	}
	return 0;
}
