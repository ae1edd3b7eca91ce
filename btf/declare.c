// SPDX-License-Identifier: GPL-2.0-or-later
/* The C declaration of a layout, with offsets, sizes and padding as comments. */
#include <stdlib.h>

#include "btf/declare_place.h"

/* Between the text of a line and its comment until the columns are known. */
#define MARK '\x1f'

enum {
	COLUMN_MIN = 41,
	COLUMN_MAX = 73,
	ENUM_LINE_MAX = 60,
	TAB = 8,
	FILLER_MAX = 64
};

struct declare {
	const struct layout *layout;
	struct declare_shape *shapes;
	struct buf lines;
	struct buf seen; /* the type ids of the tags that have their bodies already */
	unsigned int indent;
	int width; /* of offsets and sizes */
};

static void declare_body(struct declare *d, __u32 i, __u32 base);

/* ---- pieces -------------------------------------------------------------------------------- */

static void indent(struct declare *d)
{
	buf_pad(&d->lines, '\t', d->indent);
}

static __u32 innermost(const struct layout *layout, __u32 i)
{
	while (layout->fields[i].kind == LAYOUT_ARRAY)
		i++;
	return i;
}

/* True the second time that a tag is asked about; types without a tag are never known. */
static bool is_known(struct declare *d, const struct layout_field *field)
{
	__u32 id;

	if (!strchr(field->type, ' '))
		return false;
	for (size_t at = 0; at < d->seen.len; at += sizeof(id)) {
		memcpy(&id, d->seen.data + at, sizeof(id));
		if (id == field->type_id)
			return true;
	}
	buf_add(&d->seen, &field->type_id, sizeof(id));
	return false;
}

static void add_bounds(struct declare *d, __u32 i)
{
	const struct layout_field *field = &d->layout->fields[i];

	for (; field->kind == LAYOUT_ARRAY || field->kind == LAYOUT_TEXT; field++) {
		buf_printf(&d->lines, "[%u]", field->count == LAYOUT_FLEXIBLE ? 0 : field->count);
		if (field->kind == LAYOUT_TEXT)
			break;
	}
	if (field->kind == LAYOUT_BYTES)
		buf_printf(&d->lines, "[%u]", field->bits / 8);
}

static void add_name(struct declare *d, __u32 i, const char *name)
{
	size_t len = d->lines.len;

	/* A pointer's star stands at the name. */
	if (*name && len && d->lines.data[len - 1] != '*')
		buf_putc(&d->lines, ' ');
	buf_puts(&d->lines, name);
	add_bounds(d, i);
	if (d->layout->fields[i].bitfield)
		buf_printf(&d->lines, " : %u", d->layout->fields[i].bits);
}

static void add_place(struct declare *d, const struct layout_field *field, __u32 base)
{
	__u32 at = base + field->bit_off;

	if (field->bitfield)
		buf_printf(&d->lines, ";%c/* %*u:%u  %u bit%s */\n", MARK, d->width, at / 8, at % 8,
			   field->bits, field->bits == 1 ? "" : "s");
	else
		buf_printf(&d->lines, ";%c/* %*u  %*u */\n", MARK, d->width, at / 8, d->width,
			   field->bits / 8);
}

/* ---- enums --------------------------------------------------------------------------------- */

static void add_enumerator(struct declare *d, const struct layout_field *field, __u32 k)
{
	const struct layout_enumerator *e = d->layout->enumerators + field->first_enumerator + k;

	buf_printf(&d->lines, "%s = ", e->name);
	if (field->is_signed)
		buf_s64(&d->lines, (__s64)e->value);
	else
		buf_u64(&d->lines, e->value);
}

static size_t enum_width(const struct declare *d, const struct layout_field *field)
{
	size_t width = strlen(field->type);

	for (__u32 k = 0; k < field->n_enumerators && width <= ENUM_LINE_MAX; k++)
		width += strlen(d->layout->enumerators[field->first_enumerator + k].name) + 6;
	return width;
}

static void add_enum(struct declare *d, const struct layout_field *field)
{
	bool lines = enum_width(d, field) > ENUM_LINE_MAX;
	__u32 size = field->bitfield ? field->stride : field->bits / 8;

	buf_puts(&d->lines, field->type);
	if (is_known(d, field) || !field->n_enumerators)
		return;
	buf_puts(&d->lines, " {");
	d->indent++;
	for (__u32 k = 0; k < field->n_enumerators; k++) {
		buf_puts(&d->lines, k ? "," : "");
		buf_putc(&d->lines, lines ? '\n' : ' ');
		if (lines)
			indent(d);
		add_enumerator(d, field, k);
	}
	d->indent--;
	buf_putc(&d->lines, lines ? '\n' : ' ');
	if (lines)
		indent(d);
	buf_puts(&d->lines, size < 4 ? "} __attribute__((packed))" : "}");
}

/* ---- structs ------------------------------------------------------------------------------- */

/* Says what is between bit `pos` and bit `to` of the struct. */
static void add_padding(struct declare *d, __u32 pos, __u32 to)
{
	__u32 bytes = to / 8 - (pos + 7) / 8, bits = to - pos;

	if (to <= pos)
		return;
	indent(d);
	if (bits % 8)
		buf_printf(&d->lines, "/* %u bit%s of padding */\n", bits, bits == 1 ? "" : "s");
	else
		buf_printf(&d->lines, "/* %u byte%s of padding */\n", bytes, bytes == 1 ? "" : "s");
}

/*
 * Unnamed bitfields from bit `pos` to bit `to` of the struct. They move what comes behind them
 * without aligning the struct.
 */
static void add_filler(struct declare *d, __u32 pos, __u32 to)
{
	while (pos < to) {
		__u32 unit = 64, left = to - pos;

		while (unit > 8 && (pos % unit || left < unit))
			unit /= 2;
		if (left > unit - pos % unit)
			left = unit - pos % unit;
		indent(d);
		buf_printf(&d->lines, "u%u : %u;\n", unit, left);
		pos += left;
	}
}

/* An unnamed bitfield that makes a union `bits` large; false where none is so wide. */
static bool add_union_filler(struct declare *d, __u32 bits)
{
	__u32 unit = 8;

	if (bits > 64)
		return false;
	while (unit < bits)
		unit *= 2;
	indent(d);
	buf_printf(&d->lines, "u%u : %u;\n", unit, bits);
	return true;
}

/* The type of a member, with its body where it has one and is met first. */
static void add_type(struct declare *d, __u32 i, __u32 base)
{
	__u32 inner = innermost(d->layout, i);
	const struct layout_field *field = &d->layout->fields[inner];

	switch (field->kind) {
	case LAYOUT_STRUCT:
	case LAYOUT_UNION:
		buf_puts(&d->lines, field->type);
		/* Offsets count from the innermost element. */
		if (!is_known(d, field))
			declare_body(d, inner,
				     inner == i ? base : base + d->layout->fields[i].bit_off);
		return;
	case LAYOUT_ENUM:
		add_enum(d, field);
		return;
	case LAYOUT_BYTES:
		buf_puts(&d->lines, "u8");
		return;
	default:
		buf_puts(&d->lines, field->type);
	}
}

/* Fills a gap that is not too large for that; else the alignment that makes it, or 0. */
static __u32 add_gap(struct declare *d, __u32 pos, __u32 to)
{
	if (to - pos > FILLER_MAX * 8)
		return declare_align_to((pos + 7) / 8, to / 8);
	add_filler(d, pos, to);
	return 0;
}

/* The same behind the last member of a struct or union. */
static __u32 add_tail(struct declare *d, const struct layout_field *field, __u32 end)
{
	if (field->kind != LAYOUT_UNION)
		return add_gap(d, end, field->bits);
	if (add_union_filler(d, field->bits))
		return 0;
	return declare_align_to((end + 7) / 8, field->bits / 8);
}

static void add_align(struct declare *d, __u32 align)
{
	if (align)
		buf_printf(&d->lines, " __attribute__((aligned(%u)))", align);
}

/* What makes C put a member at bit `at` where the one before ends at `pos`; as add_gap(). */
static __u32 add_member_gap(struct declare *d, const struct layout_field *field, __u32 pos,
			    __u32 at)
{
	if (field->bitfield && field->kind == LAYOUT_INT && at - pos < field->stride * 8 &&
	    pos / (field->stride * 8) == (at - 1) / (field->stride * 8)) {
		indent(d);
		buf_printf(&d->lines, "%s : %u;\n", field->type, at - pos);
		return 0;
	}
	return add_gap(d, pos, at);
}

/* Adds a member of a struct or union whose members so far end at bit `pos`. */
static void add_member(struct declare *d, __u32 i, __u32 parent, __u32 pos, __u32 base)
{
	const struct layout_field *field = &d->layout->fields[i], *up = &d->layout->fields[parent];
	__u32 at = field->bit_off - up->bit_off, align = 0;
	__u32 expected = declare_expect(field, d->shapes[i].align, pos, d->shapes[parent].packed);

	add_padding(d, pos, at);
	if (at > expected && up->kind != LAYOUT_DATASEC)
		align = add_member_gap(d, field, pos, at);
	indent(d);
	add_type(d, i, base);
	add_name(d, i, field->name);
	add_align(d, align);
	add_place(d, field, base);
}

/* Returns the bit where the last of them ends. */
static __u32 add_members(struct declare *d, __u32 i, __u32 base)
{
	const struct layout_field *fields = d->layout->fields;
	__u32 pos = 0, end = 0;

	for (__u32 k = i + 1; k < fields[i].end; k = fields[k].end) {
		add_member(d, k, i, pos, base);
		pos = fields[k].bit_off - fields[i].bit_off + fields[k].bits;
		end = pos > end ? pos : end;
		if (fields[i].kind == LAYOUT_UNION)
			pos = 0;
	}
	if (fields[i].kind != LAYOUT_UNION)
		add_padding(d, end, fields[i].bits);
	return end;
}

/* " {", the members and "}". */
static void declare_body(struct declare *d, __u32 i, __u32 base)
{
	const struct layout_field *field = &d->layout->fields[i];
	__u32 align = d->shapes[i].align * 8, end, rest, large = 0;

	buf_puts(&d->lines, " {");
	if (!i)
		buf_printf(&d->lines, "%c/* %u byte%s */", MARK, d->layout->size,
			   d->layout->size == 1 ? "" : "s");
	buf_putc(&d->lines, '\n');
	d->indent++;
	end = add_members(d, i, base);
	rest = field->bits - end;
	if (end < field->bits && rest > (align - end % align) % align)
		large = add_tail(d, field, end);
	d->indent--;
	indent(d);
	buf_puts(&d->lines, d->shapes[i].packed ? "} __attribute__((packed))" : "}");
	add_align(d, large);
}

/* ---- all ----------------------------------------------------------------------------------- */

static size_t text_width(const char *line, size_t n)
{
	size_t width = 0;

	for (size_t i = 0; i < n; i++)
		width = line[i] == '\t' ? (width / TAB + 1) * TAB : width + 1;
	return width;
}

/* The column of the comments: behind all texts but the very long. */
static size_t comment_column(const struct buf *lines)
{
	size_t column = COLUMN_MIN;

	for (const char *line = lines->data, *end = line + lines->len; line < end;) {
		const char *next = memchr(line, '\n', (size_t)(end - line));
		const char *mark = memchr(line, MARK, (size_t)(next - line));
		size_t width = mark ? text_width(line, (size_t)(mark - line)) + 1 : 0;

		if (width > column && width <= COLUMN_MAX)
			column = width;
		line = next + 1;
	}
	return column;
}

static void add_aligned(const struct buf *lines, struct buf *out)
{
	size_t column = comment_column(lines);

	for (const char *line = lines->data, *end = line + lines->len; line < end;) {
		const char *next = (const char *)memchr(line, '\n', (size_t)(end - line)) + 1;
		const char *mark = memchr(line, MARK, (size_t)(next - line));

		if (mark) {
			size_t width = text_width(line, (size_t)(mark - line));

			buf_add(out, line, (size_t)(mark - line));
			buf_pad(out, ' ', width < column ? column - width : 1);
			line = mark + 1;
		}
		buf_add(out, line, (size_t)(next - line));
		line = next;
	}
}

static void declare_section(struct declare *d)
{
	buf_printf(&d->lines, "/* %s: %u bytes */\n", d->layout->fields[0].type, d->layout->size);
	add_members(d, 0, 0);
}

static void declare_object(struct declare *d, const char *name)
{
	const struct layout_field *root = d->layout->fields;
	bool body = root->kind == LAYOUT_STRUCT || root->kind == LAYOUT_UNION;

	add_type(d, 0, 0);
	add_name(d, 0, name ? name : "");
	if (body)
		buf_puts(&d->lines, ";\n");
	else
		buf_printf(&d->lines, ";%c/* %u byte%s */\n", MARK, d->layout->size,
			   d->layout->size == 1 ? "" : "s");
}

void layout_declare(const struct layout *layout, const char *name, struct buf *out)
{
	BUF_CLEANUP struct buf digits = {0};
	struct declare d = {.layout = layout, .shapes = declare_shapes(layout)};

	if (!d.shapes) {
		out->oom = true;
		return;
	}
	buf_u64(&digits, layout->size);
	d.width = (int)digits.len;
	if (layout->fields[0].kind == LAYOUT_DATASEC)
		declare_section(&d);
	else
		declare_object(&d, name);
	if (d.lines.oom)
		out->oom = true;
	else
		add_aligned(&d.lines, out);
	free(d.shapes);
	buf_free(&d.lines);
	buf_free(&d.seen);
}
