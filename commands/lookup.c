// SPDX-License-Identifier: GPL-2.0-or-later
/* lookup and getnext: one entry, and the key behind one. */
#include <stdlib.h>
#include <string.h>

#include "bpf/described.h"
#include "bpf/entry.h"
#include "bpf/owner.h"
#include "commands/data.h"
#include "commands/view.h"

struct lookup_args {
	struct target_args target;
	struct typing_args typing;
	struct data_args data;
	const char *cpu;
	const char *flags;
};

static const struct word lookup_words[] = {
	TARGET_MAP(struct lookup_args, target),
	DATA_KEY(struct lookup_args, data, 0),
	DATA_FIELDS(struct lookup_args, data),
	{.name = "flags", .meta = "FLAGS", .type = WORD_TEXT, .flags = WORD_KEYWORD,
	 .complete = COMPLETE_ELEM_FLAGS,
	 .help = "lock, or the kernel's number", WORD_AT(struct lookup_args, flags)},
	{.name = "--cpu", .meta = "N|sum|max|min", .type = WORD_TEXT, .flags = WORD_OPTION,
	 .complete = COMPLETE_CPU,
	 .help = "of per-CPU values one CPU's, or all put together",
	 WORD_AT(struct lookup_args, cpu)},
	DATA_ZERO_KEY(struct lookup_args, data),
	TARGET_NARROW(struct lookup_args, target),
	TARGET_NEWEST(struct lookup_args, target),
	TYPING_WORDS(struct lookup_args, typing),
	{0},
};

/*
 * Bloom filters have no keys: what is looked up is a value, and the answer is whether it is there.
 */
static int bloom_value(const struct run *run, const struct map *map, const struct data_args *args,
		       struct data *data, struct err *err)
{
	struct data_args as_value = {.value = args->key, .fields = args->fields};

	data->value = calloc(1, map->value_bytes);
	if (!data->value)
		return fail_oom(err);
	return data_read_value(run, map, &as_value, data, err);
}

/* The kernel gives no more of a socket than its cookie, if that, and of other objects nothing. */
static bool walks(const struct map *map)
{
	return map->type->value_object == OBJECT_SOCKET ||
	       (map->info.key_size && !(map->type->can & TYPE_LOOKUP));
}

static int find_value(struct map *map, const struct lookup_args *args, struct data *data,
		      __u64 flags, struct err *err)
{
	const char *key_text = buf_cstr(&data->key_text);
	int rc = 0;

	if (walks(map) && !args->flags) {
		rc = entry_check_key(map, data->key, err);
		rc = rc ? rc : map_describe(map, err);
	}
	if (!rc && !data->value)
		data->value = calloc(1, map->value_bytes + 1u);
	if (!rc && !data->value)
		rc = fail_oom(err);
	if (rc)
		return rc;
	return map->described ? described_lookup(map, data->key, data->value, key_text, err)
			      : entry_lookup(map, data->key, data->value, flags, key_text, err);
}

static int read_words(const struct run *run, struct map *map, const struct lookup_args *args,
		      struct data *data, __u64 *flags, struct err *err)
{
	int rc;

	if (map->info.type == MAP_BLOOM_FILTER) {
		rc = bloom_value(run, map, &args->data, data, err);
	} else {
		rc = data_only_key(map, &args->data, "lookup", err);
		if (!rc)
			rc = data_read_key(run, map, &args->data, data, err);
	}
	if (!rc && args->flags)
		rc = data_read_flags(map, &args->typing, args->flags, flags, err);
	return rc;
}

/* A storage's owner is shown as in dump; a socket where it can be, it takes a program. */
static int describe_owner(struct map *map, struct data *data, struct err *err)
{
	int rc;

	if (data->key_fd < 0 || !owner_known(map->type->key_object))
		return 0;
	if (map->type->key_object == OBJECT_SOCKET && !described_loads(map->info.type))
		return 0;
	rc = map_describe(map, err);
	if (rc)
		return rc;
	free(data->key);
	data->key = calloc(1, map->key_bytes);
	if (!data->key)
		return fail_oom(err);
	buf_reset(&data->key_owner);
	return owner_describe(map, data->key_fd, data->key, err);
}

static int show_entry(const struct run *run, const struct map *map,
		      const struct lookup_args *args, const struct data *data, struct err *err)
{
	struct view_options options = {
		.parts = (data->key ? VIEW_KEY : 0) | VIEW_VALUE,
		.one = true,
		.show_empty_cpus = true,
		.owner = data->key_owner.len ? &data->key_owner : NULL,
	};
	struct view *view = NULL;
	int rc;

	if (run->opt->emit.format == EMIT_RAW)
		options.parts = VIEW_VALUE;
	rc = cpu_choice_parse(args->cpu, map, &options.cpu, err);
	if (!rc)
		rc = view_new(&view, run, map, &options, NULL, err);
	if (!rc)
		rc = view_entry(view, data->key, data->value, 0,
				data->has_variable ? &data->variable : NULL, err);
	if (!rc)
		rc = view_end(view, err);
	view_free(view);
	return rc;
}

static int lookup_run(struct run *run, const void *arg, struct err *err)
{
	const struct lookup_args *args = arg;
	DATA_CLEANUP struct data data;
	MAP_CLEANUP struct map *map = NULL;
	__u64 flags = 0;
	int rc;

	data_init(&data);
	rc = target_open(run, &args->target, &args->typing, MAP_READ, &map, err);
	if (!rc)
		rc = read_words(run, map, args, &data, &flags, err);
	if (rc || run->opt->dry_run) /* of a batch: an earlier line may make what is read */
		return rc;
	rc = find_value(map, args, &data, flags, err);
	if (!rc)
		rc = describe_owner(map, &data, err);
	return rc ? rc : show_entry(run, map, args, &data, err);
}

const struct cmd cmd_lookup = {
	.name = "lookup",
	.group = "look",
	.brief = "the entry of one key",
	.about = "Prints one entry. Exit status 3 when there is none. Of a queue or stack it\n"
		 "shows the next element and consumes nothing; of a bloom filter it tells\n"
		 "whether the value is there; of an lpm_trie it is the entry of the longest\n"
		 "prefix that holds KEY, shown under KEY as it was asked. In a .bss, .data or\n"
		 ".rodata map a variable's name is the key. A socket shows as in dump.",
	.examples = "mapctl lookup config 1000\n"
		    "mapctl lookup flows saddr=10.0.0.1 daddr=10.0.0.2 dport=443 proto=tcp\n"
		    "mapctl -r lookup prog.bss debug\n",
	.words = lookup_words,
	.columns = view_listed_columns,
	.flags = CMD_FIELD_COLUMNS,
	.args_size = sizeof(struct lookup_args),
	.run = lookup_run,
};

struct getnext_args {
	struct target_args target;
	struct typing_args typing;
	struct data_args data;
};

static const struct word getnext_words[] = {
	TARGET_MAP(struct getnext_args, target),
	DATA_KEY(struct getnext_args, data, 0),
	DATA_FIELDS(struct getnext_args, data),
	DATA_ZERO_KEY(struct getnext_args, data),
	TARGET_NARROW(struct getnext_args, target),
	TARGET_NEWEST(struct getnext_args, target),
	TYPING_WORDS(struct getnext_args, typing),
	{0},
};

struct key_cell {
	const struct run *run;
	const struct layout *layout;
	const void *key;
};

static void add_key_cell(struct buf *out, enum cell_form form, const void *arg)
{
	const struct key_cell *cell = arg;
	struct form how = run_form(cell->run, form);
	size_t start = out->len;

	if (csv_wants_json(form, cell->layout, (struct place){0})) {
		add_key_cell(out, CELL_FORM_JSON, arg);
		if (csv_keeps_json(out, start))
			return;
	}
	layout_format_key(cell->layout, cell->key, &how, out);
}

static const struct emit_column getnext_columns[] = {
	{.name = "next_key", .help = "the key behind the one that was given, or the first"},
	{.name = "key", .help = "the key that was given"},
	{0},
};

/* bpftool's two members: the key that was given, and the one behind it. */
static int show_next(const struct run *run, const struct map *map, const void *key,
		     const void *next, struct err *err)
{
	struct key_cell given = {run, map->key, key}, found = {run, map->key, next};
	const struct cell all[] = {
		{.type = CELL_CALL, .call = {add_key_cell, &found}},
		{.type = key ? CELL_CALL : CELL_ABSENT, .call = {add_key_cell, &given}},
	};
	/* a script that asks for raw text wants the key behind */
	size_t n = !key || run->opt->emit.format == EMIT_RAW ? 1 : 2;

	return picked_one(run, getnext_columns, run->opt->columns ? 2 : n, all, err);
}

/* The kernel begins anew behind a key that is not there, which looks like an answer. */
static int note_absent(const struct run *run, const struct map *map, struct data *data,
		       struct err *err)
{
	void *value;
	int rc;

	if (map->type->can & TYPE_ARRAY)
		return 0;
	value = calloc(1, map->value_bytes + 1u);
	if (!value)
		return fail_oom(err);
	rc = entry_lookup_own(map, data->key, value, 0, NULL, NULL);
	free(value);
	if (rc == -ENOENT)
		run_note(run, "key %s is not in map \"%s\": the next one is the map's first",
			 buf_cstr(&data->key_text), map->name);
	return 0;
}

static int getnext_run(struct run *run, const void *arg, struct err *err)
{
	const struct getnext_args *args = arg;
	DATA_CLEANUP struct data data;
	MAP_CLEANUP struct map *map = NULL;
	unsigned char *next;
	int rc;

	data_init(&data);
	rc = target_open(run, &args->target, &args->typing, MAP_READ, &map, err);
	if (!rc)
		rc = data_only_key(map, &args->data, "getnext", err);
	if (!rc && data_has_key(map, &args->data))
		rc = data_read_key(run, map, &args->data, &data, err);
	if (rc || run->opt->dry_run)
		return rc;
	next = calloc(1, map->info.key_size + 1u);
	if (!next)
		return fail_oom(err);
	rc = entry_next_key(map, data.key, next, buf_cstr(&data.key_text), err);
	if (!rc && data.key)
		rc = note_absent(run, map, &data, err);
	if (!rc)
		rc = show_next(run, map, data.key, next, err);
	free(next);
	return rc;
}

const struct cmd cmd_getnext = {
	.name = "getnext",
	.group = "look",
	.brief = "the key behind a key, or the first one",
	.about = "Prints the key that the kernel gives after KEY, without one the first key.\n"
		 "Exit status 3 at the map's end. After a key that is not there the kernel gives\n"
		 "the first key again, which a note says.",
	.examples = "mapctl getnext config\n"
		    "mapctl -r getnext config 501\n",
	.words = getnext_words,
	.columns = getnext_columns,
	.args_size = sizeof(struct getnext_args),
	.run = getnext_run,
};
