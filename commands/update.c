// SPDX-License-Identifier: GPL-2.0-or-later
/* update: writes an entry, or fields of one. */
#include <stdlib.h>
#include <string.h>

#include "bpf/entry.h"
#include "bpf/entry_refusal.h"
#include "bpf/object.h"
#include "btf/parse.h"
#include "cli/session.h"
#include "commands/data.h"
#include "commands/kept.h"
#include "commands/pending.h"

struct update_args {
	struct target_args target;
	struct typing_args typing;
	struct data_args data;
	int when;
	const char *flags;
	const char *cpu;
};

static const char *const when_choices[] = {"any", "noexist", "exist", NULL};

static const struct word update_words[] = {
	TARGET_MAP(struct update_args, target),
	DATA_KEY(struct update_args, data, 0),
	DATA_VALUE(struct update_args, data, 0),
	DATA_FIELDS(struct update_args, data),
	{.name = "WHEN", .type = WORD_CHOICE, .flags = WORD_ONE_OF, .choices = when_choices,
	 .help = "noexist: only a new key; exist: only one that is there",
	 WORD_AT(struct update_args, when)},
	{.name = "flags", .meta = "FLAGS", .type = WORD_TEXT, .flags = WORD_KEYWORD,
	 .complete = COMPLETE_ELEM_FLAGS,
	 .help = "any, noexist, exist, lock, or the kernel's number",
	 WORD_AT(struct update_args, flags)},
	{.name = "--cpu", .meta = "N", .type = WORD_TEXT, .flags = WORD_OPTION,
	 .complete = COMPLETE_CPU,
	 .help = "write this CPU's value only; else every possible CPU's",
	 WORD_AT(struct update_args, cpu)},
	DATA_ZERO_KEY(struct update_args, data),
	TARGET_NARROW(struct update_args, target),
	TYPING_WORDS(struct update_args, typing),
	{0},
};

/* All that one update needs on its way. */
struct update {
	const struct run *run;
	const struct update_args *args;
	struct map *map;
	struct data data;
	__u64 flags;
	unsigned int cpu;
	bool one_cpu;
	unsigned char *whole; /* value_bytes: all CPUs */
	const void *given; /* the same as the kernel takes it, perhaps in room */
	__u64 room;
	bool by_words; /* the value was given as the words of an object */
	unsigned char *before; /* the entry as it was */
	bool existed;
};

static int read_flags(struct update *update, struct err *err)
{
	const struct update_args *args = update->args;
	__u64 n;
	int rc;

	if (args->flags) {
		rc = data_read_flags(update->map, &args->typing, args->flags, &update->flags,
				     err);
		if (rc)
			return rc;
	}
	if (args->when)
		update->flags |= (__u64)(args->when - 1); /* BPF_ANY, BPF_NOEXIST, BPF_EXIST */
	if (args->when && (update->flags & BPF_NOEXIST) && (update->flags & BPF_EXIST))
		return fail(err, ERR_USAGE, "\"%s\" and flags \"%s\" exclude each other",
			    when_choices[args->when - 1], args->flags);
	if (!args->cpu)
		return 0;
	if (!update->map->n_cpus)
		return fail(err, ERR_USAGE,
			    "--cpu \"%s\": maps of type %s have one value for all CPUs", args->cpu,
			    update->map->type->name);
	rc = parse_u64(args->cpu, "--cpu", 0, update->map->n_cpus - 1, &n, err);
	update->cpu = (unsigned int)n;
	update->one_cpu = true;
	return rc;
}

/* What is there now: for fields to be set in, and to show the change. */
static int read_before(struct update *update, struct err *err)
{
	struct map *map = update->map;
	bool partial = data_value_is_partial(map, &update->args->data, &update->data);
	struct err absent = {0};
	int rc;

	if (!partial && !run_shows_changes(update->run) && !update->run->opt->dry_run)
		return 0;

	update->before = calloc(1, map->value_bytes + 1u);
	if (!update->before)
		return fail_oom(err);
	if (!(map->type->can & TYPE_LOOKUP) || (map->type->can & TYPE_OBJECT_VALUE) ||
	    !map->info.key_size)
		return 0;
	rc = entry_lookup_own(map, update->data.key, update->before,
			      data_has_spin_lock(map) ? BPF_F_LOCK : 0, "", &absent);
	err_clear(&absent);
	update->existed = !rc;
	if (rc && rc != -ENOENT && partial)
		return fail(err, rc, "cannot read %s before changing it: %s",
			    buf_cstr(&update->data.key_text), err_text(rc));
	return 0;
}

/* Every CPU gets the value; of fields, each CPU keeps the rest of its own. */
static int fill_cpus(struct update *update, struct err *err)
{
	struct map *map = update->map;
	struct data *data = &update->data;
	bool partial = data_value_is_partial(map, &update->args->data, data);
	unsigned int n = map->n_cpus ? map->n_cpus : 1;
	int rc = 0;

	update->whole = calloc(1, map->value_bytes + 1u);
	/* entry_update_cpu() takes value_stride bytes, which may be more than value_size */
	data->value = calloc(1, map->value_bytes + 1u);
	if (!update->whole || !data->value)
		return fail_oom(err);
	for (unsigned int cpu = 0; cpu < n && !rc; cpu++) {
		unsigned int from = update->one_cpu ? update->cpu : cpu;
		size_t at = (size_t)from * map->value_stride;

		if (!partial && cpu) {
			memcpy(update->whole + at, data->value, map->info.value_size);
			continue;
		}
		if (partial)
			memcpy(data->value, update->before + at, map->info.value_size);
		rc = data_read_value(update->run, map, &update->args->data, data, err);
		memcpy(update->whole + at, data->value, map->info.value_size);
		if (update->one_cpu)
			break;
	}
	return rc;
}

/* What reads back as an id may have to be given as a descriptor. */
static int give_objects(struct update *update, struct err *err)
{
	update->given = update->whole;
	update->by_words = update->data.value_fd >= 0;
	if (update->by_words)
		return 0;
	return object_give(update->map, &update->given, &update->room, &update->data.value_fd, err);
}

static int write_entry(struct update *update, struct err *err)
{
	struct map *map = update->map;
	struct data *data = &update->data;
	const char *key = buf_cstr(&data->key_text);
	bool rewrote = false;
	int rc;

	if (data_value_is_partial(map, &update->args->data, data) && data_has_spin_lock(map) &&
	    update->existed)
		update->flags |= BPF_F_LOCK;
	if (!update->one_cpu)
		return entry_update(map, data->key, update->given, update->flags, key, err);
	rc = entry_update_cpu(map, data->key, data->value, update->cpu, update->flags, key,
			      &rewrote, err);
	if (!rc && rewrote)
		run_note(update->run, "this kernel writes all CPUs at once: the others were "
			 "written back as read a moment before");
	return rc;
}

static void add_value_text(const struct update *update, const unsigned char *value,
			   struct buf *out)
{
	struct form form = run_form(update->run, CELL_FORM_TABLE);
	struct place whole = {0};

	layout_format_place(update->map->value,
			    update->data.has_variable ? update->data.variable : whole, value,
			    &form, out);
}

/* One line; `named`: it says which CPU's value it shows. */
static int show_cpu_change(struct update *update, unsigned int cpu, bool named, struct err *err)
{
	BUF_CLEANUP struct buf line = {0};
	size_t at = (size_t)cpu * update->map->value_stride;
	size_t i = 0;

	if (update->data.key_text.len)
		buf_printf(&line, "%s", buf_cstr(&update->data.key_text));
	if (named)
		buf_printf(&line, " cpu %u", cpu);
	if (line.len)
		buf_puts(&line, ": ");
	if (update->existed) {
		add_value_text(update, update->before + at, &line);
		buf_puts(&line, " -> ");
	}
	if (update->by_words)
		for (i = 0; i < update->args->data.value.n; i++)
			buf_printf(&line, "%s%s", i ? " " : "", update->args->data.value.words[i]);
	else
		add_value_text(update, update->whole + at, &line);
	return run_change_line(update->run, buf_cstr(&line), err);
}

/* The same change on every CPU needs one line only. */
static bool cpus_change_alike(const struct update *update)
{
	size_t stride = update->map->value_stride, size = update->map->info.value_size;

	for (unsigned int cpu = 1; cpu < update->map->n_cpus; cpu++) {
		if (memcmp(update->before, update->before + cpu * stride, size) ||
		    memcmp(update->whole, update->whole + cpu * stride, size))
			return false;
	}
	return true;
}

static int show_change(struct update *update, struct err *err)
{
	int rc = 0;

	if (!run_shows_changes(update->run))
		return 0;
	if (update->one_cpu)
		return show_cpu_change(update, update->cpu, true, err);
	if (cpus_change_alike(update))
		return show_cpu_change(update, 0, false, err);
	for (unsigned int cpu = 0; cpu < update->map->n_cpus && !rc; cpu++)
		rc = show_cpu_change(update, cpu, true, err);
	return rc;
}

/* -EEXIST or -ENOENT, as the entry is there or not; 0: that cannot be told. */
static int find_entry(struct update *update)
{
	const struct map *map = update->map;
	int rc;

	if (update->existed)
		return -EEXIST;
	if (!map->info.key_size || !(map->type->can & TYPE_LOOKUP))
		return 0;
	rc = entry_lookup_own(map, update->data.key, update->before, 0, NULL, NULL);
	if (rc)
		return rc == -ENOENT ? rc : 0;
	return -EEXIST;
}

/* What the kernel would say to noexist and exist. */
static int check_when(struct update *update, int found, struct err *err)
{
	if ((found == -EEXIST && (update->flags & BPF_NOEXIST)) ||
	    (found == -ENOENT && (update->flags & BPF_EXIST)))
		return refuse_update(update->map, found, update->flags,
				     buf_cstr(&update->data.key_text), err);
	return 0;
}

/* What the kernel would say, without trying. */
static int check_dry(struct update *update, struct err *err)
{
	const struct map *map = update->map;
	int found = find_entry(update);
	int rc = dry_run_doubt(update->run, map, update->data.key, check_when(update, found, err),
			       err);

	if (rc)
		return rc;
	return dry_run_check(update->run, map, found == -ENOENT || !map->info.key_size, err);
}

static int update_entry(struct update *update, struct err *err)
{
	const struct run *run = update->run;
	struct map *map = update->map;
	int rc = read_flags(update, err);

	if (!rc)
		rc = data_read_key(run, map, &update->args->data, &update->data, err);
	if (rc && !map->info.key_size && !(map->type->can & TYPE_NO_VALUE))
		err_hint(err, "say value %s", update->args->data.key.n == 1 ?
			 update->args->data.key.words[0] : "VALUE");
	if (!rc && update->data.key)
		rc = entry_check_key(map, update->data.key, err);
	if (!rc)
		rc = read_before(update, err);
	if (!rc)
		rc = fill_cpus(update, err);
	if (!rc)
		rc = give_objects(update, err);
	if (!rc)
		rc = run->opt->dry_run ? check_dry(update, err) : write_entry(update, err);
	if (rc)
		return rc;
	dry_run_changed(run, map, update->data.key);
	if (map->n_cpus && !update->one_cpu && !(run->session && run->session->lines))
		run_note(run, "%s all %u possible CPUs",
			 run->opt->dry_run ? "would write" : "wrote", map->n_cpus);
	rc = show_change(update, err);
	return rc ? rc : run_changed(run, 1, err);
}

static int update_run(struct run *run, const void *arg, struct err *err)
{
	struct update update = {.run = run, .args = arg};
	int rc;

	data_init(&update.data);
	rc = target_open(run, &update.args->target, &update.args->typing, MAP_WRITE, &update.map,
			 err);
	if (!rc)
		rc = update_entry(&update, err);
	map_free(update.map);
	data_free(&update.data);
	free(update.whole);
	free(update.before);
	return rc;
}

/* The whole value for every CPU, whatever was there. */
static bool is_plain(const struct update_args *args)
{
	return args->data.key.n && args->data.value.n && !args->data.fields.n && !args->cpu &&
	       !args->flags && args->when <= 1 && kept_suits(&args->target, &args->typing);
}

static int read_plain(const struct run *run, const struct map *map, const struct data_args *args,
		      const struct pending_slot *slot, struct err *err)
{
	int rc = data_read_plain(run, map, args, SIDE_KEY, slot->key, err);

	if (!rc)
		rc = entry_check_key(map, slot->key, err);
	if (!rc)
		rc = data_read_plain(run, map, args, SIDE_VALUE, slot->value, err);
	for (unsigned int cpu = 1; !rc && cpu < map->n_cpus; cpu++)
		memcpy(slot->value + (size_t)cpu * map->value_stride, slot->value,
		       map->info.value_size);
	return rc;
}

int update_pend(const struct run *run, const void *arg, struct pending *pending,
		unsigned long line, struct err *err)
{
	const struct update_args *args = arg;
	MAP_CLEANUP struct map *map = NULL;
	struct pending_slot slot;
	int rc;

	if (!is_plain(args))
		return 0;
	rc = target_open_kept(run, &args->target, MAP_WRITE, &map, err);
	if (!rc)
		rc = pending_slot(pending, run, map, &slot, err);
	if (rc <= 0)
		return rc;
	rc = read_plain(run, map, &args->data, &slot, err);
	if (!rc)
		rc = pending_take(pending, line);
	return rc ? rc : 1;
}

const struct cmd cmd_update = {
	.name = "update",
	.group = "change",
	.brief = "write an entry, or some of its fields",
	.about = "Writes VALUE under KEY. With FIELD=VALUE words only those fields change: the\n"
		 "rest of an entry that is there is kept (it is read first; the two steps are\n"
		 "not atomic, but each holds a value's bpf_spin_lock), the rest of a new one is\n"
		 "zero. Every possible CPU of a per-CPU map is written, or with --cpu one:\n"
		 "kernels before 6.19 then write back the others as they were read.",
	.examples = "mapctl update config 1000 '{message: \"Hi 1000!\"}'\n"
		    "mapctl update config 1000 value.message=Bye\n"
		    "mapctl update name counters key 0 0 0 0 value 1 0 0 0 0 0 0 0 noexist\n",
	.words = update_words,
	.flags = CMD_WRITES,
	.args_size = sizeof(struct update_args),
	.run = update_run,
};
