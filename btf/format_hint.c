// SPDX-License-Identifier: GPL-2.0-or-later
/* Hints: addresses, prefixes and protocols in place of a number, and comments behind one. */
#include <arpa/inet.h>
#include <stdio.h>

#include "btf/format_impl.h"

static void quote(const struct format *f)
{
	if (f->json)
		buf_putc(f->out, '"');
}

/* ---- in place of a value ------------------------------------------------------------------- */

static void add_ipv4(struct buf *out, const __u8 *p)
{
	for (int i = 0; i < 4; i++) {
		if (i)
			buf_putc(out, '.');
		buf_u64(out, p[i]);
	}
}

static void add_ipv6(struct buf *out, const __u8 *p)
{
	char text[INET6_ADDRSTRLEN];

	inet_ntop(AF_INET6, p, text, sizeof(text));
	buf_puts(out, text);
}

static void add_mac(struct buf *out, const __u8 *p)
{
	for (int i = 0; i < 6; i++) {
		if (i)
			buf_putc(out, ':');
		buf_hex_bytes(out, p + i, 1);
	}
}

static void add_address(struct buf *out, const struct layout_field *field, const __u8 *p)
{
	if (field->hint == HINT_MAC)
		add_mac(out, p);
	else if (field->bits == 32)
		add_ipv4(out, p);
	else
		add_ipv6(out, p);
}

static bool format_proto(const struct format *f, const struct layout_field *field, const __u8 *at)
{
	const struct resolver *resolver = f->form->resolver;
	u128 v = field_load(field, at);
	size_t start = f->out->len;

	if (!resolver || !resolver->proto_name || v > 255)
		return false;
	quote(f);
	if (resolver->proto_name(resolver->self, (__u32)v, f->out)) {
		quote(f);
		return true;
	}
	f->out->len = start;
	return false;
}

static void format_hex(const struct format *f, const struct layout_field *field, const __u8 *at)
{
	u128 v = field_load(field, at);

	if (field->bits < 128)
		v &= ((u128)1 << field->bits) - 1;
	quote(f);
	buf_hex(f->out, v, 1);
	quote(f);
}

/* ---- prefixes ------------------------------------------------------------------------------ */

/* The bits of the address that the prefix covers, or -1 where it is no prefix of the address. */
static int prefix_length(const struct layout_field *len, const struct layout_field *address,
			 const __u8 *at)
{
	__u64 prefix = field_load_plain(len, at), skip = address->bit_off - len->bit_off - 32;
	const __u8 *p = at + address->bit_off / 8;
	__u32 covered = (__u32)(prefix - skip);

	if (prefix < skip || prefix - skip > address->bits)
		return -1;
	for (__u32 bit = covered; bit < address->bits; bit++) {
		if (p[bit / 8] & 0x80u >> bit % 8)
			return -1;
	}
	return (int)covered;
}

static void add_prefix(const struct format *f, const struct layout_field *address, const __u8 *at,
		       int len)
{
	quote(f);
	add_address(f->out, address, at + address->bit_off / 8);
	buf_putc(f->out, '/');
	buf_u64(f->out, (__u64)len);
	quote(f);
}

static bool format_lpm(const struct format *f, __u32 i, const __u8 *at)
{
	const struct layout_field *fields = f->layout->fields;
	__u32 address = layout_lpm_address(f->layout, i), first = i + 2, end = fields[i].end;
	int len = address ? prefix_length(&fields[i + 1], &fields[address], at) : -1;
	size_t start;

	if (len < 0)
		return false;
	if (address == first && fields[address].end == end) {
		add_prefix(f, &fields[address], at, len);
		return true;
	}
	buf_putc(f->out, '{');
	start = f->out->len;
	for (__u32 k = first; k < end; k = fields[k].end) {
		if (k != address) {
			format_member(f, k, at);
			continue;
		}
		format_name(f, k);
		add_prefix(f, &fields[k], at, len);
		format_separator(f);
	}
	format_close(f, start, '}');
	return true;
}

bool format_hint(const struct format *f, __u32 i, const __u8 *at)
{
	const struct layout_field *field = &f->layout->fields[i];

	switch (field->hint) {
	case HINT_IPV4:
	case HINT_IPV6:
	case HINT_MAC:
		quote(f);
		add_address(f->out, field, at + field->bit_off / 8);
		quote(f);
		return true;
	case HINT_LPM:
		return format_lpm(f, i, at);
	case HINT_PROTO:
		return format_proto(f, field, at);
	case HINT_HEX:
		format_hex(f, field, at);
		return true;
	case HINT_KSYM:
	case HINT_STACK:
		return !f->json && format_object(f, i, at);
	default:
		return false;
	}
}

/* ---- comments ------------------------------------------------------------------------------ */

/* A duration from a microsecond on, at the precision that people read. */
static bool add_duration(struct buf *out, __u64 ns)
{
	static const struct {
		__u64 limit, unit;
		const char *name;
	} small[] = {
		{1000000, 1000, "µs"}, {1000000000, 1000000, "ms"}, {60000000000, 1000000000, "s"}};
	static const struct {
		__u64 unit, part;
		char name, part_name;
	} large[] = {{86400, 3600, 'd', 'h'}, {3600, 60, 'h', 'm'}, {60, 1, 'm', 's'}};
	__u64 s = ns / 1000000000;

	if (ns < 1000)
		return false;
	for (size_t i = 0; i < 3; i++) {
		if (ns < small[i].limit) {
			buf_printf(out, "%.4g %s", (double)ns / (double)small[i].unit,
				   small[i].name);
			return true;
		}
	}
	for (size_t i = 0; i < 3; i++) {
		if (s >= large[i].unit) {
			buf_printf(out, "%llu%c %llu%c", (unsigned long long)(s / large[i].unit),
				   large[i].name,
				   (unsigned long long)(s % large[i].unit / large[i].part),
				   large[i].part_name);
			break;
		}
	}
	return true;
}

/* The text that u8s hold: at least two characters, nothing but zeroes behind them. */
static bool add_text(const struct format *f, __u32 i, const __u8 *at)
{
	const struct layout_field *field = &f->layout->fields[i];
	const __u8 *p = at + field->bit_off / 8;
	size_t n = format_count(f, i, at), len = strnlen((const char *)p, n);

	if (len < 2 || !utf8_valid((const char *)p, len))
		return false;
	for (size_t k = 0; k < n; k++) {
		if (k < len ? p[k] < 0x20 || p[k] == 0x7f : p[k] != 0)
			return false;
	}
	buf_quoted(f->out, (const char *)p, len);
	return true;
}

static bool is_id(__u64 v)
{
	return v && v <= 0xffffffff;
}

static bool add_comment(const struct format *f, __u32 i, const __u8 *at)
{
	const struct layout_field *field = &f->layout->fields[i];
	const struct resolver *r = f->form->resolver;
	__u64 v = field->bits <= 64 && field->kind == LAYOUT_INT ? (__u64)field_load(field, at) : 0;

	switch (field->hint) {
	case HINT_TEXT:
		return field->kind == LAYOUT_ARRAY && add_text(f, i, at);
	case HINT_NS:
		return !(field->is_signed && (__s64)v < 0) && add_duration(f->out, v);
	case HINT_IFINDEX:
	case HINT_REDIRECT:
		return r && r->ifname && v && r->ifname(r->self, (__u32)v, f->out);
	case HINT_UID:
		return r && r->user_name && r->user_name(r->self, (__u32)v, f->out);
	case HINT_KTIME:
		return r && r->ktime && v && r->ktime(r->self, v, f->out);
	case HINT_PROG:
		return r && r->prog_name && is_id(v) && r->prog_name(r->self, (__u32)v, f->out);
	case HINT_MAP:
		return r && r->map_name && is_id(v) && r->map_name(r->self, (__u32)v, f->out);
	case HINT_CGROUP:
		return r && r->cgroup_path && v && r->cgroup_path(r->self, v, f->out);
	default:
		return false;
	}
}

/* A comment that would end early or move a terminal is none. */
static bool is_safe(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if ((__u8)text[i] < 0x20 || text[i] == 0x7f ||
		    (i && text[i] == '/' && text[i - 1] == '*'))
			return false;
	}
	return utf8_valid(text, n);
}

void format_comment(const struct format *f, __u32 i, const __u8 *at)
{
	size_t start = f->out->len, text;

	buf_puts(f->out, " /* ");
	text = f->out->len;
	if (!add_comment(f, i, at) || !is_safe(f->out->data + text, f->out->len - text))
		f->out->len = start;
	else
		buf_puts(f->out, " */");
}
