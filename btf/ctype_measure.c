// SPDX-License-Identifier: GPL-2.0-or-later
/* Sizes and alignments of types that BTF describes; the BTF may be broken. */
#include <bpf/btf.h>

#include "btf/ctype_impl.h"

struct measure {
	const struct btf *btf;
	unsigned int
		budget; /* types that may still be looked at: members can fan out at each level */
};

static int measure_type(struct measure *m, __u32 id, unsigned int depth, struct ctype *out);

static int measure_array(struct measure *m, const struct btf_type *t, unsigned int depth,
			 struct ctype *out)
{
	const struct btf_array *array = btf_array(t);

	if (measure_type(m, array->type, depth + 1, out))
		return -EINVAL;
	if (out->size > CTYPE_MAX_SIZE)
		return -EINVAL;
	out->kind = BTF_KIND_ARRAY;
	out->size *= array->nelems;
	out->bits = 0;
	return 0;
}

/* BTF does not say "packed": members out of line do. */
static int measure_composite(struct measure *m, const struct btf_type *t, unsigned int depth,
			     struct ctype *out)
{
	const struct btf_member *member = btf_members(t);
	__u32 align = 1;
	bool packed = false;

	for (__u32 i = 0; i < btf_vlen(t); i++) {
		struct ctype type;

		if (measure_type(m, member[i].type, depth + 1, &type))
			return -EINVAL;
		align = type.align > align ? type.align : align;
		if (!btf_member_bitfield_size(t, i))
			packed |= btf_member_bit_offset(t, i) % (8 * type.align) != 0;
	}
	out->size = t->size;
	out->align = packed || t->size % align ? 1 : align;
	return 0;
}

static void measure_scalar(const struct btf_type *t, struct ctype *out)
{
	bool odd = !t->size || t->size > 16 || t->size & (t->size - 1);

	out->size = t->size;
	out->align = odd ? 1 : t->size;
	if (!odd && !btf_is_float(t))
		out->bits = 8 * t->size;
	if (out->bits && btf_is_int(t) && btf_int_encoding(t) & BTF_INT_BOOL)
		out->bits = 1;
}

static int measure_type(struct measure *m, __u32 id, unsigned int depth, struct ctype *out)
{
	const struct btf_type *t = btf__type_by_id(m->btf, id);

	if (!t || depth > CTYPE_MAX_NESTING || !m->budget)
		return -EINVAL;
	m->budget--;
	*out = (struct ctype){.id = id, .kind = btf_kind(t), .align = 1};
	switch (btf_kind(t)) {
	case BTF_KIND_INT:
	case BTF_KIND_FLOAT:
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		measure_scalar(t, out);
		return 0;
	case BTF_KIND_PTR:
		out->size = out->align = 8; /* of BPF, whatever the host */
		return 0;
	case BTF_KIND_ARRAY:
		return measure_array(m, t, depth, out);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return measure_composite(m, t, depth, out);
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_CONST:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
		return measure_type(m, t->type, depth + 1, out);
	case BTF_KIND_UNKN:
	case BTF_KIND_FWD:
	case BTF_KIND_FUNC_PROTO:
		return 0; /* without a size; the caller knows whether that is wrong */
	}
	return -EINVAL;
}

int ctype_measure(const struct btf *btf, __u32 id, struct ctype *type)
{
	struct measure m = {.btf = btf, .budget = 100000};
	int code = measure_type(&m, id, 0, type);

	type->id = id;
	return code;
}
