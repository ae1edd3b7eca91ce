// SPDX-License-Identifier: GPL-2.0-or-later
/* A process whose bpf() calls are decoded: its memory, its descriptors, the maps behind them. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <unistd.h>

#include "bpf/fd.h"
#include "bpf/proc.h"
#include "bpf/syscalls.h"

struct syscalls_process {
	struct kernel *kernel;
	struct form form;
	struct syscalls_caller caller;
	pid_t tid; /* the thread that is asked */
	struct map **maps; /* all that were met; their descriptors are closed */
	size_t n_maps;
};

static bool process_read(void *self, __u64 addr, void *data, size_t n)
{
	const struct syscalls_process *process = self;
	struct iovec local = {data, n};
	struct iovec remote = {(void *)(uintptr_t)addr, n};

	return process_vm_readv(process->tid, &local, 1, &remote, 1, 0) == (ssize_t)n;
}

static bool describe_path(const struct syscalls_process *process, int fd, struct buf *out)
{
	char path[64], target[256];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", process->tid, fd);
	n = readlink(path, target, sizeof(target));
	if (n <= 0 || *target != '/')
		return false;
	buf_quoted(out, target, (size_t)n);
	return true;
}

static bool process_describe(void *self, int fd, struct buf *out)
{
	const struct syscalls_process *process = self;
	struct fdinfo info;

	if (fd < 0)
		return false;
	fdinfo_read((__u32)process->tid, fd, &info);
	if (info.link_id)
		buf_printf(out, "link %u", info.link_id);
	else if (info.map_id)
		buf_printf(out, "map %u", info.map_id);
	else if (info.btf_id)
		buf_printf(out, "btf %u", info.btf_id);
	else if (info.prog_id)
		buf_printf(out, "prog %u", info.prog_id);
	else
		return describe_path(process, fd, out);
	return true;
}

static struct map *map_compile(const struct syscalls_process *process, int fd)
{
	BUF_CLEANUP struct buf note = {0};
	struct err err = {0};
	struct map *map = NULL;
	/* Only the process of the thread can be opened. */
	int copy = fd_of_process(proc_tgid((__u32)process->tid), (__u32)fd, &err);

	if (copy < 0 || map_from_fd(&map, process->kernel, copy, MAP_READ, &err) ||
	    map_open_types(map, NULL, &note, &err)) {
		map_free(map);
		map = NULL;
	} else {
		close(map->fd);
		map->fd = -1;
	}
	err_clear(&err);
	return map;
}

static struct map *map_cached(const struct syscalls_process *process, __u32 id)
{
	for (size_t i = 0; i < process->n_maps; i++) {
		if (process->maps[i]->info.id == id)
			return process->maps[i];
	}
	return NULL;
}

/* By id, since a descriptor may have been closed and used again. */
static const struct map *process_map(void *self, int fd)
{
	struct syscalls_process *process = self;
	struct map *map, **maps;
	struct fdinfo info;

	if (fd < 0 || fdinfo_read((__u32)process->tid, fd, &info) || !info.map_id)
		return NULL;
	map = map_cached(process, info.map_id);
	if (map)
		return map;
	maps = reallocarray(process->maps, process->n_maps + 1, sizeof(struct map *));
	if (!maps)
		return NULL;
	process->maps = maps;
	map = map_compile(process, fd);
	if (map)
		maps[process->n_maps++] = map;
	return map;
}

int syscalls_process_new(struct syscalls_process **out, struct kernel *kernel, struct err *err)
{
	struct syscalls_process *process = calloc(1, sizeof(*process));

	*out = process;
	if (!process)
		return fail_oom(err);
	process->kernel = kernel;
	process->form = (struct form){.hints = true, .resolver = kernel_resolver(kernel)};
	process->caller = (struct syscalls_caller){
		.self = process,
		.read = process_read,
		.map = process_map,
		.describe = process_describe,
		.form = &process->form,
	};
	return 0;
}

void syscalls_process_free(struct syscalls_process *process)
{
	if (!process)
		return;
	for (size_t i = 0; i < process->n_maps; i++)
		map_free(process->maps[i]);
	free(process->maps);
	free(process);
}

const struct syscalls_caller *syscalls_process_at(struct syscalls_process *process, pid_t tid)
{
	process->tid = tid;
	return &process->caller;
}
