// SPDX-License-Identifier: GPL-2.0-or-later
/* Hints: which forms fit a field, and what its type and name suggest. */
#include "btf/layout_impl.h"

static const struct {
	const char *name;
	enum layout_hint hint;
} hint_names[] = {
	{"ipv4", HINT_IPV4},   {"ipv6", HINT_IPV6},       {"mac", HINT_MAC}, {"lpm", HINT_LPM},
	{"proto", HINT_PROTO}, {"ifindex", HINT_IFINDEX}, {"ns", HINT_NS},   {"ktime", HINT_KTIME},
	{"uid", HINT_UID},     {"text", HINT_TEXT},       {"hex", HINT_HEX}, {"ksym", HINT_KSYM},
	{"stack", HINT_STACK}, {"prog", HINT_PROG},       {"map", HINT_MAP}, {"none", HINT_OFF},
	{"cgroup", HINT_CGROUP},
};

enum {
	N_HINTS = sizeof(hint_names) / sizeof(hint_names[0])
};

enum layout_hint hint_by_name(const char *name)
{
	for (size_t i = 0; i < N_HINTS; i++) {
		if (!strcmp(name, hint_names[i].name))
			return hint_names[i].hint;
	}
	return HINT_NONE;
}

const char *layout_hint_at(unsigned int i)
{
	return i < N_HINTS ? hint_names[i].name : NULL;
}

/* ---- what fits ----------------------------------------------------------------------------- */

/* An array of integers, n bits each (0: of any width), in one dimension. */
static bool is_ints(const struct layout *layout, __u32 i, __u32 bits)
{
	const struct layout_field *field = &layout->fields[i];

	return field->kind == LAYOUT_ARRAY && field[1].kind == LAYOUT_INT &&
	       (!bits || field[1].bits == bits);
}

/* True for u8[n]: an array of n unsigned bytes; n = 0 fits any count. */
static bool is_bytes(const struct layout *layout, __u32 i, __u32 n)
{
	const struct layout_field *field = &layout->fields[i];

	return is_ints(layout, i, 8) && !field[1].is_signed && (!n || field->count == n);
}

static bool is_composite(const struct layout_field *field)
{
	return field->kind == LAYOUT_STRUCT || field->kind == LAYOUT_UNION;
}

static bool is_int(const struct layout_field *field, __u32 max_bits)
{
	return field->kind == LAYOUT_INT && field->bits <= max_bits;
}

static bool fits_ipv4(const struct layout *layout, __u32 i)
{
	const struct layout_field *field = &layout->fields[i];

	return field->bits == 32 &&
	       ((is_int(field, 32) && !field->bitfield && !field->little_endian) ||
		is_bytes(layout, i, 4) || is_composite(field));
}

static bool fits_ipv6(const struct layout *layout, __u32 i)
{
	const struct layout_field *field = &layout->fields[i];

	return field->bits == 128 && !field->bitfield &&
	       (is_ints(layout, i, 0) || is_composite(field) || is_int(field, 128));
}

static bool is_pointer64(const struct layout_field *field)
{
	return field->kind == LAYOUT_POINTER && field->bits == 64;
}

static bool fits_ksym(const struct layout_field *field)
{
	return field->bits == 64 && (is_int(field, 64) || is_pointer64(field)) && !field->bitfield;
}

/* True for a struct bpf_stack_build_id: status, 20 bytes of build id, offset or address. */
static bool is_build_id(const struct layout *layout, __u32 i)
{
	const struct layout_field *field = &layout->fields[i];

	return field->kind == LAYOUT_STRUCT && field->bits == 256 && field->end > i + 4 &&
	       is_int(&field[1], 32) && field[1].bits == 32 && is_bytes(layout, i + 2, 20) &&
	       field[2].bit_off == field->bit_off + 32;
}

static bool fits_stack(const struct layout *layout, __u32 i)
{
	const struct layout_field *field = &layout->fields[i];

	return field->kind == LAYOUT_ARRAY &&
	       (fits_ksym(&field[1]) || is_build_id(layout, i + 1));
}

static bool is_u32(const struct layout_field *field)
{
	return field->kind == LAYOUT_INT && field->bits == 32 && field->plain;
}

static bool fits_redirect(const struct layout *layout, __u32 i)
{
	const struct layout_field *field = &layout->fields[i];

	return is_u32(field) || (field->kind == LAYOUT_STRUCT && field->bits == 64 &&
				 field->end == i + 3 && is_u32(&field[1]) && is_u32(&field[2]));
}

static bool hint_fits(const struct layout *layout, __u32 i, enum layout_hint hint)
{
	const struct layout_field *field = &layout->fields[i];

	switch (hint) {
	case HINT_IPV4:
		return fits_ipv4(layout, i);
	case HINT_IPV6:
		return fits_ipv6(layout, i);
	case HINT_MAC:
		return field->bits == 48 && (is_bytes(layout, i, 6) || is_composite(field));
	case HINT_LPM:
		return layout_lpm_address(layout, i);
	case HINT_PROTO:
	case HINT_IFINDEX:
	case HINT_UID:
		return is_int(field, 32);
	case HINT_NS:
	case HINT_KTIME:
		return is_int(field, 64);
	case HINT_CGROUP:
		return is_int(field, 64) && field->bits == 64;
	case HINT_HEX:
		return is_int(field, 128);
	case HINT_TEXT:
		return is_bytes(layout, i, 0) || field->kind == LAYOUT_TEXT;
	case HINT_KSYM:
		return fits_ksym(field);
	case HINT_STACK:
		return fits_stack(layout, i);
	case HINT_PROG:
		return is_int(field, 64) || is_pointer64(field);
	case HINT_MAP:
		return is_int(field, 64);
	case HINT_REDIRECT:
		return fits_redirect(layout, i);
	default:
		return true;
	}
}

static bool is_address(const struct layout *layout, __u32 i)
{
	__u8 hint = layout->fields[i].hint;

	return hint == HINT_IPV4 || hint == HINT_IPV6 ||
	       (hint != HINT_OFF &&
		(is_bytes(layout, i, 4) || is_bytes(layout, i, 16)));
}

__u32 layout_lpm_address(const struct layout *layout, __u32 field)
{
	const struct layout_field *root = &layout->fields[field], *len = root + 1;
	__u32 first = field + 2, end = root->end;

	if (root->kind != LAYOUT_STRUCT || end <= first || !len->plain || len->bits != 32 ||
	    len->is_signed || len->bit_off != root->bit_off)
		return 0;
	for (__u32 i = first; i < end; i = layout->fields[i].end) {
		if (!layout->fields[i].anonymous && is_address(layout, i))
			return i;
	}
	if (layout->fields[first].end == end && !layout->fields[first].anonymous &&
	    layout->fields[first].hint != HINT_OFF &&
	    (fits_ipv4(layout, first) || fits_ipv6(layout, first)))
		return first;
	return 0;
}

/* ---- setting ------------------------------------------------------------------------------- */

static void apply_lpm(struct layout *layout, __u32 i)
{
	struct layout_field *address = &layout->fields[layout_lpm_address(layout, i)];

	layout->fields[i].hint = HINT_LPM;
	address->hint = address->bits == 32 ? HINT_IPV4 : HINT_IPV6;
}

/* What the hint of a whole says about its parts. */
static void apply_parts(struct layout *layout, __u32 i, enum layout_hint hint)
{
	struct layout_field *field = &layout->fields[i];

	if (hint == HINT_LPM)
		apply_lpm(layout, i);
	if (hint == HINT_STACK && field[1].kind != LAYOUT_STRUCT)
		field[1].hint = HINT_KSYM;
	if (hint == HINT_REDIRECT && field->kind == LAYOUT_STRUCT)
		field[2].hint = HINT_PROG;
	for (__u32 k = i + 1; hint == HINT_OFF && k < field->end; k++)
		layout->fields[k].hint = HINT_OFF;
}

/* Gives a hint to a field, or to the elements that it fits. False when it fits nothing. */
static bool hint_apply(struct layout *layout, __u32 i, enum layout_hint hint)
{
	struct layout_field *field = &layout->fields[i];

	while (!hint_fits(layout, i, hint)) {
		if (field->kind != LAYOUT_ARRAY)
			return false;
		field = &layout->fields[++i];
	}
	field->hint = (__u8)hint;
	apply_parts(layout, i, hint);
	if (hint == HINT_PROG && field->kind == LAYOUT_POINTER) {
		field->kind = LAYOUT_INT;
		field->plain = true;
	}
	if (hint == HINT_TEXT && field->kind == LAYOUT_ARRAY) {
		field->kind = LAYOUT_TEXT;
		layout->lossy = true;
	}
	return true;
}

static int unknown_hint(const char *hint, struct err *err)
{
	BUF_CLEANUP struct buf names = {0};

	fail(err, ERR_USAGE, "unknown hint \"%s\"", hint);
	for (size_t i = 0; i < N_HINTS; i++) {
		buf_puts(&names, i ? ", " : "");
		buf_puts(&names, hint_names[i].name);
	}
	err_hint(err, "hints: %s", buf_cstr(&names));
	return ERR_USAGE;
}

int layout_set_hint(struct layout *layout, const char *path, const char *hint, struct err *err)
{
	enum layout_hint wanted = hint_by_name(hint);
	struct place place;
	int ret;

	if (!wanted)
		return unknown_hint(hint, err);
	ret = layout_find(layout, path, "", &place, err);
	if (ret)
		return ret;
	if (!hint_apply(layout, place.field, wanted))
		return fail(err, ERR_USAGE, "\"%s\" is no form for \"%s\", a field of type \"%s\"",
			    hint, path, layout->fields[place.field].type);
	return 0;
}

bool layout_hint(struct layout *layout, enum layout_hint hint)
{
	return hint_fits(layout, 0, hint) && hint_apply(layout, 0, hint);
}

void layout_hint_functions(struct layout *layout)
{
	for (__u32 i = 0; i < layout->n_fields; i++) {
		if (layout->fields[i].function && is_pointer64(&layout->fields[i]))
			hint_apply(layout, i, HINT_PROG);
	}
}

/* ---- guessing ------------------------------------------------------------------------------ */

/* True if the name is one of the words or ends in "_" and one of them. */
static bool name_like(const char *name, const char *const *words)
{
	size_t n = strlen(name);

	for (; *words; words++) {
		size_t len = strlen(*words);

		if (n >= len && !strcmp(name + n - len, *words) &&
		    (n == len || name[n - len - 1] == '_'))
			return true;
	}
	return false;
}

static bool address_name(const char *name)
{
	static const char *const words[] = {"saddr",     "daddr",    "ip",          "src_ip",
					    "dst_ip",    "src_addr", "dst_addr",    "local_addr",
					    "peer_addr", "ip_addr",  "remote_addr", "ip4",
					    "ipv4",      "addr4",    NULL};

	return name_like(name, words) || !strcmp(name, "addr") || !strcmp(name, "address");
}

static bool address6_name(const char *name)
{
	static const char *const words[] = {"ip6",    "ipv6",   "addr6", "v6",      "in6",
					    "saddr6", "daddr6", "addr",  "address", NULL};

	return address_name(name) || name_like(name, words);
}

static bool mac_name(const char *name)
{
	static const char *const words[] = {
		"mac",  "smac",   "dmac",  "addr",  "address", "hwaddr", "lladdr", "macaddr",
		"dest", "source", "saddr", "daddr", "eth",     "src",    "dst",    NULL};

	return name_like(name, words);
}

static enum layout_hint guess_int(const struct layout_field *field, const char *name)
{
	static const char *const proto[] = {"proto", "protocol", "nexthdr", NULL};
	static const char *const ifindex[] = {"ifindex", NULL};
	static const char *const uid[] = {"uid", "euid", NULL};
	static const char *const cgroup[] = {"cgroup_inode_id", "cgroup_id", "cgid", NULL};

	if (field->bitfield || field->little_endian)
		return HINT_NONE;
	if (field->bits == 32 && (field->big_endian || (!field->is_signed && address_name(name))))
		return HINT_IPV4;
	/* A __be16 protocol is an ethertype. */
	if (!field->big_endian && name_like(name, proto) && field->bits <= 32)
		return HINT_PROTO;
	if (field->bits == 32 && name_like(name, ifindex))
		return HINT_IFINDEX;
	if (field->bits == 32 && name_like(name, uid))
		return HINT_UID;
	if (field->bits == 64 && name_like(name, cgroup))
		return HINT_CGROUP;
	if (field->bits == 64 && strlen(name) > 3 && !strcmp(name + strlen(name) - 3, "_ns"))
		return HINT_NS;
	return HINT_NONE;
}

static enum layout_hint guess_array(const struct layout *layout, __u32 i, const char *name)
{
	const struct layout_field *element = &layout->fields[i + 1];

	if (fits_ipv6(layout, i) && (element->bits == 32 || element->bits == 8) &&
	    ((element->big_endian && element->bits == 32) || address6_name(name)))
		return HINT_IPV6;
	if (fits_ipv4(layout, i) && address_name(name))
		return HINT_IPV4;
	if (is_bytes(layout, i, 6) && mac_name(name))
		return HINT_MAC;
	return is_bytes(layout, i, 0) ? HINT_TEXT : HINT_NONE;
}

/* True if one of the union's members is an IPv6 address by itself. */
static bool holds_address6(const struct layout *layout, __u32 i)
{
	for (__u32 k = i + 1; k < layout->fields[i].end; k = layout->fields[k].end) {
		const struct layout_field *field = &layout->fields[k];

		if (is_bytes(layout, k, 16) ||
		    (is_ints(layout, k, 32) && field->count == 4) ||
		    !strcmp(field->type, "struct in6_addr"))
			return true;
	}
	return false;
}

static enum layout_hint guess_composite(const struct layout *layout, __u32 i, const char *name)
{
	const struct layout_field *field = &layout->fields[i];

	if (!strcmp(field->type, "struct in_addr") && fits_ipv4(layout, i))
		return HINT_IPV4;
	if (!strcmp(field->type, "struct in6_addr") && fits_ipv6(layout, i))
		return HINT_IPV6;
	if (field->kind == LAYOUT_UNION && !field->anonymous && fits_ipv6(layout, i) &&
	    address6_name(name) && holds_address6(layout, i))
		return HINT_IPV6;
	return HINT_NONE;
}

static enum layout_hint guess(const struct layout *layout, __u32 i)
{
	const struct layout_field *field = &layout->fields[i];
	__u32 named = i;

	/* Elements go by the name of their array. */
	while (named && layout->fields[layout->fields[named].parent].kind == LAYOUT_ARRAY)
		named = layout->fields[named].parent;
	switch (field->kind) {
	case LAYOUT_INT:
		return guess_int(field, layout->fields[named].name);
	case LAYOUT_ARRAY:
		return guess_array(layout, i, layout->fields[named].name);
	case LAYOUT_STRUCT:
	case LAYOUT_UNION:
		return guess_composite(layout, i, layout->fields[named].name);
	default:
		return HINT_NONE;
	}
}

static bool prefix_name(const char *name)
{
	return !strcmp(name, "prefixlen") || !strcmp(name, "prefix_len");
}

void layout_guess_hints(struct layout *layout)
{
	for (__u32 i = 0; i < layout->n_fields; i++) {
		struct layout_field *field = &layout->fields[i];
		enum layout_hint tag = field->hint;

		/* A tag's LPM waits until the hints of its members are known. */
		if (tag == HINT_LPM)
			continue;
		field->hint = HINT_NONE;
		if (!tag || !hint_apply(layout, i, tag))
			field->hint = (__u8)guess(layout, i);
	}
	for (__u32 i = 0; i < layout->n_fields; i++) {
		struct layout_field *field = &layout->fields[i];

		if (field->hint == HINT_LPM || (!field->hint && field->kind == LAYOUT_STRUCT &&
						i + 1 < field->end && prefix_name(field[1].name))) {
			field->hint = HINT_NONE;
			hint_apply(layout, i, HINT_LPM);
		}
	}
}
