// SPDX-License-Identifier: GPL-2.0-or-later
/* From an inode's path in its file system to a path of this mount namespace. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "bpf/mounts.h"
#include "bpf/owner.h"
#include "bpf/probes/entries.h"

struct place_of_mount {
	unsigned int major, minor;
	char *root, *path;
};

struct mount_list {
	struct place_of_mount *mounts;
	size_t n;
};

static int add_mount(void *arg, const struct mount *mount)
{
	struct mount_list *list = arg;
	struct place_of_mount *grown =
		reallocarray(list->mounts, list->n + 1, sizeof(*list->mounts));

	if (!grown)
		return -ENOMEM;
	list->mounts = grown;
	grown += list->n++;
	*grown = (struct place_of_mount){major(mount->dev), minor(mount->dev),
					 strdup(mount->root), strdup(mount->path)};
	return grown->root && grown->path ? 0 : -ENOMEM;
}

int owner_inode_prepare(const struct map *map, void **prepared, struct err *err)
{
	struct mount_list *list = calloc(1, sizeof(*list));

	(void)map;
	*prepared = list;
	/* without /proc there are names, but no paths */
	if (!list || mounts_each(add_mount, list) == -ENOMEM)
		return fail_oom(err);
	return 0;
}

void owner_inode_release(void *prepared)
{
	struct mount_list *list = prepared;

	for (size_t i = 0; i < list->n; i++) {
		free(list->mounts[i].root);
		free(list->mounts[i].path);
	}
	free(list->mounts);
	free(list);
}

/* Asks no server: a path must not hang the dump. */
static bool leads_to(const char *path, __u64 inode, unsigned int major, unsigned int minor)
{
	struct statx found;

	return !statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC,
		      STATX_INO, &found) &&
	       found.stx_ino == inode && found.stx_dev_major == major &&
	       found.stx_dev_minor == minor;
}

static bool find_path(const struct mount_list *list, const struct entries_inode *inode,
		      unsigned int major, unsigned int minor, char *path)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct place_of_mount *mount = &list->mounts[i];
		const char *rest;
		int n;

		if (mount->major != major || mount->minor != minor)
			continue;
		rest = mount_below(inode->name, mount->root);
		if (!rest)
			continue;
		n = snprintf(path, ENTRIES_PATH, "%s%s",
			     mount->path[1] || !*rest ? mount->path : "", rest);
		if (n < ENTRIES_PATH && leads_to(path, inode->inode, major, minor))
			return true;
	}
	/* the file system of a root that is no mount, as an initramfs' */
	snprintf(path, ENTRIES_PATH, "%s", inode->name);
	return leads_to(path, inode->inode, major, minor);
}

/* The kernel's own number of a device has 20 bits for the minor one. */
void owner_inode_finish(const void *prepared, void *key, void *value)
{
	struct entries_inode *inode = key;
	char path[ENTRIES_PATH] = "", *slash;
	unsigned int major, minor;
	__u32 dev;

	(void)value;
	memcpy(&dev, inode->dev, sizeof(dev));
	major = dev >> 20;
	minor = dev & ((1u << 20) - 1);
	snprintf(inode->dev, sizeof(inode->dev), "%u:%u", major, minor);
	slash = strrchr(inode->name, '/');
	if (inode->name[0] != '/' || !find_path(prepared, inode, major, minor, path))
		snprintf(path, sizeof(path), "%s", slash ? slash + 1 : inode->name);
	/* behind a name the program leaves what it had of a path that was too long */
	memset(inode->name, 0, sizeof(inode->name));
	memcpy(inode->name, path, strlen(path));
}
