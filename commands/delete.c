// SPDX-License-Identifier: GPL-2.0-or-later
/* delete: removes one entry, or those that a condition holds for. */
#include <stdlib.h>

#include "bpf/clear.h"
#include "bpf/entry.h"
#include "commands/cleared.h"
#include "commands/data.h"
#include "commands/kept.h"
#include "commands/pending.h"
#include "commands/where.h"

struct delete_args {
	struct target_args target;
	struct typing_args typing;
	struct data_args data;
	struct word_list where;
};

static const struct word delete_words[] = {
	TARGET_MAP(struct delete_args, target),
	DATA_KEY(struct delete_args, data, WORD_REQUIRED),
	DATA_FIELDS(struct delete_args, data),
	WHERE_WORD(struct delete_args, where, WORD_INSTEAD,
		   "all entries for which it holds: 'packets == 0 && proto == udp'"),
	DATA_ZERO_KEY(struct delete_args, data),
	TARGET_NARROW(struct delete_args, target),
	TYPING_WORDS(struct delete_args, typing),
	{0},
};

/* The value that goes, for the line that says so; nothing where it cannot be read. */
static void add_old_value(const struct run *run, const struct map *map, const struct data *data,
			  struct buf *line)
{
	struct form form = run_form(run, CELL_FORM_TABLE);
	unsigned char *value = calloc(1, map->value_bytes + 1u);
	struct err ignored = {0};

	if (value && (map->type->can & TYPE_LOOKUP) && !(map->type->can & TYPE_OBJECT_VALUE) &&
	    !entry_lookup_own(map, data->key, value, 0, "", &ignored))
		layout_format(map->value, value, &form, line);
	else
		buf_puts(line, "there");
	err_clear(&ignored);
	free(value);
}

static int check_there(const struct map *map, const struct data *data, const char *key,
		       struct err *err)
{
	unsigned char *value = calloc(1, map->value_bytes + 1u);
	int rc = value ? 0 : fail_oom(err);

	if (!rc && (map->type->can & TYPE_LOOKUP))
		rc = entry_lookup_own(map, data->key, value, 0, key, err);
	free(value);
	return rc;
}

static int check_deletes(const struct map *map, struct err *err)
{
	if (map->type->can & TYPE_DELETE)
		return 0;
	fail(err, ERR_USAGE, "no entry of map \"%s\" can be deleted: its type is %s", map->name,
	     map->type->name);
	if (map->type->can & TYPE_ARRAY)
		err_hint(err, "every index of an array is always there; update it with zeroes");
	return ERR_USAGE;
}

static int delete_entry(const struct run *run, const struct map *map, struct data *data,
			struct err *err)
{
	const char *key = buf_cstr(&data->key_text);
	BUF_CLEANUP struct buf line = {0};
	int rc;

	if (run_shows_changes(run)) {
		buf_printf(&line, "%s: ", key);
		add_old_value(run, map, data, &line);
		buf_puts(&line, " -> deleted");
	}
	rc = run->opt->dry_run ? dry_run_check(run, map, false, err) : 0;
	if (!rc)
		rc = run->opt->dry_run
			     ? dry_run_doubt(run, map, data->key, check_there(map, data, key, err),
					     err)
			     : entry_delete(map, data->key, key, err);
	if (rc)
		return rc;
	dry_run_changed(run, map, data->key);
	if (entry_delete_is_blind(map))
		run_note(run, "the kernel does not tell whether slot %s was empty", key);
	rc = run_change_line(run, buf_cstr(&line), err);
	return rc ? rc : run_changed(run, 1, err);
}

static int delete_key(const struct run *run, const struct map *map,
		      const struct delete_args *args, struct err *err)
{
	DATA_CLEANUP struct data data;
	int rc;

	data_init(&data);
	rc = data_only_key(map, &args->data, "delete", err);
	if (!rc)
		rc = data_read_key(run, map, &args->data, &data, err);
	if (!rc)
		rc = check_deletes(map, err);
	return rc ? rc : delete_entry(run, map, &data, err);
}

/* ---- --where -------------------------------------------------------------------------------- */

static bool holds(void *where, const void *key, const void *value)
{
	return where_passes(where, key, value);
}

/*
 * How many there are now, for who is asked. 1: none, and somebody could be: nothing is to be done.
 */
static int confirm(const struct run *run, struct clear *clear, struct err *err)
{
	struct clear count = *clear;
	int rc;

	if (run->opt->yes || run->opt->dry_run)
		return 0;
	count.dry = true;
	rc = cleared_run(&count, err);
	if (rc)
		return rc;
	if (!count.done && run->opt->tty_in && run->opt->tty_err) {
		clear->unread = count.unread;
		return 1;
	}
	return run_confirm(run, err, "map \"%s\" (id %u): delete %llu %s?", clear->map->name,
			   clear->map->info.id, (unsigned long long)count.done,
			   count.done == 1 ? "entry" : "entries");
}

static int delete_where(const struct run *run, const struct map *map,
			const struct delete_args *args, struct err *err)
{
	WHERE_CLEANUP struct where where = {0};
	const struct cpu_choice cpu = {.how = CPU_ALL};
	struct clear clear = {.map = map, .wanted = holds, .wanted_arg = &where,
			      .dry = run->opt->dry_run};
	int rc;

	if (args->data.key.n || args->data.fields.n)
		return fail(err, ERR_USAGE, "--where goes without a key");
	rc = check_deletes(map, err);
	if (!rc)
		rc = clear_check(map, false, err);
	if (!rc && clear.dry)
		rc = dry_run_check(run, map, false, err);
	if (!rc)
		rc = where_new(&where, run, map, &args->where, &cpu, err);
	clear.needs_value = where_needs_value(&where);
	if (!rc)
		rc = confirm(run, &clear, err);
	if (!rc) {
		where.undefined = 0; /* of the count */
		rc = cleared_run(&clear, err);
	}
	if (rc < 0)
		return rc;
	dry_run_changed(run, map, NULL);
	where_note(&where, run);
	return cleared_report(run, &clear, err);
}

static int delete_run(struct run *run, const void *arg, struct err *err)
{
	const struct delete_args *args = arg;
	MAP_CLEANUP struct map *map = NULL;
	int rc = target_open(run, &args->target, &args->typing, MAP_WRITE, &map, err);

	if (rc)
		return rc;
	return args->where.n ? delete_where(run, map, args, err) : delete_key(run, map, args, err);
}

int delete_pend(const struct run *run, const void *arg, struct pending *pending,
		unsigned long line, struct err *err)
{
	const struct delete_args *args = arg;
	MAP_CLEANUP struct map *map = NULL;
	struct pending_slot slot;
	int rc;

	if (!args->data.key.n || args->data.fields.n || !kept_suits(&args->target, &args->typing))
		return 0;
	rc = target_open_kept(run, &args->target, MAP_WRITE, &map, err);
	if (!rc)
		rc = pending_slot(pending, run, map, &slot, err);
	if (rc <= 0)
		return rc;
	rc = data_read_plain(run, map, &args->data, SIDE_KEY, slot.key, err);
	if (!rc)
		rc = entry_check_key(map, slot.key, err);
	if (!rc)
		rc = pending_take(pending, line);
	return rc ? rc : 1;
}

const struct cmd cmd_delete = {
	.name = "delete",
	.group = "change",
	.brief = "remove the entry of one key, or entries by a condition",
	.about = "Removes one entry. Exit status 3 when there is none. Entries of arrays cannot\n"
		 "be removed; slots of program, map and socket arrays are emptied.\n"
		 "--where removes all entries that a condition holds for, as dump --where shows\n"
		 "them. It asks first, and needs --yes where there is no terminal. The value is\n"
		 "read again right before its entry goes, but a program may write in between.\n"
		 "Interrupted it says how many entries are gone; typed again it goes on.",
	.examples = "mapctl delete config key 1000\n"
		    "mapctl delete flows saddr=10.0.0.1 daddr=10.0.0.2 dport=443 proto=tcp\n"
		    "mapctl delete flows --where 'packets < 10' --dry-run\n",
	.words = delete_words,
	.flags = CMD_WRITES,
	.args_size = sizeof(struct delete_args),
	.run = delete_run,
};
