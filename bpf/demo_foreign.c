// SPDX-License-Identifier: GPL-2.0-or-later
/* What others have put where a demo has its pins: it stays, and is in the way of the next start. */
#include <dirent.h>

#include "bpf/demo_impl.h"

static bool is_own(const struct demo *demo, const char *name)
{
	for (const struct demo_hook *hook = demo->hooks; hook->program; hook++) {
		if (!strcmp(name, demo_link_name(hook)))
			return true;
	}
	for (const char *const *map = demo->maps; *map; map++) {
		if (!strcmp(name, *map))
			return true;
	}
	return false;
}

bool demo_look(const struct demo *demo, struct buf *foreign)
{
	BUF_CLEANUP struct buf path = {0};
	const struct dirent *entry;
	bool own = false;
	DIR *dir;

	demo_path(demo, NULL, &path);
	dir = opendir(buf_cstr(&path));
	if (!dir && errno == ENOTDIR)
		buf_puts(foreign, buf_cstr(&path));
	while (dir && (entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (is_own(demo, entry->d_name))
			own = true;
		else if (!foreign->len)
			demo_path(demo, entry->d_name, foreign);
	}
	if (dir)
		closedir(dir);
	return own;
}

void demo_hint_foreign(const char *path, struct err *err)
{
	struct err ignored = {0};
	enum pin_kind kind;

	if (!pin_kind(path, &kind, &ignored) && kind == PIN_MAP)
		err_hint(err, "\"%s\" is not the demo's: mapctl unpin %s", path, path);
	else
		err_hint(err, "\"%s\" is not the demo's: mv %s %s", path, path, PIN_ROOT);
}
