// SPDX-License-Identifier: GPL-2.0-or-later
/* What is known of a started demo beside its pins: a file each in /run/mapctl. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bpf/demo_impl.h"

#define STATE_ROOT "/run/mapctl"

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
		return fail(err, -errno, "cannot make \"%s\": %s", STATE_ROOT, err_text(-errno));
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

bool demo_running(const struct demo *demo, struct demo_state *state)
{
	struct demo_state own;

	state = state ? state : &own;
	return demo_state_read(demo, state) && (!state->keeper || demo_keeper_alive(state));
}
