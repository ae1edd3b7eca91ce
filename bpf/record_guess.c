// SPDX-License-Identifier: GPL-2.0-or-later
/* Guesses the types of records by their constant sizes in the programs that send them. */
#include <stdlib.h>
#include <string.h>

#include <bpf/btf.h>

#include "bpf/caps.h"
#include "bpf/record_impl.h"
#include "bpf/stream.h"
#include "btf/ctype.h"

/* The candidates that are named. */
enum { MAX_NAMED = 16 };

/* Types whose records have one size, in one BTF or several. */
struct guess {
	struct records *records;
	const struct map *map;
	__u32 size; /* that was found first: perf pads others to the same */
	const struct btf *btf; /* of the first */
	__u32 id;
	size_t n;
	struct buf names; /* "struct a, struct b" */
};

/* Named structs, unions, and typedefs of those without a tag: what records are. */
static bool may_be_record(const struct btf *btf, __u32 id)
{
	const struct btf_type *type = btf__type_by_id(btf, id), *of;

	if (btf_is_struct(type) || btf_is_union(type))
		return type->name_off != 0;
	if (!btf_is_typedef(type))
		return false;
	of = btf__type_by_id(btf, type->type);
	return of && btf_is_composite(of) && !of->name_off;
}

/* What the kernel has, too, is part of a context or of something that the program looked at. */
static bool is_kernels(const struct map *map, const struct btf *btf, __u32 id)
{
	const struct btf_type *type = btf__type_by_id(btf, id);
	const struct btf *vmlinux = kernel_vmlinux(map->kernel);
	const char *name = btf__name_by_offset(btf, type->name_off);
	int same =
		vmlinux && name ? btf__find_by_name_kind(vmlinux, name, btf_kind(type)) : -ENOENT;

	return same > 0 && btf__resolve_size(vmlinux, (__u32)same) == btf__resolve_size(btf, id);
}

static bool has_name(const struct buf *names, const struct buf *name)
{
	const char *at = names->data, *end = names->data + names->len;

	while (at && (at = memmem(at, (size_t)(end - at), name->data, name->len))) {
		if (at + name->len == end || at[name->len] == ',')
			return true;
		at++;
	}
	return false;
}

static void guess_in(struct guess *guess, const struct btf *btf, __u32 size)
{
	for (__u32 id = 1; id < btf__type_cnt(btf) && guess->n <= MAX_NAMED; id++) {
		BUF_CLEANUP struct buf name = {0};

		if (!may_be_record(btf, id) || btf__resolve_size(btf, id) != size ||
		    is_kernels(guess->map, btf, id))
			continue;
		ctype_name(btf, id, &name);
		if (has_name(&guess->names, &name))
			continue;
		if (!guess->n++) {
			guess->btf = btf;
			guess->id = id;
		} else {
			buf_puts(&guess->names, ", ");
		}
		if (guess->n > MAX_NAMED) {
			buf_puts(&guess->names, "…");
			return;
		}
		buf_add(&guess->names, name.data, name.len);
	}
}

/* `sender`: the program in whose BTF it is; NULL: it is in the BTF that was given. */
static int take(struct guess *guess, const char *sender, struct buf *notes, struct err *err)
{
	const char *names = buf_cstr(&guess->names);

	if (!guess->n)
		return 0;
	if (guess->n == 1) {
		buf_printf(notes, "records of %u bytes are shown as \"%s\", the only type of that "
			   "size in ", guess->size, names);
		if (sender)
			buf_printf(notes, "program \"%s\"\n", sender);
		else
			buf_puts(notes, "--btf\n");
		return records_add(guess->records, guess->map, guess->btf, guess->id, names, err);
	}
	buf_printf(notes, "records of %u bytes are shown as hex, they may be: %s; "
		   "choose with --as 'struct …'\n", guess->size, names);
	return 0;
}

static bool is_same(const struct map *map, __u32 a, __u32 b)
{
	return stream_record_size(map, a) == stream_record_size(map, b);
}

/* Whether a sender before this one sends records of this size, or it does by a call before. */
static bool was_guessed(const struct map *map, const struct senders *senders, size_t sender,
			size_t call)
{
	__u32 size = senders->list[sender].sizes[call];

	for (size_t i = 0; i <= sender; i++) {
		size_t n = i < sender ? senders->list[i].n_sizes : call;

		for (size_t j = 0; j < n; j++) {
			if (is_same(map, senders->list[i].sizes[j], size))
				return true;
		}
	}
	return false;
}

static int guess_size(struct records *records, const struct map *map,
		      const struct senders *senders, size_t first, __u32 size,
		      const struct btf *given, struct buf *notes, struct err *err)
{
	struct guess guess = {.records = records, .map = map, .size = size};
	int rc;

	for (size_t i = first; i < senders->n; i++) {
		const struct sender *sender = &senders->list[i];
		const struct btf *btf = given ? given : sender->btf;

		for (size_t j = 0; btf && j < sender->n_sizes; j++) {
			if (is_same(map, sender->sizes[j], size))
				guess_in(&guess, btf, sender->sizes[j]);
		}
	}
	rc = take(&guess, given ? NULL : senders->list[first].name, notes, err);
	buf_free(&guess.names);
	return rc;
}

int records_guess(struct records *records, const struct map *map, const struct senders *senders,
		  const struct btf *given, struct buf *notes, struct err *err)
{
	size_t before = notes->len;
	int rc = 0;

	for (size_t i = 0; i < senders->n; i++) {
		const struct sender *sender = &senders->list[i];

		for (size_t j = 0; !rc && j < sender->n_sizes; j++) {
			if (!was_guessed(map, senders, i, j))
				rc = guess_size(records, map, senders, i, sender->sizes[j], given,
						notes, err);
		}
	}
	if (!rc && notes->len == before)
		buf_printf(notes,
			   "the type of the records is not known%s, they are shown as hex; "
			   "--as 'struct …' tells it, --btf where it is declared\n",
			   caps_allow(OP_BY_ID) ? ""
						: " (CAP_SYS_ADMIN is missing to look for it)");
	return rc;
}
