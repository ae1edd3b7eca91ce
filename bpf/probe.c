// SPDX-License-Identifier: GPL-2.0-or-later
/* Probes: what to load of an object, and reading what its iterators write. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "bpf/caps.h"
#include "bpf/probe_impl.h"
#include "bpf/probes/entries.h"
#include "bpf/probes/inventory.h"
#include "bpf/type.h"

/* More than the 32 KiB that the kernel's seq_file buffer hands over in one read(). */
enum { READ_ROOM = 64 << 10 };

bool probe_made(const struct bpf_map_info *info)
{
	if (info->type == MAP_HASH)
		return !strcmp(info->name, INVENTORY_IDS);
	return info->type == MAP_ARRAY && (!strcmp(info->name, PROBE_LOADER_MAP) ||
					   !strcmp(info->name, ENTRIES_MAP));
}

int probe_open(struct probe **out, const char *name, struct err *err)
{
	const struct bpf_image *image = bpf_image(name);
	struct probe *probe;

	if (!image)
		return fail(err, -ENOENT, "this build has no BPF object \"%s\"", name);
	probe = calloc(1, sizeof(*probe));
	if (!probe)
		return fail_oom(err);
	probe->image = image;
	probe->kept_fd = -1;
	*out = probe;
	return 0;
}

static void descriptors_close(struct probe *probe)
{
	if (probe->kept_fd >= 0)
		close(probe->kept_fd);
	probe->kept_fd = -1;
	for (size_t i = 0; i < probe->n; i++) {
		if (probe->programs[i].fd >= 0)
			close(probe->programs[i].fd);
		probe->programs[i].fd = -1;
	}
}

void probe_free(struct probe *probe)
{
	if (!probe)
		return;
	descriptors_close(probe);
	free(probe);
}

int probe_resize(struct probe *probe, const char *map, __u32 max_entries, struct err *err)
{
	if (probe->map)
		return fail(err, -EINVAL, "a probe sizes one map only, not \"%s\" too", map);
	probe->map = map;
	probe->max_entries = max_entries;
	return 0;
}

void probe_keep(struct probe *probe, const char *map)
{
	probe->kept = map;
}

int probe_kept(const struct probe *probe)
{
	return probe->kept_fd;
}

int probe_want(struct probe *probe, const char *program, struct err *err)
{
	if (probe->n == PROBE_MAX_PROGRAMS)
		return fail(err, -E2BIG, "too many programs in a probe: \"%s\"", program);
	probe->programs[probe->n++] = (struct probe_program){program, -1};
	return 0;
}

int probe_load(struct probe *probe, struct err *err)
{
	int ret;

	if (!caps_allow(OP_LOAD))
		return fail_op(err, OP_LOAD, -EPERM, "cannot load a probe");
	/* Whatever the kernel's own way lacks on an old kernel, libbpf's may not. */
	if (!probe_load_by_kernel(probe))
		return 0;
	descriptors_close(probe);
	ret = probe_load_by_libbpf(probe);
	if (ret == -ESRCH)
		return fail(err, ret, "cannot load a probe: this kernel has no BTF of its own");
	return ret ? fail_op(err, OP_LOAD, ret, "cannot load a probe") : 0;
}

int *probe_fd(struct probe *probe, const char *name)
{
	for (size_t i = 0; i < probe->n; i++) {
		if (!strcmp(probe->programs[i].name, name))
			return &probe->programs[i].fd;
	}
	return NULL;
}

/* opts: NULL, or which map. */
static int iterate(struct probe *probe, const char *name, const struct bpf_link_create_opts *opts,
		   struct err *err)
{
	const int *program = probe_fd(probe, name);
	int fd, link = -ENOENT;

	if (program)
		link = bpf_link_create(*program, 0, BPF_TRACE_ITER, opts);
	if (link < 0)
		return fail_op(err, OP_LOAD, link, "cannot attach the probe's \"%s\"", name);
	fd = bpf_iter_create(link);
	/* The iterator keeps what it needs of the link. */
	close(link);
	return fd < 0 ? fail_op(err, OP_LOAD, fd, "cannot run the probe's \"%s\"", name) : fd;
}

int probe_iterate_map(struct probe *probe, const char *name, int map_fd, struct err *err)
{
	union bpf_iter_link_info info;
	struct bpf_link_create_opts opts;

	memset(&info, 0, sizeof(info));
	info.map.map_fd = (__u32)map_fd;
	memset(&opts, 0, sizeof(opts));
	opts.sz = sizeof(opts);
	opts.iter_info = &info;
	opts.iter_info_len = sizeof(info);
	return iterate(probe, name, &opts, err);
}

static int read_all(int fd, struct buf *out)
{
	for (;;) {
		char *room = buf_room(out, READ_ROOM);
		ssize_t n;

		if (!room)
			return -ENOMEM;
		n = read(fd, room, READ_ROOM);
		/* EAGAIN: the kernel breaks off after a million objects that wrote nothing. */
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n <= 0)
			return n ? -errno : 0;
		out->len += (size_t)n;
	}
}

/* Takes over fd, which may be an error. */
static int read_out(int fd, const char *name, struct buf *out, struct err *err)
{
	int ret;

	if (fd < 0)
		return fd;
	ret = read_all(fd, out);
	close(fd);
	return ret ? fail(err, ret, "cannot read the probe's \"%s\": %s", name, err_text(ret)) : 0;
}

int probe_read(struct probe *probe, const char *name, struct buf *out, struct err *err)
{
	return read_out(iterate(probe, name, NULL, err), name, out, err);
}

int probe_read_map(struct probe *probe, const char *name, int map_fd, struct buf *out,
		   struct err *err)
{
	return read_out(probe_iterate_map(probe, name, map_fd, err), name, out, err);
}
