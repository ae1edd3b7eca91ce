// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An entry's bytes as the kernel has them, told by nothing of mapctl's own:
 *   elem get PIN KEY         prints the value's bytes in hex, of a per-CPU map all CPUs'
 *   elem set PIN KEY VALUE   writes them
 *   elem fill PIN VALUE N    writes them under the keys 1 to N, which are u32
 * KEY and VALUE are hex digits.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

enum {
	BYTES_MAX = 1 << 20
};

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

static int fill(int fd, const unsigned char *value, __u32 n)
{
	for (__u32 key = 1; key <= n; key++) {
		if (bpf_map_update_elem(fd, &key, value, BPF_ANY))
			return fail_with("fill");
	}
	return 0;
}

static int run(const char *what, int fd, char **words)
{
	unsigned char *key = calloc(1, BYTES_MAX), *value = calloc(1, BYTES_MAX);
	int rc = 0;

	if (!key || !value)
		return fail_with("memory");
	read_hex(words[0], !strcmp(what, "fill") ? value : key);
	if (!strcmp(what, "get"))
		rc = print_value(fd, key, value);
	else if (!strcmp(what, "fill"))
		rc = fill(fd, value, (__u32)strtoul(words[1], NULL, 10));
	else if (read_hex(words[1], value), bpf_map_update_elem(fd, key, value, BPF_ANY))
		rc = fail_with("update");
	free(key);
	free(value);
	return rc;
}

int main(int argc, char **argv)
{
	int fd;

	if (!(argc == 4 && !strcmp(argv[1], "get")) &&
	    !(argc == 5 && (!strcmp(argv[1], "set") || !strcmp(argv[1], "fill")))) {
		fprintf(stderr, "usage: elem get PIN KEY | set PIN KEY VALUE | fill PIN VALUE N\n");
		return 2;
	}
	fd = bpf_obj_get(argv[2]);
	return fd < 0 ? fail_with(argv[2]) : run(argv[1], fd, argv + 3);
}
