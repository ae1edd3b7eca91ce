// SPDX-License-Identifier: GPL-2.0-or-later
/* Walking by a probe: a program that reads the kernel's structures, some entries at a time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bpf/described.h"
#include "bpf/probe.h"
#include "bpf/probes/entries.h"
#include "bpf/walk_probe.h"

#include <sys/mman.h> /* behind bpf/type.h: its MAP_STACK is another */

/* Why nothing else would do, and then why this does not. */
static int refuse(const struct reader *reader, int code, struct err *err)
{
	const struct map *map = reader->map;
	char why[sizeof(err->msg)];

	if (!map->type->no_dump)
		return code;
	memcpy(why, err->msg, sizeof(why));
	fail(err, code, "map \"%s\": %s", map->name, map->type->no_dump);
	err_hint(err, "a program in the kernel could read them: %s%s", why,
		 code == -EPERM ? "" : "; it takes Linux 5.17 or newer, with BTF");
	return code;
}

static int map_window(const struct bpf_map_info *info, struct probing *probing, struct err *err)
{
	struct entries_window *window = mmap(NULL, sizeof(*window), PROT_READ | PROT_WRITE,
					     MAP_SHARED, probe_kept(probing->probe), 0);

	if (window == MAP_FAILED)
		return fail(err, -errno, "cannot map the window of a probe: %s", err_text(-errno));
	window->map_id = info->id;
	window->map_type = info->type;
	window->max_entries = info->max_entries;
	window->value_bytes = info->value_size;
	probing->window = window;
	return 0;
}

static int load(const struct map *map, struct probing *probing, struct err *err)
{
	const struct described *described = map->described;
	int rc = described_open(described, &probing->probe, err);

	if (rc)
		return rc;
	return described->by_file ? probing_open_file(map, probing, err)
				  : map_window(&map->info, probing, err);
}

static int probing_open(struct reader *reader, struct err *err)
{
	const struct map *map = reader->map;
	const struct described *described = map->described;
	struct probing *probing = calloc(1, sizeof(*probing));
	int rc;

	reader->state = probing;
	if (!probing)
		return fail_oom(err);
	probing->file = -1;
	reader->seen.key_size =
		described->identity == IDENTITY_KEY ? map->key_bytes : described->identity;
	rc = load(map, probing, err);
	if (!rc && described->prepare)
		rc = described->prepare(map, &probing->prepared, err);
	return rc ? refuse(reader, rc, err) : 0;
}

static void probing_close(struct reader *reader)
{
	struct probing *probing = reader->state;

	if (probing && probing->prepared)
		reader->map->described->release(probing->prepared);
	if (probing && probing->window)
		munmap(probing->window, sizeof(*probing->window));
	if (probing) {
		probing_close_file(probing);
		probe_free(probing->probe);
	}
	free(probing);
	reader->state = NULL;
}

/* Fills the window anew, from where it ended. */
static int run_window(struct reader *reader, struct err *err)
{
	const struct described *described = reader->map->described;
	struct probing *probing = reader->state;
	struct entries_window *window = probing->window;
	BUF_CLEANUP struct buf nothing = {0};
	int rc;

	memset(window->data, 0, window->used);
	window->used = window->found = 0;
	rc = probe_read(probing->probe, described->program, &nothing, err);
	if (rc)
		return refuse(reader, rc, err);
	if (!window->found)
		return fail(err, -ENOENT, "map \"%s\" is not among those that the kernel's "
			    "iterator shows", reader->map->name);
	if (window->moved)
		reader->caveat = "elements came and went while it was read: those that came may "
				 "stand among older ones";
	if (window->lost)
		snprintf(reader->note, sizeof(reader->note),
			 "some entries may be missing: the map's lists change too fast, or are too "
			 "long, to be read to their ends");
	probing->records = window->data;
	probing->used = window->used;
	probing->end = window->end;
	if (!window->unknown)
		return 0;
	fail(err, -EOPNOTSUPP, "this kernel's structures are not those it knows");
	return refuse(reader, -EOPNOTSUPP, err);
}

static int run(struct reader *reader, struct err *err)
{
	struct probing *probing = reader->state;

	probing->at = 0;
	return probing->window ? run_window(reader, err) : probing_run_file(reader, err);
}

/* Puts one entry at the end of the chunk, unless it is a repeat. */
static int take(struct reader *reader, struct chunk *chunk, const struct entries_record *record,
		struct err *err)
{
	const struct described *described = reader->map->described;
	const struct probing *probing = reader->state;
	__u32 key_bytes = reader->map->key_bytes, value_bytes = reader->map->value_bytes;
	unsigned char *key = chunk->keys + chunk->n * key_bytes;
	unsigned char *value = chunk->values + chunk->n * value_bytes;
	const unsigned char *from = (const unsigned char *)(record + 1);
	int is_new = 1;

	if (record->key_bytes != key_bytes ||
	    (!record->error && record->value_bytes != value_bytes))
		return fail(err, -EPROTO, "a probe gave an entry of %u and %u bytes, not %u and %u",
			    record->key_bytes, record->value_bytes, key_bytes, value_bytes);
	memcpy(key, from, key_bytes);
	memset(value, 0, value_bytes);
	memcpy(value, from + ENTRIES_ALIGN(key_bytes), record->value_bytes);
	if (described->identity)
		is_new = seen_add(&reader->seen, key);
	if (is_new <= 0)
		return is_new ? fail_oom(err) : 0;
	if (described->finish)
		described->finish(probing->prepared, key, value);
	chunk->errors[chunk->n++] = record->error;
	chunk->failed |= record->error != 0;
	return 0;
}

static int take_records(struct reader *reader, struct chunk *chunk, struct err *err)
{
	struct probing *probing = reader->state;
	int rc = 0;

	while (!rc && probing->at < probing->used && chunk->n < chunk->cap) {
		const struct entries_record *record =
			(const void *)(probing->records + probing->at);

		reader->visits++;
		rc = take(reader, chunk, record, err);
		probing->at += (__u32)sizeof(*record) + ENTRIES_ALIGN(record->key_bytes) +
			       ENTRIES_ALIGN(record->value_bytes);
	}
	return rc;
}

static int probing_read(struct reader *reader, struct chunk *chunk, struct err *err)
{
	const struct probing *probing = reader->state;
	int rc = chunk_reserve(chunk, reader, err);

	chunk->has_values = true;
	if (!rc && probing->at >= probing->used)
		rc = run(reader, err);
	if (!rc)
		rc = take_records(reader, chunk, err);
	reader->end = probing->at >= probing->used && probing->end;
	/* Of local storages nobody knows how many there may be, but their iterator only goes on. */
	if (!rc && (probing->window || reader->map->info.max_entries) && reader_lost(reader))
		reader->end = true;
	return rc;
}

const struct reader_ops reader_probe = {
	.method = WALK_PROBE,
	.open = probing_open,
	.read = probing_read,
	.close = probing_close,
};
