// SPDX-License-Identifier: GPL-2.0-or-later
/* Many entries of one map updated or deleted with few calls of the kernel. */
#include <bpf/bpf.h>

#include "bpf/entry_batch.h"
#include "bpf/entry_refusal.h"

bool entry_batch_takes(const struct map *map, bool deletes)
{
	switch (map->info.type) {
	case MAP_ARRAY:
	case MAP_PERCPU_ARRAY:
		return !deletes;
	case MAP_HASH:
	case MAP_PERCPU_HASH:
	case MAP_LRU_HASH:
	case MAP_LRU_PERCPU_HASH:
	case MAP_LPM_TRIE:
		return true;
	}
	return false;
}

static const unsigned char *key_at(const struct entry_batch *batch)
{
	return batch->keys + (size_t)batch->done * batch->map->info.key_size;
}

static const unsigned char *value_at(const struct entry_batch *batch)
{
	return batch->values + (size_t)batch->done * batch->map->value_bytes;
}

static int send_one(struct entry_batch *batch)
{
	int fd = batch->map->fd;
	int rc = batch->deletes ? bpf_map_delete_elem(fd, key_at(batch))
				: bpf_map_update_elem(fd, key_at(batch), value_at(batch), BPF_ANY);

	if (rc)
		return -errno;
	batch->done++;
	return 0;
}

/*
 * As many as the kernel does in one call. The count it leaves is of those done, but where it did
 * not come to the first of them, as with a frozen map: then it is still what was asked for.
 */
static int send_many(struct entry_batch *batch)
{
	struct bpf_map_batch_opts opts;
	__u32 asked = batch->n - batch->done, count = asked;
	int fd = batch->map->fd, rc;

	memset(&opts, 0, sizeof(opts));
	opts.sz = sizeof(opts);
	rc = batch->deletes
		     ? bpf_map_delete_batch(fd, key_at(batch), &count, &opts)
		     : bpf_map_update_batch(fd, key_at(batch), value_at(batch), &count, &opts);
	if (!rc)
		batch->done = batch->n;
	else if (count < asked)
		batch->done += count;
	return rc ? -errno : 0;
}

/* Linux before 5.6, and for some types before 5.14, has no batches to write. */
static bool is_unsupported(int rc)
{
	return rc == -EINVAL || rc == -ENOTSUPP || rc == -EOPNOTSUPP;
}

int entry_batch_send(struct entry_batch *batch)
{
	int rc = 0;

	while (!rc && batch->done < batch->n) {
		__u32 before = batch->done;
		int refused = batch->plain ? 0 : send_many(batch);

		if (!batch->plain && !refused)
			break;
		rc = send_one(batch);
		if (!rc && batch->done == before + 1 && is_unsupported(refused))
			batch->plain = true;
	}
	return rc;
}

int entry_batch_refuse(const struct entry_batch *batch, int rc, const char *key_text,
		       struct err *err)
{
	if (batch->deletes)
		return refuse_delete(batch->map, rc, key_text, err);
	return refuse_update(batch->map, rc, BPF_ANY, key_text, err);
}
