// SPDX-License-Identifier: GPL-2.0-or-later
/* Records of a probe that the kernel runs over a map's entries, from the iterator's file. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "bpf/described.h"
#include "bpf/walk_probe.h"

/* The kernel keeps as many pages for what programs write, and hands them over in one read(). */
enum { FILE_PAGES = 8 };

int probing_open_file(const struct map *map, struct probing *probing, struct err *err)
{
	probing->size = FILE_PAGES * (size_t)sysconf(_SC_PAGESIZE);
	probing->room = malloc(probing->size);
	if (!probing->room)
		return fail_oom(err);
	probing->file =
		probe_iterate_map(probing->probe, map->described->program, map->fd, err);
	return probing->file < 0 ? probing->file : 0;
}

int probing_run_file(struct reader *reader, struct err *err)
{
	const struct described *described = reader->map->described;
	struct probing *probing = reader->state;
	ssize_t n;

	do
		n = read(probing->file, probing->room, probing->size);
	while (n < 0 && (errno == EINTR || errno == EAGAIN));
	if (n < 0)
		return fail(err, -errno, "cannot read map \"%s\" by its iterator: %s",
			    reader->map->name, err_text(-errno));
	if (n && reader->visits)
		reader->caveat = described->caveat;
	probing->records = probing->room;
	probing->used = (__u32)n;
	probing->end = !n;
	return 0;
}

void probing_close_file(struct probing *probing)
{
	if (probing->file >= 0)
		close(probing->file);
	free(probing->room);
}
