// SPDX-License-Identifier: GPL-2.0-or-later
/* A process whose bpf() calls are decoded: its memory, its descriptors, the maps behind them. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "bpf/syscalls.h"
#include "bpf/uapi.h"

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

/* A line `NAME: number` of a small file under /proc. */
static bool proc_number(const char *path, const char *name, __u32 *number)
{
	FILE *file = fopen(path, "re");
	char line[256], label[32];
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file))
		found = sscanf(line, "%31[^:]: %u", label, number) == 2 && !strcmp(label, name);
	if (file)
		fclose(file);
	return found;
}

static bool fdinfo_number(const struct syscalls_process *process, int fd, const char *name,
			  __u32 *number)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/fdinfo/%d", process->tid, fd);
	return proc_number(path, name, number);
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
	/* The link first: its fdinfo names its program too. */
	static const struct {
		const char *line, *what;
	} kinds[] = {
		{"link_id", "link"},
		{"map_id", "map"},
		{"btf_id", "btf"},
		{"prog_id", "prog"},
	};
	const struct syscalls_process *process = self;
	__u32 id;

	if (fd < 0)
		return false;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!fdinfo_number(process, fd, kinds[i].line, &id))
			continue;
		buf_printf(out, "%s %u", kinds[i].what, id);
		return true;
	}
	return describe_path(process, fd, out);
}

/* The process of the thread: only that can be opened as a pidfd. */
static pid_t thread_process(pid_t tid)
{
	char path[64];
	__u32 tgid;

	snprintf(path, sizeof(path), "/proc/%d/status", tid);
	return proc_number(path, "Tgid", &tgid) ? (pid_t)tgid : tid;
}

static int borrow_fd(const struct syscalls_process *process, int fd)
{
	int pidfd = (int)syscall(UAPI_SYS_PIDFD_OPEN, thread_process(process->tid), 0);
	int copy = -1;

	if (pidfd >= 0) {
		copy = (int)syscall(UAPI_SYS_PIDFD_GETFD, pidfd, fd, 0);
		close(pidfd);
	}
	return copy;
}

static struct map *map_compile(const struct syscalls_process *process, int fd)
{
	BUF_CLEANUP struct buf note = {0};
	struct err err = {0};
	struct map *map = NULL;
	int copy = borrow_fd(process, fd);

	if (copy < 0)
		return NULL;
	if (map_from_fd(&map, process->kernel, copy, MAP_READ, &err) ||
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
	__u32 id;

	if (fd < 0 || !fdinfo_number(process, fd, "map_id", &id))
		return NULL;
	map = map_cached(process, id);
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
