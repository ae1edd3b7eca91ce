// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Puts kernel objects into maps:
 *   objects perf PIN           events into slots 0 (BPF output) and 2 (page faults); prints "held"
 *                              and keeps them until it is killed
 *   objects xsk PIN IFNAME I   an AF_XDP socket on queue 0 of the interface into slot I; "held"
 *   objects cgroups PIN DIR N  the cgroup into slots 0 to N - 1
 *   objects inodes PIN DIR N   makes the files DIR/1 to DIR/N and gives each its number, a u32,
 *                              with the number's lowest byte in the rest of the value
 *   objects churn PIN DIR      prints "churning", then gives the files DIR/c0 to DIR/c63 a value and
 *                              takes it away, until it is killed
 */
#include <fcntl.h>
#include <linux/if_xdp.h>
#include <linux/perf_event.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/bpf.h>

static int fail_with(const char *what)
{
	perror(what);
	return 1;
}

static _Noreturn void hold(void)
{
	puts("held");
	fflush(stdout);
	for (;;)
		pause();
}

static int perf_slot(int map, __u32 slot, __u64 config, int pid, int cpu)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.config = config,
	};
	int fd = (int)syscall(SYS_perf_event_open, &attr, pid, cpu, -1, PERF_FLAG_FD_CLOEXEC);

	return fd < 0 ? -1 : bpf_map_update_elem(map, &slot, &fd, BPF_ANY);
}

static int perf(int map)
{
	if (perf_slot(map, 0, PERF_COUNT_SW_BPF_OUTPUT, -1, 0) ||
	    perf_slot(map, 2, PERF_COUNT_SW_PAGE_FAULTS, 0, -1))
		return fail_with("perf");
	hold();
}

/* The least that bind() takes: memory for frames, its two rings, and one to receive. */
static int xsk_open(const char *ifname)
{
	enum { FRAMES = 8, FRAME = 4096 };
	int fd = socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0), n = FRAMES;
	void *memory = mmap(NULL, FRAMES * FRAME, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct xdp_umem_reg umem = {
		.addr = (__u64)(unsigned long)memory,
		.len = FRAMES * FRAME,
		.chunk_size = FRAME,
	};
	struct sockaddr_xdp address = {
		.sxdp_family = AF_XDP,
		.sxdp_flags = XDP_COPY,
		.sxdp_ifindex = if_nametoindex(ifname),
	};

	if (setsockopt(fd, SOL_XDP, XDP_UMEM_REG, &umem, sizeof(umem)) ||
	    setsockopt(fd, SOL_XDP, XDP_UMEM_FILL_RING, &n, sizeof(n)) ||
	    setsockopt(fd, SOL_XDP, XDP_UMEM_COMPLETION_RING, &n, sizeof(n)) ||
	    setsockopt(fd, SOL_XDP, XDP_RX_RING, &n, sizeof(n)) ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address)))
		return -1;
	return fd;
}

static int xsk(int map, const char *ifname, __u32 slot)
{
	int fd = xsk_open(ifname);

	if (fd < 0 || bpf_map_update_elem(map, &slot, &fd, BPF_ANY))
		return fail_with("xsk");
	hold();
}

static int cgroups(int map, const char *dir, __u32 n)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY);

	for (__u32 slot = 0; slot < n; slot++) {
		if (bpf_map_update_elem(map, &slot, &fd, BPF_ANY))
			return fail_with(dir);
	}
	return 0;
}

static int file_in(const char *dir, const char *prefix, __u32 n)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s%u", dir, prefix, n);
	return open(path, O_RDWR | O_CREAT, 0600);
}

static int inodes(int map, const char *dir, __u32 n)
{
	static unsigned char value[1 << 16];

	for (__u32 i = 1; i <= n; i++) {
		int fd = file_in(dir, "", i);

		memset(value, (int)(i & 0xff), sizeof(value));
		memcpy(value, &i, sizeof(i));
		if (fd < 0 || bpf_map_update_elem(map, &fd, value, BPF_ANY))
			return fail_with(dir);
		close(fd);
	}
	return 0;
}

static int churn(int map, const char *dir)
{
	enum { N = 64 };
	int fds[N];

	for (__u32 i = 0; i < N; i++) {
		fds[i] = file_in(dir, "c", i);
		if (fds[i] < 0)
			return fail_with(dir);
	}
	puts("churning");
	fflush(stdout);
	for (__u32 value = 1000000;; value++) {
		int *fd = &fds[value % N];

		if (bpf_map_update_elem(map, fd, &value, BPF_ANY))
			return fail_with("update");
		fd = &fds[(value + N / 2) % N];
		bpf_map_delete_elem(map, fd);
	}
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	int map = argc > 2 ? bpf_obj_get(argv[2]) : -1;

	if (map >= 0 && argc == 3 && !strcmp(what, "perf"))
		return perf(map);
	if (map >= 0 && argc == 5 && !strcmp(what, "xsk"))
		return xsk(map, argv[3], (__u32)atoi(argv[4]));
	if (map >= 0 && argc == 5 && !strcmp(what, "cgroups"))
		return cgroups(map, argv[3], (__u32)atoi(argv[4]));
	if (map >= 0 && argc == 5 && !strcmp(what, "inodes"))
		return inodes(map, argv[3], (__u32)atoi(argv[4]));
	if (map >= 0 && argc == 4 && !strcmp(what, "churn"))
		return churn(map, argv[3]);
	fprintf(stderr, "usage: objects perf|xsk|cgroups|inodes|churn PIN …\n");
	return 1;
}
