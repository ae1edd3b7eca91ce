// SPDX-License-Identifier: GPL-2.0-or-later
/* Loading embedded iterator programs and reading what they write. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdlib.h>
#include <unistd.h>

#include "bpf/caps.h"
#include "bpf/objects.h"
#include "bpf/probe.h"

struct probe {
	struct bpf_object *object;
};

/* More than the 32 KiB that the kernel's seq_file buffer hands over in one read(). */
enum { READ_ROOM = 64 << 10 };

int probe_open(struct probe **out, const char *name, struct err *err)
{
	const struct bpf_image *image = bpf_image(name);
	struct bpf_program *program;
	struct probe *probe;

	if (!image)
		return fail(err, -ENOENT, "this build has no BPF object \"%s\"", name);
	probe = calloc(1, sizeof(*probe));
	if (!probe)
		return fail_oom(err);
	libbpf_set_print(NULL);
	probe->object = bpf_object__open_mem(image->start, bpf_image_size(image), NULL);
	if (!probe->object) {
		free(probe);
		return fail(err, -errno, "cannot read the BPF object \"%s\": %s", name,
			    err_text(-errno));
	}
	bpf_object__for_each_program(program, probe->object)
		bpf_program__set_autoload(program, false);
	*out = probe;
	return 0;
}

void probe_free(struct probe *probe)
{
	if (!probe)
		return;
	bpf_object__close(probe->object);
	free(probe);
}

int probe_resize(struct probe *probe, const char *name, __u32 max_entries, struct err *err)
{
	struct bpf_map *map = bpf_object__find_map_by_name(probe->object, name);
	int ret = map ? bpf_map__set_max_entries(map, max_entries) : -ENOENT;

	return ret ? fail(err, ret, "cannot resize the probe's map \"%s\": %s", name, err_text(ret))
		   : 0;
}

static struct bpf_program *probe_program(const struct probe *probe, const char *name,
					 struct err *err)
{
	struct bpf_program *program = bpf_object__find_program_by_name(probe->object, name);

	if (!program)
		fail(err, -ENOENT, "the probe has no program \"%s\"", name);
	return program;
}

int probe_want(struct probe *probe, const char *name, struct err *err)
{
	struct bpf_program *program = probe_program(probe, name, err);

	return program ? bpf_program__set_autoload(program, true) : err->code;
}

int probe_load(struct probe *probe, struct err *err)
{
	int ret = bpf_object__load(probe->object);

	if (ret == -ESRCH)
		return fail(err, ret, "cannot load a probe: this kernel has no BTF of its own");
	return ret ? fail_op(err, OP_LOAD, ret, "cannot load a probe") : 0;
}

int probe_iterate(const struct probe *probe, const char *name, struct err *err)
{
	struct bpf_program *program = probe_program(probe, name, err);
	struct bpf_link *link;
	int fd;

	if (!program)
		return err->code;
	link = bpf_program__attach_iter(program, NULL);
	if (!link)
		return fail_op(err, OP_LOAD, -errno, "cannot attach the probe's \"%s\"", name);
	/* The iterator keeps what it needs of the link. */
	fd = bpf_iter_create(bpf_link__fd(link));
	if (fd < 0)
		fd = fail_op(err, OP_LOAD, fd, "cannot run the probe's \"%s\"", name);
	bpf_link__destroy(link);
	return fd;
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

int probe_read(const struct probe *probe, const char *name, struct buf *out, struct err *err)
{
	int fd = probe_iterate(probe, name, err);
	int ret;

	if (fd < 0)
		return fd;
	ret = read_all(fd, out);
	close(fd);
	return ret ? fail(err, ret, "cannot read the probe's \"%s\": %s", name, err_text(ret)) : 0;
}
