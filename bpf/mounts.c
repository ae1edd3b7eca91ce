// SPDX-License-Identifier: GPL-2.0-or-later
/* Reading /proc/self/mountinfo. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "bpf/mounts.h"

static int octal_digit(char c)
{
	return c >= '0' && c <= '7' ? c - '0' : -1;
}

/* The kernel writes space, tab, newline, "#" and backslash as \ooo. In place. */
static void unescape(char *s)
{
	char *out = s;

	while (*s) {
		if (s[0] == '\\' && octal_digit(s[1]) >= 0 && octal_digit(s[2]) >= 0 &&
		    octal_digit(s[3]) >= 0) {
			*out++ = (char)(octal_digit(s[1]) << 6 | octal_digit(s[2]) << 3 |
					octal_digit(s[3]));
			s += 4;
		} else {
			*out++ = *s++;
		}
	}
	*out = '\0';
}

/* "36 35 98:0 /root /path options [optional…] - type source super-options" */
static int mount_parse(char *line, struct mount *mount)
{
	enum { ID, DEVICE = 2, ROOT, PATH, N_FIELDS };
	char *type = strstr(line, " - ");
	char *fields[N_FIELDS], *save;
	unsigned int major, minor;

	if (!type)
		return -EINVAL;
	*type = '\0';
	for (unsigned int i = 0; i < N_FIELDS; i++) {
		fields[i] = strtok_r(i ? NULL : line, " ", &save);
		if (!fields[i])
			return -EINVAL;
	}
	type = strtok_r(type + strlen(" - "), " ", &save);
	if (!type || sscanf(fields[DEVICE], "%u:%u", &major, &minor) != 2)
		return -EINVAL;
	unescape(fields[ROOT]);
	unescape(fields[PATH]);
	*mount = (struct mount){fields[PATH], fields[ROOT], type, makedev(major, minor),
				(unsigned int)strtoul(fields[ID], NULL, 10)};
	return 0;
}

int mounts_each(int (*each)(void *arg, const struct mount *mount), void *arg)
{
	FILE *f = fopen("/proc/self/mountinfo", "re");
	struct mount mount;
	char *line = NULL;
	size_t room = 0;
	int ret = 0;

	if (!f)
		return -errno;
	while (!ret && getline(&line, &room, f) > 0) {
		if (!mount_parse(line, &mount))
			ret = each(arg, &mount);
	}
	free(line);
	fclose(f);
	return ret;
}

const char *mount_below(const char *path, const char *directory)
{
	size_t n = strlen(directory);

	if (n == 1)
		return path[1] ? path : "";
	if (strncmp(path, directory, n) || (path[n] && path[n] != '/'))
		return NULL;
	return path + n;
}
