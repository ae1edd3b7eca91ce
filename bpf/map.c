// SPDX-License-Identifier: GPL-2.0-or-later
/* Opening a map by name, id, pin or another process' descriptor, read-only where it is read. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "bpf/caps.h"
#include "bpf/entry_refusal.h"
#include "bpf/fd.h"
#include "bpf/map_impl.h"
#include "bpf/pin.h"

int map_info_fd(int fd, struct bpf_map_info *info)
{
	__u32 len = sizeof(*info);

	memset(info, 0, sizeof(*info)); /* the kernel fills in only what it knows */
	if (bpf_obj_get_info_by_fd(fd, info, &len))
		return -errno;
	info->name[BPF_OBJ_NAME_LEN - 1] = '\0';
	return 0;
}

void map_free(struct map *map)
{
	if (!map || map->holders--)
		return;
	if (map->fd >= 0)
		close(map->fd);
	layout_free(map->key);
	layout_free(map->value);
	free(map->name);
	free(map->pin);
	free(map);
}

static int map_measure(struct map *map, struct err *err)
{
	__u64 stride = map->info.value_size, bytes;

	map->key_bytes = map->info.key_size;
	if (!(map->type->can & TYPE_PERCPU)) {
		map->value_stride = map->value_bytes = map->info.value_size;
		return 0;
	}
	map->n_cpus = kernel_possible_cpus(map->kernel);
	if (!map->n_cpus)
		return fail(err, -ENOENT,
			    "the number of possible CPUs cannot be read from "
			    "/sys/devices/system/cpu/possible");
	stride = (stride + 7) & ~7ULL;
	bytes = stride * map->n_cpus;
	if (bytes > 0xffffffff)
		return fail(err, -EOVERFLOW, "the map's values are too large");
	map->value_stride = (__u32)stride;
	map->value_bytes = (__u32)bytes;
	return 0;
}

static int map_set_name(struct map *map, struct err *err)
{
	struct buf name BUF_CLEANUP = {0};

	free(map->name);
	map->name_cut = map_name(&map->info, map->btf, map->pin, &name);
	map->name = buf_take(&name);
	return map->name ? 0 : fail_oom(err);
}

static int map_fill(struct map *map, struct err *err)
{
	int rc = map_info_fd(map->fd, &map->info);

	if (rc)
		return fail_op(err, OP_ACCESS, rc, "cannot read what the map is");
	map->type = type_get(map->info.type, &map->type_scratch);
	map->btf = kernel_btf(map->kernel, map->info.btf_id, &map->btf_reason);
	rc = map_measure(map, err);
	return rc ? rc : map_set_name(map, err);
}

int map_from_fd(struct map **out, struct kernel *kernel, int fd, unsigned int mode, struct err *err)
{
	struct map *map = calloc(1, sizeof(*map));
	int rc;

	*out = NULL;
	if (!map) {
		close(fd);
		return fail_oom(err);
	}
	map->fd = fd;
	map->kernel = kernel;
	map->writable = mode == MAP_WRITE;
	rc = map_fill(map, err);
	if (rc) {
		map_free(map);
		return rc;
	}
	*out = map;
	return 0;
}

int map_fd_by_id(__u32 id, unsigned int mode)
{
	struct bpf_get_fd_by_id_opts opts;
	int fd;

	memset(&opts, 0, sizeof(opts)); /* libbpf refuses padding that is not zero */
	opts.sz = sizeof(opts);
	opts.open_flags = mode == MAP_WRITE ? 0 : BPF_F_RDONLY;
	fd = bpf_map_get_fd_by_id_opts(id, &opts);
	return fd < 0 ? -errno : fd;
}

static int from_pin(struct map **out, struct kernel *kernel, const char *path, unsigned int mode,
		    struct err *err)
{
	int fd = pin_open(path, mode == MAP_WRITE, err), rc;

	if (fd < 0)
		return fd;
	rc = map_from_fd(out, kernel, fd, mode, err);
	if (rc)
		return rc;
	(*out)->pin = strdup(path);
	rc = (*out)->pin ? map_set_name(*out, err) : fail_oom(err);
	if (rc) {
		map_free(*out);
		*out = NULL;
	}
	return rc;
}

struct pin_of_id {
	__u32 id;
	char *path;
};

static int match_id(void *arg, const char *path, int fd)
{
	struct pin_of_id *wanted = arg;
	struct bpf_map_info info;

	if (map_info_fd(fd, &info) || info.id != wanted->id)
		return 0;
	wanted->path = strdup(path);
	return 1;
}

static int from_id(struct map **out, struct kernel *kernel, __u32 id, unsigned int mode,
		   struct err *err)
{
	struct pin_of_id pin = {.id = id};
	int fd = map_fd_by_id(id, mode), rc;

	if (fd >= 0)
		return map_from_fd(out, kernel, fd, mode, err);
	if (fd == -ENOENT) {
		fail(err, fd, "no map has the id %u", id);
		err_hint(err, "`list` shows all maps");
		return fd;
	}
	if (fd == -EPERM)
		pin_each(match_id, &pin, NULL);
	if (!pin.path)
		return fail_op(err, OP_BY_ID, fd, "cannot open map %u by its id", id);
	rc = from_pin(out, kernel, pin.path, mode, err);
	free(pin.path);
	return rc;
}

/* The search may know more of the name than the map itself tells: from a pin that it is not by. */
static int set_found_name(struct map *map, const char *name, bool unsure, struct err *err)
{
	char *copy;

	if (unsure || !strcmp(map->name, name)) {
		map->name_cut = unsure;
		return 0;
	}
	copy = strdup(name);
	if (!copy)
		return fail_oom(err);
	free(map->name);
	map->name = copy;
	map->name_cut = false;
	return 0;
}

static int from_name(struct map **out, struct kernel *kernel, const struct map_ref *ref,
		     unsigned int mode, struct buf *note, struct err *err)
{
	struct map_found found = {0};
	int rc = map_find_name(kernel, ref, mode, &found, note, err);

	if (rc)
		return rc;
	if (found.pin)
		rc = from_pin(out, kernel, found.pin, mode, err);
	else
		rc = from_id(out, kernel, found.id, mode, err);
	free(found.pin);
	return rc ? rc : set_found_name(*out, ref->word, found.unsure, err);
}

static bool fd_allows(int fd, unsigned int mode)
{
	int access = fcntl(fd, F_GETFL) & O_ACCMODE;

	return access == O_RDWR || access == (mode == MAP_WRITE ? O_WRONLY : O_RDONLY);
}

/*
 * The copied descriptor has the owner's access. By its id the map can be opened with just the
 * access that is needed, where that is permitted.
 */
static int narrow_fd(int fd, unsigned int mode, const struct map_ref *ref, struct err *err)
{
	struct bpf_map_info info;
	int own = -EPERM;

	if (mode == MAP_WRITE && fd_allows(fd, mode))
		return fd;
	if (!map_info_fd(fd, &info))
		own = map_fd_by_id(info.id, mode);
	if (own >= 0) {
		close(fd);
		return own;
	}
	if (fd_allows(fd, mode))
		return fd;
	close(fd);
	return fail_op(err, OP_BY_ID, -EPERM, "descriptor %u of process %u is %s-only", ref->fd,
		       ref->pid, mode == MAP_WRITE ? "read" : "write");
}

static int from_pid_fd(struct map **out, struct kernel *kernel, const struct map_ref *ref,
		       unsigned int mode, struct err *err)
{
	int fd = fd_of_process(ref->pid, ref->fd, err);

	if (fd < 0)
		return fd;
	if (!fd_is_map(fd)) {
		const char *what = fd_what(fd);

		close(fd);
		return fail(err, -EINVAL, "descriptor %u of process %u is no map but %s", ref->fd,
			    ref->pid, what);
	}
	fd = narrow_fd(fd, mode, ref, err);
	return fd < 0 ? fd : map_from_fd(out, kernel, fd, mode, err);
}

static int open_ref(struct map **out, struct kernel *kernel, const struct map_ref *ref,
		    unsigned int mode, struct buf *note, struct err *err)
{
	switch (ref->how) {
	case MAP_BY_PIN:
		return from_pin(out, kernel, ref->word, mode, err);
	case MAP_BY_ID:
		return from_id(out, kernel, ref->id, mode, err);
	case MAP_BY_PID_FD:
		return from_pid_fd(out, kernel, ref, mode, err);
	default:
		return from_name(out, kernel, ref, mode, note, err);
	}
}

/* For names the search has narrowed already. */
static int check_passes(const struct map *map, const struct map_ref *ref, struct err *err)
{
	int rc;

	if (ref->how == MAP_BY_NAME || !map_ref_narrows(ref))
		return 0;
	rc = map_passes(map->kernel, ref, map->info.id, err);
	if (rc)
		return rc < 0 ? rc : 0;
	return fail(err, -ENOENT, "map %u does not pass --prog, --pid and --under", map->info.id);
}

int map_open(struct map **out, struct kernel *kernel, const struct map_ref *ref, unsigned int mode,
	     struct buf *note, struct err *err)
{
	struct map_ref plain = *ref;
	int rc;

	*out = NULL;
	rc = ref->how == MAP_BY_BARE ? map_ref_bare(ref->word, &plain, err) : 0;
	if (!rc)
		rc = open_ref(out, kernel, &plain, mode, note, err);
	if (!rc)
		rc = check_passes(*out, &plain, err);
	if (rc) {
		map_free(*out);
		*out = NULL;
	}
	return rc;
}

int map_freeze(const struct map *map, struct err *err)
{
	int rc;

	if (!bpf_map_freeze(map->fd))
		return 0;
	rc = -errno;
	if (rc == -EBUSY)
		return fail(err, rc, "map \"%s\" is mapped for writing by a process", map->name);
	return refuse_write(map, rc, err);
}
