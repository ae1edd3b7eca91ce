// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rawread PIN: reads a pinned map by batches and does nothing with it: what the kernel alone takes.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <bpf/bpf.h>

enum { BATCH = 1024 };

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The number of entries, or -errno. */
static long read_all(int fd, void *keys, void *values, void *token)
{
	long total = 0;
	int code = 0;

	for (void *in = NULL; code != -ENOENT; in = token) {
		__u32 n = BATCH;

		code = bpf_map_lookup_batch(fd, in, token, keys, values, &n, NULL);
		if (code && code != -ENOENT)
			return code;
		total += n;
	}
	return total;
}

int main(int argc, char **argv)
{
	struct bpf_obj_get_opts opts = {.sz = sizeof(opts), .file_flags = BPF_F_RDONLY};
	int fd = argc == 2 ? bpf_obj_get_opts(argv[1], &opts) : -EINVAL;
	struct bpf_map_info info = {0};
	__u32 size = sizeof(info);
	void *keys, *values, *token;
	double start;
	long n;

	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &size)) {
		fprintf(stderr, "usage: rawread PIN\n");
		return 2;
	}
	keys = calloc(BATCH, info.key_size);
	values = calloc(BATCH, info.value_size);
	token = calloc(1, info.key_size + 4);
	if (!keys || !values || !token)
		return 1;
	start = seconds();
	n = read_all(fd, keys, values, token);
	if (n < 0)
		fprintf(stderr, "rawread: %s\n", strerror((int)-n));
	else
		printf("%ld %.3f\n", n, seconds() - start);
	free(keys);
	free(values);
	free(token);
	return n < 0;
}
