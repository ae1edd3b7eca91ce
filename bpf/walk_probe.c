// SPDX-License-Identifier: GPL-2.0-or-later
/* Walking by a probe: a program that reads the kernel's structures, a window of entries at a time. */
#include <stdlib.h>
#include <string.h>

#include "bpf/described.h"
#include "bpf/probe.h"
#include "bpf/probes/entries.h"
#include "bpf/walk_impl.h"

#include <sys/mman.h> /* behind bpf/type.h: its MAP_STACK is another */

struct probing {
	struct probe *probe;
	struct entries_window *window; /* shared with the program */
	__u32 at; /* of the window's records, the next */
};

/* Why nothing else would do, and then why this does not. */
static int refuse(const struct reader *reader, int code, struct err *err)
{
	const struct map *map = reader->map;
	char why[sizeof(err->msg)];

	if (!map->type->no_dump)
		return code;
	memcpy(why, err->msg, sizeof(why));
	fail(err, code, "map \"%s\": %s", map->name, map->type->no_dump);
	err_hint(err, "a program in the kernel could read them: %s", why);
	return code;
}

static int map_window(struct probing *probing, struct err *err)
{
	void *window = mmap(NULL, sizeof(*probing->window), PROT_READ | PROT_WRITE, MAP_SHARED,
			    probe_kept(probing->probe), 0);

	if (window == MAP_FAILED)
		return fail(err, -errno, "cannot map the window of a probe: %s", err_text(-errno));
	probing->window = window;
	return 0;
}

static int load(struct probing *probing, const char *program, struct err *err)
{
	int rc = probe_open(&probing->probe, "entries", err);

	if (!rc)
		rc = probe_want(probing->probe, program, err);
	if (rc)
		return rc;
	probe_keep(probing->probe, ENTRIES_MAP);
	rc = probe_load(probing->probe, err);
	return rc ? rc : map_window(probing, err);
}

static int probing_open(struct reader *reader, struct err *err)
{
	const struct described *described = reader->map->described;
	const struct bpf_map_info *info = &reader->map->info;
	struct probing *probing = calloc(1, sizeof(*probing));
	int rc;

	reader->state = probing;
	if (!probing)
		return fail_oom(err);
	reader->seen.key_size = described->identity;
	rc = load(probing, described->program, err);
	if (rc)
		return refuse(reader, rc, err);
	probing->window->map_id = info->id;
	probing->window->map_type = info->type;
	probing->window->max_entries = info->max_entries;
	probing->window->value_bytes = info->value_size;
	return 0;
}

static void probing_close(struct reader *reader)
{
	struct probing *probing = reader->state;

	if (probing && probing->window)
		munmap(probing->window, sizeof(*probing->window));
	if (probing)
		probe_free(probing->probe);
	free(probing);
	reader->state = NULL;
}

/* Fills the window anew, from where it ended. */
static int run(struct reader *reader, struct err *err)
{
	const struct described *described = reader->map->described;
	struct probing *probing = reader->state;
	struct entries_window *window = probing->window;
	BUF_CLEANUP struct buf nothing = {0};
	int rc;

	memset(window->data, 0, window->used);
	window->used = window->found = 0;
	probing->at = 0;
	rc = probe_read(probing->probe, described->program, &nothing, err);
	if (rc)
		return refuse(reader, rc, err);
	if (!window->found)
		return fail(err, -ENOENT, "map \"%s\" is not among those that the kernel's "
			    "iterator shows", reader->map->name);
	if (window->moved)
		reader->caveat = "elements came and went while it was read: those that came may "
				 "stand among older ones";
	if (!window->unknown)
		return 0;
	fail(err, -EOPNOTSUPP, "this kernel's structures are not those it knows");
	return refuse(reader, -EOPNOTSUPP, err);
}

/* Puts one entry at the end of the chunk, unless it is a repeat. */
static int take(struct reader *reader, struct chunk *chunk, const struct entries_record *record,
		struct err *err)
{
	const struct described *described = reader->map->described;
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
		described->finish(reader->map, key, value);
	chunk->errors[chunk->n++] = record->error;
	chunk->failed |= record->error != 0;
	return 0;
}

static int take_records(struct reader *reader, struct chunk *chunk, struct err *err)
{
	struct probing *probing = reader->state;
	int rc = 0;

	while (!rc && probing->at < probing->window->used && chunk->n < chunk->cap) {
		const struct entries_record *record =
			(const void *)(probing->window->data + probing->at);

		reader->visits++;
		rc = take(reader, chunk, record, err);
		probing->at += (__u32)sizeof(*record) + ENTRIES_ALIGN(record->key_bytes) +
			       ENTRIES_ALIGN(record->value_bytes);
	}
	return rc;
}

static int probing_read(struct reader *reader, struct chunk *chunk, struct err *err)
{
	struct probing *probing = reader->state;
	struct entries_window *window = probing->window;
	int rc = chunk_reserve(chunk, reader, err);

	chunk->has_values = true;
	if (!rc && probing->at >= window->used)
		rc = run(reader, err);
	if (!rc)
		rc = take_records(reader, chunk, err);
	reader->end = probing->at >= window->used && window->end;
	if (!rc && reader_lost(reader))
		reader->end = true;
	return rc;
}

const struct reader_ops reader_probe = {
	.method = WALK_PROBE,
	.open = probing_open,
	.read = probing_read,
	.close = probing_close,
};
