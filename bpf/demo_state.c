// SPDX-License-Identifier: GPL-2.0-or-later
/* What is known of a started demo beside its pins: a file each in /run/mapctl. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bpf/demo_impl.h"

#define STATE_PARENT "/run"
#define STATE_ROOT STATE_PARENT "/mapctl"

static void state_path(const struct demo *demo, struct buf *out)
{
	buf_printf(out, "%s/%s", STATE_ROOT, demo->name);
}

bool demo_state_exists(const struct demo *demo)
{
	BUF_CLEANUP struct buf path = {0};
	struct stat st;

	state_path(demo, &path);
	return !lstat(buf_cstr(&path), &st);
}

/* Two lines: "PID START", "ATTACHED". */
bool demo_state_read(const struct demo *demo, struct demo_state *state)
{
	BUF_CLEANUP struct buf path = {0};
	char text[sizeof(state->attached) + 64];
	unsigned long long start;
	ssize_t n;
	int fd;

	memset(state, 0, sizeof(*state));
	state_path(demo, &path);
	fd = open(buf_cstr(&path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return false;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0)
		return false;
	text[n] = '\0';
	if (sscanf(text, "%d %llu\n%255[^\n]", &state->keeper, &start, state->attached) != 3)
		return false;
	state->keeper_start = start;
	return state->keeper >= 0;
}

static int write_file(const char *path, const struct buf *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644), rc = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text->data, text->len) != (ssize_t)text->len)
		rc = errno ? -errno : -EIO;
	close(fd);
	return rc;
}

int demo_state_write(const struct demo *demo, const struct demo_state *state, struct err *err)
{
	BUF_CLEANUP struct buf path = {0}, text = {0};
	int rc;

	if (mkdir(STATE_ROOT, 0755) && errno != EEXIST)
		return fail_status(err, STATUS_REFUSED, -errno, "cannot make \"%s\": %s",
				   STATE_ROOT, err_text(-errno));
	state_path(demo, &path);
	buf_printf(&text, "%d %llu\n%s\n", state->keeper, (unsigned long long)state->keeper_start,
		   state->attached);
	rc = text.oom ? -ENOMEM : write_file(buf_cstr(&path), &text);
	if (!rc)
		return 0;
	demo_state_remove(demo);
	return fail(err, rc, "cannot write \"%s\": %s", buf_cstr(&path), err_text(rc));
}

void demo_state_remove(const struct demo *demo)
{
	BUF_CLEANUP struct buf path = {0};

	state_path(demo, &path);
	unlink(buf_cstr(&path));
	rmdir(STATE_ROOT); /* unless another demo is in it */
}

bool demo_state_possible(void)
{
	return !access(STATE_ROOT, W_OK) || (errno == ENOENT && !access(STATE_PARENT, W_OK));
}

/* 0 when a link is pinned for the hook; its program's name stays empty where it may not be seen. */
static int pinned_program(const struct demo *demo, const struct demo_hook *hook,
			  struct bpf_prog_info *program)
{
	BUF_CLEANUP struct buf path = {0};
	struct bpf_link_info link;
	__u32 size = sizeof(link);
	int fd, rc;

	memset(&link, 0, sizeof(link));
	memset(program, 0, sizeof(*program));
	demo_path(demo, demo_link_name(hook), &path);
	fd = pin_get(buf_cstr(&path), 0);
	if (fd < 0)
		return fd;
	rc = bpf_obj_get_info_by_fd(fd, &link, &size);
	close(fd);
	fd = rc ? rc : bpf_prog_get_fd_by_id(link.prog_id);
	if (fd < 0)
		return 0;
	size = sizeof(*program);
	bpf_obj_get_info_by_fd(fd, program, &size);
	close(fd);
	return 0;
}

/* What is pinned tells as much as the file would, of a demo that needs no keeper. */
static bool read_pins(const struct demo *demo, struct demo_state *state)
{
	BUF_CLEANUP struct buf attached = {0};
	bool any = false;

	memset(state, 0, sizeof(*state));
	for (const struct demo_hook *hook = demo->hooks; hook->program; hook++) {
		struct bpf_prog_info program;

		if (pinned_program(demo, hook, &program))
			continue;
		any = true;
		if (*program.name &&
		    !strncmp(program.name, hook->program, sizeof(program.name) - 1))
			buf_printf(&attached, "%s%s", attached.len ? ", " : "", hook->name);
	}
	snprintf(state->attached, sizeof(state->attached), "%s", buf_cstr(&attached));
	return any;
}

bool demo_running(const struct demo *demo, struct demo_state *state)
{
	struct demo_state own;

	state = state ? state : &own;
	if (demo_state_read(demo, state))
		return !state->keeper || demo_keeper_alive(state);
	return !demo_state_possible() && read_pins(demo, state);
}
