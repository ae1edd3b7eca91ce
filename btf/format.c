// SPDX-License-Identifier: GPL-2.0-or-later
/* Bytes to text: one pass over the fields, appending to one buffer. */
#include "btf/format_impl.h"
#include "btf/float.h"

/* JSON's readers keep integers exactly up to here. */
#define EXACT_MAX (1ull << 53)

/* ---- numbers ------------------------------------------------------------------------------- */

void format_integer(const struct format *f, const struct layout_field *field, u128 v)
{
	bool negative = field->is_signed && (s128)v < 0;
	bool quote = f->strings && (negative ? -v : v) > EXACT_MAX;

	if (quote)
		buf_putc(f->out, '"');
	if (negative)
		buf_putc(f->out, '-');
	buf_u128(f->out, negative ? -v : v);
	if (quote)
		buf_putc(f->out, '"');
}

void format_float(const struct format *f, const struct layout_field *field, long double v)
{
	char text[FLOAT_TEXT_MAX];
	size_t n = float_text(text, v, field->bits / 8);
	bool quote = f->json && (text[n - 1] == 'n' || text[n - 1] == 'f');

	if (quote)
		buf_putc(f->out, '"');
	buf_add(f->out, text, n);
	if (quote)
		buf_putc(f->out, '"');
}

static void format_bool(const struct format *f, const struct layout_field *field, const __u8 *at)
{
	u128 v = field_load(field, at);

	if (v > 1)
		format_integer(f, field, v);
	else
		buf_puts(f->out, v ? "true" : "false");
}

static void format_char(const struct format *f, const struct layout_field *field, const __u8 *at)
{
	char c = (char)at[field->bit_off / 8];

	if (f->json) {
		format_integer(f, field, field_load(field, at));
		return;
	}
	buf_putc(f->out, '\'');
	if (c == '\'')
		buf_puts(f->out, "\\'");
	else
		buf_escaped(f->out, &c, 1);
	buf_putc(f->out, '\'');
}

static void format_pointer(const struct format *f, const struct layout_field *field, const __u8 *at)
{
	if (f->json)
		buf_putc(f->out, '"');
	buf_hex(f->out, field_load(field, at), 1);
	if (f->json)
		buf_putc(f->out, '"');
}

/* ---- enums --------------------------------------------------------------------------------- */

static const char *enum_name(const struct format *f, const struct layout_field *field, __u64 v)
{
	const struct layout_enumerator *list = f->layout->enumerators;

	for (__u32 i = 0; i < field->n_enumerators; i++) {
		if (list[field->first_enumerator + i].value == v)
			return list[field->first_enumerator + i].name;
	}
	return NULL;
}

/* The bits of v that are members of the enum; the names of those that are go to `out`. */
static __u64 enum_flags(const struct format *f, const struct layout_field *field, __u64 v,
			struct buf *out)
{
	const struct layout_enumerator *e = f->layout->enumerators + field->first_enumerator;
	__u64 named = 0;

	for (__u32 i = 0; i < field->n_enumerators; i++, e++) {
		if (!(v & e->value) || named & e->value)
			continue;
		if (out && named)
			buf_putc(out, '|');
		if (out)
			buf_puts(out, e->name);
		named |= e->value;
	}
	return named;
}

static void format_enum(const struct format *f, const struct layout_field *field, const __u8 *at)
{
	u128 v = field_load(field, at);
	const char *name = enum_name(f, field, (__u64)v);
	bool flags = !name && field->flags && v && enum_flags(f, field, (__u64)v, NULL) == v;

	if (!name && !flags) {
		format_integer(f, field, v);
		return;
	}
	if (f->json)
		buf_putc(f->out, '"');
	if (flags)
		enum_flags(f, field, (__u64)v, f->out);
	else
		buf_puts(f->out, name);
	if (f->json)
		buf_putc(f->out, '"');
}

/* ---- text and bytes ------------------------------------------------------------------------ */

__u32 format_count(const struct format *f, __u32 i, const __u8 *at)
{
	const struct layout_field *field = &f->layout->fields[i];
	__u32 base = (__u32)(at - f->data) * 8;

	if (field->count != LAYOUT_FLEXIBLE)
		return field->count;
	return layout_count(f->layout, (struct place){i, base + field->bit_off});
}

/* The bytes in front of the first NUL, or 0 when some need more than quotes around them. */
static size_t plain_text(const char *text, size_t n)
{
	size_t len = 0;

	while (len < n && text[len] >= 0x20 && text[len] < 0x7f && text[len] != '"' &&
	       text[len] != '\\')
		len++;
	return len == n || !text[len] ? len : 0;
}

static void format_numbers(const struct format *f, const char *text, size_t n)
{
	size_t start;

	buf_putc(f->out, '[');
	start = f->out->len;
	for (size_t i = 0; i < n; i++) {
		buf_u64(f->out, (__u8)text[i]);
		format_separator(f);
	}
	format_close(f, start, ']');
}

static void format_text(const struct format *f, __u32 i, const __u8 *at)
{
	const char *text = (const char *)at + f->layout->fields[i].bit_off / 8;
	__u32 count = format_count(f, i, at);
	size_t len = plain_text(text, count);
	char *p = len ? buf_room(f->out, len + 2) : NULL;

	if (p) {
		*p = '"';
		memcpy(p + 1, text, len);
		p[len + 1] = '"';
		f->out->len += len + 2;
		return;
	}
	len = strnlen(text, count);
	if (!f->json)
		buf_quoted(f->out, text, len);
	else if (utf8_valid(text, len))
		buf_json_string(f->out, text, len);
	else
		format_numbers(f, text, count);
}

static void format_bytes(const struct format *f, const struct layout_field *field, const __u8 *at)
{
	buf_puts(f->out, f->json ? "\"hex:" : "hex:");
	buf_hex_bytes(f->out, at + field->bit_off / 8, field->bits / 8);
	if (f->json)
		buf_putc(f->out, '"');
}

static void format_kernel(const struct format *f, const struct layout_field *field)
{
	const char *space = strchr(field->type, ' ');

	if (f->json) {
		buf_puts(f->out, "null");
		return;
	}
	buf_putc(f->out, '<');
	buf_puts(f->out, space ? space + 1 : field->type);
	buf_putc(f->out, '>');
}

/* ---- structs and arrays -------------------------------------------------------------------- */

void format_name(const struct format *f, __u32 i)
{
	const struct layout_field *field = &f->layout->fields[i];

	if (f->json)
		buf_add(f->out, field->json, field->json_len);
	else
		buf_add(f->out, field->text, field->text_len);
}

/* Most fields are integers without a hint. */
static void format_plain(const struct format *f, __u32 i, const __u8 *at)
{
	const struct layout_field *field = &f->layout->fields[i];
	__u64 v = field_load_plain(field, at);

	format_name(f, i);
	if (field->is_signed)
		buf_s64(f->out, (__s64)v);
	else
		buf_u64(f->out, v);
	format_separator(f);
}

static inline bool is_quick(const struct format *f, const struct layout_field *field)
{
	return field->plain && !(field->hint && f->hinted) && !f->strings &&
	       !(field->hint >= HINT_KSYM && f->objects);
}

static void format_members(const struct format *f, __u32 parent, const __u8 *at)
{
	const struct layout_field *fields = f->layout->fields;

	for (__u32 i = parent + 1; i < fields[parent].end; i = fields[i].end)
		format_member(f, i, at);
}

void format_member(const struct format *f, __u32 i, const __u8 *at)
{
	const struct layout_field *field = &f->layout->fields[i];

	if (field->anonymous) {
		format_members(f, i, at);
	} else if (is_quick(f, field)) {
		format_plain(f, i, at);
	} else {
		format_name(f, i);
		format_value(f, i, at);
		format_separator(f);
	}
}

static void format_struct(const struct format *f, __u32 i, const __u8 *at)
{
	size_t start;

	buf_putc(f->out, '{');
	start = f->out->len;
	format_members(f, i, at);
	format_close(f, start, '}');
}

static void format_array(const struct format *f, __u32 i, const __u8 *at)
{
	const struct layout_field *field = &f->layout->fields[i];
	__u32 count = format_count(f, i, at);
	size_t start;

	buf_putc(f->out, '[');
	start = f->out->len;
	at += field->bit_off / 8;
	for (__u32 k = 0; k < count; k++, at += field->stride)
		format_member(f, i + 1, at);
	format_close(f, start, ']');
}

static void format_plainly(const struct format *f, __u32 i, const __u8 *at)
{
	const struct layout_field *field = &f->layout->fields[i];

	switch ((enum layout_kind)field->kind) {
	case LAYOUT_INT:
		format_integer(f, field, field_load(field, at));
		return;
	case LAYOUT_BOOL:
		format_bool(f, field, at);
		return;
	case LAYOUT_CHAR:
		format_char(f, field, at);
		return;
	case LAYOUT_FLOAT:
		format_float(f, field, float_load(at + field->bit_off / 8, field->bits / 8));
		return;
	case LAYOUT_ENUM:
		format_enum(f, field, at);
		return;
	case LAYOUT_POINTER:
		format_pointer(f, field, at);
		return;
	case LAYOUT_TEXT:
		format_text(f, i, at);
		return;
	case LAYOUT_STRUCT:
	case LAYOUT_UNION:
	case LAYOUT_DATASEC:
		format_struct(f, i, at);
		return;
	case LAYOUT_ARRAY:
		format_array(f, i, at);
		return;
	case LAYOUT_KERNEL:
		format_kernel(f, field);
		return;
	case LAYOUT_BYTES:
		format_bytes(f, field, at);
		return;
	}
}

void format_value(const struct format *f, __u32 i, const __u8 *at)
{
	const struct layout_field *field = &f->layout->fields[i];
	bool hint = f->hinted && field->hint;

	if (f->objects && field->hint >= HINT_KSYM && format_object(f, i, at))
		return;
	if (hint && f->form->hints && format_hint(f, i, at))
		return;
	format_plainly(f, i, at);
	if (hint && f->form->comments && !f->json)
		format_comment(f, i, at);
}

/* ---- objects ------------------------------------------------------------------------------- */

struct format format_start(const struct layout *layout, const struct form *form, const void *data,
			   struct buf *out)
{
	bool json = form->syntax == SYNTAX_JSON;

	return (struct format){
		.layout = layout,
		.form = form,
		.out = out,
		/* An object of no bytes may have no address either. */
		.data = data ? data : (const void *)"",
		.json = json,
		.hinted = form->hints || (form->comments && !json),
		.objects = json && form->objects,
		.strings = json && form->int64_strings,
	};
}

static bool format_raw_text(const struct format *f, const char *text, size_t n)
{
	if (f->form->raw_safe && n && (*text == '"' || !text_shows(text, n)))
		return false;
	buf_add(f->out, text, n);
	return true;
}

/* Text without quotes; false where the field is none, or a character that would not show. */
static bool format_raw(const struct format *f, __u32 i, const __u8 *at)
{
	const struct layout_field *field = &f->layout->fields[i];
	const char *text = (const char *)at + field->bit_off / 8;

	if (field->kind == LAYOUT_TEXT)
		return format_raw_text(f, text, strnlen(text, format_count(f, i, at)));
	if (field->kind == LAYOUT_CHAR && *text >= 0x20 && *text < 0x7f)
		buf_putc(f->out, *text);
	else
		return false;
	return true;
}

void layout_format_place(const struct layout *layout, struct place place, const void *data,
			 const struct form *form, struct buf *out)
{
	const struct format f = format_start(layout, form, data, out);
	const __u8 *at = format_base(&f, place);

	if (!form->raw || !format_raw(&f, place.field, at))
		format_value(&f, place.field, at);
}

void layout_format(const struct layout *layout, const void *data, const struct form *form,
		   struct buf *out)
{
	layout_format_place(layout, (struct place){0}, data, form, out);
}

void layout_format_key(const struct layout *layout, const void *data, const struct form *form,
		       struct buf *out)
{
	const struct layout_field packed = {.kind = LAYOUT_BYTES, .bits = layout->size * 8};
	const struct format f = format_start(layout, form, data, out);

	if (layout_exact(layout, f.data))
		layout_format(layout, f.data, form, out);
	else
		format_bytes(&f, &packed, f.data);
}
