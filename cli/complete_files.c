// SPDX-License-Identifier: GPL-2.0-or-later
/* Files, and programs behind a |, where no shell finds them. */
#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/complete_impl.h"

static void add_file(const struct dirent *entry, const char *directory, struct candidates *out)
{
	BUF_CLEANUP struct buf path = {0};
	bool hidden = entry->d_name[0] == '.', is_directory = entry->d_type == DT_DIR;
	const char *typed = out->prefix + strlen(directory);

	if (hidden &&
	    (*typed != '.' || !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")))
		return;
	buf_printf(&path, "%s%s%s", directory, entry->d_name, is_directory ? "/" : "");
	candidates_add(out, buf_cstr(&path), NULL, is_directory ? CANDIDATE_OPEN : 0);
}

void candidates_add_files(struct candidates *out)
{
	const char *slash = strrchr(out->prefix, '/');
	BUF_CLEANUP struct buf directory = {0};
	const struct dirent *entry;
	DIR *dir;

	if (slash)
		buf_add(&directory, out->prefix, (size_t)(slash + 1 - out->prefix));
	dir = opendir(slash ? buf_cstr(&directory) : ".");
	if (!dir)
		return;
	while ((entry = readdir(dir)))
		add_file(entry, buf_cstr(&directory), out);
	closedir(dir);
}

static void add_program(int dir_fd, const char *name, struct candidates *out)
{
	if (!strncmp(name, out->prefix, strlen(out->prefix)) && *name != '.' &&
	    !faccessat(dir_fd, name, X_OK, 0))
		candidates_add(out, name, NULL, 0);
}

static void add_programs_of(const char *path, struct candidates *out)
{
	const struct dirent *entry;
	DIR *dir = opendir(path);

	if (!dir)
		return;
	while ((entry = readdir(dir)))
		add_program(dirfd(dir), entry->d_name, out);
	closedir(dir);
}

void complete_programs(struct candidates *out)
{
	const char *path = getenv("PATH");

	while (path && *path && *out->prefix) {
		BUF_CLEANUP struct buf directory = {0};
		size_t n = strcspn(path, ":");

		buf_add(&directory, path, n);
		add_programs_of(n ? buf_cstr(&directory) : ".", out);
		path += n + (path[n] == ':');
	}
}
