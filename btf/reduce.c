// SPDX-License-Identifier: GPL-2.0-or-later
/* One object made of many: per-CPU values as their sum, maximum or minimum. */
#include "btf/format_impl.h"
#include "btf/float.h"

struct reduction {
	struct format f; /* its data is the first object */
	size_t stride;
	unsigned int n;
	enum reduce how;
};

static void reduce_value(const struct reduction *r, __u32 i, const __u8 *at);

static bool is_number(const struct layout_field *field)
{
	switch (field->hint) {
	case HINT_IPV4:
	case HINT_IPV6:
	case HINT_PROTO:
	case HINT_IFINDEX:
	case HINT_UID:
	case HINT_KSYM:
	case HINT_PROG:
	case HINT_MAP:
	case HINT_CGROUP:
	case HINT_REDIRECT:
		return false;
	}
	return field->kind == LAYOUT_INT || field->kind == LAYOUT_FLOAT;
}

bool layout_numeric(const struct layout *layout, struct place place)
{
	return is_number(&layout->fields[place.field]);
}

static void add_nothing(const struct reduction *r)
{
	buf_puts(r->f.out, r->f.json ? "null" : "-");
}

/* ---- numbers ------------------------------------------------------------------------------- */

static bool is_better(const struct reduction *r, bool is_signed, u128 v, u128 best)
{
	bool less = is_signed ? (s128)v < (s128)best : v < best;

	return v != best && less == (r->how == REDUCE_MIN);
}

/* False when the sum does not fit. */
static bool add_integer(const struct reduction *r, bool is_signed, u128 v, u128 *sum)
{
	s128 signed_sum;

	if (r->how != REDUCE_SUM) {
		if (is_better(r, is_signed, v, *sum))
			*sum = v;
		return true;
	}
	if (!is_signed)
		return !__builtin_add_overflow(*sum, v, sum);
	if (__builtin_add_overflow((s128)*sum, (s128)v, &signed_sum))
		return false;
	*sum = (u128)signed_sum;
	return true;
}

static void reduce_integer(const struct reduction *r, __u32 i, const __u8 *at)
{
	const struct layout_field *field = &r->f.layout->fields[i];
	u128 sum = field_load(field, at);

	for (unsigned int k = 1; k < r->n; k++) {
		if (!add_integer(r, field->is_signed, field_load(field, at + k * r->stride),
				 &sum)) {
			add_nothing(r);
			return;
		}
	}
	format_integer(&r->f, field, sum);
}

static void reduce_float(const struct reduction *r, __u32 i, const __u8 *at)
{
	const struct layout_field *field = &r->f.layout->fields[i];
	const __u8 *p = at + field->bit_off / 8;
	long double sum = float_load(p, field->bits / 8);

	for (unsigned int k = 1; k < r->n; k++) {
		long double v = float_load(p + k * r->stride, field->bits / 8);

		if (r->how == REDUCE_SUM)
			sum += v;
		else if (v != v || (r->how == REDUCE_MAX ? v > sum : v < sum))
			sum = v;
	}
	format_float(&r->f, field, sum);
}

/* ---- all else ------------------------------------------------------------------------------ */

static bool same_bits(const struct layout_field *field, const __u8 *a, const __u8 *b)
{
	if (field->bitfield)
		return bits_load(a, field->bit_off, field->bits) ==
		       bits_load(b, field->bit_off, field->bits);
	a += field->bit_off / 8;
	b += field->bit_off / 8;
	return !memcmp(a, b, field->bits / 8);
}

static bool same_text(const struct layout_field *field, const __u8 *a, const __u8 *b, __u32 count)
{
	return !strncmp((const char *)a + field->bit_off / 8, (const char *)b + field->bit_off / 8,
			count);
}

static void reduce_common(const struct reduction *r, __u32 i, const __u8 *at)
{
	const struct layout_field *field = &r->f.layout->fields[i];
	__u32 count = format_count(&r->f, i, at);

	for (unsigned int k = 1; k < r->n; k++) {
		const __u8 *other = at + k * r->stride;
		bool same = field->kind == LAYOUT_TEXT ? same_text(field, at, other, count)
						       : same_bits(field, at, other);

		if (!same) {
			add_nothing(r);
			return;
		}
	}
	format_value(&r->f, i, at);
}

static void reduce_members(const struct reduction *r, __u32 parent, const __u8 *at)
{
	const struct layout_field *fields = r->f.layout->fields;

	for (__u32 i = parent + 1; i < fields[parent].end; i = fields[i].end) {
		if (fields[i].anonymous) {
			reduce_members(r, i, at);
			continue;
		}
		format_name(&r->f, i);
		reduce_value(r, i, at);
		format_separator(&r->f);
	}
}

static void reduce_struct(const struct reduction *r, __u32 i, const __u8 *at)
{
	size_t start;

	buf_putc(r->f.out, '{');
	start = r->f.out->len;
	reduce_members(r, i, at);
	format_close(&r->f, start, '}');
}

static void reduce_array(const struct reduction *r, __u32 i, const __u8 *at)
{
	const struct layout_field *field = &r->f.layout->fields[i];
	__u32 count = format_count(&r->f, i, at);
	size_t start;

	buf_putc(r->f.out, '[');
	start = r->f.out->len;
	at += field->bit_off / 8;
	for (__u32 k = 0; k < count; k++, at += field->stride) {
		reduce_value(r, i + 1, at);
		format_separator(&r->f);
	}
	format_close(&r->f, start, ']');
}

/* Addresses are one thing, whatever they are made of. */
static bool is_whole(const struct layout_field *field)
{
	return field->hint == HINT_IPV4 || field->hint == HINT_IPV6 || field->hint == HINT_MAC ||
	       field->hint == HINT_LPM;
}

static void reduce_value(const struct reduction *r, __u32 i, const __u8 *at)
{
	const struct layout_field *field = &r->f.layout->fields[i];

	if (field->kind == LAYOUT_INT && is_number(field))
		reduce_integer(r, i, at);
	else if (field->kind == LAYOUT_FLOAT)
		reduce_float(r, i, at);
	else if (field->kind == LAYOUT_ARRAY && !is_whole(field))
		reduce_array(r, i, at);
	else if ((field->kind == LAYOUT_STRUCT || field->kind == LAYOUT_UNION ||
		  field->kind == LAYOUT_DATASEC) &&
		 !is_whole(field))
		reduce_struct(r, i, at);
	else
		reduce_common(r, i, at);
}

void layout_format_reduced(const struct layout *layout, struct place place, const void *data,
			   size_t stride, unsigned int n, enum reduce how, const struct form *form,
			   struct buf *out)
{
	const struct reduction r = {format_start(layout, form, data, out), stride, n, how};

	if (n)
		reduce_value(&r, place.field, format_base(&r.f, place));
	else
		add_nothing(&r);
}
