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

_Static_assert(sizeof(struct entries_device) <= sizeof(((struct entries_inode *)0)->dev),
	       "one stands in the other");

struct place_of_mount {
	unsigned int major, minor, id;
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
	*grown = (struct place_of_mount){major(mount->dev), minor(mount->dev), mount->id,
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

/* An inode as the program gives it, where it is looked for, and the device that stat() tells. */
struct search {
	const struct mount_list *list;
	const struct entries_inode *inode;
	unsigned int major, minor;
	char path[ENTRIES_PATH];
};

/*
 * By the mount, for an overlay's and btrfs' files are on other devices than their file systems; by
 * the device where there is none. Asks no server: a path must not hang the dump.
 */
static bool leads_to(struct search *search, const struct place_of_mount *mount)
{
	struct statx found;

	if (statx(AT_FDCWD, search->path,
		  AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC,
		  STATX_INO | STATX_MNT_ID, &found) ||
	    found.stx_ino != search->inode->inode)
		return false;
	if (!mount || !(found.stx_mask & STATX_MNT_ID))
		return found.stx_dev_major == search->major && found.stx_dev_minor == search->minor;
	if (found.stx_mnt_id != mount->id)
		return false;
	search->major = found.stx_dev_major;
	search->minor = found.stx_dev_minor;
	return true;
}

static bool find_path(struct search *search)
{
	const struct mount_list *list = search->list;

	for (size_t i = 0; i < list->n; i++) {
		const struct place_of_mount *mount = &list->mounts[i];
		const char *rest;
		int n;

		if (mount->major != search->major || mount->minor != search->minor)
			continue;
		rest = mount_below(search->inode->name, mount->root);
		if (!rest)
			continue;
		n = snprintf(search->path, sizeof(search->path), "%s%s",
			     mount->path[1] || !*rest ? mount->path : "", rest);
		if (n < (int)sizeof(search->path) && leads_to(search, mount))
			return true;
	}
	/* the file system of a root that is no mount, as an initramfs' */
	snprintf(search->path, sizeof(search->path), "%s", search->inode->name);
	return leads_to(search, NULL);
}

/* The kernel's own number of a device has 20 bits for the minor one. */
void owner_inode_finish(const void *prepared, void *key, void *value)
{
	struct entries_inode *inode = key;
	struct search search = {.list = prepared, .inode = inode};
	const char *slash = strrchr(inode->name, '/');
	struct entries_device device;

	(void)value;
	memcpy(&device, inode->dev, sizeof(device));
	search.major = device.number >> 20;
	search.minor = device.number & ((1u << 20) - 1);
	if (inode->name[0] != '/' || !find_path(&search))
		snprintf(search.path, sizeof(search.path), "%s", slash ? slash + 1 : inode->name);
	memset(inode->dev, 0, sizeof(inode->dev));
	snprintf(inode->dev, sizeof(inode->dev), "%u:%u", search.major, search.minor);
	/* behind a name the program leaves what it had of a path that was too long */
	memset(inode->name, 0, sizeof(inode->name));
	memcpy(inode->name, search.path, strlen(search.path));
}
