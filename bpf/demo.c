// SPDX-License-Identifier: GPL-2.0-or-later
/* Starting and stopping demos: their pins, what stays behind, what is left. */
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bpf/caps.h"
#include "bpf/demo_impl.h"

void demo_path(const struct demo *demo, const char *pin, struct buf *out)
{
	buf_printf(out, "%s/%s", DEMO_ROOT, demo->name);
	if (pin)
		buf_printf(out, "/%s", pin);
}

static bool exists(const struct demo *demo, const char *pin)
{
	BUF_CLEANUP struct buf path = {0};
	struct stat st;

	demo_path(demo, pin, &path);
	return !lstat(buf_cstr(&path), &st);
}

static bool cgroup_exists(const struct demo *demo)
{
	BUF_CLEANUP struct buf path = {0};
	struct stat st;

	return demo_has_cgroup(demo) && !demo_cgroup_path(demo, &path) &&
	       !lstat(buf_cstr(&path), &st);
}

bool demo_left(const struct demo *demo)
{
	return exists(demo, NULL) || demo_state_exists(demo) || cgroup_exists(demo);
}

static int fail_exists(const struct demo *demo, struct err *err)
{
	if (demo_running(demo, NULL))
		fail(err, -EEXIST, "the demo \"%s\" is already running", demo->name);
	else
		fail(err, -EEXIST, "an earlier demo \"%s\" has left something", demo->name);
	err_hint(err, "mapctl demo stop %s", demo->name);
	return -EEXIST;
}

int demo_check(const struct demo *demo, struct err *err)
{
	BUF_CLEANUP struct buf path = {0};
	struct stat st;

	if (demo_left(demo))
		return fail_exists(demo, err);
	if (demo_check_rights(demo, err))
		return err->code;
	if (lstat(DEMO_ROOT, &st))
		return pin_check_new(DEMO_ROOT, err);
	demo_path(demo, NULL, &path);
	return pin_check_new(buf_cstr(&path), err);
}

static int pin(const struct demo *demo, const char *name, int fd, struct err *err)
{
	BUF_CLEANUP struct buf path = {0};
	int rc;

	demo_path(demo, name, &path);
	rc = bpf_obj_pin(fd, buf_cstr(&path));
	return rc ? fail_op(err, OP_PIN, rc, "cannot pin \"%s\"", buf_cstr(&path)) : 0;
}

/* A map that the demo has left out has no descriptor. */
static int pin_if_made(const struct demo_live *live, const char *name, struct err *err)
{
	const struct bpf_map *map = bpf_object__find_map_by_name(live->object, name);

	return map && !bpf_map__autocreate(map) ? 0
						: pin(live->demo, name, bpf_map__fd(map), err);
}

static int pin_link(const struct demo *demo, const struct demo_hook *hook,
		    const struct bpf_link *link, struct err *err)
{
	int rc = pin(demo, demo_link_name(hook), bpf_link__fd(link), err);

	/* What libbpf has as a kprobe's link is then a perf event, which cannot be pinned. */
	if (rc == -EINVAL)
		err_hint(err, "it needs a kernel with links of kprobes (Linux 5.15); "
			 "mapctl demo run %s does without", demo->name);
	return rc;
}

static int pin_all(const struct demo *demo, const struct demo_live *live, struct err *err)
{
	int rc = 0;

	for (const char *const *map = demo->maps; !rc && *map; map++)
		rc = pin_if_made(live, *map, err);
	/* Last: who sees the link sees the maps too. */
	for (size_t i = 0; !rc && i < live->n_hooks; i++) {
		if (live->links[i])
			rc = pin_link(demo, live->hooks[i], live->links[i], err);
	}
	return rc;
}

/* 0 also where there is no such pin. */
static int unpin(const struct demo *demo, const char *name, struct err *err)
{
	BUF_CLEANUP struct buf path = {0};

	demo_path(demo, name, &path);
	if (!unlink(buf_cstr(&path)) || errno == ENOENT)
		return 0;
	return fail_op(err, OP_PIN, -errno, "cannot remove \"%s\"", buf_cstr(&path));
}

/* The links first: the programs stop before their maps go. */
static int unpin_all(const struct demo *demo, struct err *err)
{
	int rc = 0;

	for (const struct demo_hook *hook = demo->hooks; !rc && hook->program; hook++)
		rc = unpin(demo, demo_link_name(hook), err);
	for (const char *const *map = demo->maps; !rc && *map; map++)
		rc = unpin(demo, *map, err);
	return rc;
}

/* Its own directory: making it is what decides between two that start at once. */
static int make_directory(const struct demo *demo, bool *made_root, struct err *err)
{
	BUF_CLEANUP struct buf path = {0};
	int code;

	*made_root = !mkdir(DEMO_ROOT, 0755);
	if (!*made_root && errno != EEXIST)
		return fail_op(err, OP_PIN, -errno, "cannot make \"%s\"", DEMO_ROOT);
	demo_path(demo, NULL, &path);
	if (!mkdir(buf_cstr(&path), 0755))
		return 0;
	code = -errno;
	if (*made_root)
		rmdir(DEMO_ROOT);
	if (code == -EEXIST)
		return fail_exists(demo, err);
	return fail_op(err, OP_PIN, code, "cannot make \"%s\"", buf_cstr(&path));
}

/* Takes back what make_directory() and pin_all() did. */
static void undo(const struct demo *demo, bool made_root)
{
	BUF_CLEANUP struct buf path = {0};
	struct err ignored = {0};

	unpin_all(demo, &ignored);
	demo_path(demo, NULL, &path);
	rmdir(buf_cstr(&path));
	if (made_root)
		rmdir(DEMO_ROOT);
}

/* Leaves a process behind where descriptors must stay open, and writes down how it runs. */
static int settle(const struct demo_live *live, struct demo_report *report, struct err *err)
{
	struct demo_state state = {0};
	struct demo_keeper keeper;
	int rc = 0;

	if (!live->n_held && !demo_state_possible())
		return 0;
	if (live->n_held)
		rc = demo_keeper_fork(live, &keeper, err);
	if (rc)
		return rc;
	if (live->n_held) {
		state.keeper = keeper.pid;
		state.keeper_start = demo_keeper_start(keeper.pid);
	}
	snprintf(state.attached, sizeof(state.attached), "%s", buf_cstr(&report->attached));
	rc = demo_state_write(live->demo, &state, err);
	if (live->n_held)
		demo_keeper_go(&keeper, !rc);
	return rc;
}

static bool is_interrupted(void)
{
	sigset_t pending;

	return !sigpending(&pending) &&
	       (sigismember(&pending, SIGINT) || sigismember(&pending, SIGTERM));
}

static int start_loaded(const struct demo *demo, const char *hook, bool traffic,
			struct demo_report *report, struct err *err)
{
	LIVE_CLEANUP struct demo_live live = {0};
	int rc = demo_load(demo, hook, &live, report, err);

	if (rc)
		return rc;
	rc = pin_all(demo, &live, err);
	if (!rc && traffic)
		rc = demo->traffic(&live, err);
	if (!rc && is_interrupted())
		rc = fail(err, ERR_INTERRUPTED, "interrupted");
	if (!rc)
		rc = settle(&live, report, err);
	if (rc)
		demo_cgroup_remove(demo);
	return rc;
}

static int start_checked(const struct demo *demo, const char *hook, bool traffic,
			 struct demo_report *report, struct err *err)
{
	bool made_root;
	int rc = demo_check(demo, err);

	if (!rc)
		rc = make_directory(demo, &made_root, err);
	if (rc)
		return rc;
	rc = start_loaded(demo, hook, traffic, report, err);
	if (rc)
		undo(demo, made_root);
	return rc;
}

int demo_start(const struct demo *demo, const char *hook, bool traffic, struct demo_report *report,
	       struct err *err)
{
	sigset_t ends, before;
	int rc;

	memset(report, 0, sizeof(*report));
	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &ends, &before);
	rc = start_checked(demo, hook, traffic, report, err);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc;
}

static int remove_directory(const struct demo *demo, struct buf *note, struct err *err)
{
	BUF_CLEANUP struct buf path = {0};

	demo_path(demo, NULL, &path);
	if (!rmdir(buf_cstr(&path)) || errno == ENOENT) {
		rmdir(DEMO_ROOT); /* unless another demo is in it */
		return 0;
	}
	if (errno != ENOTEMPTY)
		return fail_op(err, OP_PIN, -errno, "cannot remove \"%s\"", buf_cstr(&path));
	buf_printf(note, "\"%s\" stays: it holds pins that are not the demo's", buf_cstr(&path));
	return 0;
}

static int remove_cgroup(const struct demo *demo, struct err *err)
{
	int rc = demo_cgroup_remove(demo);

	if (!rc)
		return 0;
	fail(err, rc, "cannot remove the cgroup of the demo \"%s\": %s", demo->name,
	     err_text(rc));
	if (rc == -EBUSY)
		err_hint(err, "processes are still in it: end them or move them out");
	return rc;
}

int demo_stop(const struct demo *demo, struct buf *note, struct err *err)
{
	struct demo_state state;
	int rc = 0;

	if (!demo_left(demo))
		return fail(err, -ENOENT, "the demo \"%s\" is not running", demo->name);
	if (demo_state_read(demo, &state))
		rc = demo_keeper_end(&state, err);
	if (!rc)
		rc = unpin_all(demo, err);
	if (!rc)
		rc = remove_cgroup(demo, err);
	if (!rc)
		rc = remove_directory(demo, note, err);
	if (!rc)
		demo_state_remove(demo);
	return rc;
}
