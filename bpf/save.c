// SPDX-License-Identifier: GPL-2.0-or-later
/* save: from a walk over the entries to the lines of a snapshot. */
#include <zlib.h>

#include "bpf/save.h"
#include "bpf/snapshot.h"
#include "bpf/walk.h"

enum {
	WRITE_BYTES = 256 << 10
};

/* The snapshot being made: lines that were not written yet, and the checksum of those that were. */
struct saving {
	struct save *save;
	struct snapshot header;
	struct buf lines;
	__u32 crc;
};

static void saving_free(struct saving *saving)
{
	snapshot_free(&saving->header);
	buf_free(&saving->lines);
}

static int write_lines(struct saving *saving, struct err *err)
{
	struct buf *lines = &saving->lines;
	const struct save *save = saving->save;
	int rc;

	if (lines->oom)
		return fail_oom(err);
	saving->crc = (__u32)crc32(saving->crc, (const Bytef *)lines->data, (uInt)lines->len);
	rc = save->write(save->arg, lines->data, lines->len, err);
	buf_reset(lines);
	return rc;
}

static int fail_entry(const struct saving *saving, const unsigned char *key, int code,
		      struct err *err)
{
	const struct map *map = saving->save->map;
	BUF_CLEANUP struct buf text = {0};

	buf_hex_bytes(&text, key, map->info.key_size);
	return fail_status(err, STATUS_REFUSED, code,
			   "the entry with key hex:%s of map \"%s\" cannot be read: %s",
			   buf_cstr(&text), map->name, err_text(code));
}

static int save_batch(struct saving *saving, const struct walk_batch *batch, struct err *err)
{
	const struct map *map = saving->save->map;
	int rc = 0;

	for (size_t i = 0; !rc && i < batch->n; i++) {
		const unsigned char *key = batch->keys + i * map->info.key_size;

		if (batch->errors && batch->errors[i])
			return fail_entry(saving, key, batch->errors[i], err);
		snapshot_add_entry(&saving->header, key, batch->values + i * map->value_bytes,
				   &saving->lines);
		saving->save->entries++;
		if (saving->lines.len >= WRITE_BYTES || saving->lines.oom)
			rc = write_lines(saving, err);
	}
	return rc;
}

static int save_entries(struct saving *saving, struct walk *walk, struct err *err)
{
	struct save *save = saving->save;
	struct walk_batch batch;
	int rc;

	while ((rc = walk_next(walk, &batch, err)) > 0) {
		if (save->stop && save->stop(save->arg))
			return fail_status(err, STATUS_SIGINT, -EINTR, "interrupted");
		rc = save_batch(saving, &batch, err);
		if (rc)
			return rc;
	}
	save->note = rc ? NULL : walk_note(walk);
	if (!rc && walk_lost(walk)) {
		rc = fail(err, -EAGAIN, "%s", save->note);
		save->note = NULL;
	}
	return rc;
}

/* The end is not part of what its checksum is of. */
static int save_end(struct saving *saving, struct err *err)
{
	int rc = write_lines(saving, err);

	if (rc)
		return rc;
	snapshot_add_end(saving->save->entries, saving->crc, &saving->lines);
	return write_lines(saving, err);
}

int map_save(struct save *save, struct err *err)
{
	__attribute__((cleanup(saving_free))) struct saving saving = {.save = save};
	struct walk *walk = NULL;
	int rc = snapshot_of_map(&saving.header, save->map, err);

	saving.crc = (__u32)crc32(0, NULL, 0);
	if (!rc)
		rc = snapshot_add_header(&saving.header, &saving.lines, err);
	if (!rc)
		rc = walk_new(&walk, save->map, WALK_BEST, false, err);
	if (!rc)
		rc = save_entries(&saving, walk, err);
	walk_free(walk);
	return rc ? rc : save_end(&saving, err);
}
