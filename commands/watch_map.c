// SPDX-License-Identifier: GPL-2.0-or-later
/* Watching one map: opening it, again when -F is given, and a reading every interval. */
#include <string.h>

#include "bpf/entry.h"
#include "cli/clock.h"
#include "commands/watch.h"

static void watched_close(struct watched *watched)
{
	reading_free(&watched->reading);
	changes_free(&watched->changes);
	leaves_free(&watched->leaves);
	data_free(&watched->data);
	map_free(watched->map);
	memset(watched, 0, sizeof(*watched));
	data_init(&watched->data);
}

static int find_sort(const struct watch *watch, struct watched *watched, struct err *err)
{
	const char *word = watch->args->sort;
	struct field_ref ref;
	int rc = word ? field_find(watched->map, word, &ref, err) : 0;

	if (rc || !word)
		return rc;
	if (ref.side != SIDE_VALUE || !layout_numeric(watched->map->value, ref.place))
		return fail(err, ERR_USAGE, "--sort: \"%s\" is no number of the value", word);
	if (ref.place.field < watched->part.field ||
	    ref.place.field >= watched->map->value->fields[watched->part.field].end)
		return fail(err, ERR_USAGE, "--sort: \"%s\" is not what is watched", word);
	watched->sort = (struct watch_leaf){.place = ref.place, .number = true};
	return 0;
}

static int find_key(const struct watch *watch, struct watched *watched, struct err *err)
{
	int rc = data_only_key(watched->map, &watch->args->data, "watch", err);

	if (rc || !data_has_key(watched->map, &watch->args->data))
		return rc;
	rc = data_read_key(watch->run, watched->map, &watch->args->data, &watched->data, err);
	if (!rc && watched->data.has_variable)
		watched->part = watched->data.variable;
	return rc ? rc : entry_check_key(watched->map, watched->data.key, err);
}

static int watched_open(const struct watch *watch, struct watched *watched, struct err *err)
{
	struct target_args target = watch->args->target;
	int rc;

	target.newest |= watch->args->follow;
	watched_close(watched);
	rc = target_open(watch->run, &target, &watch->args->typing, MAP_READ, &watched->map, err);
	if (!rc)
		rc = find_key(watch, watched, err);
	if (!rc)
		rc = leaves_find(&watched->leaves, watched->map, watched->part, err);
	return rc ? rc : find_sort(watch, watched, err);
}

/* On a screen the title tells. */
static void note_waiting(const struct watch *watch, struct watched *watched, const char *why)
{
	if (!watch->full && !watched->map && !watched->waited)
		run_note(watch->run, "waiting: %s", why);
	watched->waited = true;
}

/* The id of the map that has the name now, the newest of several; 0: none has. */
static int current_id(const struct watch *watch, struct watched *watched, __u32 *id,
		      struct err *err)
{
	struct map_ref ref = target_ref(&watch->args->target);
	MAP_CLEANUP struct map *map = NULL;
	int rc;

	ref.newest = true;
	rc = map_open(&map, run_kernel(watch->run), &ref, MAP_READ, NULL, err);
	*id = rc ? 0 : map->info.id;
	if (rc != -ENOENT)
		return rc;
	note_waiting(watch, watched, err->msg);
	err_clear(err);
	return 0;
}

/* -F: opens the map when it comes, and again when another one has its name. */
static int follow(const struct watch *watch, struct watched *watched, struct err *err)
{
	__u32 id, before = watched->map ? watched->map->info.id : 0;
	int rc = current_id(watch, watched, &id, err);

	if (rc || !id || id == before)
		return rc;
	rc = watched_open(watch, watched, err);
	if (rc == -ENOENT) { /* it was there for a moment */
		err_clear(err);
		watched_close(watched);
		return 0;
	}
	if (!rc && before && !watch->full)
		run_note(watch->run, "map %u was replaced by map %u", before,
			 watched->map->info.id);
	else if (!rc && !watch->full)
		run_note(watch->run, "map %u is there", watched->map->info.id);
	return rc;
}

static void remember_fill(struct watched *watched)
{
	watched->fills[watched->n_fills++ % FILL_HISTORY] = watched->reading.n;
}

/* On a screen the title tells. */
static void note_unread(const struct watch *watch, const struct reading *before,
			const struct reading *now)
{
	if (watch->full)
		return;
	if (now->unread && now->unread != before->unread)
		run_note(watch->run, "%llu %s could not be read", (unsigned long long)now->unread,
			 now->unread == 1 ? "entry" : "entries");
	if (now->partial && !before->partial)
		run_note(watch->run, "the map changes faster than it can be read: which entries "
				     "are gone is not known");
}

static int take(const struct watch *watch, struct watched *watched, struct err *err)
{
	bool first = !watched->n_fills;
	const struct reading before = watched->reading;
	int rc = reading_take(&watched->reading, watched->map, watched->data.key,
			      &watched->changes, err);

	if (rc)
		return rc;
	note_unread(watch, &before, &watched->reading);
	if (!first) {
		if (watched->data.has_variable)
			changes_narrow(&watched->changes, watched->map, watched->part);
		changes_sort(&watched->changes, watched->map, &watched->leaves,
			     watched->sort.number ? &watched->sort : NULL);
		watched->has_changes = true;
	}
	remember_fill(watched);
	return rc;
}

double watched_seconds(const struct watched *watched)
{
	__u64 then = watched->reading.before, now = watched->reading.at;

	return now > then ? (double)(now - then) / 1000 : 0.001;
}

/*
 * What stands for a key that is no number of ours to show: a variable, or the owner of a storage.
 */
static void add_name(const struct watched *watched, const struct buf *name, enum cell_form form,
		     struct buf *out)
{
	bool number = watched->map->type->key_object == OBJECT_TASK &&
		      strspn(name->data, "0123456789") == name->len;

	if (form == CELL_FORM_JSON && !number)
		buf_json_string(out, name->data, name->len);
	else
		buf_escaped(out, name->data, name->len);
}

void watched_key(const struct watch *watch, const struct watched *watched,
		 const struct change *change, enum cell_form form, struct buf *out)
{
	const struct form how = run_form(watch->run, form);
	BUF_CLEANUP struct buf variable = {0};
	size_t start = out->len;

	if (csv_wants_json(form, watched->map->key, (struct place){0})) {
		watched_key(watch, watched, change, CELL_FORM_JSON, out);
		if (csv_keeps_json(out, start))
			return;
	}
	if (watched->data.has_variable) {
		layout_path(watched->map->value, watched->part, &variable);
		buf_cstr(&variable);
		add_name(watched, &variable, form, out);
	} else if (watched->data.key_owner.len) {
		add_name(watched, &watched->data.key_owner, form, out);
	} else {
		layout_format_key(watched->map->key, change->key, &how, out);
	}
}

void watched_value(const struct watch *watch, const struct watched *watched, struct place place,
		   const void *value, enum cell_form form, struct buf *out)
{
	const struct map *map = watched->map;
	const struct form how = run_form(watch->run, form);
	size_t start = out->len;

	if (csv_wants_json(form, map->value, place)) {
		watched_value(watch, watched, place, value, CELL_FORM_JSON, out);
		if (csv_keeps_json(out, start))
			return;
	}
	if (map->n_cpus)
		layout_format_reduced(map->value, place, value, map->value_stride, map->n_cpus,
				      REDUCE_SUM, &how, out);
	else
		layout_format_place(map->value, place, value, &how, out);
}

struct loop {
	struct watch *watch;
	struct watched watched;
	struct watch_lines lines;
	__u64 shown; /* intervals */
};

static int draw(const struct loop *loop, struct err *err)
{
	if (!loop->watch->full)
		return 0;
	return watch_draw(loop->watch, loop->watched.map ? &loop->watched : NULL, err);
}

/* One interval. */
static int tick(struct loop *loop, struct err *err)
{
	struct watched *watched = &loop->watched;
	const struct watch *watch = loop->watch;
	int rc = watch->args->follow ? follow(watch, watched, err) : 0;

	if (!rc && watched->map)
		rc = take(watch, watched, err);
	if (!rc)
		rc = draw(loop, err);
	if (rc || !watched->has_changes)
		return rc;
	loop->shown++;
	if (!watch->full)
		rc = watch_lines_show(&loop->lines, watched, err);
	return rc || !watch->args->exec ? rc : watch_exec(watch, watched, err);
}

static int run_loop(struct loop *loop, struct err *err)
{
	const struct watch *watch = loop->watch;
	__u64 next = clock_ms();
	int rc = 0;

	while (!rc && (!watch->args->count.given || loop->shown < watch->args->count.value)) {
		switch (screen_wait(watch->screen, next)) {
		case SCREEN_END:
			return 0;
		case SCREEN_RESIZED:
			rc = draw(loop, err);
			break;
		case SCREEN_TIME:
			rc = tick(loop, err);
			next += watch->interval;
			if (next < clock_ms()) /* a reading took longer */
				next = clock_ms();
			break;
		}
	}
	if (rc > 0) /* --exec */
		return 0;
	if (!rc) /* --count: who asked for pictures shall have the last one */
		screen_keep(watch->screen);
	return rc;
}

int watch_map(struct watch *watch, struct err *err)
{
	struct loop loop = {.watch = watch};
	struct screen_options options = {
		.fd = watch->run->opt->emit.fd,
		.full = watch->full,
		.colour = watch->run->opt->emit.colour,
	};
	int rc;

	data_init(&loop.watched.data);
	rc = watch_lines_open(&loop.lines, watch, err);
	if (!rc && !watch->args->follow)
		rc = watched_open(watch, &loop.watched, err);
	if (!rc)
		rc = screen_new(&watch->screen, &options, err);
	if (!rc)
		rc = run_loop(&loop, err);
	screen_free(watch->screen);
	emit_free(loop.lines.picked.emit);
	watched_close(&loop.watched);
	data_free(&loop.watched.data);
	return rc;
}
