// SPDX-License-Identifier: GPL-2.0-or-later
/* What is asked of the running kernel once and remembered: BTF objects, CPUs, features. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "bpf/kernel.h"
#include "bpf/uapi.h"

/* A BTF object that was asked for, by id or by file; `btf` NULL: it cannot be had, and why. */
struct kernel_btf {
	__u32 id;
	char *path;
	const struct btf *btf;
	struct btf *owned; /* the same, but for the kernel's own */
	int reason;
};

struct kernel {
	struct resolver *resolver;
	struct btf *vmlinux;
	bool asked_vmlinux;
	struct kernel_btf *btfs;
	size_t n_btfs;
	int possible_cpus; /* -1: not asked yet; the same below */
	int has_f_cpu;
};

int kernel_new(struct kernel **out, struct err *err)
{
	struct kernel *kernel = calloc(1, sizeof(*kernel));

	*out = NULL;
	if (!kernel)
		return fail_oom(err);
	kernel->possible_cpus = kernel->has_f_cpu = -1;
	kernel->resolver = resolver_new(kernel);
	if (!kernel->resolver) {
		free(kernel);
		return fail_oom(err);
	}
	/* libbpf prints its own remarks to stderr; what matters of them is in its return values. */
	libbpf_set_print(NULL);
	*out = kernel;
	return 0;
}

void kernel_free(struct kernel *kernel)
{
	if (!kernel)
		return;
	for (size_t i = 0; i < kernel->n_btfs; i++) {
		btf__free(kernel->btfs[i].owned);
		free(kernel->btfs[i].path);
	}
	free(kernel->btfs);
	btf__free(kernel->vmlinux); /* last: BTF of modules is split from it */
	resolver_free(kernel->resolver);
	free(kernel);
}

const struct resolver *kernel_resolver(struct kernel *kernel)
{
	return kernel->resolver;
}

const struct btf *kernel_vmlinux(struct kernel *kernel)
{
	if (!kernel->asked_vmlinux) {
		kernel->asked_vmlinux = true;
		kernel->vmlinux = btf__load_vmlinux_btf();
	}
	return kernel->vmlinux;
}

static struct kernel_btf *btf_slot(struct kernel *kernel)
{
	struct kernel_btf *btfs =
		reallocarray(kernel->btfs, kernel->n_btfs + 1, sizeof(*kernel->btfs));

	if (!btfs)
		return NULL;
	kernel->btfs = btfs;
	memset(&btfs[kernel->n_btfs], 0, sizeof(*btfs));
	return &btfs[kernel->n_btfs];
}

int kernel_btf_each(void (*each)(void *arg, __u32 id, const char *name), void *arg)
{
	__u32 id = 0;

	while (!bpf_btf_get_next_id(id, &id)) {
		char name[64] = "";
		struct bpf_btf_info info = {.name = (__u64)(uintptr_t)name,
					    .name_len = sizeof(name)};
		__u32 len = sizeof(info);
		int fd = bpf_btf_get_fd_by_id(id);

		if (fd < 0 && errno == ENOENT)
			continue;
		if (fd < 0)
			return -errno;
		bpf_obj_get_info_by_fd(fd, &info, &len);
		close(fd);
		name[sizeof(name) - 1] = '\0';
		each(arg, id, name);
	}
	return errno == ENOENT ? 0 : -errno;
}

enum {
	BTF_ROOM = 4096 /* enough for the BTF of most maps */
};

/* What the kernel has under an id. */
struct btf_image {
	struct bpf_btf_info info;
	char name[sizeof("vmlinux")];
	void *data; /* info.btf_size bytes, once all are read */
};

static int btf_ask(int fd, struct btf_image *image, __u32 room)
{
	struct bpf_btf_info *info = &image->info;
	__u32 len = sizeof(*info);

	*info = (struct bpf_btf_info){.btf = (__u64)(uintptr_t)image->data, .btf_size = room};
	info->name = (__u64)(uintptr_t)image->name;
	info->name_len = sizeof(image->name);
	if (!bpf_obj_get_info_by_fd(fd, info, &len) || errno == ENOSPC)
		return 0; /* ENOSPC: a longer name, cut to fit */
	if (errno != E2BIG)
		return -errno;
	/* before 5.11 no BTF has a name or is the kernel's */
	*info = (struct bpf_btf_info){.btf = (__u64)(uintptr_t)image->data, .btf_size = room};
	len = sizeof(*info);
	return bpf_obj_get_info_by_fd(fd, info, &len) ? -errno : 0;
}

/* All of it, but of the kernel's own only what it is: libbpf reads that. */
static int btf_read(int fd, struct btf_image *image)
{
	__u32 size;
	void *data;
	int rc;

	image->data = malloc(BTF_ROOM);
	if (!image->data)
		return -ENOMEM;
	rc = btf_ask(fd, image, BTF_ROOM);
	size = image->info.btf_size;
	if (rc || size <= BTF_ROOM || image->info.kernel_btf)
		return rc;
	data = realloc(image->data, size);
	if (!data)
		return -ENOMEM;
	image->data = data;
	return btf_ask(fd, image, size);
}

/* A module's BTF can only be read on top of the kernel's. */
static void btf_load(struct kernel *kernel, struct kernel_btf *slot, const struct btf_image *image)
{
	errno = ENOENT;
	if (!image->info.kernel_btf)
		slot->btf = slot->owned = btf__new(image->data, image->info.btf_size);
	else if (!strcmp(image->name, "vmlinux"))
		slot->btf = kernel_vmlinux(kernel);
	else if (kernel_vmlinux(kernel))
		slot->btf = slot->owned =
			btf__load_from_kernel_by_id_split(slot->id, kernel->vmlinux);
	if (!slot->btf)
		slot->reason = errno ? -errno : -ENOENT;
}

static void btf_slot_load(struct kernel *kernel, struct kernel_btf *slot)
{
	struct btf_image image = {.data = NULL};
	int fd = bpf_btf_get_fd_by_id(slot->id);

	slot->reason = fd < 0 ? -errno : btf_read(fd, &image);
	if (fd >= 0)
		close(fd);
	if (!slot->reason)
		btf_load(kernel, slot, &image);
	free(image.data);
}

const struct btf *kernel_btf(struct kernel *kernel, __u32 id, int *reason)
{
	struct kernel_btf *slot;

	*reason = 0;
	if (!id)
		return NULL;
	for (size_t i = 0; i < kernel->n_btfs; i++) {
		slot = &kernel->btfs[i];
		if (!slot->path && slot->id == id) {
			*reason = slot->reason;
			return slot->btf;
		}
	}
	slot = btf_slot(kernel);
	if (!slot) {
		*reason = -ENOMEM;
		return NULL;
	}
	slot->id = id;
	btf_slot_load(kernel, slot);
	kernel->n_btfs++;
	*reason = slot->reason;
	return slot->btf;
}

/* btf__parse() cannot tell a file that is not there from one that has no BTF. */
static int file_readable(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return fail_status(err, STATUS_REFUSED, -errno, "cannot read \"%s\": %s", path,
				   err_text(-errno));
	close(fd);
	return 0;
}

const struct btf *kernel_btf_file(struct kernel *kernel, const char *path, struct err *err)
{
	struct kernel_btf *slot;

	for (size_t i = 0; i < kernel->n_btfs; i++) {
		slot = &kernel->btfs[i];
		if (slot->path && !strcmp(slot->path, path))
			return slot->btf;
	}
	if (file_readable(path, err))
		return NULL;
	slot = btf_slot(kernel);
	if (!slot) {
		fail_oom(err);
		return NULL;
	}
	slot->btf = slot->owned = btf__parse(path, NULL);
	if (!slot->btf) {
		fail(err, -EINVAL, "there is no BTF in \"%s\"", path);
		err_hint(err, "an ELF object compiled with -g has it in its section .BTF");
		return NULL;
	}
	slot->path = strdup(path);
	if (!slot->path) {
		btf__free(slot->owned);
		fail_oom(err);
		return NULL;
	}
	kernel->n_btfs++;
	return slot->btf;
}

unsigned int kernel_possible_cpus(struct kernel *kernel)
{
	if (kernel->possible_cpus < 0) {
		int n = libbpf_num_possible_cpus();

		kernel->possible_cpus = n > 0 ? n : 0;
	}
	return (unsigned int)kernel->possible_cpus;
}

/* Names change, as that of cgroup_storage did. __MAX_BPF_MAP_TYPE is no type. */
static bool enum_has_type(const struct btf *btf, __u32 id, __u32 type)
{
	const struct btf_type *t = btf__type_by_id(btf, id);
	const struct btf_enum *e = btf_enum(t);

	for (__u16 i = 0; i < btf_vlen(t); i++, e++) {
		const char *name = btf__name_by_offset(btf, e->name_off);

		if ((__u32)e->val == type && name && !strncmp(name, "BPF_", 4))
			return true;
	}
	return false;
}

bool kernel_has_map_type(struct kernel *kernel, __u32 type)
{
	const struct btf *btf = kernel_vmlinux(kernel);
	__s32 id = btf ? btf__find_by_name_kind(btf, "bpf_map_type", BTF_KIND_ENUM) : -1;

	if (id > 0)
		return enum_has_type(btf, (__u32)id, type);
	return libbpf_probe_bpf_map_type((enum bpf_map_type)type, NULL) > 0;
}

static bool probe_f_cpu(void)
{
	int fd = bpf_map_create(BPF_MAP_TYPE_PERCPU_ARRAY, "mapctl_probe", 4, 8, 1, NULL);
	__u64 value = 0;
	__u32 key = 0;
	bool has;

	if (fd < 0)
		return false;
	has = !bpf_map_update_elem(fd, &key, &value, BPF_F_CPU);
	close(fd);
	return has;
}

bool kernel_has_f_cpu(struct kernel *kernel)
{
	if (kernel->has_f_cpu < 0)
		kernel->has_f_cpu = probe_f_cpu();
	return kernel->has_f_cpu;
}
