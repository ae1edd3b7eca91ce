// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bpf() calls on the elements of a pinned map from u32 to u64, for whoever watches:
 *   calls each PIN      one of each kind, some of which fail
 *   calls lookups PIN N N lookups of the key 1
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

static void each(int fd)
{
	__u32 key = 1, keys[4] = {7, 8}, count = 2, next;
	__u64 value = 11, values[4] = {77, 88};

	bpf_map_update_elem(fd, &key, &value, BPF_NOEXIST);
	bpf_map_update_elem(fd, &key, &value, BPF_NOEXIST);
	value = 0;
	bpf_map_lookup_elem(fd, &key, &value);
	key = 9;
	bpf_map_lookup_elem(fd, &key, &value);
	bpf_map_get_next_key(fd, NULL, &next);
	bpf_map_get_next_key(fd, &next, &next);
	key = 1;
	bpf_map_lookup_and_delete_elem(fd, &key, &value);
	bpf_map_delete_elem(fd, &key);
	bpf_map_update_batch(fd, keys, values, &count, NULL);
	count = 4;
	memset(keys, 0, sizeof(keys));
	bpf_map_lookup_batch(fd, NULL, &next, keys, values, &count, NULL);
	count = 1;
	keys[0] = 7;
	bpf_map_delete_batch(fd, keys, &count, NULL);
	bpf_map_delete_elem(-1, &key);
}

static void lookups(int fd, unsigned long n)
{
	const __u32 key = 1;
	__u64 value;

	while (n--)
		bpf_map_lookup_elem(fd, &key, &value);
}

int main(int argc, char **argv)
{
	int fd = argc > 2 ? bpf_obj_get(argv[2]) : -1;

	if (fd < 0) {
		fprintf(stderr, "usage: calls each PIN | lookups PIN N\n");
		return 2;
	}
	if (argc == 4 && !strcmp(argv[1], "lookups"))
		lookups(fd, strtoul(argv[3], NULL, 10));
	else
		each(fd);
	return 0;
}
