// SPDX-License-Identifier: GPL-2.0-or-later
/* What bpf/probes/inventory.bpf.c tells: entries, holders, and maps that are refused by id. */
#include <string.h>
#include <bpf/btf.h>

#include "bpf/inventory_impl.h"
#include "bpf/probe.h"
#include "bpf/probes/inventory.h"

/* Maps that may appear between the listing and the probe's run; beyond them holders are unknown. */
enum { SPARE_IDS = 1024, MANY_IDS = 65536 };

static bool counted_otherwise(__u32 type)
{
	return type == MAP_LPM_TRIE || type == MAP_QUEUE || type == MAP_STACK;
}

static bool has_counted_otherwise(const struct inventory *inventory)
{
	for (size_t i = 0; i < inventory->n_maps; i++) {
		if (counted_otherwise(inventory->maps[i].info.type))
			return true;
	}
	return false;
}

/* What to run of the probe, and how. */
struct probe_plan {
	bool pids;
	bool counts; /* entries of the hash family */
	bool others; /* entries of tries, queues and stacks */
	bool add;    /* maps come from the probe too */
	__u32 only;  /* with add: just this one; 0: all */
	__u32 n_ids; /* how many maps it may see */
};

static int want_programs(struct probe *probe, const struct probe_plan *plan, struct err *err)
{
	int ret = probe_resize(probe, INVENTORY_IDS, plan->n_ids, err);

	if (!ret && (plan->add || plan->pids))
		ret = probe_want(probe, "maps", err);
	if (!ret && plan->pids)
		ret = probe_want(probe, "files", err);
	if (!ret && plan->counts)
		ret = probe_want(probe, "counts", err);
	if (!ret && plan->others)
		ret = probe_want(probe, "other_counts", err);
	return ret;
}

static int load(struct probe **out, const struct probe_plan *plan, struct err *err)
{
	struct probe *probe;
	int ret = probe_open(&probe, "inventory", err);

	if (ret)
		return ret;
	ret = want_programs(probe, plan, err);
	if (!ret)
		ret = probe_load(probe, err);
	if (ret) {
		probe_free(probe);
		return ret;
	}
	*out = probe;
	return 0;
}

/* The i-th record of what a program wrote; false: there are no more. */
static bool record_at(const struct buf *records, size_t i, void *record, size_t size)
{
	if (i >= records->len / size)
		return false;
	memcpy(record, records->data + i * size, size);
	return true;
}

static int read_counts(struct inventory *inventory, struct probe *probe, const char *program,
		       struct err *err)
{
	BUF_CLEANUP struct buf records = {0};
	struct probe_count count;
	int ret = probe_read(probe, program, &records, err);

	for (size_t i = 0; !ret && record_at(&records, i, &count, sizeof(count)); i++) {
		struct inventory_map *map = inventory_find(inventory, count.id);

		if (!map)
			continue;
		map->entries = count.entries;
		map->has_entries = true;
	}
	return ret;
}

static int read_holders(struct inventory *inventory, struct probe *probe, struct err *err)
{
	BUF_CLEANUP struct buf records = {0};
	struct probe_holder holder;
	int ret = probe_read(probe, "files", &records, err);

	for (size_t i = 0; !ret && record_at(&records, i, &holder, sizeof(holder)); i++) {
		struct inventory_map *map = inventory_find(inventory, holder.id);

		if (map && inventory_add_pid(map, holder.pid, holder.comm))
			return fail_oom(err);
	}
	return ret;
}

static struct bpf_map_info seen_info(const struct probe_map *seen)
{
	struct bpf_map_info info = {
		.id = seen->id,
		.type = seen->type,
		.key_size = seen->key_size,
		.value_size = seen->value_size,
		.max_entries = seen->max_entries,
		.map_flags = seen->flags,
	};

	memcpy(info.name, seen->name, sizeof(seen->name) - 1);
	return info;
}

static bool to_add(const struct inventory *inventory, const struct probe_plan *plan,
		   const struct bpf_map_info *info)
{
	if (!plan->add || (plan->only ? info->id != plan->only : probe_made(info)))
		return false;
	/* The iterator goes by ascending id, on which the search in the inventory relies. */
	return !inventory->n_maps || info->id > inventory->maps[inventory->n_maps - 1].info.id;
}

static int add_seen(struct inventory *inventory, const struct bpf_map_info *info, struct err *err)
{
	struct inventory_map *map =
		inventory_append(&inventory->maps, &inventory->n_maps, sizeof(*map));

	if (!map)
		return fail_oom(err);
	map->partial = true;
	map->info = *info;
	return 0;
}

static int read_seen(struct inventory *inventory, struct probe *probe,
		     const struct probe_plan *plan, struct err *err)
{
	BUF_CLEANUP struct buf records = {0};
	struct probe_map seen;
	int ret = probe_read(probe, "maps", &records, err);

	for (size_t i = 0; !ret && record_at(&records, i, &seen, sizeof(seen)); i++) {
		struct bpf_map_info info = seen_info(&seen);
		struct inventory_map *map;

		if (to_add(inventory, plan, &info))
			ret = add_seen(inventory, &info, err);
		map = inventory_find(inventory, seen.id);
		if (map)
			map->has_pids = plan->pids;
	}
	return ret;
}

/* "maps" notes each map's pointer, by which "files" finds it: it must run first. */
static int read_plan(struct inventory *inventory, struct probe *probe,
		     const struct probe_plan *plan, struct err *err)
{
	int ret = 0;

	if (plan->add || plan->pids)
		ret = read_seen(inventory, probe, plan, err);
	if (!ret && plan->pids)
		ret = read_holders(inventory, probe, err);
	if (!ret && plan->counts)
		ret = read_counts(inventory, probe, "counts", err);
	if (!ret && plan->others)
		ret = read_counts(inventory, probe, "other_counts", err);
	return ret;
}

static int run(struct inventory *inventory, const struct probe_plan *plan, struct err *err)
{
	struct probe *probe;
	int ret = load(&probe, plan, err);

	if (ret)
		return ret;
	ret = read_plan(inventory, probe, plan, err);
	probe_free(probe);
	return ret;
}

/* Tells a kernel that refuses the counting from one that lets nothing be loaded. */
static bool probes_load(struct err *err)
{
	const struct probe_plan maps = {.add = true, .n_ids = 1};
	struct probe *probe;

	if (load(&probe, &maps, err))
		return false;
	probe_free(probe);
	return true;
}

/*
 * Entries are counted by a function that old kernels have not got (6.6), tries and queues by
 * reading their inside: where one of the two is refused, the rest may still be had.
 */
static int run_or_less(struct inventory *inventory, const struct probe_plan *plan, struct err *err)
{
	static const struct {
		bool counts, others;
	} keep[] = {{false, true}, {true, false}, {false, false}};
	struct probe_plan less = *plan;
	int ret = run(inventory, plan, err);

	for (size_t i = 0; i < sizeof(keep) / sizeof(keep[0]); i++) {
		if (!ret || ret == -ENOMEM || ret == -ESRCH)
			break;
		less.counts = plan->counts && keep[i].counts;
		less.others = plan->others && keep[i].others;
		if (less.counts == plan->counts && less.others == plan->others)
			continue;
		err_clear(err);
		if (!less.counts && !less.others && !less.add && !less.pids)
			return probes_load(err) ? 0 : err->code;
		ret = run(inventory, &less, err);
	}
	return ret;
}

/* There are maps of the kind, and of none is the number of entries known. */
static bool none_counted(const struct inventory *inventory, bool otherwise)
{
	struct map_type scratch;
	bool any = false;

	for (size_t i = 0; i < inventory->n_maps; i++) {
		const struct inventory_map *map = &inventory->maps[i];
		bool other = counted_otherwise(map->info.type);

		if (other != otherwise ||
		    !(other || type_get(map->info.type, &scratch)->can & TYPE_COUNTED))
			continue;
		if (map->has_entries)
			return false;
		any = true;
	}
	return any;
}

/* Maps that are about to go have no counts either: iterators pass them over. */
static bool kernel_counts(struct kernel *kernel)
{
	const struct btf *btf = kernel_vmlinux(kernel);

	return btf && btf__find_by_name_kind(btf, "bpf_map_sum_elem_count", BTF_KIND_FUNC) > 0;
}

static void note_uncounted(struct inventory *inventory, struct kernel *kernel)
{
	if (none_counted(inventory, false) && !kernel_counts(kernel))
		buf_puts(&inventory->notes, "numbers of entries are not known: this kernel does "
					    "not tell them (Linux 6.6 does)\n");
	if (none_counted(inventory, true))
		buf_puts(&inventory->notes, "numbers of entries of tries, queues and stacks are "
					    "not known: this kernel keeps them elsewhere\n");
}

static int without_probe(struct inventory *inventory, unsigned int want, struct err *err)
{
	if (want & WANT_ENTRIES)
		buf_printf(&inventory->notes, "numbers of entries are not known: %s\n", err->msg);
	if (want & WANT_PIDS)
		buf_printf(&inventory->notes, "processes are read from /proc: %s\n", err->msg);
	err_clear(err);
	return want & WANT_PIDS ? inventory_proc(inventory, err) : 0;
}

int inventory_probe(struct inventory *inventory, struct kernel *kernel, unsigned int want,
		    struct err *err)
{
	const struct probe_plan plan = {
		.pids = want & WANT_PIDS,
		.counts = want & WANT_ENTRIES,
		.others = want & WANT_ENTRIES && has_counted_otherwise(inventory),
		.n_ids = (__u32)inventory->n_maps * 2 + SPARE_IDS,
	};
	int ret = run_or_less(inventory, &plan, err);

	if (ret && ret != -ENOMEM)
		return without_probe(inventory, want, err);
	if (!ret && want & WANT_ENTRIES)
		note_uncounted(inventory, kernel);
	return ret;
}

int inventory_from_probe(struct inventory *inventory, struct kernel *kernel, __u32 only,
			 unsigned int want, struct err *err)
{
	const struct probe_plan plan = {
		.pids = want & WANT_PIDS,
		.counts = want & WANT_ENTRIES,
		.others = want & WANT_ENTRIES,
		.add = true,
		.only = only,
		.n_ids = MANY_IDS,
	};
	int ret = run_or_less(inventory, &plan, err);

	if (ret)
		return ret;
	if (want & WANT_ENTRIES)
		note_uncounted(inventory, kernel);
	buf_puts(&inventory->notes, "types, programs and memory are not known: the kernel gives "
				    "maps by id to CAP_SYS_ADMIN only\n");
	return 0;
}
