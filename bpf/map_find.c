// SPDX-License-Identifier: GPL-2.0-or-later
/* The map that a name means, among all maps, or among the pins where maps cannot be listed. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <bpf/bpf.h>

#include "bpf/caps.h"
#include "bpf/inventory.h"
#include "bpf/map_impl.h"
#include "bpf/narrow.h"
#include "bpf/pin.h"
#include "btf/suggest.h"

struct search {
	struct kernel *kernel;
	const char *name;
	struct map_found *found;
	size_t n, n_unsure;
	/* For the hint when nothing fits. */
	struct suggestion near;
	char nearest[BPF_OBJ_NAME_LEN];
	__u32 cut_id; /* a map that `name` may be the full name of; 0: none */
	__u32 full_id; /* a map whose kernel name fits, but not its full name; 0: none */
	struct buf full_name;
	bool oom;
};

static void search_free(struct search *search)
{
	for (size_t i = 0; i < search->n; i++)
		free(search->found[i].pin);
	free(search->found);
	buf_free(&search->full_name);
}

static struct map_found *found_by_id(struct search *search, __u32 id)
{
	for (size_t i = 0; i < search->n; i++) {
		if (search->found[i].id == id)
			return &search->found[i];
	}
	return NULL;
}

static void found_drop(struct search *search, size_t i)
{
	free(search->found[i].pin);
	search->n--;
	memmove(&search->found[i], &search->found[i + 1], (search->n - i) * sizeof(*search->found));
}

static void found_add(struct search *search, const struct bpf_map_info *info, bool unsure,
		      const char *pin)
{
	struct map_found *found =
		reallocarray(search->found, search->n + 1, sizeof(*search->found));

	if (!found) {
		search->oom = true;
		return;
	}
	search->found = found;
	found += search->n++;
	*found = (struct map_found){.id = info->id, .unsure = unsure};
	memcpy(found->name, info->name, sizeof(found->name));
	search->n_unsure += unsure;
	if (pin && !(found->pin = strdup(pin)))
		search->oom = true;
}

static void search_suggest(struct search *search, const char *name)
{
	suggest_name(&search->near, name);
	if (search->near.nearest == name) {
		strcpy(search->nearest, name);
		search->near.nearest = search->nearest;
	}
}

static void search_other_name(struct search *search, __u32 id, const char *full)
{
	search->full_id = id;
	buf_reset(&search->full_name);
	word_quote(&search->full_name, full, strlen(full));
}

/* BTF is only loaded where the first 15 bytes fit: it is the one thing here that costs. */
static void search_map(struct search *search, const struct bpf_map_info *info, const char *pin)
{
	const struct btf *btf = NULL;
	enum map_name_state state;
	const char *full;
	int reason;

	if (strncmp(info->name, search->name, BPF_OBJ_NAME_LEN - 1)) {
		search_suggest(search, info->name);
		return;
	}
	if (strlen(info->name) == BPF_OBJ_NAME_LEN - 1)
		btf = kernel_btf(search->kernel, info->btf_id, &reason);
	state = map_name_state(info, btf, pin, &full);
	if (state == MAP_NAME_UNSURE || !strcmp(full ? full : info->name, search->name))
		found_add(search, info, state == MAP_NAME_UNSURE, pin);
	else
		search_other_name(search, info->id, full ? full : info->name);
}

static int info_by_id(__u32 id, struct bpf_map_info *info)
{
	int fd = map_fd_by_id(id, MAP_READ), rc;

	if (fd < 0)
		return fd;
	rc = map_info_fd(fd, info);
	close(fd);
	return rc;
}

/* 0, or -errno when maps may not be listed. Maps that vanish meanwhile are passed over. */
static int search_ids(struct search *search)
{
	struct bpf_map_info info;
	__u32 id = 0;

	while (!bpf_map_get_next_id(id, &id)) {
		int rc = info_by_id(id, &info);

		if (!rc)
			search_map(search, &info, NULL);
		else if (rc != -ENOENT)
			return rc;
	}
	return errno == ENOENT ? 0 : -errno;
}

static int search_pin(void *arg, const char *path, int fd)
{
	struct search *search = arg;
	struct map_found *found;
	struct bpf_map_info info;

	if (map_info_fd(fd, &info))
		return 0;
	found = found_by_id(search, info.id);
	if (!found)
		search_map(search, &info, path);
	return 0;
}

/* Pins may say how a cut name goes on. */
static int decide_pin(void *arg, const char *path, int fd)
{
	struct search *search = arg;
	struct bpf_map_info info;
	struct map_found *found;
	enum map_name_state state;
	const char *full;

	if (map_info_fd(fd, &info))
		return 0;
	found = found_by_id(search, info.id);
	if (!found || !found->unsure)
		return 0;
	state = map_name_state(&info, NULL, path, &full);
	if (state == MAP_NAME_UNSURE)
		return 0;
	search->n_unsure--;
	found->unsure = false;
	if (!strcmp(full ? full : info.name, search->name))
		return 0;
	search_other_name(search, info.id, full ? full : info.name);
	found_drop(search, (size_t)(found - search->found));
	return 0;
}

/*
 * A name of 15 bytes fits a map that may be called otherwise only if no map is called just that; a
 * longer one never does.
 */
static void drop_unsure(struct search *search)
{
	bool keep = strlen(search->name) < BPF_OBJ_NAME_LEN && search->n == search->n_unsure;

	for (size_t i = search->n; i-- > 0 && !keep;) {
		if (!search->found[i].unsure)
			continue;
		search->cut_id = search->found[i].id;
		found_drop(search, i);
	}
}

static void hint_near(struct search *search, struct err *err)
{
	struct buf near BUF_CLEANUP = {0};

	word_quote(&near, search->nearest, strlen(search->nearest));
	err_hint(err, "did you mean %s?", buf_cstr(&near));
}

static int absent(struct search *search, struct err *err)
{
	struct buf word BUF_CLEANUP = {0};

	word_quote(&word, search->name, strlen(search->name));
	fail(err, -ENOENT, "no map is named %s", buf_cstr(&word));
	if (strpbrk(search->name, "*?["))
		err_hint(err, "a pattern stands for several maps, and here one is meant");
	else if (search->cut_id)
		err_hint(err,
			 "map %u may be it: its name was cut to \"%.*s\" and nothing says how "
			 "it goes on; use id %u",
			 search->cut_id, BPF_OBJ_NAME_LEN - 1, search->name, search->cut_id);
	else if (search->full_id)
		err_hint(err, "map %u is named %s in full", search->full_id,
			 buf_cstr(&search->full_name));
	else if (search->near.nearest)
		hint_near(search, err);
	else
		err_hint(err, "`list` shows all maps");
	return err->code;
}

int map_passes(struct kernel *kernel, const struct map_ref *ref, __u32 id, struct err *err)
{
	struct inventory *inventory = NULL;
	int rc = inventory_new(&inventory, kernel, id, narrow_want(ref), err);

	if (!rc && inventory->n_maps == 1)
		rc = narrow_passes(ref, &inventory->maps[0], err);
	inventory_free(inventory);
	return rc;
}

static int narrow(struct search *search, const struct map_ref *ref, struct err *err)
{
	for (size_t i = search->n; i-- > 0;) {
		int rc = map_passes(search->kernel, ref, search->found[i].id, err);

		if (rc < 0 && rc != -ENOENT)
			return rc;
		if (rc != 1)
			found_drop(search, i);
	}
	if (search->n)
		return 0;
	return fail(err, -ENOENT, "no map named \"%s\" passes --prog, --pid and --under",
		    search->name);
}

static void join_progs(const struct inventory_map *map, struct buf *out)
{
	for (size_t i = 0; i < map->n_progs; i++) {
		buf_puts(out, i ? ", " : "");
		buf_escaped(out, map->progs[i].name,
			    strnlen(map->progs[i].name, sizeof(map->progs[i].name)));
		buf_printf(out, "(%u)", map->progs[i].id);
	}
}

static int candidate_add(struct kernel *kernel, const struct map_found *found, struct err *err)
{
	struct inventory *inventory = NULL;
	struct buf progs BUF_CLEANUP = {0};
	struct err ignored = {0};
	int rc;

	/* Who uses a candidate helps to choose; that it cannot be told is no other error. */
	if (inventory_new(&inventory, kernel, found->id, WANT_NAMES | WANT_PINS | WANT_PROGRAMS,
			  &ignored) ||
	    !inventory->n_maps) {
		rc = err_candidate(err, found->id, found->name, found->pin, NULL);
	} else {
		const struct inventory_map *map = &inventory->maps[0];

		join_progs(map, &progs);
		rc = err_candidate(err, found->id, map->name, map->n_pins ? map->pins[0] : NULL,
				   progs.len ? buf_cstr(&progs) : NULL);
	}
	inventory_free(inventory);
	err_clear(&ignored);
	return rc;
}

static int ambiguous(struct search *search, unsigned int mode, struct err *err)
{
	fail(err, ERR_AMBIGUOUS, "%zu maps are named \"%s\"", search->n, search->name);
	err_hint(err, "choose with `id N`, --prog, --pid or --under%s",
		 mode == MAP_WRITE ? "" : ", or take the newest with --newest");
	for (size_t i = 0; i < search->n; i++) {
		if (candidate_add(search->kernel, &search->found[i], err))
			return fail_oom(err);
	}
	return ERR_AMBIGUOUS;
}

static size_t newest(const struct search *search)
{
	size_t best = 0;

	for (size_t i = 1; i < search->n; i++) {
		if (search->found[i].id > search->found[best].id)
			best = i;
	}
	return best;
}

static int refuse_unsure(const struct map_found *found, struct err *err)
{
	fail(err, ERR_USAGE, "\"%s\" may be cut from a longer name", found->name);
	err_hint(err, "if map %u is meant, say `id %u`", found->id, found->id);
	return ERR_USAGE;
}

/* Of all that fit, the one that is meant. */
static int choose(struct search *search, const struct map_ref *ref, unsigned int mode,
		  struct map_found *out, struct buf *note, struct err *err)
{
	struct map_found *found = search->found;

	if (search->n > 1 && !ref->newest)
		return ambiguous(search, mode, err);
	found += newest(search);
	if (found->unsure && mode == MAP_WRITE)
		return refuse_unsure(found, err);
	if (found->unsure && note)
		buf_printf(note, "map %u matched by \"%s\", which may be cut from a longer name",
			   found->id, found->name);
	*out = *found;
	found->pin = NULL;
	return 0;
}

/* Who may not list maps may still open those that are pinned. */
static int search_pins_only(struct search *search, int refused, struct err *err)
{
	pin_each(search_pin, search, NULL);
	if (search->n)
		return 0;
	return fail_op(err, OP_BY_ID, refused, "cannot look for a map named \"%s\"", search->name);
}

static int search_run(struct search *search, struct err *err)
{
	int rc = search_ids(search);

	if (rc == -EPERM || rc == -EACCES)
		rc = search_pins_only(search, rc, err);
	else if (rc)
		rc = fail_op(err, OP_BY_ID, rc, "cannot list maps");
	if (rc)
		return rc;
	if (search->n_unsure)
		pin_each(decide_pin, search, NULL);
	drop_unsure(search);
	if (search->oom)
		return fail_oom(err);
	return search->n ? 0 : absent(search, err);
}

int map_find_name(struct kernel *kernel, const struct map_ref *ref, unsigned int mode,
		  struct map_found *found, struct buf *note, struct err *err)
{
	struct search search __attribute__((cleanup(search_free))) = {
		.kernel = kernel,
		.name = ref->word,
		.near = {.word = ref->word, .n = strlen(ref->word), .full = true},
	};
	int rc;

	if (ref->newest && mode == MAP_WRITE)
		return fail(err, ERR_USAGE, "--newest is for reading: name the map to write to");
	rc = search_run(&search, err);
	if (!rc && map_ref_narrows(ref))
		rc = narrow(&search, ref, err);
	return rc ? rc : choose(&search, ref, mode, found, note, err);
}
