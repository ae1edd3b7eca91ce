// SPDX-License-Identifier: GPL-2.0-or-later
/* One entry of a map: lookup, next key, update, delete. */
#include <stdlib.h>
#include <bpf/bpf.h>

#include "bpf/entry.h"
#include "bpf/entry_refusal.h"
#include "bpf/uapi.h"

/* Its prefix length and 2048 bits: the kernel takes no more. */
#define LPM_KEY_MAX (sizeof(__u32) + 256)

static int check_index(const struct map *map, __u32 index, struct err *err)
{
	if (index < map->info.max_entries)
		return 0;
	if (!err)
		return ERR_USAGE;
	return fail(err, ERR_USAGE, "index %u is out of range: map \"%s\" has 0..%u", index,
		    map->name, map->info.max_entries - 1);
}

/* The kernel says EINVAL for it, and from getnext gives the first key. */
static int check_prefix(const struct map *map, __u32 length, struct err *err)
{
	__u32 max = (map->info.key_size - (__u32)sizeof(length)) * 8;

	if (length <= max)
		return 0;
	if (!err)
		return ERR_USAGE;
	return fail(err, ERR_USAGE,
		    "prefix length %u is out of range: keys of map \"%s\" have 0..%u", length,
		    map->name, max);
}

int entry_check_key(const struct map *map, const void *key, struct err *err)
{
	__u32 first;

	if (!key || map->info.key_size < sizeof(first))
		return 0;
	memcpy(&first, key, sizeof(first));
	if (map->info.type == MAP_LPM_TRIE)
		return check_prefix(map, first, err);
	if (!(map->type->can & TYPE_ARRAY) || map->info.key_size != sizeof(first))
		return 0;
	return check_index(map, first, err);
}

int entry_lookup(const struct map *map, const void *key, void *value, __u64 flags,
		 const char *key_text, struct err *err)
{
	int rc = entry_check_key(map, key, err);

	if (rc)
		return rc;
	if (!bpf_map_lookup_elem_flags(map->fd, key, value, flags))
		return 0;
	rc = -errno;
	return err ? refuse_lookup(map, rc, flags, key_text, err) : rc;
}

/*
 * Behind a key that is not in the trie the kernel has the first one, behind one that is there
 * never. Before Linux 6.13 it also takes another prefix of the same length for a key that stands in
 * its place.
 */
static bool trie_has(const struct map *map, const void *key)
{
	unsigned char first[LPM_KEY_MAX], next[LPM_KEY_MAX];

	if (map->info.key_size > sizeof(first) || bpf_map_get_next_key(map->fd, NULL, first))
		return false;
	if (bpf_map_get_next_key(map->fd, key, next))
		return errno == ENOENT; /* it is the last */
	return memcmp(first, next, map->info.key_size);
}

int entry_lookup_own(const struct map *map, const void *key, void *value, __u64 flags,
		     const char *key_text, struct err *err)
{
	int rc = entry_lookup(map, key, value, flags, key_text, err);

	if (rc || map->info.type != MAP_LPM_TRIE || trie_has(map, key))
		return rc;
	memset(value, 0, map->value_bytes);
	return err ? refuse_lookup(map, -ENOENT, flags, key_text, err) : -ENOENT;
}

int entry_update(const struct map *map, const void *key, const void *value, __u64 flags,
		 const char *key_text, struct err *err)
{
	int rc = entry_check_key(map, key, err);

	if (rc)
		return rc;
	if (!bpf_map_update_elem(map->fd, key, value, flags))
		return 0;
	rc = -errno;
	return err ? refuse_update(map, rc, flags, key_text, err) : rc;
}

/* The kernel answers the same whether a slot was full or empty, which a lookup tells. */
static bool delete_needs_lookup(const struct map *map)
{
	return map->info.type == MAP_DEVMAP || map->info.type == MAP_CPUMAP;
}

static int delete_there(const struct map *map, const void *key)
{
	__u64 value;

	if (delete_needs_lookup(map) && bpf_map_lookup_elem(map->fd, key, &value) &&
	    errno == ENOENT)
		return -ENOENT;
	if (!bpf_map_delete_elem(map->fd, key))
		return 0;
	/* what a sockmap says of an empty slot */
	return errno == EINVAL && map->info.type == MAP_SOCKMAP ? -ENOENT : -errno;
}

bool entry_delete_is_blind(const struct map *map)
{
	return map->info.type == MAP_XSKMAP;
}

int entry_delete(const struct map *map, const void *key, const char *key_text, struct err *err)
{
	bool fixed = (map->type->can & TYPE_ARRAY) && !(map->type->can & TYPE_DELETE);
	int rc;

	if (fixed && err) {
		fail(err, ERR_USAGE, "entries of map \"%s\" cannot be deleted: it is an array (%s)",
		     map->name, map->type->name);
		err_hint(err, "update them with zeroes");
	}
	rc = fixed ? ERR_USAGE : entry_check_key(map, key, err);
	if (rc)
		return rc;
	rc = delete_there(map, key);
	if (!rc)
		return 0;
	return err ? refuse_delete(map, rc, key_text, err) : rc;
}

int entry_next_key(const struct map *map, const void *key, void *next, const char *key_text,
		   struct err *err)
{
	int rc = entry_check_key(map, key, err);

	if (rc)
		return rc;
	if (!bpf_map_get_next_key(map->fd, key, next))
		return 0;
	rc = -errno;
	return err ? refuse_next(map, rc, key ? key_text : NULL, err) : rc;
}

int entry_take(const struct map *map, bool keep, void *value, struct err *err)
{
	int rc;

	if (!type_is_queue(map->type))
		return fail(err, ERR_USAGE, "map \"%s\" is no queue or stack: its type is %s",
			    map->name, map->type->name);
	rc = keep ? bpf_map_lookup_elem(map->fd, NULL, value)
		  : bpf_map_lookup_and_delete_elem(map->fd, NULL, value);
	if (!rc)
		return 0;
	rc = -errno;
	if (rc == -ENOENT)
		return fail(err, rc, "%s \"%s\" is empty", map->type->name, map->name);
	return fail(err, rc, "cannot take from map \"%s\": %s", map->name, err_text(rc));
}

static int check_cpu(const struct map *map, unsigned int cpu, struct err *err)
{
	if (!map->n_cpus)
		return fail(err, ERR_USAGE, "map \"%s\" (%s) has no value for each CPU", map->name,
			    map->type->name);
	if (cpu < map->n_cpus)
		return 0;
	return fail(err, ERR_USAGE, "CPU %u is out of range: this machine has 0..%u", cpu,
		    map->n_cpus - 1);
}

/* False where the kernel does not know BPF_F_CPU: it was 6.19 that stopped refusing it. */
static bool update_one(const struct map *map, const void *key, const void *value, unsigned int cpu,
		       __u64 flags)
{
	return !bpf_map_update_elem(map->fd, key, value, flags | BPF_F_CPU | (__u64)cpu << 32);
}

int entry_update_cpu(const struct map *map, const void *key, const void *value, unsigned int cpu,
		     __u64 flags, const char *key_text, bool *rewrote, struct err *err)
{
	unsigned char *all;
	bool exists;
	int rc = check_cpu(map, cpu, err);

	*rewrote = false;
	if (rc)
		return rc;
	all = calloc(1, map->value_bytes);
	if (!all)
		return fail_oom(err);
	rc = entry_lookup(map, key, all, 0, key_text, err);
	exists = !rc;
	/* Nothing is told of the other CPUs of an entry that BPF_F_CPU makes: make it whole. */
	if (rc == -ENOENT) {
		err_clear(err);
		rc = 0;
	}
	if (!rc && !(exists && update_one(map, key, value, cpu, flags))) {
		memcpy(all + (size_t)cpu * map->value_stride, value, map->value_stride);
		rc = entry_update(map, key, all, flags, key_text, err);
		*rewrote = !rc && exists && map->n_cpus > 1;
	}
	free(all);
	return rc;
}
