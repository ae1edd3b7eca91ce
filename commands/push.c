// SPDX-License-Identifier: GPL-2.0-or-later
/* push and pop: values without keys, into queues, stacks, bloom filters and user ring buffers. */
#include <stdlib.h>
#include <string.h>

#include "bpf/entry.h"
#include "bpf/record.h"
#include "bpf/user_ring.h"
#include "commands/data.h"
#include "commands/view.h"

struct push_args {
	struct target_args target;
	struct typing_args typing;
	struct data_args data;
	bool evict;
};

static const struct word push_words[] = {
	TARGET_MAP(struct push_args, target),
	DATA_VALUE(struct push_args, data, 0),
	DATA_FIELDS(struct push_args, data),
	{.name = "--evict", .type = WORD_FLAG, .flags = WORD_OPTION,
	 .help = "drop the oldest element of a queue or stack that is full",
	 WORD_AT(struct push_args, evict)},
	TARGET_NARROW(struct push_args, target),
	{.name = "--types", .meta = "KEY VALUE", .type = WORD_PAIR, .flags = WORD_OPTION,
	 .complete = COMPLETE_C_TYPE,
	 .help = "C types or type names; KEY is ignored", WORD_AT(struct push_args, typing.types)},
	{.name = "--btf", .meta = "FILE|id N|prog REF", .type = WORD_SOURCE, .flags = WORD_OPTION,
	 .help = "where the names of types are looked for",
	 WORD_AT(struct push_args, typing.btf)},
	{.name = "--as", .meta = "TYPE|PATH=HINT", .type = WORD_LIST, .flags = WORD_OPTION,
	 .complete = COMPLETE_HINT,
	 .help = "to a user ring buffer: the record's type, 'struct command'",
	 WORD_AT(struct push_args, typing.as)},
	{0},
};

static int check_type(const struct map *map, struct err *err)
{
	if (type_takes_values(map->type))
		return 0;
	fail(err, ERR_USAGE, "map \"%s\" takes no values without a key: its type is %s", map->name,
	     map->type->name);
	err_hint(err,
		 "push is for queue, stack, bloom_filter and user_ringbuf; `update` for others");
	return ERR_USAGE;
}

/* Bytes that the words stand for where no type is known; 0: they are no bytes. */
static __u32 bytes_given(const struct data_words *value)
{
	const char *word = value->n ? value->words[0] : "";
	size_t n = value->n;

	if (n == 1 && !strncmp(word, "hex:", 4))
		n = strlen(word + 4) / 2;
	else if (!value->introduced)
		n = 0;
	else if (n && !strcmp(word, "hex"))
		n--;
	return n < 1u << 30 ? (__u32)n : 0;
}

/* A ring has no value size: the record's type or the bytes given tell it. */
static int type_record(struct map *map, const struct push_args *args, struct err *err)
{
	BUF_CLEANUP struct buf btf = {0}, ignored = {0};
	struct records records = {0};
	struct record_words words = {
		.as = args->typing.as.words,
		.n_as = args->typing.as.n,
		.btf = join_words(&args->typing.btf, &btf),
	};
	struct layout *layout = NULL;
	int rc = 0;

	if (!words.n_as && args->typing.types[1]) {
		words.as = &args->typing.types[1];
		words.n_as = 1;
	}
	if (words.n_as || map->info.btf_value_type_id)
		rc = records_find(&records, map, &words, &ignored, err);
	if (!rc && records.n) {
		layout = records.types[0].layout;
		records.types[0].layout = NULL;
	} else if (!rc) {
		rc = layout_new_bytes(&layout, bytes_given(&args->data.value), err);
	}
	records_free(&records);
	if (rc)
		return rc;
	layout_free(map->value);
	map->value = layout;
	map->info.value_size = layout->size;
	return 0;
}

static int type_value(const struct run *run, struct map *map, const struct typing_args *typing,
		      struct err *err)
{
	BUF_CLEANUP struct buf notes = {0}, btf = {0};
	const struct map_types types = {
		.value = typing->types[1],
		.btf = join_words(&typing->btf, &btf),
		.hints = typing->as.words,
		.n_hints = typing->as.n,
	};
	int rc = map_open_types(map, &types, &notes, err);

	run_notes(run, &notes);
	return rc;
}

static int open_target(const struct run *run, const struct push_args *args, struct map **map,
		       struct err *err)
{
	int rc = target_open_plain(run, &args->target, MAP_WRITE, map, err);

	if (!rc)
		rc = check_type(*map, err);
	if (!rc && (*map)->info.type != MAP_USER_RINGBUF)
		return type_value(run, *map, &args->typing, err);
	if (!rc)
		rc = map_open_types(*map, NULL, NULL, err);
	return rc ? rc : type_record(*map, args, err);
}

static int send(const struct run *run, const struct map *map, const struct push_args *args,
		const void *value, struct err *err)
{
	bool ring = map->info.type == MAP_USER_RINGBUF;
	int rc;

	if (!ring && !run->opt->dry_run)
		return entry_update(map, NULL, value, args->evict ? BPF_EXIST : BPF_ANY, "", err);
	rc = ring ? user_ring_check(map, err) : dry_run_check(run, map, false, err);
	if (rc || run->opt->dry_run)
		return rc;
	return user_ring_send(map, value, map->info.value_size, err);
}

static int show_pushed(const struct run *run, const struct map *map, const void *value,
		       struct err *err)
{
	struct form form = run_form(run, CELL_FORM_TABLE);
	BUF_CLEANUP struct buf line = {0};
	int rc;

	buf_puts(&line, run->opt->dry_run ? "would push " : "pushed ");
	layout_format(map->value, value, &form, &line);
	rc = run_result_line(run, buf_cstr(&line), err);
	return rc ? rc : run_changed(run, 1, err);
}

static int push_run(struct run *run, const void *arg, struct err *err)
{
	const struct push_args *args = arg;
	DATA_CLEANUP struct data data;
	MAP_CLEANUP struct map *map = NULL;
	int rc;

	data_init(&data);
	rc = open_target(run, args, &map, err);
	if (!rc && args->evict && !type_is_queue(map->type))
		rc = fail(err, ERR_USAGE, "--evict means nothing to maps of type %s",
			  map->type->name);
	data.value = rc ? NULL : calloc(1, map->info.value_size + 1u);
	if (!rc && !data.value)
		rc = fail_oom(err);
	if (!rc)
		rc = data_read_value(run, map, &args->data, &data, err);
	if (!rc)
		rc = send(run, map, args, data.value, err);
	if (rc)
		return rc;
	dry_run_changed(run, map, NULL);
	return show_pushed(run, map, data.value, err);
}

const struct cmd cmd_push = {
	.name = "push",
	.alias = "enqueue",
	.group = "change",
	.brief = "add a value to a queue, stack, bloom filter or user ring buffer",
	.about = "Adds VALUE. A queue or stack that is full refuses it, or with --evict drops its\n"
		 "oldest element. A record for a user_ringbuf is read by --as, or by the map's\n"
		 "BTF; bytes (hex:…) need no type. While another process has such a ring open\n"
		 "for sending it is refused: two senders overwrite each other's records.",
	.examples = "mapctl push jobs '{id: 7, prio: 1}'\n"
		    "mapctl push commands --as 'struct command' op=1 arg=5\n"
		    "mapctl push seen hex:0a000001\n",
	.words = push_words,
	.flags = CMD_WRITES,
	.args_size = sizeof(struct push_args),
	.run = push_run,
};

struct pop_args {
	struct target_args target;
	struct typing_args typing;
};

static const struct word pop_words[] = {
	TARGET_MAP(struct pop_args, target),
	TARGET_NARROW(struct pop_args, target),
	TYPING_WORDS(struct pop_args, typing),
	{0},
};

static int show_value(const struct run *run, const struct map *map, const void *value,
		      struct err *err)
{
	struct view_options options = {.parts = VIEW_VALUE, .one = true};
	struct view *view = NULL;
	int rc = view_new(&view, run, map, &options, NULL, err);

	if (!rc)
		rc = view_entry(view, NULL, value, 0, NULL, err);
	if (!rc)
		rc = view_end(view, err);
	view_free(view);
	return rc;
}

/* What is shown is chosen before anything is taken: an unknown column costs no element. */
static int check_columns(const struct run *run, const struct map *map, struct err *err)
{
	struct view_options options = {.parts = VIEW_VALUE, .one = true};
	struct view *view = NULL;
	int rc = view_new(&view, run, map, &options, NULL, err);

	view_free(view);
	return rc;
}

static int pop_or_peek(const struct run *run, const struct pop_args *args, bool keep,
		       struct err *err)
{
	MAP_CLEANUP struct map *map = NULL;
	unsigned char *value = NULL;
	int rc = target_open(run, &args->target, &args->typing, keep ? MAP_READ : MAP_WRITE, &map,
			     err);

	if (!rc)
		rc = check_columns(run, map, err);
	if (!rc && !keep && dry_run_unsure(run, map, NULL)) {
		run_note(run, "lines before it decide which element it takes, if any");
		return 0;
	}
	value = rc ? NULL : calloc(1, map->info.value_size + 1u);
	if (!rc && !value)
		rc = fail_oom(err);
	if (!rc)
		rc = entry_take(map, keep || run->opt->dry_run, value, err);
	if (!rc && !keep)
		dry_run_changed(run, map, NULL);
	if (!rc)
		rc = show_value(run, map, value, err);
	free(value);
	return rc;
}

static int pop_run(struct run *run, const void *arg, struct err *err)
{
	return pop_or_peek(run, arg, false, err);
}

static int peek_run(struct run *run, const void *arg, struct err *err)
{
	return pop_or_peek(run, arg, true, err);
}

const struct cmd cmd_pop = {
	.name = "pop",
	.alias = "dequeue",
	.group = "change",
	.brief = "take the next element of a queue or stack",
	.about = "Prints the element and removes it; --dry-run only prints it. Exit status 3\n"
		 "when there is none.",
	.examples = "mapctl -j pop jobs\n",
	.words = pop_words,
	.columns = view_listed_columns,
	.flags = CMD_WRITES | CMD_FIELD_COLUMNS,
	.args_size = sizeof(struct pop_args),
	.run = pop_run,
};

const struct cmd cmd_peek = {
	.name = "peek",
	.group = "look",
	.brief = "the next element of a queue or stack",
	.about = "Prints the element and leaves it there. Exit status 3 when there is none.",
	.examples = "mapctl -j peek jobs\n",
	.words = pop_words,
	.columns = view_listed_columns,
	.flags = CMD_FIELD_COLUMNS,
	.args_size = sizeof(struct pop_args),
	.run = peek_run,
};
