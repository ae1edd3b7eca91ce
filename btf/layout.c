// SPDX-License-Identifier: GPL-2.0-or-later
/* Making and freeing layouts, and the fit of a type to an object. */
#include <stdlib.h>

#include <bpf/btf.h>

#include "btf/layout_impl.h"

/* Offsets are counted in bits in 32 bits. */
#define SIZE_LIMIT (1u << 29)

/* The strings of a layout stand in chunks, so that they never move. */
struct chunk {
	struct chunk *next;
	size_t used, cap;
	char data[];
};

static struct chunk *chunk_new(struct chunk *next, size_t n)
{
	size_t cap = n > 4000 ? n : 4000;
	struct chunk *chunk = malloc(sizeof(*chunk) + cap);

	if (chunk)
		*chunk = (struct chunk){.next = next, .cap = cap};
	return chunk;
}

const char *layout_string(struct layout *layout, const char *s, size_t n)
{
	struct chunk *chunk = layout->strings;
	char *copy;

	if (!n)
		return "";
	if (!chunk || chunk->cap - chunk->used <= n) {
		chunk = chunk_new(layout->strings, n + 1);
		if (!chunk)
			return NULL;
		layout->strings = chunk;
	}
	copy = chunk->data + chunk->used;
	memcpy(copy, s, n);
	copy[n] = '\0';
	chunk->used += n + 1;
	return copy;
}

void layout_free(struct layout *layout)
{
	if (!layout)
		return;
	for (struct chunk *chunk = layout->strings, *next; chunk; chunk = next) {
		next = chunk->next;
		free(chunk);
	}
	free(layout->fields);
	free(layout->enumerators);
	free(layout->cover);
	free(layout);
}

static void layout_cleanup(struct layout **layout)
{
	layout_free(*layout);
}

#define LAYOUT_CLEANUP __attribute__((cleanup(layout_cleanup)))

static int layout_alloc(struct layout **out, __u32 size, struct err *err)
{
	if (size >= SIZE_LIMIT)
		return fail(err, -EINVAL, "an object of %u bytes is too large to be typed", size);
	*out = calloc(1, sizeof(**out));
	if (!*out)
		return fail_oom(err);
	(*out)->size = size;
	return 0;
}

static struct layout *take(struct layout **layout)
{
	struct layout *taken = *layout;

	*layout = NULL;
	return taken;
}

/* A layout of a single field that fills the object. */
static int layout_new_single(struct layout **out, const struct layout_field *field, __u32 size,
			     struct err *err)
{
	LAYOUT_CLEANUP struct layout *layout = NULL;
	int ret = layout_alloc(&layout, size, err);

	if (ret)
		return ret;
	layout->fields = malloc(sizeof(*layout->fields));
	if (!layout->fields)
		return fail_oom(err);
	layout->fields[0] = *field;
	layout->fields[0].name = layout->fields[0].json = layout->fields[0].text = "";
	layout->fields[0].bits = size * 8;
	layout->fields[0].end = layout->n_fields = 1;
	layout->typed = field->kind != LAYOUT_BYTES;
	*out = take(&layout);
	return 0;
}

int layout_new_bytes(struct layout **out, __u32 size, struct err *err)
{
	const struct layout_field field = {.kind = LAYOUT_BYTES, .type = ""};

	return layout_new_single(out, &field, size, err);
}

int layout_new_u32(struct layout **out, struct err *err)
{
	const struct layout_field field = {.kind = LAYOUT_INT, .type = "u32", .plain = true};

	return layout_new_single(out, &field, sizeof(__u32), err);
}

static bool layout_flexible(const struct layout *layout)
{
	for (__u32 i = 0; i < layout->n_fields; i++) {
		if (layout->fields[i].count == LAYOUT_FLEXIBLE)
			return true;
	}
	return false;
}

static int size_mismatch(const struct btf *btf, __u32 type_id, __s64 type_size, __u32 size,
			 struct err *err)
{
	BUF_CLEANUP struct buf name = {0};

	layout_type_name(btf, type_id, &name);
	return fail(err, ERR_USAGE, "\"%s\" is %lld bytes large, not %u", buf_cstr(&name),
		    (long long)type_size, size);
}

/* The size of a type, or -EINVAL where it has none: those become LAYOUT_BYTES. */
static __s64 type_size(const struct btf *btf, __u32 type_id)
{
	const struct btf_type *t = btf__type_by_id(btf, type_id);

	return t && btf_is_datasec(t) ? (__s64)t->size : btf__resolve_size(btf, type_id);
}

int layout_new(struct layout **out, const struct btf *btf, __u32 type_id, __u32 size,
	       struct err *err)
{
	LAYOUT_CLEANUP struct layout *layout = NULL;
	__s64 known = type_size(btf, type_id);
	int ret = layout_alloc(&layout, size, err);

	if (ret)
		return ret;
	if (known > size)
		return size_mismatch(btf, type_id, known, size, err);
	ret = layout_compile(layout, btf, type_id, err);
	if (ret)
		return ret;
	if (known >= 0 && known < size && !layout_flexible(layout))
		return size_mismatch(btf, type_id, known, size, err);
	layout->typed = layout->fields[0].kind != LAYOUT_BYTES;
	layout_guess_hints(layout);
	if (layout_make_cover(layout))
		return fail_oom(err);
	*out = take(&layout);
	return 0;
}

__u32 layout_count(const struct layout *layout, struct place place)
{
	const struct layout_field *field = &layout->fields[place.field];
	__u32 stride = field->kind == LAYOUT_TEXT ? 1 : field->stride;

	if (field->count != LAYOUT_FLEXIBLE)
		return field->count;
	return stride ? (layout->size - place.bit_off / 8) / stride : 0;
}
