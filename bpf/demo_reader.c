// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads the records of a demo's output, a perf event array or a ring buffer. */
#include <bpf/btf.h>

#include "bpf/caps.h"
#include "bpf/demo_impl.h"

#define PAGES_PER_CPU 16

static void on_sample(void *ctx, int cpu, void *data, __u32 size)
{
	struct demo_reader *reader = ctx;
	const struct demo_event event = {.data = data, .layout = reader->layout, .cpu = cpu};

	if (size >= reader->layout->size)
		reader->event(reader->arg, &event);
}

static void on_lost(void *ctx, int cpu, __u64 lost)
{
	struct demo_reader *reader = ctx;
	const struct demo_event event = {.layout = reader->layout, .lost = lost, .cpu = cpu};

	reader->event(reader->arg, &event);
}

static int on_ring_sample(void *ctx, void *data, size_t size)
{
	on_sample(ctx, -1, data, (__u32)size);
	return 0;
}

static int open_layout(struct demo_reader *reader, const struct demo_live *live, struct err *err)
{
	const struct btf *btf = bpf_object__btf(live->object);
	const char *record = live->demo->record;
	int id = btf ? btf__find_by_name_kind(btf, record, BTF_KIND_STRUCT) : -ENOENT;

	if (id < 0)
		return fail(err, -EINVAL, "the demo \"%s\" does not describe its records",
			    live->demo->name);
	return layout_new(&reader->layout, btf, (__u32)id,
			  (__u32)btf__resolve_size(btf, (__u32)id), err);
}

int demo_reader_open(struct demo_reader *reader, const struct demo_live *live, struct err *err)
{
	const char *output = live->demo->output;
	const struct bpf_map *map = bpf_object__find_map_by_name(live->object, output);
	int rc = open_layout(reader, live, err);

	if (rc)
		return rc;
	if (map && bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF)
		reader->ring = ring_buffer__new(bpf_map__fd(map), on_ring_sample, reader, NULL);
	else if (map)
		reader->perf = perf_buffer__new(bpf_map__fd(map), PAGES_PER_CPU, on_sample, on_lost,
						reader, NULL);
	if (reader->ring || reader->perf)
		return 0;
	return fail_op(err, OP_LOAD, map ? -errno : -ENOENT, "cannot read the map \"%s\"", output);
}

int demo_reader_fd(const struct demo_reader *reader)
{
	return reader->ring ? ring_buffer__epoll_fd(reader->ring)
			    : perf_buffer__epoll_fd(reader->perf);
}

/* Not the …__poll()s: perf forgets that it is ready once poll(2) was told so. */
void demo_reader_consume(struct demo_reader *reader)
{
	if (reader->ring)
		ring_buffer__consume(reader->ring);
	else
		perf_buffer__consume(reader->perf);
}

void demo_reader_close(struct demo_reader *reader)
{
	ring_buffer__free(reader->ring);
	perf_buffer__free(reader->perf);
	layout_free(reader->layout);
	memset(reader, 0, sizeof(*reader));
}
