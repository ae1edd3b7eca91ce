// SPDX-License-Identifier: GPL-2.0-or-later
/* The two ways of loading a probe's object. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <bpf/skel_internal.h>

#include "bpf/fd.h"
#include "bpf/probe_impl.h"

static int want_programs(const struct probe *probe, struct bpf_object *object)
{
	struct bpf_program *program;

	bpf_object__for_each_program(program, object)
		bpf_program__set_autoload(program, false);
	for (size_t i = 0; i < probe->n; i++) {
		program = bpf_object__find_program_by_name(object, probe->programs[i].name);
		if (!program)
			return -ENOENT;
		bpf_program__set_autoload(program, true);
	}
	return 0;
}

static int size_map(const struct probe *probe, struct bpf_object *object)
{
	struct bpf_map *map;

	if (!probe->map)
		return 0;
	map = bpf_object__find_map_by_name(object, probe->map);
	return map ? bpf_map__set_max_entries(map, probe->max_entries) : -ENOENT;
}

static int object_open(const struct probe *probe, struct bpf_object **out)
{
	const struct bpf_image *image = probe->image;
	struct bpf_object *object;
	int ret;

	object = bpf_object__open_mem(image->start, bpf_image_size(image), NULL);
	if (!object)
		return -errno;
	ret = want_programs(probe, object);
	if (!ret)
		ret = size_map(probe, object);
	if (ret) {
		bpf_object__close(object);
		return ret;
	}
	*out = object;
	return 0;
}

/* What the loader program is given and gives back: descriptors of all maps, then of programs. */
struct loader {
	struct gen_loader_opts code;
	struct bpf_loader_ctx *ctx;
	struct bpf_map_desc *maps;
	struct bpf_prog_desc *progs;
	size_t n_maps;
};

static int loader_new(struct loader *loader, const struct probe *probe, struct bpf_object *object)
{
	struct bpf_map *map;
	size_t size;
	int ret;

	memset(loader, 0, sizeof(*loader));
	bpf_object__for_each_map(map, object)
		loader->n_maps++;
	size = sizeof(*loader->ctx) + loader->n_maps * sizeof(*loader->maps) +
	       probe->n * sizeof(*loader->progs);
	loader->ctx = calloc(1, size);
	if (!loader->ctx)
		return -ENOMEM;
	loader->ctx->sz = (__u32)size;
	loader->maps = (struct bpf_map_desc *)(loader->ctx + 1);
	loader->progs = (struct bpf_prog_desc *)(loader->maps + loader->n_maps);
	loader->code.sz = sizeof(loader->code);
	ret = bpf_object__gen_loader(object, &loader->code);
	return ret ? ret : bpf_object__load(object);
}

static int loader_run(struct loader *loader)
{
	struct bpf_load_and_run_opts opts = {
		.ctx = loader->ctx,
		.data = loader->code.data,
		.data_sz = loader->code.data_sz,
		.insns = loader->code.insns,
		.insns_sz = loader->code.insns_sz,
	};

	return bpf_load_and_run(&opts);
}

/* Takes the descriptor that is to be kept, closes the others. */
static int loader_take_maps(const struct loader *loader, struct probe *probe,
			    struct bpf_object *object)
{
	const struct bpf_map_desc *desc = loader->maps;
	struct bpf_map *map;

	bpf_object__for_each_map(map, object) {
		int fd = (desc++)->map_fd;

		if (!fd_is_map(fd))
			continue;
		if (probe->kept && !strcmp(bpf_map__name(map), probe->kept))
			probe->kept_fd = fd;
		else
			close(fd);
	}
	return probe->kept && probe->kept_fd < 0 ? -EPROTO : 0;
}

/*
 * The loaded programs come in the object's order. A libbpf newer than the headers may lay them out
 * otherwise, hence the look at what they are.
 */
static int loader_take(const struct loader *loader, struct probe *probe, struct bpf_object *object)
{
	const struct bpf_prog_desc *desc = loader->progs;
	struct bpf_program *program;
	int ret = loader_take_maps(loader, probe, object);

	bpf_object__for_each_program(program, object) {
		int *fd = probe_fd(probe, bpf_program__name(program));

		if (!fd)
			continue;
		if (fd_is_prog(desc->prog_fd))
			*fd = desc->prog_fd;
		else
			ret = -EPROTO;
		desc++;
	}
	return ret;
}

int probe_load_by_kernel(struct probe *probe)
{
	struct bpf_object *object;
	struct loader loader;
	int ret = object_open(probe, &object);

	if (ret)
		return ret;
	ret = loader_new(&loader, probe, object);
	if (!ret)
		ret = loader_run(&loader);
	if (!ret)
		ret = loader_take(&loader, probe, object);
	free(loader.ctx);
	bpf_object__close(object);
	return ret;
}

/* The object closes its own descriptors. */
static int descriptors_dup(struct probe *probe, struct bpf_object *object)
{
	struct bpf_program *program;

	if (probe->kept) {
		probe->kept_fd = fcntl(bpf_object__find_map_fd_by_name(object, probe->kept),
				       F_DUPFD_CLOEXEC, 0);
		if (probe->kept_fd < 0)
			return -errno;
	}
	bpf_object__for_each_program(program, object) {
		int *fd = probe_fd(probe, bpf_program__name(program));

		if (!fd)
			continue;
		*fd = fcntl(bpf_program__fd(program), F_DUPFD_CLOEXEC, 0);
		if (*fd < 0)
			return -errno;
	}
	return 0;
}

int probe_load_by_libbpf(struct probe *probe)
{
	struct bpf_object *object;
	int ret = object_open(probe, &object);

	if (ret)
		return ret;
	ret = bpf_object__load(object);
	if (!ret)
		ret = descriptors_dup(probe, object);
	bpf_object__close(object);
	return ret;
}
