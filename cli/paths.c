// SPDX-License-Identifier: GPL-2.0-or-later
/* Where the user's files are. */
#include <stdlib.h>
#include <sys/stat.h>

#include "cli/paths.h"

/* Accounts of services name a home that is not there, and must not be made. */
static bool has_home(const char *home)
{
	struct stat st;

	return home && !stat(home, &st) && S_ISDIR(st.st_mode);
}

bool user_path(const char *name, const char *directory, const char *file, struct buf *out)
{
	const char *base = getenv(name), *home = getenv("HOME");

	if (base && *base == '/') /* the standard has relative ones ignored */
		buf_puts(out, base);
	else if (has_home(home))
		buf_printf(out, "%s/%s", home, directory);
	else
		return false;
	buf_printf(out, "/mapctl/%s", file);
	return !out->oom;
}

void path_expand(const char *path, struct buf *out)
{
	const char *home = getenv("HOME");

	if (strncmp(path, "~/", 2) != 0 || !home) {
		buf_puts(out, path);
		return;
	}
	buf_puts(out, home);
	buf_puts(out, path + 1);
}
