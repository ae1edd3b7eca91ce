// SPDX-License-Identifier: GPL-2.0-or-later
/* clear: by index, by a walk over the keys, or by taking from a queue. */
#include <stdlib.h>

#include <bpf/bpf.h>

#include "bpf/clear.h"
#include "bpf/entry.h"
#include "bpf/entry_refusal.h"
#include "bpf/walk.h"

enum { STOP_EVERY = 1024 };

bool clear_takes(const struct map_type *type, bool zero)
{
	if (type->can & TYPE_OBJECT_KEY)
		return false;
	if (zero)
		return (type->can & TYPE_UPDATE) && (type->can & TYPE_LOOKUP) &&
		       !(type->can & TYPE_OBJECT_VALUE);
	return type_is_queue(type) || (type->can & TYPE_DELETE);
}

static int refuse_zero(const struct map *map, struct err *err)
{
	fail(err, ERR_USAGE, "values of map \"%s\" cannot be made zero: its type is %s", map->name,
	     map->type->name);
	if (type_is_queue(map->type) || (map->type->can & TYPE_DELETE))
		err_hint(err, "without --zero its entries are deleted");
	return ERR_USAGE;
}

int clear_check(const struct map *map, bool zero, struct err *err)
{
	unsigned int can = map->type->can;

	if (clear_takes(map->type, zero))
		return 0;
	if (zero)
		return refuse_zero(map, err);
	fail(err, ERR_USAGE, "map \"%s\" cannot be cleared: its type is %s", map->name,
	     map->type->name);
	if (can & TYPE_OBJECT_KEY)
		err_hint(err, "delete the entry of one owner: `delete %s KEY`", map->name);
	else if (can & TYPE_ARRAY)
		err_hint(err, "every index of an array is always there; --zero writes zeroes");
	else if (clear_takes(map->type, true))
		err_hint(err, "its entries cannot be deleted; --zero writes zeroes");
	return ERR_USAGE;
}

static int stopped(const struct clear *clear, __u64 visits, struct err *err)
{
	if (visits % STOP_EVERY || !clear->stop || !clear->stop(clear->arg))
		return 0;
	return fail_status(err, STATUS_SIGINT, -EINTR, "interrupted");
}

/* One key; one that is gone, or a slot that was empty, is no error. */
static int clear_key(struct clear *clear, const void *key, const void *zeroes, struct err *err)
{
	const struct map *map = clear->map;
	int rc = clear->zero ? entry_update(map, key, zeroes, BPF_EXIST, "", NULL)
			     : entry_delete(map, key, "", NULL);

	if (rc == -ENOENT)
		return 0;
	if (rc)
		return clear->zero ? refuse_update(map, rc, BPF_EXIST, "an entry", err)
				   : refuse_delete(map, rc, "an entry", err);
	clear->done++;
	return 0;
}

static int clear_indices(struct clear *clear, const void *zeroes, struct err *err)
{
	int rc = 0;

	for (__u32 i = 0; !rc && i < clear->map->info.max_entries; i++) {
		rc = stopped(clear, i, err);
		if (!rc)
			rc = clear_key(clear, &i, zeroes, err);
	}
	return rc;
}

/* True if the entry, as it was when its batch was read, is one of those that are meant. */
static bool is_wanted(struct clear *clear, const struct walk_batch *batch, size_t i)
{
	const struct map *map = clear->map;

	if (!clear->wanted)
		return true;
	if (clear->needs_value && batch->errors && batch->errors[i]) {
		clear->unread += batch->errors[i] != -ENOENT;
		return false;
	}
	return clear->wanted(clear->wanted_arg, batch->keys + i * map->info.key_size,
			     clear->needs_value ? batch->values + i * map->value_bytes : NULL);
}

/* A program may have changed it since. `fresh` has room for a value. 1: still wanted. */
static int still_wanted(const struct clear *clear, const void *key, void *fresh, struct err *err)
{
	int rc;

	if (!clear->wanted || !clear->needs_value)
		return 1;
	rc = entry_lookup_own(clear->map, key, fresh, 0, "", NULL);
	if (rc)
		return rc == -ENOENT ? 0 : refuse_lookup(clear->map, rc, 0, "an entry", err);
	return clear->wanted(clear->wanted_arg, key, fresh);
}

static int clear_wanted(struct clear *clear, const void *key, void *fresh, const void *zeroes,
			struct err *err)
{
	int rc;

	if (clear->dry) {
		clear->done++;
		return 0;
	}
	rc = still_wanted(clear, key, fresh, err);
	return rc > 0 ? clear_key(clear, key, zeroes, err) : rc;
}

static int clear_batch(struct clear *clear, const struct walk_batch *batch, __u64 visits,
		       void *fresh, const void *zeroes, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < batch->n; i++) {
		rc = stopped(clear, visits + i, err);
		if (!rc && is_wanted(clear, batch, i))
			rc = clear_wanted(clear, batch->keys + i * clear->map->info.key_size, fresh,
					  zeroes, err);
	}
	return rc;
}

static int clear_keys(struct clear *clear, const void *zeroes, struct err *err)
{
	bool keys_only = !clear->wanted || !clear->needs_value;
	void *fresh = calloc(1, clear->map->value_bytes + 1u);
	struct walk_batch batch;
	struct walk *walk = NULL;
	__u64 visits = 0;
	int rc = fresh ? walk_new(&walk, clear->map, WALK_BEST, keys_only, err) : fail_oom(err);

	while (!rc && (rc = walk_next(walk, &batch, err)) > 0) {
		rc = stopped(clear, 0, err);
		if (!rc)
			rc = clear_batch(clear, &batch, visits, fresh, zeroes, err);
		visits += batch.n;
	}
	if (!rc && clear->wanted) /* of all entries, what changes meanwhile may stay anyway */
		clear->note = walk_note(walk);
	if (!rc && walk_lost(walk))
		rc = fail(err, -EAGAIN, "%s", walk_note(walk));
	walk_free(walk);
	free(fresh);
	return rc;
}

/* As many as fit, no more: a program that keeps pushing must not keep it here for ever. */
static int drain(struct clear *clear, void *value, struct err *err)
{
	const struct map *map = clear->map;
	int rc = 0;

	for (__u32 i = 0; !rc && i < map->info.max_entries; i++) {
		rc = stopped(clear, i, err);
		if (!rc && bpf_map_lookup_and_delete_elem(map->fd, NULL, value)) {
			rc = -errno;
			return rc == -ENOENT ? 0 : refuse_write(map, rc, err);
		}
		clear->done += !rc;
	}
	return rc;
}

int clear_run(struct clear *clear, struct err *err)
{
	const struct map *map = clear->map;
	void *zeroes = calloc(1, map->value_bytes + 1u);
	int rc;

	if (!zeroes)
		return fail_oom(err);
	if (clear->dry)
		rc = clear_keys(clear, NULL, err);
	else if (type_is_queue(map->type))
		rc = drain(clear, zeroes, err);
	else if (map->type->can & TYPE_ARRAY && !clear->wanted)
		rc = clear_indices(clear, zeroes, err);
	else
		rc = clear_keys(clear, zeroes, err);
	free(zeroes);
	return rc;
}
