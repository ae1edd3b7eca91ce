// SPDX-License-Identifier: GPL-2.0-or-later
/* Why the kernel refused a call on an entry, in the words of the map it was made on. */
#include <fcntl.h>

#include "bpf/caps.h"
#include "bpf/described.h"
#include "bpf/entry_refusal.h"
#include "bpf/proc.h"
#include "bpf/uapi.h"

/* "key 5 of map "x"": queues and filters have no keys. */
static const char *entry_name(const struct map *map, const char *key_text, struct buf *out)
{
	if (key_text && map->info.key_size)
		buf_printf(out, "key %s of ", key_text);
	buf_printf(out, "map \"%s\"", map->name);
	return buf_cstr(out);
}

/* bpf_map_info does not tell, only /proc does. */
static bool map_is_frozen(const struct map *map)
{
	struct fdinfo info;

	fdinfo_read(0, map->fd, &info);
	return info.frozen;
}

int refuse_write(const struct map *map, int rc, struct err *err)
{
	if (map_is_frozen(map)) {
		fail(err, rc, "map \"%s\" is frozen: user space can no longer write it", map->name);
		err_hint(err, "programs still can; there is no way back but a new map");
		return rc;
	}
	if ((fcntl(map->fd, F_GETFL) & O_ACCMODE) == O_RDONLY)
		return fail(err, rc, "map \"%s\" was opened for reading only", map->name);
	return fail_op(err, OP_ACCESS, rc, "cannot write to map \"%s\"", map->name);
}

static int refuse_kind(const struct map *map, const char *what, struct err *err)
{
	fail(err, -EOPNOTSUPP, "map \"%s\" cannot be %s: its type is %s", map->name, what,
	     map->type->name);
	if (map->type->no_dump)
		err_hint(err, "%.*s%s", described_why(map), map->type->no_dump,
			 map_describable(map) ? "; `dump` reads them by a program" : "");
	return -EOPNOTSUPP;
}

static int refuse_absent(const struct map *map, const char *key_text, struct err *err)
{
	if (map->info.type == MAP_BLOOM_FILTER)
		return fail(err, -ENOENT, "the value was never added to map \"%s\"", map->name);
	if (!map->info.key_size)
		return fail(err, -ENOENT, "map \"%s\" is empty", map->name);
	return fail(err, -ENOENT, "key %s is not in map \"%s\"", key_text, map->name);
}

static bool is_unsupported(int rc)
{
	return rc == -ENOTSUPP || rc == -EOPNOTSUPP;
}

/* What EINVAL means for flags: the kernel does not say which of them. */
static void hint_flags(const struct map *map, __u64 flags, struct err *err)
{
	if (flags & BPF_F_LOCK)
		err_hint(err, "lock needs a struct bpf_spin_lock in the value");
	else if (flags & (BPF_F_CPU | BPF_F_ALL_CPUS))
		err_hint(err, map->n_cpus ? "the flags cpu and all_cpus need Linux 6.19"
					  : "cpu and all_cpus are for per-CPU maps");
	else if (flags)
		err_hint(err, "maps of type %s may not take these flags", map->type->name);
}

int refuse_lookup(const struct map *map, int rc, __u64 flags, const char *key_text, struct err *err)
{
	struct buf name BUF_CLEANUP = {0};

	if (rc == -ENOENT)
		return refuse_absent(map, key_text, err);
	if (is_unsupported(rc) || (map->type->can & TYPE_NO_VALUE))
		return refuse_kind(map, "looked up", err);
	fail_op(err, OP_ACCESS, rc, "cannot read %s", entry_name(map, key_text, &name));
	if (rc == -ENOSPC && map->type->value_object == OBJECT_SOCKET)
		err_hint(err, "the kernel tells which socket it is only where values have 8 bytes");
	else if (rc == -EINVAL)
		hint_flags(map, flags, err);
	return rc;
}

/* What a refused value is most likely about, where values are kernel objects. */
static const struct {
	enum object_kind object;
	int rc;
	const char *hint;
} object_hints[] = {
	{OBJECT_PROG, -EINVAL,
	 "all programs of a prog_array have one type, and fit the program that calls them"},
	{OBJECT_MAP, -EINVAL,
	 "the map must have the type, sizes and flags of the one that the outer map was made with"},
	{OBJECT_DEVICE, -EINVAL, "is there such an interface in this network namespace?"},
	{OBJECT_SOCKET, -EOPNOTSUPP, "TCP sockets must be connected or listening"},
	{OBJECT_SOCKET, -EINVAL, "the socket's kind or state is not one that this type takes"},
	{OBJECT_PERF_EVENT, -EINVAL, "the events of this kind cannot be read by programs"},
	{OBJECT_PERF_EVENT, -EBADF, "the descriptor is of no perf event"},
	{OBJECT_XSK, -EOPNOTSUPP, "an AF_XDP socket that is bound is wanted"},
};

static bool hint_object(const struct map *map, int rc, struct err *err)
{
	for (size_t i = 0; i < sizeof(object_hints) / sizeof(object_hints[0]); i++) {
		if (object_hints[i].object != map->type->value_object || object_hints[i].rc != rc)
			continue;
		err_hint(err, "%s", object_hints[i].hint);
		return true;
	}
	return false;
}

/*
 * Slots that are always there have no flag at all; the kernel's EINVAL looks like a wrong object.
 */
static bool hint_slot_flags(const struct map *map, __u64 flags, struct err *err)
{
	switch (map->info.type) {
	case MAP_PROG_ARRAY:
	case MAP_PERF_EVENT_ARRAY:
	case MAP_CGROUP_ARRAY:
	case MAP_ARRAY_OF_MAPS:
		if (!flags)
			return false;
		err_hint(err, "maps of type %s take any only: no exist, noexist or other flag",
			 map->type->name);
		return true;
	}
	return false;
}

static bool update_is_full(const struct map *map, int rc)
{
	if (rc == -E2BIG)
		return !(map->type->can & TYPE_STORAGE);
	return rc == -ENOSPC && map->info.type == MAP_LPM_TRIE;
}

static int refuse_other_update(const struct map *map, int rc, __u64 flags, const char *key_text,
			       struct err *err)
{
	struct buf name BUF_CLEANUP = {0};

	fail_op(err, OP_ACCESS, rc, "cannot update %s", entry_name(map, key_text, &name));
	if (rc == -EINVAL && hint_slot_flags(map, flags, err))
		return rc;
	if (!hint_object(map, rc, err) && rc == -EINVAL)
		hint_flags(map, flags, err);
	return rc;
}

int refuse_update(const struct map *map, int rc, __u64 flags, const char *key_text, struct err *err)
{
	if (update_is_full(map, rc))
		return fail(err, rc, "map \"%s\" is full (max_entries %u)", map->name,
			    map->info.max_entries);
	if (rc == -EEXIST && (map->type->can & TYPE_ARRAY))
		return fail(err, rc,
			    "key %s already exists in map \"%s\": entries of arrays "
			    "always do",
			    key_text, map->name);
	if (rc == -EEXIST)
		return fail(err, rc, "key %s already exists in map \"%s\"", key_text, map->name);
	if (rc == -ENOENT && (flags & BPF_EXIST))
		return refuse_absent(map, key_text, err);
	if (rc == -EPERM || rc == -EACCES)
		return refuse_write(map, rc, err);
	if (is_unsupported(rc) && !map->type->value_object)
		return refuse_kind(map, "updated", err);
	if (rc == -EINVAL && !(map->type->can & (TYPE_UPDATE | TYPE_NO_KEY)))
		return refuse_kind(map, "updated", err);
	return refuse_other_update(map, rc, flags, key_text, err);
}

int refuse_delete(const struct map *map, int rc, const char *key_text, struct err *err)
{
	struct buf name BUF_CLEANUP = {0};

	if (rc == -ENOENT)
		return refuse_absent(map, key_text, err);
	if (rc == -EPERM || rc == -EACCES)
		return refuse_write(map, rc, err);
	if (is_unsupported(rc) || (rc == -EINVAL && !(map->type->can & TYPE_DELETE)))
		return refuse_kind(map, "deleted from", err);
	return fail_op(err, OP_ACCESS, rc, "cannot delete %s", entry_name(map, key_text, &name));
}

int refuse_next(const struct map *map, int rc, const char *key_text, struct err *err)
{
	if (rc == -ENOENT && key_text)
		return fail(err, rc, "no key after %s in map \"%s\"", key_text, map->name);
	if (rc == -ENOENT)
		return fail(err, rc, "map \"%s\" is empty", map->name);
	if (is_unsupported(rc) || !(map->type->can & TYPE_NEXT_KEY))
		return refuse_kind(map, "walked by keys", err);
	return fail_op(err, OP_ACCESS, rc, "cannot read the next key of map \"%s\"", map->name);
}
