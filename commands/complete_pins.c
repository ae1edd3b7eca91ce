// SPDX-License-Identifier: GPL-2.0-or-later
/* Paths on bpffs: pins, and the directories on the way to them. */
#include <dirent.h>
#include <linux/bpf.h>
#include <linux/magic.h>
#include <sys/vfs.h>

#include "bpf/fd.h"
#include "bpf/mounts.h"
#include "bpf/object.h"
#include "bpf/pin.h"
#include "commands/complete.h"

/* So many pins of a directory are opened to tell what they are. */
enum {
	MAX_OPENED = 1024
};

struct listing {
	const struct complete_query *query;
	struct candidates *out;
	struct buf path;
	unsigned int opened;
};

/* The mount points of bpffs, before a path leads into one. */
static int add_mount(void *arg, const struct mount *mount)
{
	struct listing *listing = arg;
	BUF_CLEANUP struct buf path = {0};

	if (strcmp(mount->type, "bpf"))
		return 0;
	buf_puts(&path, mount->path);
	if (strcmp(mount->path, "/"))
		buf_putc(&path, '/');
	candidates_add(listing->out, buf_cstr(&path), "bpffs", CANDIDATE_OPEN);
	return 0;
}

static void add_map(struct listing *listing, int fd)
{
	BUF_CLEANUP struct buf text = {0};
	struct bpf_map_info info;

	if (!fd_is_map(fd) || map_info_fd(fd, &info) || !complete_suits(listing->query, info.type))
		return;
	describe_map(query_kernel(listing->query), &info, &text);
	candidates_add(listing->out, buf_cstr(&listing->path), buf_cstr(&text), 0);
}

static void add_prog(struct listing *listing, int fd)
{
	struct bpf_prog_info info = {0};

	if (!fd_is_prog(fd) || prog_info_fd(fd, &info))
		return;
	candidates_add(listing->out, buf_cstr(&listing->path), prog_type_name(info.type), 0);
}

static void add_pin(struct listing *listing)
{
	int fd;

	if (listing->query->kind == COMPLETE_PIN_NEW || listing->opened++ >= MAX_OPENED)
		return;
	fd = pin_get(buf_cstr(&listing->path),
		     listing->query->kind == COMPLETE_MAP_PIN ? BPF_F_RDONLY : 0);
	if (fd < 0)
		return;
	if (listing->query->kind == COMPLETE_MAP_PIN)
		add_map(listing, fd);
	else
		add_prog(listing, fd);
	close(fd);
}

static void add_entry(struct listing *listing, const struct dirent *entry)
{
	const char *prefix = listing->out->prefix;
	size_t len = listing->path.len;

	if (entry->d_name[0] == '.')
		return;
	buf_puts(&listing->path, entry->d_name);
	if (strncmp(buf_cstr(&listing->path), prefix, strlen(prefix))) {
		listing->path.len = len;
		return;
	}
	if (entry->d_type == DT_DIR) {
		buf_putc(&listing->path, '/');
		candidates_add(listing->out, buf_cstr(&listing->path), NULL, CANDIDATE_OPEN);
	} else if (entry->d_type == DT_REG) {
		add_pin(listing);
	}
	listing->path.len = len;
}

/* `path` ends with a slash. False: it is not on bpffs, or may not be read. */
static bool add_directory(struct listing *listing)
{
	const char *path = buf_cstr(&listing->path);
	const struct dirent *entry;
	struct statfs fs;
	DIR *dir;

	if (statfs(path, &fs) || fs.f_type != BPF_FS_MAGIC)
		return false;
	dir = opendir(path);
	if (!dir)
		return false;
	while ((entry = readdir(dir)))
		add_entry(listing, entry);
	closedir(dir);
	return true;
}

void complete_pins(const struct complete_query *query, struct candidates *out)
{
	struct listing listing = {.query = query, .out = out};
	const char *slash = strrchr(out->prefix, '/');

	if (slash)
		buf_add(&listing.path, out->prefix, (size_t)(slash + 1 - out->prefix));
	if (!slash || !add_directory(&listing))
		mounts_each(add_mount, &listing);
	buf_free(&listing.path);
}
