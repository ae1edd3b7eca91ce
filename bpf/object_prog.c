// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs by name, id, pin or descriptor. */
#include <stdlib.h>
#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "bpf/caps.h"
#include "bpf/fd.h"
#include "bpf/object_impl.h"
#include "bpf/pin.h"

enum {
	CUT_LEN = BPF_OBJ_NAME_LEN - 1
};

int prog_info_fd(int fd, struct bpf_prog_info *info)
{
	__u32 len = sizeof(*info);

	return bpf_obj_get_info_by_fd(fd, info, &len) ? -errno : 0;
}

int object_prog_by_id(__u32 id, struct err *err)
{
	int fd = bpf_prog_get_fd_by_id(id);

	if (fd >= 0)
		return fd;
	if (errno == ENOENT)
		return fail(err, -ENOENT, "no program has the id %u", id);
	return fail_op(err, OP_BY_ID, -errno, "cannot open program %u by its id", id);
}

/* The function that the program is: its first in BTF. 0: not known. */
static __u32 prog_function(int fd, __u32 rec_size)
{
	struct bpf_prog_info info = {0};
	struct bpf_func_info *first;
	__u32 type_id = 0;

	if (rec_size < sizeof(*first) || rec_size > 4096)
		return 0;
	first = calloc(1, rec_size);
	if (!first)
		return 0;
	info.nr_func_info = 1;
	info.func_info_rec_size = rec_size;
	info.func_info = (__u64)(uintptr_t)first;
	if (!prog_info_fd(fd, &info))
		type_id = first->type_id;
	free(first);
	return type_id;
}

/* Kernel names are cut to 15 bytes; BTF has the whole. */
const char *prog_full_name(struct kernel *kernel, int fd, const struct bpf_prog_info *info)
{
	const struct btf_type *function;
	const struct btf *btf;
	const char *full = NULL;
	int reason;

	if (strnlen(info->name, sizeof(info->name)) < CUT_LEN)
		return info->name;
	btf = kernel_btf(kernel, info->btf_id, &reason);
	function = btf ? btf__type_by_id(btf, prog_function(fd, info->func_info_rec_size)) : NULL;
	if (function && btf_is_func(function))
		full = btf__name_by_offset(btf, function->name_off);
	return full && !strncmp(full, info->name, CUT_LEN) ? full : info->name;
}

static bool prog_is_named(struct kernel *kernel, int fd, const struct bpf_prog_info *info,
			  const char *name)
{
	return !strncmp(info->name, name, CUT_LEN) &&
	       !strcmp(prog_full_name(kernel, fd, info), name);
}

int prog_each(struct kernel *kernel,
	      void (*each)(void *arg, const struct bpf_prog_info *info, const char *name),
	      void *arg)
{
	__u32 id = 0;

	while (!bpf_prog_get_next_id(id, &id)) {
		struct bpf_prog_info info = {0};
		int fd = bpf_prog_get_fd_by_id(id);

		if (fd < 0 && errno == ENOENT)
			continue;
		if (fd < 0)
			return -errno;
		if (!prog_info_fd(fd, &info))
			each(arg, &info, prog_full_name(kernel, fd, &info));
		close(fd);
	}
	return errno == ENOENT ? 0 : -errno;
}

/* Opens the next program of that name behind *id; -ENOENT: there are no more. */
static int prog_next_named(struct kernel *kernel, const char *name, __u32 *id)
{
	while (!bpf_prog_get_next_id(*id, id)) {
		struct bpf_prog_info info = {0};
		int fd = bpf_prog_get_fd_by_id(*id);

		if (fd < 0 && errno == ENOENT)
			continue;
		if (fd < 0)
			return -errno;
		if (!prog_info_fd(fd, &info) && prog_is_named(kernel, fd, &info, name))
			return fd;
		close(fd);
	}
	return -errno;
}

static int prog_ambiguous(struct kernel *kernel, const char *name, struct err *err)
{
	__u32 id = 0;
	int fd;

	fail(err, ERR_AMBIGUOUS, "several programs are named \"%s\"", name);
	err_hint(err, "choose with `id N`");
	while ((fd = prog_next_named(kernel, name, &id)) >= 0) {
		close(fd);
		if (err_candidate(err, id, name, NULL, NULL))
			return fail_oom(err);
	}
	return ERR_AMBIGUOUS;
}

static int prog_by_name(struct kernel *kernel, const char *name, struct err *err)
{
	__u32 id = 0;
	int fd = prog_next_named(kernel, name, &id), other;

	if (fd == -ENOENT)
		return fail(err, fd, "no program is named \"%s\"", name);
	if (fd < 0)
		return fail_op(err, OP_BY_ID, fd, "cannot look for a program named \"%s\"", name);
	other = prog_next_named(kernel, name, &id);
	if (other < 0)
		return fd;
	close(other);
	close(fd);
	return prog_ambiguous(kernel, name, err);
}

static int prog_by_pin(const char *path, struct err *err)
{
	enum pin_kind kind;
	int rc = pin_kind(path, &kind, err), fd;

	if (rc)
		return rc;
	if (kind != PIN_PROG)
		return fail(err, -EINVAL, "\"%s\" is no pinned program", path);
	fd = bpf_obj_get(path);
	return fd >= 0 ? fd : fail_op(err, OP_PIN, -errno, "cannot open the program \"%s\"", path);
}

static int prog_by_pid_fd(const struct map_ref *ref, struct err *err)
{
	int fd = fd_of_process(ref->pid, ref->fd, err);

	if (fd < 0 || fd_is_prog(fd))
		return fd;
	fail(err, -EINVAL, "descriptor %u of process %u is no program but %s", ref->fd, ref->pid,
	     fd_what(fd));
	close(fd);
	return err->code;
}

int object_open_prog(struct kernel *kernel, const char *const *words, size_t n, const char *what,
		     struct err *err)
{
	struct map_ref ref;
	size_t used;
	int rc;

	if (!n)
		return fail(err, ERR_USAGE, "%s: a program is missing: NAME, id N, or pinned PATH",
			    what);
	rc = map_ref_parse(words, n, &used, &ref, err);
	if (!rc)
		rc = object_no_more(words + used, n - used, what, err);
	if (rc)
		return rc;
	switch (ref.how) {
	case MAP_BY_ID:
		return object_prog_by_id(ref.id, err);
	case MAP_BY_PIN:
		return prog_by_pin(ref.word, err);
	case MAP_BY_PID_FD:
		return prog_by_pid_fd(&ref, err);
	default:
		return prog_by_name(kernel, ref.word, err);
	}
}
