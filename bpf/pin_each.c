// SPDX-License-Identifier: GPL-2.0-or-later
/* All pinned maps, on every bpffs of this mount namespace. */
#include <dirent.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bpf/fd.h"
#include "bpf/mounts.h"
#include "bpf/pin.h"

/* Nobody nests pins this deep; it bounds the recursion. */
enum { MAX_DEPTH = 32 };

struct root {
	char *path, *root;
	dev_t dev;
};

struct roots {
	struct root *roots;
	size_t n;
};

struct walk {
	int (*each)(void *arg, const char *path, int fd);
	void *arg;
	struct buf path;
	dev_t dev;
	unsigned int unread;
};

static int walk_pin(struct walk *walk)
{
	int fd = pin_get(buf_cstr(&walk->path), BPF_F_RDONLY);
	int ret;

	if (fd < 0) {
		/* EINVAL: a link, which does not open read-only. ENOENT: gone meanwhile. */
		walk->unread += fd != -EINVAL && fd != -ENOENT;
		return 0;
	}
	ret = fd_is_map(fd) ? walk->each(walk->arg, buf_cstr(&walk->path), fd) : 0;
	close(fd);
	return ret;
}

static int walk_dir(struct walk *walk, int dir_fd, unsigned int depth);

static int walk_subdir(struct walk *walk, int dir_fd, const char *name, unsigned int depth)
{
	int fd = openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0)
		return walk_dir(walk, fd, depth + 1);
	walk->unread += errno != ENOENT;
	return 0;
}

static int walk_entry(struct walk *walk, int dir_fd, const struct dirent *entry, unsigned int depth)
{
	size_t len = walk->path.len;
	int ret = 0;

	if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
		return 0;
	buf_putc(&walk->path, '/');
	buf_puts(&walk->path, entry->d_name);
	if (walk->path.oom)
		return -ENOMEM;
	if (entry->d_type == DT_DIR)
		ret = walk_subdir(walk, dir_fd, entry->d_name, depth);
	else if (entry->d_type == DT_REG)
		ret = walk_pin(walk);
	walk->path.len = len;
	return ret;
}

/* Takes dir_fd over. */
static int walk_dir(struct walk *walk, int dir_fd, unsigned int depth)
{
	const struct dirent *entry;
	struct stat st;
	int ret = 0;
	DIR *dir;

	walk->unread += depth > MAX_DEPTH;
	/* Another filesystem may be mounted on a directory of this one. */
	if (depth > MAX_DEPTH || fstat(dir_fd, &st) || st.st_dev != walk->dev) {
		close(dir_fd);
		return 0;
	}
	dir = fdopendir(dir_fd);
	if (!dir) {
		close(dir_fd);
		return -ENOMEM;
	}
	while (!ret && (entry = readdir(dir)))
		ret = walk_entry(walk, dir_fd, entry, depth);
	closedir(dir);
	return ret;
}

static int walk_root(struct walk *walk, const struct root *root)
{
	int fd = open(root->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0) {
		walk->unread += errno != ENOENT;
		return 0;
	}
	walk->dev = root->dev;
	buf_reset(&walk->path);
	buf_puts(&walk->path, root->path);
	return walk_dir(walk, fd, 0);
}

static int roots_add(void *arg, const struct mount *mount)
{
	struct roots *list = arg;
	struct root *root;
	struct stat st;

	/* A mount that another one covers cannot be reached by its path. */
	if (strcmp(mount->type, "bpf") || stat(mount->path, &st) || st.st_dev != mount->dev)
		return 0;
	root = reallocarray(list->roots, list->n + 1, sizeof(*root));
	if (!root)
		return -ENOMEM;
	list->roots = root;
	root += list->n;
	*root = (struct root){strdup(mount->path), strdup(mount->root), mount->dev};
	list->n++;
	return root->path && root->root ? 0 : -ENOMEM;
}

static void roots_free(struct roots *list)
{
	for (size_t i = 0; i < list->n; i++) {
		free(list->roots[i].path);
		free(list->roots[i].root);
	}
	free(list->roots);
}

/* True if all of `b` is seen through `a`: bind mounts show one filesystem in several places. */
static bool root_covers(const struct root *a, const struct root *b)
{
	size_t n = strcmp(a->root, "/") ? strlen(a->root) : 0;

	return a->dev == b->dev && !strncmp(a->root, b->root, n) &&
	       (b->root[n] == '/' || !b->root[n]);
}

static bool root_repeats(const struct roots *list, size_t i)
{
	const struct root *root = &list->roots[i];

	for (size_t k = 0; k < list->n; k++) {
		const struct root *other = &list->roots[k];

		if (k != i && root_covers(other, root) && (k < i || !root_covers(root, other)))
			return true;
	}
	return false;
}

int pin_each(int (*each)(void *arg, const char *path, int fd), void *arg, unsigned int *unread)
{
	struct walk walk = {.each = each, .arg = arg};
	struct roots list = {0};
	int ret = mounts_each(roots_add, &list);

	for (size_t i = 0; !ret && i < list.n; i++) {
		if (!root_repeats(&list, i))
			ret = walk_root(&walk, &list.roots[i]);
	}
	roots_free(&list);
	buf_free(&walk.path);
	if (unread)
		*unread = walk.unread;
	return ret;
}
