// SPDX-License-Identifier: GPL-2.0-or-later
/* Gets a demo's programs into the kernel, each by the best hook there is. */
#include <fcntl.h>
#include <unistd.h>

#include "bpf/caps.h"
#include "bpf/demo_impl.h"
#include "bpf/objects.h"

void demo_unload(struct demo_live *live)
{
	for (size_t i = 0; i < live->n_hooks; i++)
		bpf_link__destroy(live->links[i]);
	while (live->n_held)
		close(live->held[--live->n_held]);
	bpf_object__close(live->object);
	memset(live, 0, sizeof(*live));
}

void demo_report_free(struct demo_report *report)
{
	buf_free(&report->attached);
	buf_free(&report->refused);
	memset(report, 0, sizeof(*report));
}

const char *demo_link_name(const struct demo_hook *hook)
{
	return hook->link ? hook->link : "link";
}

static bool same_link(const struct demo_hook *a, const struct demo_hook *b)
{
	return b->program && !strcmp(demo_link_name(a), demo_link_name(b));
}

void demo_hooks(const struct demo *demo, const char *between, struct buf *out)
{
	for (const struct demo_hook *hook = demo->hooks; hook->program; hook++) {
		if (hook > demo->hooks)
			buf_puts(out, same_link(hook - 1, hook) ? " or " : between);
		buf_puts(out, hook->name);
	}
}

static bool is_called(const struct demo_hook *hook, const char *name)
{
	return *name && !strncmp(hook->name, name, strlen(name));
}

int demo_hook_check(const struct demo *demo, const char *name, struct err *err)
{
	BUF_CLEANUP struct buf names = {0};

	for (const struct demo_hook *hook = demo->hooks; hook->program; hook++) {
		if (is_called(hook, name))
			return 0;
	}
	demo_hooks(demo, ", ", &names);
	fail(err, -ENOENT, "the demo \"%s\" has no hook \"%s\"", demo->name, name);
	err_hint(err, "it attaches to %s", buf_cstr(&names));
	return -ENOENT;
}

/* Whether another hook of the same link was chosen. */
static bool is_ruled_out(const struct demo_live *live, const struct demo_hook *hook)
{
	const struct demo_hook *other = live->demo->hooks;

	if (!live->wanted || is_called(hook, live->wanted))
		return false;
	while (other->program && !(same_link(hook, other) && is_called(other, live->wanted)))
		other++;
	return other->program;
}

static bool is_wanted(const struct demo_live *live, const char *program, bool slots)
{
	const struct demo_slot *slot = slots ? live->demo->slots : NULL;

	for (size_t i = 0; i < live->n_hooks; i++) {
		if (!strcmp(live->hooks[i]->program, program))
			return true;
	}
	for (; slot && slot->map; slot++) {
		if (!strcmp(slot->program, program))
			return true;
	}
	return false;
}

/* Whether n more descriptors can be opened: 0 or -errno. */
static int check_room(size_t n)
{
	int fd = n ? open("/", O_PATH | O_CLOEXEC) : -1, rc;

	if (fd < 0)
		return n ? -errno : 0;
	rc = check_room(n - 1);
	close(fd);
	return rc;
}

/*
 * libbpf takes every refusal of a map for one of its BTF, tries again without, and returns what is
 * said then: to a local storage EINVAL, even if all that it had lacked was a descriptor.
 */
static int check_descriptors(const struct bpf_object *object)
{
	struct bpf_program *program;
	struct bpf_map *map;
	size_t n = 0;

	bpf_object__for_each_map(map, object)
		n += bpf_map__autocreate(map);
	bpf_object__for_each_program(program, object)
		n += bpf_program__autoload(program);
	return check_room(n);
}

/* Loads the programs of live->hooks and, with `slots`, those that slots hold. 0 or -errno. */
static int load_wanted(struct demo_live *live, bool slots)
{
	const struct bpf_image *image = bpf_image(live->demo->object);
	struct bpf_program *program;
	int rc;

	if (!image)
		return -ENOENT;
	live->object = bpf_object__open_mem(image->start, bpf_image_size(image), NULL);
	if (!live->object)
		return -errno;
	bpf_object__for_each_program(program, live->object) {
		bpf_program__set_autoload(program,
					  is_wanted(live, bpf_program__name(program), slots));
	}
	rc = live->demo->opened ? live->demo->opened(live) : 0;
	if (!rc)
		rc = check_descriptors(live->object);
	return rc ? rc : bpf_object__load(live->object);
}

static int attach_wanted(struct demo_live *live)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < live->n_hooks; i++) {
		const struct bpf_program *program = bpf_object__find_program_by_name(
			live->object, live->hooks[i]->program);

		rc = program ? demo_attach(live, live->hooks[i], program, &live->links[i])
			     : -ENOENT;
	}
	return rc;
}

/* Whether this kernel takes a hook: a failed load cannot be tried again, so by an object apart. */
static int hook_try(const struct demo *demo, const struct demo_hook *hook)
{
	LIVE_CLEANUP struct demo_live live = {.demo = demo, .hooks = {hook}, .n_hooks = 1};
	int rc = load_wanted(&live, false);

	return rc ? rc : attach_wanted(&live);
}

static enum bpf_op place_op(enum demo_place place)
{
	switch (place) {
	case PLACE_SECTION:
		return OP_LOAD;
	case PLACE_LO:
		return OP_PACKET;
	case PLACE_CGROUP:
	case PLACE_PREPARED:
		return OP_NET;
	case PLACE_NEAR:
	case PLACE_FAR:
		break;
	}
	return OP_NETNS;
}

int demo_check_rights(const struct demo *demo, struct err *err)
{
	BUF_CLEANUP struct buf missing = {0};
	__u64 lacking = 0;

	for (const struct demo_hook *hook = demo->hooks; hook->program; hook++)
		lacking |= caps_lacking(place_op(hook->place));
	if (!lacking)
		return 0;
	caps_list(lacking, &missing);
	fail(err, -EPERM, "cannot start the demo \"%s\": %s (%s missing)", demo->name,
	     err_text(-EPERM), buf_cstr(&missing));
	err_hint(err, "mapctl demo info %s says what it does, and needs no privileges", demo->name);
	return -EPERM;
}

/* The refusals stand on lines of their own; a hint is one line. */
static void hint_tried(struct demo_report *report, struct err *err)
{
	BUF_CLEANUP struct buf tried = {0};

	for (const char *line = buf_cstr(&report->refused); *line; line += *line == '\n') {
		size_t n = strcspn(line, "\n");

		buf_puts(&tried, tried.len ? "; " : "");
		buf_add(&tried, line, n);
		line += n;
	}
	err_hint(err, "tried were %s", buf_cstr(&tried));
}

/* All alternatives were refused: the first is the one that most kernels have. */
static int fail_hooks(const struct demo *demo, const struct demo_hook *first, int code,
		      struct demo_report *report, struct err *err)
{
	fail_op(err, place_op(first->place), code, "cannot attach the demo \"%s\" to its %s",
		demo->name, first->name);
	err->status = STATUS_REFUSED; /* with ENOENT the kernel lacks something, not the words */
	if (code == -EOPNOTSUPP && place_op(first->place) == OP_NETNS)
		err_hint(err, "it needs a kernel with veth interfaces and XDP on them");
	if (code == -ENOENT && is_called(first, "kprobe"))
		err_hint(err, "it needs a kernel with kprobes");
	if (!*err->hint && is_called(first, "fentry")) /* which error depends on what is missing */
		err_hint(err, "it needs a kernel with BPF trampolines "
			 "(CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS=y)");
	if (code == -EINVAL && demo->needs)
		err_hint(err, "it needs a kernel with %s", demo->needs);
	if (!*err->hint && same_link(first, first + 1))
		hint_tried(report, err);
	return code;
}

/* The first alternative that works, from `first` on; *next is the first hook of another link. */
static int hook_choose(struct demo_live *live, const struct demo_hook *first,
		       const struct demo_hook **next, struct demo_report *report, struct err *err)
{
	const struct demo_hook *hook = first, *taken = NULL, *refused = NULL;
	int rc, code = 0;

	do {
		if (taken || is_ruled_out(live, hook))
			continue;
		rc = hook_try(live->demo, hook);
		if (rc)
			buf_printf(&report->refused, "%s%s: %s", report->refused.len ? "\n" : "",
				   hook->name, err_text(rc));
		else
			taken = hook;
		refused = refused ? refused : hook;
		code = code ? code : rc;
	} while (same_link(first, ++hook));
	*next = hook;
	if (!taken)
		return fail_hooks(live->demo, refused, code, report, err);
	live->hooks[live->n_hooks++] = taken;
	return 0;
}

/* The best alternatives, without a look at what this kernel takes. */
static int choose_best(struct demo_live *live, struct err *err)
{
	for (const struct demo_hook *hook = live->demo->hooks; hook->program; hook++) {
		if (is_ruled_out(live, hook) ||
		    (live->n_hooks && same_link(live->hooks[live->n_hooks - 1], hook)))
			continue;
		if (live->n_hooks == DEMO_LINKS)
			return fail(err, -E2BIG, "the demo \"%s\" has too many links",
				    live->demo->name);
		live->hooks[live->n_hooks++] = hook;
	}
	return 0;
}

static int choose_by_trial(struct demo_live *live, struct demo_report *report, struct err *err)
{
	int rc = 0;

	for (const struct demo_hook *hook = live->demo->hooks; !rc && hook->program;)
		rc = hook_choose(live, hook, &hook, report, err);
	return rc;
}

static int load_and_attach(struct demo_live *live, struct err *err)
{
	const char *name = live->demo->name;
	int rc = load_wanted(live, true);

	if (rc)
		return fail_op(err, OP_LOAD, rc, "cannot load the demo \"%s\"", name);
	rc = demo_fill(live, err);
	if (!rc && live->demo->prepare)
		rc = live->demo->prepare(live, err);
	if (rc)
		return rc;
	rc = attach_wanted(live);
	return rc ? fail_op(err, OP_LOAD, rc, "cannot attach the demo \"%s\"", name) : 0;
}

/* Trials only after the best was refused: what they load stays visible for a moment. */
static int load_best(struct demo_live *live, struct demo_report *report, struct err *err)
{
	const struct demo_live clean = {.demo = live->demo, .wanted = live->wanted};
	int rc = choose_best(live, err);

	if (rc || !load_and_attach(live, err))
		return rc;
	demo_unload(live);
	*live = clean;
	rc = choose_by_trial(live, report, err);
	return rc ? rc : load_and_attach(live, err);
}

int demo_load(const struct demo *demo, const char *hook, struct demo_live *live,
	      struct demo_report *report, struct err *err)
{
	struct err ignored = {0};
	int rc = demo_has_cgroup(demo) ? demo_cgroup_make(demo, err) : 0;

	if (rc)
		return rc;
	live->demo = demo;
	live->wanted = hook;
	rc = load_best(live, report, err);
	if (rc) {
		demo_unload(live); /* first: it may hold the last descriptors there are */
		demo_cgroup_remove(demo, &ignored);
	}
	for (size_t i = 0; !rc && i < live->n_hooks; i++)
		buf_printf(&report->attached, "%s%s", i ? ", " : "", live->hooks[i]->name);
	return rc;
}
