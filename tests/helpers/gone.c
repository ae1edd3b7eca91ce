// SPDX-License-Identifier: GPL-2.0-or-later
/* gone ID…: waits until there is no map with one of these ids; fails after ten seconds. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <bpf/bpf.h>

/*
 * Asks for the next id, and opens nothing: a program array that is opened by id once it has no user
 * is cleared a second time, and if the first is still pending 6.18 never frees it.
 */
static int map_exists(__u32 id)
{
	__u32 next;

	return !bpf_map_get_next_id(id - 1, &next) && next == id;
}

int main(int argc, char **argv)
{
	for (int i = 1, tries = 0; i < argc; tries++) {
		if (!map_exists((__u32)strtoul(argv[i], NULL, 10))) {
			i++;
			continue;
		}
		if (tries >= 1000) {
			fprintf(stderr, "gone: map %s is still there\n", argv[i]);
			return 1;
		}
		usleep(10000);
	}
	return 0;
}
