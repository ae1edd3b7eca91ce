// SPDX-License-Identifier: GPL-2.0-or-later
/* A demo's maps as its object defines them: nothing is loaded. */
#include "bpf/demo_impl.h"
#include "bpf/objects.h"
#include "bpf/type.h"
#include "btf/ctype.h"

static void describe(const struct bpf_object *object, const char *name, struct buf *out)
{
	const struct bpf_map *map = bpf_object__find_map_by_name(object, name);
	const struct btf *btf = bpf_object__btf(object);
	struct map_type scratch;

	if (!map)
		return;
	buf_puts(out, type_get(bpf_map__type(map), &scratch)->name);
	if (btf && bpf_map__btf_key_type_id(map) && bpf_map__btf_value_type_id(map)) {
		buf_puts(out, ", ");
		ctype_name(btf, bpf_map__btf_key_type_id(map), out);
		buf_puts(out, " -> ");
		ctype_name(btf, bpf_map__btf_value_type_id(map), out);
	}
	if (bpf_map__max_entries(map))
		buf_printf(out, ", %u %s", bpf_map__max_entries(map),
			   bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF ? "bytes" : "entries");
}

int demo_maps(const struct demo *demo, void (*each)(void *arg, const char *name, const char *what),
	      void *arg, struct err *err)
{
	const struct bpf_image *image = bpf_image(demo->object);
	struct bpf_object *object =
		image ? bpf_object__open_mem(image->start, bpf_image_size(image), NULL) : NULL;

	if (!object)
		return fail(err, image ? -errno : -ENOENT, "cannot open the demo \"%s\": %s",
			    demo->name, err_text(image ? -errno : -ENOENT));
	for (const char *const *map = demo->maps; *map; map++) {
		BUF_CLEANUP struct buf what = {0};

		describe(object, *map, &what);
		each(arg, *map, buf_cstr(&what));
	}
	bpf_object__close(object);
	return 0;
}
