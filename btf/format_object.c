// SPDX-License-Identifier: GPL-2.0-or-later
/* Kernel objects by name: programs, maps, interfaces, functions and the stacks they are in. */
#include "btf/format_impl.h"

/* ---- functions and stacks ------------------------------------------------------------------ */

static void add_hex(const struct format *f, __u64 v)
{
	if (f->json)
		buf_putc(f->out, '"');
	buf_hex(f->out, v, 1);
	if (f->json)
		buf_putc(f->out, '"');
}

/* Adds "schedule+0x2e", in JSON as a string. */
static bool add_symbol(const struct format *f, const char *before, __u64 address)
{
	const struct resolver *r = f->form->resolver;
	BUF_CLEANUP struct buf symbol = {0};

	if (!r || !r->symbol || !r->symbol(r->self, address, &symbol))
		return false;
	buf_puts(f->out, before);
	if (f->json)
		buf_json_string(f->out, symbol.data, symbol.len);
	else
		buf_escaped(f->out, symbol.data, symbol.len);
	return true;
}

static void add_address(const struct format *f, __u64 address)
{
	if (!f->json) {
		if (!add_symbol(f, "", address))
			add_hex(f, address);
		return;
	}
	buf_puts(f->out, "{\"address\":");
	add_hex(f, address);
	add_symbol(f, ",\"symbol\":", address);
	buf_putc(f->out, '}');
}

/* As the kernel has it; which frames have what. */
struct build_id_frame {
	__s32 status;
	__u8 build_id[20];
	__u64 offset; /* in the file, or the address where its build id could not be read */
};

enum {
	FRAME_BUILD_ID = 1
};

static void add_build_id(const struct format *f, const __u8 *at)
{
	struct build_id_frame frame;

	memcpy(&frame, at, sizeof(frame));
	if (frame.status != FRAME_BUILD_ID) {
		add_address(f, frame.offset);
		return;
	}
	buf_puts(f->out, f->json ? "{\"build_id\":\"" : "");
	buf_hex_bytes(f->out, frame.build_id, sizeof(frame.build_id));
	buf_puts(f->out, f->json ? "\",\"offset\":" : "+");
	add_hex(f, frame.offset);
	buf_puts(f->out, f->json ? "}" : "");
}

/* The kernel zeroes what is behind the last frame. */
static __u32 count_frames(const struct format *f, __u32 i, const __u8 *at)
{
	const struct layout_field *field = &f->layout->fields[i];
	size_t n = (size_t)format_count(f, i, at) * field->stride;

	while (n && !at[field->bit_off / 8 + n - 1])
		n--;
	return (__u32)((n + field->stride - 1) / field->stride);
}

static void format_stack(const struct format *f, __u32 i, const __u8 *at)
{
	const struct layout_field *field = &f->layout->fields[i];
	__u32 n = count_frames(f, i, at);
	size_t start;

	buf_putc(f->out, '[');
	start = f->out->len;
	at += field->bit_off / 8;
	for (__u32 k = 0; k < n; k++, at += field->stride) {
		if (field[1].kind == LAYOUT_STRUCT)
			add_build_id(f, at);
		else
			add_address(f, (__u64)field_load(&field[1], at));
		format_separator(f);
	}
	format_close(f, start, ']');
}

/* ---- what has a number and a name, in JSON ------------------------------------------------- */

typedef bool (*name_fn)(void *self, __u32 number, struct buf *out);

static void add_named(const struct format *f, const char *member, __u64 number, name_fn name_of)
{
	const struct resolver *r = f->form->resolver;
	BUF_CLEANUP struct buf name = {0};

	buf_printf(f->out, "\"%s\":%llu", member, (unsigned long long)number);
	if (!number || number > 0xffffffff || !name_of ||
	    !name_of(r->self, (__u32)number, &name))
		return;
	buf_puts(f->out, ",\"name\":");
	buf_json_string(f->out, name.data, name.len);
}

static void add_id(const struct format *f, __u64 id, name_fn name_of)
{
	if (!id) {
		buf_puts(f->out, "null");
		return;
	}
	buf_putc(f->out, '{');
	add_named(f, "id", id, name_of);
	buf_putc(f->out, '}');
}

/* {"ifindex":2,"name":"lo","prog":{"id":7,"name":"x"}}; a cpumap has qsize in front. */
static void format_redirect(const struct format *f, __u32 i, const __u8 *at)
{
	const struct layout_field *field = &f->layout->fields[i];
	const struct layout_field *first = field->kind == LAYOUT_STRUCT ? field + 1 : field;
	const struct resolver *r = f->form->resolver;
	__u64 id = first > field ? field_load_plain(field + 2, at) : 0;

	buf_putc(f->out, '{');
	if (first == field || first->hint == HINT_IFINDEX)
		add_named(f, "ifindex", field_load_plain(first, at), r ? r->ifname : NULL);
	else
		buf_printf(f->out, "%s%llu", first->json,
			   (unsigned long long)field_load_plain(first, at));
	if (id) {
		buf_puts(f->out, ",\"prog\":");
		add_id(f, id, r ? r->prog_name : NULL);
	}
	buf_putc(f->out, '}');
}

/* Text has no comments for these but what stands in their place. */
static bool format_code(const struct format *f, __u32 i, const __u8 *at)
{
	const struct layout_field *field = &f->layout->fields[i];

	if (field->hint == HINT_KSYM)
		add_address(f, (__u64)field_load(field, at));
	else if (field->hint == HINT_STACK)
		format_stack(f, i, at);
	else
		return false;
	return true;
}

bool format_object(const struct format *f, __u32 i, const __u8 *at)
{
	const struct layout_field *field = &f->layout->fields[i];
	const struct resolver *r = f->form->resolver;

	if (!f->json)
		return format_code(f, i, at);
	switch (field->hint) {
	case HINT_PROG:
		add_id(f, (__u64)field_load(field, at), r ? r->prog_name : NULL);
		return true;
	case HINT_MAP:
		add_id(f, (__u64)field_load(field, at), r ? r->map_name : NULL);
		return true;
	case HINT_REDIRECT:
		format_redirect(f, i, at);
		return true;
	default:
		return format_code(f, i, at);
	}
}
