// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Prints the definition and all bytes of the maps pinned at the paths given, by next-key and
 * lookup: what tests compare before and after, without the program under test.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

static void print_bytes(const char *what, const unsigned char *bytes, size_t n)
{
	printf(" %s", what);
	for (size_t i = 0; i < n; i++)
		printf("%02x", bytes[i]);
}

static size_t value_bytes(const struct bpf_map_info *info)
{
	switch (info->type) {
	case BPF_MAP_TYPE_PERCPU_HASH:
	case BPF_MAP_TYPE_PERCPU_ARRAY:
	case BPF_MAP_TYPE_LRU_PERCPU_HASH:
	case BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE:
		return (size_t)libbpf_num_possible_cpus() * ((info->value_size + 7) / 8 * 8);
	}
	return info->value_size;
}

static void print_entries(int fd, const struct bpf_map_info *info)
{
	unsigned char *key = calloc(2, info->key_size + 1), *next = key + info->key_size + 1;
	unsigned char *value = calloc(1, value_bytes(info) + 1);
	const void *last = NULL;

	while (key && value && !bpf_map_get_next_key(fd, last, next)) {
		memcpy(key, next, info->key_size);
		last = key;
		print_bytes("", key, info->key_size);
		if (!bpf_map_lookup_elem(fd, key, value))
			print_bytes("= ", value, value_bytes(info));
		putchar('\n');
	}
	free(key);
	free(value);
}

/* A program's info would fill a map's just as well. */
static bool is_map(int fd)
{
	char link[64], target[64] = "";

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	return readlink(link, target, sizeof(target) - 1) > 0 && strstr(target, "bpf-map");
}

static int print_map(const char *path)
{
	struct bpf_obj_get_opts opts = {.sz = sizeof(opts), .file_flags = BPF_F_RDONLY};
	struct bpf_map_info info = {0};
	__u32 len = sizeof(info);
	int fd = bpf_obj_get_opts(path, &opts);

	if (fd < 0 || !is_map(fd) || bpf_obj_get_info_by_fd(fd, &info, &len)) {
		printf("%s: no map\n", path);
		return fd < 0 ? 0 : close(fd);
	}
	printf("%s: id %u type %u key %u value %u entries %u flags %x\n", path, info.id, info.type,
	       info.key_size, info.value_size, info.max_entries, info.map_flags);
	print_entries(fd, &info);
	return close(fd);
}

int main(int argc, char **argv)
{
	int rc = 0;

	for (int i = 1; i < argc; i++)
		rc |= print_map(argv[i]);
	return rc ? 1 : 0;
}
