// SPDX-License-Identifier: GPL-2.0-or-later
/* Who is at work on a demo right now: a lock on a directory of its, which goes with the process. */
#include <fcntl.h>
#include <unistd.h>

#include "bpf/demo_impl.h"

int demo_claim(const char *path)
{
	struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc;

	if (fd < 0 || !fcntl(fd, F_SETLK, &lock))
		return fd < 0 ? -errno : fd;
	rc = -errno;
	close(fd);
	return rc;
}

bool demo_claimed(const char *path)
{
	/* Only asked for: a directory cannot be opened for writing. */
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool claimed;

	if (fd < 0)
		return false;
	claimed = !fcntl(fd, F_GETLK, &lock) && lock.l_type != F_UNLCK;
	close(fd);
	return claimed;
}
