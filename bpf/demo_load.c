// SPDX-License-Identifier: GPL-2.0-or-later
/* Gets a demo's program into the kernel by the best hook there is, and fills its maps. */
#include <stdlib.h>

#include <bpf/btf.h>

#include "bpf/caps.h"
#include "bpf/demo_impl.h"
#include "bpf/objects.h"
#include "btf/parse.h"

void demo_unload(struct demo_live *live)
{
	bpf_link__destroy(live->link);
	bpf_object__close(live->object);
	memset(live, 0, sizeof(*live));
}

void demo_report_free(struct demo_report *report)
{
	buf_free(&report->refused);
	memset(report, 0, sizeof(*report));
}

/* Opens the object anew for each hook: a failed load cannot be tried again. 0 or -errno. */
static int hook_attach(const struct demo *demo, const struct demo_hook *hook,
		       struct demo_live *live)
{
	const struct bpf_image *image = bpf_image(demo->object);
	struct bpf_program *program;
	int rc;

	if (!image)
		return -ENOENT;
	live->object = bpf_object__open_mem(image->start, bpf_image_size(image), NULL);
	if (!live->object)
		return -errno;
	bpf_object__for_each_program(program, live->object) {
		bpf_program__set_autoload(program,
					  !strcmp(bpf_program__name(program), hook->program));
	}
	rc = bpf_object__load(live->object);
	if (rc)
		return rc;
	program = bpf_object__find_program_by_name(live->object, hook->program);
	live->link = program ? bpf_program__attach(program) : NULL;
	return live->link ? 0 : -errno;
}

/* All hooks were refused: the first is the one that most kernels have. */
static int fail_hooks(const struct demo *demo, int code, struct demo_report *report,
		      struct err *err)
{
	fail_op(err, OP_LOAD, code, "cannot attach the demo \"%s\" to its %s", demo->name,
		demo->hooks[0].name);
	if (!*err->hint && demo->hooks[1].program)
		err_hint(err, "tried were %s", buf_cstr(&report->refused));
	return code;
}

static int attach(const struct demo *demo, struct demo_live *live, struct demo_report *report,
		  struct err *err)
{
	int first = 0;

	for (const struct demo_hook *hook = demo->hooks; hook->program; hook++) {
		int rc = hook_attach(demo, hook, live);

		if (!rc) {
			report->hook = hook;
			return 0;
		}
		demo_unload(live);
		first = first ? first : rc;
		buf_printf(&report->refused, "%s%s: %s", report->refused.len ? "\n" : "",
			   hook->name, err_text(rc));
	}
	return fail_hooks(demo, first, report, err);
}

/* Reads one literal by a type of the object, into a malloc()ed key or value. */
static int read_literal(const struct btf *btf, __u32 type, __u32 size, const char *what,
			const char *text, void **data, struct err *err)
{
	const struct parse parse = {.what = what};
	struct layout *layout;
	int rc = layout_new(&layout, btf, type, size, err);

	*data = NULL;
	if (rc)
		return rc;
	*data = malloc(size);
	rc = *data ? parse_value(layout, text, &parse, *data, err) : fail_oom(err);
	layout_free(layout);
	return rc;
}

static int make_entry(const struct demo *demo, const struct demo_entry *entry,
		      const struct bpf_object *object, struct err *err)
{
	const struct bpf_map *map = bpf_object__find_map_by_name(object, entry->map);
	const struct btf *btf = bpf_object__btf(object);
	void *key = NULL, *value = NULL;
	int rc;

	if (!map || !btf)
		return fail(err, -EINVAL, "the demo \"%s\" has no map \"%s\"", demo->name,
			    entry->map);
	rc = read_literal(btf, bpf_map__btf_key_type_id(map), bpf_map__key_size(map), "key",
			  entry->key, &key, err);
	if (!rc)
		rc = read_literal(btf, bpf_map__btf_value_type_id(map), bpf_map__value_size(map),
				  "value", entry->value, &value, err);
	if (!rc) {
		rc = bpf_map__update_elem(map, key, bpf_map__key_size(map), value,
					  bpf_map__value_size(map), BPF_ANY);
		if (rc)
			fail_op(err, OP_ACCESS, rc, "cannot set %s in \"%s\"", entry->key,
				entry->map);
	}
	free(key);
	free(value);
	return rc;
}

int demo_load(const struct demo *demo, struct demo_live *live, struct demo_report *report,
	      struct err *err)
{
	int rc = attach(demo, live, report, err);

	for (const struct demo_entry *entry = demo->entries; !rc && entry->map; entry++)
		rc = make_entry(demo, entry, live->object, err);
	return rc;
}
