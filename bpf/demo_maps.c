// SPDX-License-Identifier: GPL-2.0-or-later
/* A demo's maps as its object defines them: nothing is loaded. */
#include "bpf/demo_impl.h"
#include "bpf/objects.h"
#include "bpf/type.h"
#include "btf/ctype.h"

static bool is_ring(enum bpf_map_type type)
{
	return type == BPF_MAP_TYPE_RINGBUF || type == BPF_MAP_TYPE_USER_RINGBUF;
}

static void describe(const struct bpf_object *object, const char *name,
		     void (*each)(void *arg, const struct demo_map *map), void *arg)
{
	BUF_CLEANUP struct buf key = {0}, value = {0};
	const struct bpf_map *map = bpf_object__find_map_by_name(object, name);
	const struct btf *btf = bpf_object__btf(object);
	struct map_type scratch;
	struct demo_map out = {.name = name};

	if (!map)
		return;
	out.type = type_get(bpf_map__type(map), &scratch)->name;
	out.max_entries = bpf_map__max_entries(map);
	out.bytes = is_ring(bpf_map__type(map));
	if (btf && bpf_map__btf_key_type_id(map) && bpf_map__btf_value_type_id(map)) {
		ctype_name(btf, bpf_map__btf_key_type_id(map), &key);
		ctype_name(btf, bpf_map__btf_value_type_id(map), &value);
		out.key = buf_cstr(&key);
		out.value = buf_cstr(&value);
	}
	each(arg, &out);
}

int demo_maps(const struct demo *demo, void (*each)(void *arg, const struct demo_map *map),
	      void *arg, struct err *err)
{
	const struct bpf_image *image = bpf_image(demo->object);
	struct bpf_object *object =
		image ? bpf_object__open_mem(image->start, bpf_image_size(image), NULL) : NULL;

	if (!object)
		return fail(err, image ? -errno : -ENOENT, "cannot open the demo \"%s\": %s",
			    demo->name, err_text(image ? -errno : -ENOENT));
	for (const char *const *map = demo->maps; *map; map++)
		describe(object, *map, each, arg);
	bpf_object__close(object);
	return 0;
}
