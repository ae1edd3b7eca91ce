// SPDX-License-Identifier: GPL-2.0-or-later
/* Addresses, accepted wherever one fits: 10.0.0.1, fe80::1, 02:00:00:00:00:01, 10.0.0.0/8. */
#include <arpa/inet.h>

#include "btf/parse_impl.h"

struct addr {
	unsigned char bytes[16];
	unsigned int size; /* bytes: 4, 6, 16 */
	bool slash; /* "/LEN" stood behind it */
	struct word length;
};

static bool read_mac(const char *s, struct addr *addr)
{
	for (unsigned int i = 0; i < 6; i++, s += 3) {
		long byte = lex_hex(s, strnlen(s, 2), 2);

		if (byte < 0 || s[2] != (i < 5 ? ':' : '\0'))
			return false;
		addr->bytes[i] = (unsigned char)byte;
	}
	addr->size = 6;
	return true;
}

static bool addr_read(const struct word *word, struct addr *addr)
{
	char text[INET6_ADDRSTRLEN];
	const char *slash = memchr(word->s, '/', word->n);
	size_t n = slash ? (size_t)(slash - word->s) : word->n;

	if (n >= sizeof(text) || memchr(word->s, 0, n))
		return false;
	memset(addr, 0, sizeof(*addr));
	memcpy(text, word->s, n);
	text[n] = '\0';
	if (slash) {
		addr->slash = true;
		addr->length = (struct word){slash + 1, word->n - n - 1, word->quoted};
	}
	if (inet_pton(AF_INET, text, addr->bytes) == 1)
		addr->size = 4;
	else if (inet_pton(AF_INET6, text, addr->bytes) == 1)
		addr->size = 16;
	return addr->size || (!slash && read_mac(text, addr));
}

/* Of a union the first member that is as large as the address, of a struct the first. */
static __u32 inner_field(const struct layout *layout, __u32 i, __u32 bits)
{
	const struct layout_field *fields = layout->fields;
	__u32 child = i + 1;

	while (fields[i].kind == LAYOUT_UNION && child < fields[i].end &&
	       fields[child].bits != bits)
		child = fields[child].end;
	return child < fields[i].end ? child : 0;
}

/* True if a hint, which --as may put on any type of that size, says that it is such an address. */
static bool is_hinted(const struct layout_field *field, unsigned int size)
{
	return field->hint == (size == 4 ? HINT_IPV4 : size == 6 ? HINT_MAC : HINT_IPV6);
}

/* True if what is at the place is as a whole one address of that size. */
static bool takes_addr(const struct layout *layout, struct place at, unsigned int size)
{
	const struct layout_field *field = &layout->fields[at.field];
	__u32 i = at.field, bits = size * 8;

	if (place_bits(layout, at) != bits || field->bitfield || at.bit_off % 8)
		return false;
	if (is_hinted(field, size))
		return true;
	while (field->kind == LAYOUT_STRUCT || field->kind == LAYOUT_UNION) {
		i = inner_field(layout, i, bits);
		field = &layout->fields[i];
		if (!i || field->bits != bits)
			return false;
	}
	if (field->kind == LAYOUT_ARRAY && layout->fields[i + 1].kind == LAYOUT_INT)
		return size != 6 || field->stride == 1;
	return field->kind == LAYOUT_INT && size != 6;
}

/* ---- longest-prefix-match keys -------------------------------------------------------------- */

static bool is_lpm(const struct layout *layout, __u32 i)
{
	const struct layout_field *field = &layout->fields[i], *first = field + 1;

	if (field->kind != LAYOUT_STRUCT || i + 1 >= field->end || first->kind != LAYOUT_INT ||
	    first->bits != 32 || first->bitfield)
		return false;
	return field->hint == HINT_LPM || !strcmp(first->name, "prefixlen") ||
	       !strcmp(first->name, "prefix_len");
}

/* The LPM struct whose member the place is, directly or in anonymous members; its place in *lpm. */
static bool lpm_around(const struct layout *layout, struct place at, struct place *lpm)
{
	__u32 base = at.bit_off - layout->fields[at.field].bit_off, i = at.field;

	if (!i)
		return false;
	do {
		i = layout->fields[i].parent;
	} while (layout->fields[i].anonymous);
	*lpm = (struct place){i, base + layout->fields[i].bit_off};
	return is_lpm(layout, i);
}

/*
 * Stores LEN. The kernel counts prefixlen from the end of that field, so what stands between it and
 * the address has to match in full.
 */
static int lpm_store_length(struct parser *ps, struct place lpm, struct place at,
			    const struct addr *addr)
{
	struct place field = member_place(ps->layout, lpm, lpm.field + 1);
	struct number number = {.magnitude = addr->size * 8};
	__u32 between = at.bit_off - field.bit_off - 32;

	if (addr->slash && number_read(addr->length.s, addr->length.n, &number) != NUMBER_OK)
		return parser_fail(ps, at, &addr->length, "is not the length of a prefix");
	if (number.negative || number.overflow || number.magnitude > addr->size * 8)
		return parser_fail(ps, at, &addr->length, "is out of range (0..%u)",
				   addr->size * 8);
	return store_number(ps, field, between + number.magnitude);
}

/* A whole LPM key from ADDR/LEN; ADDR alone means all of its bits. */
static int lpm_store(struct parser *ps, struct place lpm, const struct addr *addr)
{
	__u32 member = layout_lpm_address(ps->layout, lpm.field);
	struct place at = member_place(ps->layout, lpm, member);
	int ret;

	if (!member || !takes_addr(ps->layout, at, addr->size))
		return 0;
	ret = lpm_store_length(ps, lpm, at, addr);
	if (!ret)
		ret = store_bytes(ps, at, addr->bytes, addr->size);
	return ret ? ret : 1;
}

int addr_store(struct parser *ps, struct place at, const struct word *word)
{
	struct addr addr;
	struct place lpm;
	int ret = 0;

	if (!addr_read(word, &addr))
		return 0;
	if (is_lpm(ps->layout, at.field))
		return lpm_store(ps, at, &addr);
	if (!takes_addr(ps->layout, at, addr.size))
		return 0;
	if (addr.slash && !lpm_around(ps->layout, at, &lpm))
		return parser_fail(ps, at, word,
				   "has a prefix length, but no prefixlen stands beside it");
	if (addr.slash)
		ret = lpm_store_length(ps, lpm, at, &addr);
	if (!ret)
		ret = store_bytes(ps, at, addr.bytes, addr.size);
	return ret ? ret : 1;
}
