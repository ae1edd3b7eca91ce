// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An entry's bytes as the kernel has them, told by nothing of mapctl's own:
 *   elem get PIN KEY         prints the value's bytes in hex, of a per-CPU map all CPUs'
 *   elem set PIN KEY VALUE   writes them
 * KEY and VALUE are hex digits.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

enum { BYTES_MAX = 1 << 20 };

static size_t read_hex(const char *text, unsigned char *out)
{
	size_t n = 0;
	unsigned int byte;

	for (; n < BYTES_MAX && sscanf(text + 2 * n, "%2x", &byte) == 1; n++)
		out[n] = (unsigned char)byte;
	return n;
}

static int fail_with(const char *what)
{
	fprintf(stderr, "elem: %s: %s\n", what, strerror(errno));
	return 1;
}

static int print_value(int fd, const unsigned char *key, unsigned char *value)
{
	struct bpf_map_info info = {0};
	__u32 len = sizeof(info), size;

	if (bpf_obj_get_info_by_fd(fd, &info, &len))
		return fail_with("info");
	size = info.value_size;
	if (info.type == BPF_MAP_TYPE_PERCPU_HASH || info.type == BPF_MAP_TYPE_PERCPU_ARRAY ||
	    info.type == BPF_MAP_TYPE_LRU_PERCPU_HASH)
		size = (size + 7) / 8 * 8 * (__u32)libbpf_num_possible_cpus();
	if (size > BYTES_MAX || bpf_map_lookup_elem(fd, key, value))
		return fail_with("lookup");
	for (__u32 i = 0; i < size; i++)
		printf("%02x", value[i]);
	putchar('\n');
	return 0;
}

int main(int argc, char **argv)
{
	unsigned char *key = calloc(1, BYTES_MAX), *value = calloc(1, BYTES_MAX);
	bool set = argc == 5 && !strcmp(argv[1], "set");
	int fd, rc = 0;

	if (!key || !value || (!set && !(argc == 4 && !strcmp(argv[1], "get")))) {
		fprintf(stderr, "usage: elem get PIN KEY | elem set PIN KEY VALUE\n");
		return 2;
	}
	fd = bpf_obj_get(argv[2]);
	if (fd < 0)
		return fail_with(argv[2]);
	read_hex(argv[3], key);
	if (!set)
		rc = print_value(fd, key, value);
	else if (read_hex(argv[4], value), bpf_map_update_elem(fd, key, value, BPF_ANY))
		rc = fail_with("update");
	free(key);
	free(value);
	return rc;
}
