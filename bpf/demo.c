// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of demos, and their pins: starting and stopping. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bpf/caps.h"
#include "bpf/demo_impl.h"

#define LINK_PIN "link"

static const struct demo_hook hello_config_hooks[] = {
	{"hello_raw_tp", "raw tracepoint sys_enter"},
	{"hello_kprobe", "kprobe on execve"},
	{0},
};

static const char *const hello_config_maps[] = {"config", "output", NULL};

static const struct demo_entry hello_config_entries[] = {
	{"config", "0", "{message: \"Hey root!\"}"},
	{"config", "501", "{message: \"Hi user 501!\"}"},
	{0},
};

static const char *const hello_config_next[] = {
	"mapctl list",
	"mapctl dump name config",
	"mapctl update config 1000 '{message: \"Hi 1000!\"}'",
	"mapctl demo stop hello-config",
	NULL,
};

static const struct demo demos[] = {
	{
		.name = "hello-config",
		.also = "hello-buffer-config",
		.brief = "greets every execve with a message that the map config has for its user",
		.about = "The config map of \"Learning eBPF\", chapter 4: a hash from a user id\n"
			 "to struct user_msg_t { char message[12]; }. At every execve the program\n"
			 "looks up the caller's uid and sends pid, uid, command and message, or\n"
			 "\"Hello World\" for a user without one, through the perf event array\n"
			 "output.",
		.object = "hello-config",
		.hooks = hello_config_hooks,
		.maps = hello_config_maps,
		.entries = hello_config_entries,
		.output = "output",
		.record = "data_t",
		.next = hello_config_next,
	},
};

#define N_DEMOS (sizeof(demos) / sizeof(demos[0]))

const struct demo *demo_at(unsigned int i)
{
	return i < N_DEMOS ? &demos[i] : NULL;
}

static void fail_unknown(const char *name, struct err *err)
{
	BUF_CLEANUP struct buf names = {0};

	for (size_t i = 0; i < N_DEMOS; i++)
		buf_printf(&names, "%s%s", i ? ", " : "", demos[i].name);
	fail(err, -ENOENT, "there is no demo \"%s\"", name);
	err_hint(err, "demos: %s", buf_cstr(&names));
}

const struct demo *demo_find(const char *name, struct err *err)
{
	for (size_t i = 0; i < N_DEMOS; i++) {
		if (!strcmp(name, demos[i].name) || (demos[i].also && !strcmp(name, demos[i].also)))
			return &demos[i];
	}
	fail_unknown(name, err);
	return NULL;
}

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

static int fail_exists(const struct demo *demo, struct err *err)
{
	if (exists(demo, LINK_PIN))
		fail(err, -EEXIST, "the demo \"%s\" is already running", demo->name);
	else
		fail(err, -EEXIST, "pins of an earlier demo \"%s\" are left in %s/%s", demo->name,
		     DEMO_ROOT, demo->name);
	err_hint(err, "mapctl demo stop %s", demo->name);
	return -EEXIST;
}

int demo_check(const struct demo *demo, struct err *err)
{
	BUF_CLEANUP struct buf path = {0};
	struct stat st;

	if (exists(demo, NULL))
		return fail_exists(demo, err);
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

static int pin_all(const struct demo *demo, const struct demo_live *live, struct err *err)
{
	int rc = 0;

	for (const char *const *map = demo->maps; !rc && *map; map++)
		rc = pin(demo, *map, bpf_object__find_map_fd_by_name(live->object, *map), err);
	/* Last: who sees the link sees the maps too. */
	return rc ? rc : pin(demo, LINK_PIN, bpf_link__fd(live->link), err);
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

/* The link first: the program stops before its maps go. */
static int unpin_all(const struct demo *demo, struct err *err)
{
	int rc = unpin(demo, LINK_PIN, err);

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

int demo_start(const struct demo *demo, struct demo_report *report, struct err *err)
{
	LIVE_CLEANUP struct demo_live live = {0};
	bool made_root;
	int rc;

	memset(report, 0, sizeof(*report));
	rc = demo_check(demo, err);
	if (!rc)
		rc = make_directory(demo, &made_root, err);
	if (rc)
		return rc;
	rc = demo_load(demo, &live, report, err);
	if (!rc)
		rc = pin_all(demo, &live, err);
	if (rc)
		undo(demo, made_root);
	return rc;
}

int demo_stop(const struct demo *demo, struct buf *note, struct err *err)
{
	BUF_CLEANUP struct buf path = {0};
	int rc;

	if (!exists(demo, NULL))
		return fail(err, -ENOENT, "the demo \"%s\" is not running", demo->name);
	rc = unpin_all(demo, err);
	if (rc)
		return rc;
	demo_path(demo, NULL, &path);
	if (!rmdir(buf_cstr(&path))) {
		rmdir(DEMO_ROOT); /* unless another demo is in it */
		return 0;
	}
	if (errno != ENOTEMPTY)
		return fail_op(err, OP_PIN, -errno, "cannot remove \"%s\"", buf_cstr(&path));
	buf_printf(note, "\"%s\" stays: it holds pins that are not the demo's", buf_cstr(&path));
	return 0;
}

/* The name of the program behind the demo's pinned link. */
static bool link_program(const char *path, struct bpf_prog_info *prog)
{
	struct bpf_link_info link = {0};
	__u32 len = sizeof(link);
	int fd = bpf_obj_get(path), rc;

	memset(prog, 0, sizeof(*prog));
	if (fd < 0)
		return false;
	rc = bpf_obj_get_info_by_fd(fd, &link, &len);
	close(fd);
	fd = rc ? -1 : bpf_prog_get_fd_by_id(link.prog_id);
	if (fd < 0)
		return false;
	len = sizeof(*prog);
	rc = bpf_obj_get_info_by_fd(fd, prog, &len);
	close(fd);
	return !rc;
}

static const struct demo_hook *hook_in_use(const struct demo *demo)
{
	BUF_CLEANUP struct buf path = {0};
	struct bpf_prog_info prog;

	demo_path(demo, LINK_PIN, &path);
	if (!link_program(buf_cstr(&path), &prog))
		return NULL;
	for (const struct demo_hook *hook = demo->hooks; hook->program; hook++) {
		if (!strncmp(hook->program, prog.name, sizeof(prog.name) - 1))
			return hook;
	}
	return NULL;
}

bool demo_running(const struct demo *demo, const struct demo_hook **hook)
{
	bool running = exists(demo, LINK_PIN);

	if (hook)
		*hook = running ? hook_in_use(demo) : NULL;
	return running;
}
