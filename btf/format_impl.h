/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of the formatter share. */
#ifndef MAPCTL_BTF_FORMAT_IMPL_H
#define MAPCTL_BTF_FORMAT_IMPL_H

#include "btf/field.h"

/* One run of the formatter. */
struct format {
	const struct layout *layout;
	const struct form *form;
	struct buf *out;
	const __u8 *data; /* the object: bounds flexible arrays */
	bool json;
	bool hinted; /* hints or comments are wanted */
	bool objects; /* JSON names kernel objects */
	bool strings; /* integers may need quotes */
};

struct format format_start(const struct layout *layout, const struct form *form, const void *data,
			   struct buf *out);

/* The base of the offset of the field at `place`. */
static inline const __u8 *format_base(const struct format *f, struct place place)
{
	return f->data + (place.bit_off - f->layout->fields[place.field].bit_off) / 8;
}

/* The elements of an array or text; `at` is the base of its offset. */
__u32 format_count(const struct format *f, __u32 i, const __u8 *at);

/* Adds a field with its hint or comment. `at` is the base of its offset. */
void format_value(const struct format *f, __u32 i, const __u8 *at);

/* Adds the member in a struct: `name: value, `. Anonymous members add what they hold. */
void format_member(const struct format *f, __u32 i, const __u8 *at);

/* Adds the name in front of a member. */
void format_name(const struct format *f, __u32 i);

/* Adds what stands between two members or elements. */
static inline void format_separator(const struct format *f)
{
	buf_add(f->out, ", ", f->json ? 1 : 2);
}

/* Removes the last separator behind `start`, where the first member or element was to come. */
static inline void format_close(const struct format *f, size_t start, char bracket)
{
	if (f->out->len > start)
		f->out->len -= f->json ? 1 : 2;
	buf_putc(f->out, bracket);
}

/* Adds an integer that has the field's sign; v is sign-extended. */
void format_integer(const struct format *f, const struct layout_field *field, u128 v);

void format_float(const struct format *f, const struct layout_field *field, long double v);

/* Adds the field in its hint's form; false: it has none, or this value has none. */
bool format_hint(const struct format *f, __u32 i, const __u8 *at);

/* Adds a kernel object by name: an object in JSON, a symbol or stack in text; false: see above. */
bool format_object(const struct format *f, __u32 i, const __u8 *at);

/* Adds the comment behind a value. */
void format_comment(const struct format *f, __u32 i, const __u8 *at);

#endif
