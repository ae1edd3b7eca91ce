// SPDX-License-Identifier: GPL-2.0-or-later
/* delete: removes one entry. */
#include <stdlib.h>

#include "bpf/entry.h"
#include "commands/data.h"
#include "commands/kept.h"
#include "commands/pending.h"

struct delete_args {
	struct target_args target;
	struct typing_args typing;
	struct data_args data;
};

static const struct word delete_words[] = {
	TARGET_MAP(struct delete_args, target),
	DATA_KEY(struct delete_args, data, WORD_REQUIRED),
	DATA_FIELDS(struct delete_args, data),
	DATA_ZERO_KEY(struct delete_args, data),
	TARGET_NARROW(struct delete_args, target),
	TYPING_WORDS(struct delete_args, typing),
	{0},
};

/* The value that goes, for the line that says so; nothing where it can't be read. */
static void add_old_value(const struct run *run, const struct map *map, const struct data *data,
			  struct buf *line)
{
	struct form form = run_form(run, CELL_FORM_TABLE);
	unsigned char *value = calloc(1, map->value_bytes + 1u);
	struct err ignored = {0};

	if (value && (map->type->can & TYPE_LOOKUP) && !(map->type->can & TYPE_OBJECT_VALUE) &&
	    !entry_lookup(map, data->key, value, 0, "", &ignored))
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
		rc = entry_lookup(map, data->key, value, 0, key, err);
	free(value);
	return rc;
}

static int delete_entry(const struct run *run, const struct map *map, struct data *data,
			struct err *err)
{
	const char *key = buf_cstr(&data->key_text);
	BUF_CLEANUP struct buf line = {0};
	int rc;

	if (!(map->type->can & TYPE_DELETE)) {
		fail(err, ERR_USAGE, "no entry of map \"%s\" can be deleted: its type is %s", map->name,
		     map->type->name);
		if (map->type->can & TYPE_ARRAY)
			err_hint(err, "every index of an array is always there; update it with zeroes");
		return ERR_USAGE;
	}
	if (run_shows_changes(run)) {
		buf_printf(&line, "%s: ", key);
		add_old_value(run, map, data, &line);
		buf_puts(&line, " -> deleted");
	}
	rc = run->opt->dry_run ? dry_run_check(run, map, false, err) : 0;
	if (!rc)
		rc = run->opt->dry_run ? check_there(map, data, key, err)
			       : entry_delete(map, data->key, key, err);
	if (!rc)
		rc = run_change_line(run, buf_cstr(&line), err);
	return rc ? rc : run_changed(run, 1, err);
}

static int delete_run(struct run *run, const void *arg, struct err *err)
{
	const struct delete_args *args = arg;
	DATA_CLEANUP struct data data;
	MAP_CLEANUP struct map *map = NULL;
	int rc;

	data_init(&data);
	rc = target_open(run, &args->target, &args->typing, MAP_WRITE, &map, err);
	if (!rc)
		rc = data_only_key(map, &args->data, "delete", err);
	if (!rc)
		rc = data_read_key(run, map, &args->data, &data, err);
	return rc ? rc : delete_entry(run, map, &data, err);
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
	.brief = "remove the entry of one key",
	.about = "Removes one entry. Exit status 3 when there is none. Entries of arrays cannot\n"
		 "be removed; slots of program, map and socket arrays are emptied.",
	.examples = "mapctl delete config key 1000\n"
		    "mapctl delete flows saddr=10.0.0.1 daddr=10.0.0.2 dport=443 proto=tcp\n",
	.words = delete_words,
	.flags = CMD_WRITES,
	.args_size = sizeof(struct delete_args),
	.run = delete_run,
};
