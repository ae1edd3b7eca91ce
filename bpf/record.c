// SPDX-License-Identifier: GPL-2.0-or-later
/* The types of records: those that the user named, else the map's own. */
#include <stdlib.h>
#include <string.h>

#include <bpf/btf.h>

#include "bpf/record_impl.h"
#include "bpf/stream.h"
#include "btf/ctype.h"

void records_free(struct records *records)
{
	for (size_t i = 0; i < records->n; i++) {
		layout_free(records->types[i].layout);
		free(records->types[i].name);
	}
	free(records->types);
	memset(records, 0, sizeof(*records));
}

static bool is_flexible(const struct layout *layout)
{
	for (__u32 i = 0; i < layout->n_fields; i++) {
		if (layout->fields[i].count == LAYOUT_FLEXIBLE)
			return true;
	}
	return false;
}

int records_add(struct records *records, const struct map *map, const struct btf *btf, __u32 id,
		const char *name, struct err *err)
{
	__s64 size = btf__resolve_size(btf, id);
	struct record_type *grown, type = {0};
	int rc;

	if (size <= 0 || size > 0x7fffffff)
		return fail(err, ERR_USAGE, "\"%s\" is no type of a record: it has no size", name);
	rc = layout_new(&type.layout, btf, id, (__u32)size, err);
	if (rc)
		return rc;
	type.record_size = stream_record_size(map, (__u32)size);
	type.flexible = is_flexible(type.layout);
	type.name = strdup(name);
	grown = reallocarray(records->types, records->n + 1, sizeof(*grown));
	if (!type.name || !grown) {
		layout_free(type.layout);
		free(type.name);
		records->types = grown ? grown : records->types;
		return fail_oom(err);
	}
	records->types = grown;
	records->types[records->n++] = type;
	return 0;
}

/* "event.pid=hex", but no C text with an enum in it. */
static bool is_hint(const char *word)
{
	return strchr(word, '=') && !strpbrk(word, "{;");
}

/* Where the name is: the given BTF, the map's, or a program's. NULL: in none of them. */
static const struct btf *find_named(const char *text, const struct map *map,
				    const struct btf *given, const struct senders *senders,
				    __u32 *id)
{
	if (given) {
		*id = ctype_find(given, text);
		return given;
	}
	*id = map->btf ? ctype_find(map->btf, text) : 0;
	if (*id)
		return map->btf;
	for (size_t i = 0; i < senders->n; i++) {
		const struct btf *btf = senders->list[i].btf;

		*id = btf ? ctype_find(btf, text) : 0;
		if (*id)
			return btf;
	}
	return map->btf;
}

/* Records are told apart by their size alone. */
static int check_sizes(const struct records *records, struct err *err)
{
	const struct record_type *last = &records->types[records->n - 1];

	for (size_t i = 0; i + 1 < records->n; i++) {
		const struct record_type *type = &records->types[i];

		if (type->record_size == last->record_size && type->flexible == last->flexible)
			return fail(err, ERR_USAGE, "--as \"%s\" and \"%s\" both have %u bytes",
				    type->name, last->name, last->record_size);
	}
	return 0;
}

static int add_named(struct records *records, const struct map *map, const char *text,
		     const struct btf *given, const struct senders *senders, struct err *err)
{
	__u32 id = 0;
	const struct btf *source = find_named(text, map, given, senders, &id);
	struct btf *btf;
	int rc;

	if (id)
		return records_add(records, map, source, id, text, err);
	btf = btf__new_empty();
	if (!btf)
		return fail_oom(err);
	rc = ctype_compile(btf, text, "record", source, kernel_resolver(map->kernel), err);
	if (rc >= 0)
		rc = records_add(records, map, btf, (__u32)rc, text, err);
	btf__free(btf);
	return rc;
}

static int set_hint(struct records *records, const char *word, struct err *err)
{
	BUF_CLEANUP struct buf path = {0};
	const char *equals = strrchr(word, '=');
	struct err first = {0};
	bool set = false;

	buf_add(&path, word, (size_t)(equals - word));
	for (size_t i = 0; i < records->n; i++) {
		struct layout *layout = records->types[i].layout;
		struct err why = {0};
		const char *at = buf_cstr(&path);
		struct place place;

		at += strncmp(at, "value.", 6) ? 0 : 6;
		if (!layout_find(layout, at, "value", &place, &why) &&
		    !layout_set_hint(layout, at, equals + 1, &why))
			set = true;
		else if (!first.code)
			first = why;
	}
	if (set)
		return 0;
	if (!first.code)
		fail(&first, ERR_USAGE, "the type of the records is not known");
	*err = first;
	err_prefix(err, "--as \"%s\"", word);
	return err->code;
}

/* `struct event[0]`, or the type itself. 0: the map does not say. */
static __u32 own_type(const struct map *map)
{
	const struct btf_type *type;
	__u32 id = map->info.btf_value_type_id;
	int resolved = map->btf && id ? btf__resolve_type(map->btf, id) : -1;

	type = resolved > 0 ? btf__type_by_id(map->btf, (__u32)resolved) : NULL;
	if (!type)
		return 0;
	if (btf_is_array(type))
		id = btf_array(type)->type;
	return btf__resolve_size(map->btf, id) > 0 ? id : 0;
}

static int add_own(struct records *records, const struct map *map, __u32 id, struct err *err)
{
	BUF_CLEANUP struct buf name = {0};

	ctype_name(map->btf, id, &name);
	return records_add(records, map, map->btf, id, buf_cstr(&name), err);
}

static int find_with(struct records *records, const struct map *map,
		     const struct record_words *words, const struct btf *given,
		     const struct senders *senders, struct buf *notes, struct err *err)
{
	__u32 own = given ? 0 : own_type(map);
	int rc = 0;

	for (size_t i = 0; !rc && i < words->n_as; i++) {
		if (!is_hint(words->as[i]))
			rc = add_named(records, map, words->as[i], given, senders, err);
		if (!rc && records->n)
			rc = check_sizes(records, err);
	}
	if (!rc && !records->n)
		rc = own ? add_own(records, map, own, err)
			 : records_guess(records, map, senders, given, notes, err);
	for (size_t i = 0; !rc && i < words->n_as; i++) {
		if (is_hint(words->as[i]))
			rc = set_hint(records, words->as[i], err);
	}
	return rc;
}

int records_find(struct records *records, const struct map *map, const struct record_words *words,
		 struct buf *notes, struct err *err)
{
	const struct btf *given = NULL;
	struct senders senders = {0};
	int rc;

	if (words->btf) {
		given = map_btf_source(map->kernel, words->btf, err);
		if (!given)
			return err->code;
	}
	rc = own_type(map) && !words->n_as && !given ? 0 : senders_find(&senders, map, err);
	if (!rc)
		rc = find_with(records, map, words, given, &senders, notes, err);
	senders_free(&senders);
	return rc;
}

const struct record_type *records_of_size(struct records *records, __u32 size)
{
	for (size_t i = 0; i < records->n; i++) {
		if (records->types[i].record_size == size && !records->types[i].flexible)
			return &records->types[i];
	}
	for (size_t i = 0; i < records->n; i++) {
		struct record_type *type = &records->types[i];

		if (!type->flexible || size < type->record_size)
			continue;
		type->layout->size = size; /* bounds the last array */
		return type;
	}
	return NULL;
}
