// SPDX-License-Identifier: GPL-2.0-or-later
/* Where C puts the members of structs and unions; clang's way where gcc has another. */
#include "btf/ctype_impl.h"

static __u64 round_up(__u64 n, __u64 to)
{
	return (n + to - 1) / to * to;
}

static __u32 member_align(const struct ctype_aggregate *aggr, const struct ctype_member *m)
{
	__u32 align = aggr->attrs.packed || m->attrs.packed ? 1 : m->type.align;

	return align > m->attrs.align ? align : m->attrs.align;
}

/* A bitfield stays where it is unless it would cross a boundary of its type. */
static __u64 place_bitfield(const struct ctype_aggregate *aggr, const struct ctype_member *m,
			    __u64 at)
{
	bool packed = aggr->attrs.packed || m->attrs.packed;
	__u64 unit = 8 * m->type.size, align = 8 * (__u64)member_align(aggr, m);
	__u64 explicit_align = 8 * (__u64)m->attrs.align;

	if (!m->width)
		return round_up(at, 8 * (__u64)m->type.align);
	if (packed && !explicit_align)
		return at;
	if (at % align + (__u64)m->width > unit)
		return round_up(at, align);
	return explicit_align ? round_up(at, explicit_align) : at;
}

/* Returns the bit behind the member. */
static __u64 place_member(const struct ctype_aggregate *aggr, struct ctype_member *m, __u64 at)
{
	if (m->width >= 0) {
		m->bit_off = place_bitfield(aggr, m, at);
		return m->bit_off + (__u64)m->width;
	}
	m->bit_off = round_up(at, 8 * (__u64)member_align(aggr, m));
	return m->bit_off + 8 * m->type.size;
}

void ctype_place(struct ctype_aggregate *aggr)
{
	__u64 at = 0, end = 0, behind;
	__u32 align = aggr->attrs.align ? aggr->attrs.align : 1;

	for (size_t i = 0; i < aggr->n_members; i++) {
		struct ctype_member *m = &aggr->members[i];

		behind = place_member(aggr, m, at);
		end = behind > end ? behind : end;
		at = aggr->is_union ? 0 : behind;
		/* An unnamed bitfield moves others but does not raise the alignment. */
		if ((m->width < 0 || m->name[0]) && member_align(aggr, m) > align)
			align = member_align(aggr, m);
	}
	aggr->align = align;
	aggr->size = round_up(end, 8 * (__u64)align) / 8;
}
