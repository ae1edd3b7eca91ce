// SPDX-License-Identifier: GPL-2.0-or-later
/* BTF to fields. The BTF may be anyone's: every id, offset and size in it is checked. */
#include <bpf/btf.h>

#include "btf/field.h"
#include "btf/layout_compile.h"

enum {
	DEPTH_MAX = 64,
	FIELDS_MAX = 100000,
	EMPTIES_MAX = 1024
};

/* One use of a type: a member, a variable, an element, or the root. */
struct member {
	const char *name;
	__u32 type_id;
	__u32 parent;
	__u64 bit_off;
	__u64 room; /* bits from there to the parent's end */
	__u64 gap; /* bits from there to the next member: for types without a size */
	__u32 bitfield; /* bits, 0: none */
	__u8 hint;
	bool tail; /* nothing lies behind it: it may be flexible */
};

/* What a type is, its modifiers and typedefs removed. */
struct base {
	const struct btf_type *t;
	__u32 id;
	__u8 hint;
	bool big_endian, little_endian;
};

static int compile_type(struct compile *c, const struct member *m, unsigned int depth);

static int broken(struct compile *c, const struct member *m, const char *why)
{
	BUF_CLEANUP struct buf type = {0};

	layout_type_name(c->btf, m->type_id, &type);
	return fail(c->err, -EINVAL, "broken BTF: \"%.100s\" of type \"%.100s\" %s", m->name,
		    buf_cstr(&type), why);
}

/* ---- types --------------------------------------------------------------------------------- */

static void base_typedef(struct compile *c, struct base *base, const char *name)
{
	if (!base->hint)
		base->hint = compile_tag(c, base->id, -1);
	if (!strcmp(name, "__be16") || !strcmp(name, "__be32") || !strcmp(name, "__be64"))
		base->big_endian = true;
	if (!strcmp(name, "__le16") || !strcmp(name, "__le32") || !strcmp(name, "__le64"))
		base->little_endian = true;
}

static bool base_of(struct compile *c, __u32 type_id, struct base *base)
{
	*base = (struct base){.id = type_id};
	for (int i = 0; i < DEPTH_MAX; i++) {
		const struct btf_type *t = base->t = btf__type_by_id(c->btf, base->id);

		if (!t)
			return false;
		if (btf_is_typedef(t))
			base_typedef(c, base, compile_name(c, t->name_off));
		else if (btf_is_var(t))
			base->hint = compile_tag(c, base->id, -1);
		else if (!btf_is_mod(t))
			return true;
		base->id = t->type;
	}
	return false;
}

static bool is_char(struct compile *c, const struct btf_type *t)
{
	return btf_is_int(t) && t->size == 1 && !strcmp(compile_name(c, t->name_off), "char");
}

static bool is_kernel_owned(const char *name)
{
	static const char *const names[] = {
		"bpf_spin_lock", "bpf_res_spin_lock", "bpf_timer",   "bpf_wq",
		"bpf_list_head", "bpf_list_node",     "bpf_rb_root", "bpf_rb_node",
		"bpf_refcount",  "bpf_task_work",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strcmp(name, names[i]))
			return true;
	}
	return false;
}

/* ---- scalars ------------------------------------------------------------------------------- */

/* Gives the new field its bits: those of its type, or fewer in a bitfield. */
static int set_bits(struct compile *c, const struct member *m, struct layout_field *field,
		    __u32 type_bits, __u32 type_size)
{
	field->bits = type_bits;
	if (m->bitfield) {
		if (m->bitfield > type_bits)
			return broken(c, m, "has a bitfield wider than its type");
		field->bits = m->bitfield;
		field->bitfield = true;
	}
	if (field->bit_off % 8 || field->bits % 8)
		field->bitfield = true;
	if (field->bitfield)
		field->stride = type_size;
	if (field->bits > m->room)
		return broken(c, m, "reaches beyond its parent");
	return 0;
}

/* What has no type that can be read: its bytes. */
static int compile_bytes(struct compile *c, const struct member *m, struct layout_field *field,
			 __u64 bits)
{
	field->kind = LAYOUT_BYTES;
	field->bits = (__u32)bits;
	if (bits > m->room || field->bit_off % 8 || bits % 8)
		return broken(c, m, "reaches beyond its parent");
	return 0;
}

static bool swappable(const struct layout_field *field)
{
	return !field->bitfield && (field->bits == 16 || field->bits == 32 || field->bits == 64);
}

static int compile_int(struct compile *c, const struct member *m, const struct base *base,
		       struct layout_field *field)
{
	__u32 off = btf_int_offset(base->t), bits = btf_int_bits(base->t);
	int ret;

	if (!bits || off + bits > 128 || (__u64)off + bits > (__u64)base->t->size * 8)
		return broken(c, m, "has impossible bits");
	/* The whole object starts at bit 0: this one has bits of no field before it. */
	if (off && field == c->layout->fields)
		return compile_bytes(c, m, field, m->room);
	field->kind = LAYOUT_INT;
	field->bit_off += off;
	ret = set_bits(c, m, field, bits, base->t->size);
	if (!ret && off + field->bits > m->room)
		return broken(c, m, "reaches beyond its parent");
	field->is_signed = btf_int_encoding(base->t) & BTF_INT_SIGNED;
	if (btf_int_encoding(base->t) & BTF_INT_BOOL)
		field->kind = LAYOUT_BOOL;
	else if (is_char(c, base->t) && !field->bitfield)
		field->kind = LAYOUT_CHAR;
	field->big_endian = base->big_endian && swappable(field);
	field->little_endian = base->little_endian && swappable(field);
	field->plain = field->kind == LAYOUT_INT && !field_swapped(field) &&
		       (swappable(field) || (!field->bitfield && field->bits == 8));
	return ret;
}

static int compile_float(struct compile *c, const struct member *m, const struct base *base,
			 struct layout_field *field)
{
	__u32 size = base->t->size;

	field->kind = size == sizeof(float) || size == sizeof(double) || size == sizeof(long double)
			      ? LAYOUT_FLOAT
			      : LAYOUT_BYTES;
	c->layout->lossy |= field->kind == LAYOUT_FLOAT;
	if (size > 16 || field->bit_off % 8 || m->bitfield)
		return broken(c, m, "is an impossible float");
	return set_bits(c, m, field, size * 8, size);
}

static int compile_enum(struct compile *c, const struct member *m, const struct base *base,
			struct layout_field *field)
{
	__u32 size = base->t->size;
	int ret;

	if (!size || size > 8)
		return broken(c, m, "has an impossible size");
	field->kind = LAYOUT_ENUM;
	field->is_signed = btf_kflag(base->t);
	ret = set_bits(c, m, field, size * 8, size);
	return ret ? ret : compile_enumerators(c, base->t, base->id, field);
}

static int compile_pointer(struct compile *c, const struct member *m, const struct base *base,
			   struct layout_field *field)
{
	struct base target;
	/* BTF that names no long does not tell: then it is of the machine that runs this */
	size_t known = btf__pointer_size(c->btf);
	__u32 size = known ? (__u32)known : sizeof(void *);

	field->kind = LAYOUT_POINTER;
	field->function = base_of(c, base->t->type, &target) && btf_is_func_proto(target.t);
	if (field->bit_off % 8 || m->bitfield)
		return broken(c, m, "is a pointer of bits");
	return set_bits(c, m, field, size * 8, size);
}

/* ---- arrays -------------------------------------------------------------------------------- */

static int compile_element(struct compile *c, const struct member *m, __u32 self, __u64 size,
			   unsigned int depth)
{
	const struct member element = {
		.name = "",
		.type_id =
			btf_array(btf__type_by_id(c->btf, c->layout->fields[self].type_id))->type,
		.parent = self,
		.room = size * 8,
		.gap = size * 8,
	};
	__u32 count = c->layout->fields[self].count, outer = c->empties;
	int ret;

	/* Elements without bytes are bounded by nothing else. */
	if (!size && count && count != LAYOUT_FLEXIBLE) {
		if (count > EMPTIES_MAX / outer)
			return broken(c, m, "has too many empty elements");
		c->empties = outer * count;
	}
	ret = compile_type(c, &element, depth + 1);
	c->empties = outer;
	return ret;
}

/* What arrays of arrays are made of in the end; false for loops. */
static bool element_of(struct compile *c, __u32 type_id, struct base *element)
{
	for (int i = 0; i < DEPTH_MAX; i++) {
		if (!base_of(c, type_id, element))
			return false;
		if (!btf_is_array(element->t))
			return true;
		type_id = btf_array(element->t)->type;
	}
	return false;
}

static int compile_array(struct compile *c, const struct member *m, const struct base *base,
			 __u32 self, unsigned int depth)
{
	struct layout_field *field = &c->layout->fields[self];
	const struct btf_array *array = btf_array(base->t);
	__s64 size = btf__resolve_size(c->btf, array->type);
	struct base element;

	if (!element_of(c, array->type, &element) || !base_of(c, array->type, &element))
		return broken(c, m, "is an array of itself");
	if (size < 0 && size != -EINVAL)
		return broken(c, m, "is too large");
	if (size < 0)
		return compile_bytes(c, m, field, m->gap);
	if (field->bit_off % 8 || m->bitfield ||
	    (size && array->nelems > m->room / 8 / (__u64)size))
		return broken(c, m, "reaches beyond its parent");
	field->bits = (__u32)((__u64)size * array->nelems * 8);
	field->stride = (__u32)size;
	field->count = !array->nelems && m->tail && size ? LAYOUT_FLEXIBLE : array->nelems;
	field->kind = is_char(c, element.t) ? LAYOUT_TEXT : LAYOUT_ARRAY;
	if (!field->hint)
		field->hint = element.hint;
	if (field->kind == LAYOUT_TEXT) {
		c->layout->lossy = true;
		return 0;
	}
	return compile_element(c, m, self, (__u64)size, depth);
}

/* ---- structs ------------------------------------------------------------------------------- */

static bool is_anonymous(struct compile *c, const struct member *m)
{
	struct base base;

	return !*m->name && base_of(c, m->type_id, &base) && btf_is_composite(base.t);
}

static struct member member_of(struct compile *c, const struct base *base, __u32 k)
{
	const struct btf_member *member = btf_members(base->t) + k;
	__u64 end = (__u64)base->t->size * 8, off = btf_member_bit_offset(base->t, k);
	bool last = k + 1u == btf_vlen(base->t);
	__u64 next = last || btf_is_union(base->t) ? end : btf_member_bit_offset(base->t, k + 1);

	return (struct member){
		.name = compile_name(c, member->name_off),
		.type_id = member->type,
		.bit_off = off,
		.room = end > off ? end - off : 0,
		.gap = next > off ? next - off : 0,
		.bitfield = btf_member_bitfield_size(base->t, k),
		.hint = compile_tag(c, base->id, (int)k),
		.tail = last || btf_is_union(base->t),
	};
}

static int compile_member(struct compile *c, const struct member *m, const struct base *base,
			  struct member *member, __u32 self, unsigned int depth)
{
	bool anonymous = is_anonymous(c, member);
	__u32 i = c->layout->n_fields;
	int ret;

	/* A name is all that makes a scalar a field: without one it is padding. */
	if (!*member->name && !anonymous)
		return 0;
	if (member->bit_off > (__u64)base->t->size * 8)
		return broken(c, member, "stands beyond its parent");
	member->parent = self;
	member->bit_off += c->layout->fields[self].bit_off;
	member->tail &= m->tail;
	ret = compile_type(c, member, depth + 1);
	if (ret)
		return ret;
	c->layout->fields[i].anonymous = anonymous;
	if (anonymous && c->layout->fields[i].kind == LAYOUT_KERNEL)
		c->layout->n_fields = i;
	return 0;
}

static int compile_struct(struct compile *c, const struct member *m, const struct base *base,
			  __u32 self, unsigned int depth)
{
	struct layout_field *field = &c->layout->fields[self];

	field->kind = btf_is_struct(base->t) ? LAYOUT_STRUCT : LAYOUT_UNION;
	if (field->bit_off % 8 || m->bitfield || (__u64)base->t->size * 8 > m->room)
		return broken(c, m, "reaches beyond its parent");
	field->bits = base->t->size * 8;
	if (is_kernel_owned(compile_name(c, base->t->name_off))) {
		field->kind = LAYOUT_KERNEL;
		c->layout->lossy = true;
		return 0;
	}
	for (__u32 k = 0; k < btf_vlen(base->t); k++) {
		struct member member = member_of(c, base, k);
		int ret = compile_member(c, m, base, &member, self, depth);

		if (ret)
			return ret;
	}
	return 0;
}

static int compile_datasec(struct compile *c, const struct member *m, const struct base *base,
			   __u32 self, unsigned int depth)
{
	const struct btf_var_secinfo *vars = btf_var_secinfos(base->t);
	struct layout_field *field = &c->layout->fields[self];

	field->kind = LAYOUT_DATASEC;
	field->bits = base->t->size * 8;
	if (depth || base->t->size * 8ull > m->room)
		return broken(c, m, "is a section inside a type");
	for (__u32 k = 0; k < btf_vlen(base->t); k++) {
		const struct btf_type *var = btf__type_by_id(c->btf, vars[k].type);
		struct member member = {
			.name = var ? compile_name(c, var->name_off) : "",
			.type_id = vars[k].type,
			.bit_off = vars[k].offset * 8ull,
			.room = vars[k].size * 8ull,
			.gap = vars[k].size * 8ull,
		};
		int ret;

		if (!var || !btf_is_var(var) || !*member.name ||
		    (__u64)vars[k].offset + vars[k].size > base->t->size)
			return broken(c, m, "holds a broken variable");
		ret = compile_member(c, m, base, &member, self, depth);
		if (ret)
			return ret;
	}
	return 0;
}

/* ---- all ----------------------------------------------------------------------------------- */

static int compile_kind(struct compile *c, const struct member *m, const struct base *base,
			__u32 self, unsigned int depth)
{
	struct layout_field *field = &c->layout->fields[self];

	switch (btf_kind(base->t)) {
	case BTF_KIND_INT:
		return compile_int(c, m, base, field);
	case BTF_KIND_FLOAT:
		return compile_float(c, m, base, field);
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return compile_enum(c, m, base, field);
	case BTF_KIND_PTR:
		return compile_pointer(c, m, base, field);
	case BTF_KIND_ARRAY:
		return compile_array(c, m, base, self, depth);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return compile_struct(c, m, base, self, depth);
	case BTF_KIND_DATASEC:
		return compile_datasec(c, m, base, self, depth);
	default:
		return compile_bytes(c, m, field, m->gap);
	}
}

static int compile_type(struct compile *c, const struct member *m, unsigned int depth)
{
	__u32 self = c->layout->n_fields;
	struct layout_field *field;
	struct base base;
	int ret;

	if (depth > DEPTH_MAX)
		return broken(c, m, "nests deeper than 64 levels");
	if (self >= FIELDS_MAX)
		return broken(c, m, "has more than 100,000 fields");
	if (!base_of(c, m->type_id, &base))
		return broken(c, m, "is a loop or not there");
	field = compile_push(c, m->name, m->type_id);
	if (!field)
		return fail_oom(c->err);
	field->type_id = base.id;
	field->parent = m->parent;
	field->bit_off = (__u32)m->bit_off;
	field->hint = m->hint ? m->hint : base.hint;
	ret = compile_kind(c, m, &base, self, depth);
	c->layout->fields[self].end = c->layout->n_fields;
	return ret;
}

int layout_compile(struct layout *layout, const struct btf *btf, __u32 type_id, struct err *err)
{
	COMPILE_CLEANUP struct compile c = {.btf = btf, .layout = layout, .err = err, .empties = 1};
	const struct member root = {
		.name = "",
		.type_id = type_id,
		.room = layout->size * 8ull,
		.gap = layout->size * 8ull,
		.tail = true,
	};

	if (compile_tags(&c))
		return fail_oom(err);
	return compile_type(&c, &root, 0);
}
