// SPDX-License-Identifier: GPL-2.0-or-later
/* Holds the maps pinned at the paths given: prints "held" and lives until it is killed. */
#include <stdio.h>
#include <unistd.h>

#include <bpf/bpf.h>

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		int fd = bpf_obj_get(argv[i]);

		if (fd < 0) {
			perror(argv[i]);
			return 1;
		}
		printf("%d\n", fd);
	}
	puts("held");
	fflush(stdout);
	for (;;)
		pause();
}
