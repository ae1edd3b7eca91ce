// SPDX-License-Identifier: GPL-2.0-or-later
/* KEY and VALUE: the keys of small maps, names of numbers, kernel objects, files. */
#include <stdlib.h>
#include <string.h>

#include "bpf/object.h"
#include "bpf/walk.h"
#include "cli/clock.h"
#include "commands/complete_map.h"
#include "commands/field.h"

/* Nobody picks from more keys, and nobody waits longer for them. */
enum {
	MAX_KEYS = 256,
	MAX_MS = 50
};

/* What stands beside a key of its value. */
enum { MAX_DESCRIPTION = 60 };

/* ---- keys ---- */

struct keys {
	const struct complete_query *query;
	const struct map *map;
	struct buf words;  /* NUL-terminated: a key, what is said of it, … */
	size_t n;
};

/* Cut where a character ends. */
static void add_cut(struct buf *out, const struct buf *text)
{
	size_t n = text->len;

	if (n > MAX_DESCRIPTION) {
		for (n = MAX_DESCRIPTION; n && ((unsigned char)text->data[n] & 0xc0) == 0x80;)
			n--;
	}
	buf_add(out, text->data, n);
	if (n < text->len)
		buf_puts(out, "…");
}

/* Text that would mean something else without its quotes: an option, a keyword, a file … */
static bool misread(const struct complete_query *query, const char *key)
{
	return strchr("-@[\"'", *key) || !strncmp(key, "hex:", 4) ||
	       (!query->introduced && cmd_takes_word(query->cmd, key));
}

static void keys_add(struct keys *keys, const unsigned char *key, const unsigned char *value)
{
	struct form form = {.hints = true, .raw = true,
			    .resolver = kernel_resolver(query_kernel(keys->query))};
	BUF_CLEANUP struct buf text = {0};
	size_t start = keys->words.len;

	layout_format_key(keys->map->key, key, &form, &keys->words);
	buf_putc(&keys->words, '\0');
	form.raw = false;
	if (!keys->words.oom && misread(keys->query, keys->words.data + start)) {
		keys->words.len = start;
		layout_format_key(keys->map->key, key, &form, &keys->words);
		buf_putc(&keys->words, '\0');
	}
	if (value && !keys->map->n_cpus)
		layout_format(keys->map->value, value, &form, &text);
	add_cut(&keys->words, &text);
	buf_putc(&keys->words, '\0');
	keys->n++;
}

static void keys_add_batch(struct keys *keys, const struct walk_batch *batch)
{
	for (size_t i = 0; i < batch->n && keys->n <= MAX_KEYS; i++) {
		bool unread = batch->errors && batch->errors[i];

		keys_add(keys, batch->keys + i * keys->map->info.key_size,
			 unread ? NULL : batch->values + i * keys->map->value_bytes);
	}
}

/* False: there are too many, or they cannot be read. */
static bool keys_read(struct keys *keys)
{
	const struct map *map = keys->map;
	__u64 until = clock_ms() + MAX_MS;
	struct walk *walk = NULL;
	struct err ignored = {0};
	struct walk_batch batch;
	int rc = walk_new(&walk, map, WALK_BEST, false, &ignored);

	while (!rc && keys->n <= MAX_KEYS && clock_ms() < until) {
		rc = walk_next(walk, &batch, &ignored);
		if (rc <= 0)
			break;
		rc = 0;
		keys_add_batch(keys, &batch);
	}
	walk_free(walk);
	err_clear(&ignored);
	return !rc && keys->n <= MAX_KEYS && clock_ms() < until;
}

/* Whoever spells a key out, field by field, wants no other. */
static bool key_begun(const struct complete_query *query, const struct map *map)
{
	const struct word_list *fields = query_given(query, "FIELD=VALUE");
	bool begun = false;

	for (size_t i = 0; fields && i < fields->n && !begun; i++) {
		BUF_CLEANUP struct buf path = {0};
		struct err ignored = {0};
		struct field_ref ref;

		buf_add(&path, fields->words[i], strcspn(fields->words[i], "="));
		begun = !field_find(map, buf_cstr(&path), &ref, &ignored) && ref.side == SIDE_KEY;
		err_clear(&ignored);
	}
	return begun;
}

static void add_keys(const struct complete_query *query, const struct map *map,
		     struct candidates *out)
{
	struct keys keys = {.query = query, .map = map};
	const char *at, *describe;

	if (!map->info.key_size || key_begun(query, map) ||
	    (map->type->can & TYPE_ARRAY && map->info.max_entries > MAX_KEYS))
		return;
	if (keys_read(&keys) && !keys.words.oom) {
		at = keys.words.data;
		for (size_t i = 0; i < keys.n; i++) {
			describe = at + strlen(at) + 1;
			candidates_add(out, at, *describe ? describe : NULL, 0);
			at = describe + strlen(describe) + 1;
		}
	}
	buf_free(&keys.words);
}

/* ---- objects ---- */

static void ask_for(const struct complete_query *query, enum complete_kind kind,
		    struct candidates *out)
{
	struct complete_query other = *query;

	other.kind = kind;
	other.n_before = 0;
	complete_candidates(&other, out);
}

static void add_reference(const struct complete_query *query, bool prog, const char *introducer,
			  struct candidates *out)
{
	static const char *const introducers[] = {"id", "name", "pinned", NULL};

	if (!introducer) {
		ask_for(query, prog ? COMPLETE_PROG : COMPLETE_MAP, out);
		if (query->introduced)
			candidates_add_names(out, introducers);
	} else if (!strcmp(introducer, "id")) {
		ask_for(query, prog ? COMPLETE_PROG_ID : COMPLETE_MAP_ID, out);
	} else if (!strcmp(introducer, "name")) {
		ask_for(query, prog ? COMPLETE_PROG_NAME : COMPLETE_MAP_NAME, out);
	} else if (!strcmp(introducer, "pinned")) {
		ask_for(query, prog ? COMPLETE_PROG_PIN : COMPLETE_MAP_PIN, out);
	}
}

/* Behind the word that introduces it, if that has been typed. */
static void add_object(const struct complete_query *query, enum object_kind kind,
		       struct candidates *out)
{
	const char *word = object_word(kind);
	bool named = word && query->n_before && !strcmp(query->before[0], word);
	size_t rest = query->n_before - named;
	const char *last = rest ? query->before[query->n_before - 1] : NULL;

	if (word && !query->n_before && query->introduced)
		candidates_add(out, word, NULL, 0);
	if (kind == OBJECT_MAP || kind == OBJECT_PROG)
		add_reference(query, kind == OBJECT_PROG, last, out);
	else if (!named || rest)
		return;
	else if (kind == OBJECT_TASK)
		ask_for(query, COMPLETE_PID, out);
	else if (kind == OBJECT_DEVICE)
		ask_for(query, COMPLETE_IFNAME, out);
	else if (kind == OBJECT_INODE || kind == OBJECT_CGROUP)
		out->files = true;
}

/* ---- files ---- */

/* @FILE: a shell finds no files behind the @. */
static void add_files(struct candidates *out)
{
	out->prefix++;
	out->lead++;
	candidates_add_files(out);
}

/* ---- all of it ---- */

static void add_variables(const struct map *map, struct candidates *out)
{
	const struct layout_field *fields = map->value->fields;

	for (__u32 i = 1; i < fields[0].end; i = fields[i].end)
		candidates_add(out, fields[i].name, fields[i].type, 0);
}

static void add_typed(const struct complete_query *query, const struct map *map, enum side side,
		      struct candidates *out)
{
	const struct place whole = {0};

	if (map_is_datasec(map) && side == SIDE_KEY) {
		add_variables(map, out);
		return;
	}
	if (!complete_literal(query, side_layout(map, side), whole, out))
		complete_place(query, side_layout(map, side), whole, out);
	if (side == SIDE_KEY)
		add_keys(query, map, out);
}

void complete_data(const struct complete_query *query, struct candidates *out)
{
	struct map *map = complete_open(query);
	enum object_kind kind;
	enum side side;

	if (!map)
		return;
	side = strstr(query->word->name, "VALUE") || !map->info.key_size ? SIDE_VALUE : SIDE_KEY;
	kind = side == SIDE_KEY ? map->type->key_object : map->type->value_object;
	if (!query->n_before && *out->prefix == '@')
		add_files(out);
	else if (kind != OBJECT_NONE)
		add_object(query, kind, out);
	else if (!query->n_before)
		add_typed(query, map, side, out);
	map_free(map);
}
