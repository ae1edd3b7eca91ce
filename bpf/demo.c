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

/* By another process. */
static bool is_started(const struct demo *demo)
{
	BUF_CLEANUP struct buf path = {0};

	demo_path(demo, NULL, &path);
	return demo_claimed(buf_cstr(&path));
}

/* In the foreground, by another process; of a demo without a cgroup it is nobody's concern. */
static bool is_run(const struct demo *demo)
{
	BUF_CLEANUP struct buf path = {0};

	return demo_has_cgroup(demo) && !demo_cgroup_path(demo, &path) &&
	       demo_claimed(buf_cstr(&path));
}

/* Pins, or the empty directory; with pins of others in it, it is theirs. */
static bool pins_left(const struct demo *demo)
{
	BUF_CLEANUP struct buf foreign = {0};

	return exists(demo, NULL) && (demo_look(demo, &foreign) || !foreign.len);
}

bool demo_left(const struct demo *demo)
{
	if (is_started(demo))
		return false;
	return pins_left(demo) || demo_state_exists(demo) ||
	       (cgroup_exists(demo) && !is_run(demo));
}

static int fail_left(const struct demo *demo, struct err *err)
{
	BUF_CLEANUP struct buf foreign = {0};

	demo_look(demo, &foreign);
	if (demo_left(demo) || !foreign.len) {
		fail(err, -EEXIST, "an earlier demo \"%s\" has left something", demo->name);
		err_hint(err, "mapctl demo stop %s", demo->name);
		return -EEXIST;
	}
	fail(err, -EEXIST, "\"%s\" is in the way of the demo \"%s\"", buf_cstr(&foreign),
	     demo->name);
	demo_hint_foreign(buf_cstr(&foreign), err);
	return -EEXIST;
}

int demo_fail_exists(const struct demo *demo, struct err *err)
{
	if (is_started(demo))
		return fail(err, -EEXIST, "the demo \"%s\" is just being started", demo->name);
	if (is_run(demo)) {
		fail(err, -EEXIST,
		     "the demo \"%s\" runs in the foreground, and has one cgroup only", demo->name);
		err_hint(err, "end that mapctl demo run by Ctrl-C");
		return -EEXIST;
	}
	if (!demo_running(demo, NULL))
		return fail_left(demo, err);
	fail(err, -EEXIST, "the demo \"%s\" is already running", demo->name);
	err_hint(err, "mapctl demo stop %s", demo->name);
	return -EEXIST;
}

int demo_check(const struct demo *demo, struct err *err)
{
	BUF_CLEANUP struct buf path = {0};
	struct stat st;

	if (is_started(demo) || demo_left(demo) || exists(demo, NULL))
		return demo_fail_exists(demo, err);
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
	if (!unlink(buf_cstr(&path)) || errno == ENOENT || errno == ENOTDIR)
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
		return demo_fail_exists(demo, err);
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
	struct err ignored = {0};
	int rc = demo_load(demo, hook, &live, report, err);

	if (rc)
		return rc;
	rc = pin_all(demo, &live, err);
	if (!rc && traffic)
		rc = demo->traffic(&live, err);
	if (is_interrupted()) /* also what made the traffic fail, whose processes Ctrl-C ends too */
		rc = fail(err, ERR_INTERRUPTED, "interrupted");
	if (!rc)
		rc = settle(&live, report, err);
	if (rc) {
		demo_unload(&live);
		demo_cgroup_remove(demo, &ignored);
	}
	return rc;
}

static int start_checked(const struct demo *demo, const char *hook, bool traffic,
			 struct demo_report *report, struct err *err)
{
	BUF_CLEANUP struct buf path = {0};
	int rc = demo_check(demo, err), claim;
	bool made_root;

	if (!rc)
		rc = make_directory(demo, &made_root, err);
	if (rc)
		return rc;
	demo_path(demo, NULL, &path);
	claim = demo_claim(buf_cstr(&path));
	rc = start_loaded(demo, hook, traffic, report, err);
	if (rc)
		undo(demo, made_root);
	if (claim >= 0)
		close(claim);
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
	BUF_CLEANUP struct buf path = {0}, foreign = {0};

	demo_path(demo, NULL, &path);
	if (!rmdir(buf_cstr(&path)) || errno == ENOENT) {
		rmdir(DEMO_ROOT); /* unless another demo is in it */
		return 0;
	}
	if (errno != ENOTEMPTY && errno != ENOTDIR)
		return fail_op(err, OP_PIN, -errno, "cannot remove \"%s\"", buf_cstr(&path));
	demo_look(demo, &foreign);
	buf_printf(note, "\"%s\" is not the demo's and stays; it is in the way of the next start",
		   buf_cstr(&foreign));
	return 0;
}

int demo_stop_check(const struct demo *demo, struct err *err)
{
	BUF_CLEANUP struct buf foreign = {0};

	if (is_started(demo))
		return fail(err, -EBUSY, "the demo \"%s\" is just being started", demo->name);
	if (demo_left(demo))
		return 0;
	fail(err, -ENOENT, "the demo \"%s\" is not running", demo->name);
	demo_look(demo, &foreign);
	if (foreign.len)
		demo_hint_foreign(buf_cstr(&foreign), err);
	return -ENOENT;
}

int demo_stop(const struct demo *demo, struct buf *note, struct err *err)
{
	int rc = demo_stop_check(demo, err);
	struct demo_state state;

	/* First what may be refused: then it goes on as it was. */
	if (!rc)
		rc = demo_cgroup_remove(demo, err);
	if (!rc && demo_state_read(demo, &state))
		rc = demo_keeper_end(&state, err);
	if (!rc)
		rc = unpin_all(demo, err);
	if (!rc)
		rc = remove_directory(demo, note, err);
	if (!rc)
		demo_state_remove(demo);
	return rc;
}
