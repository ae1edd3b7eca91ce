// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bpf() calls on the elements of a pinned map from u32 to u64, for whoever watches:
 *   calls each PIN      one of each kind, some of which fail
 *   calls lookups PIN N N lookups of the key 1
 *   calls refused PIN   batches with flags that no kernel knows
 *   calls next PIN      the first key of a map of any type, and the one behind it
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

static void refused(int fd)
{
	const struct bpf_map_batch_opts opts = {.sz = sizeof(opts), .elem_flags = 77, .flags = 77};
	__u32 keys[2] = {7, 8}, next, count = 2;
	__u64 values[2] = {77, 88};

	bpf_map_lookup_batch(fd, NULL, &next, keys, values, &count, &opts);
	count = 2;
	bpf_map_lookup_and_delete_batch(fd, NULL, &next, keys, values, &count, &opts);
	count = 2;
	bpf_map_update_batch(fd, keys, values, &count, &opts);
}

static void next(int fd)
{
	static char first[4096], second[4096];

	if (!bpf_map_get_next_key(fd, NULL, first))
		bpf_map_get_next_key(fd, first, second);
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
		fprintf(stderr, "usage: calls each|refused|next PIN | lookups PIN N\n");
		return 2;
	}
	if (argc == 4 && !strcmp(argv[1], "lookups"))
		lookups(fd, strtoul(argv[3], NULL, 10));
	else if (!strcmp(argv[1], "refused"))
		refused(fd);
	else if (!strcmp(argv[1], "next"))
		next(fd);
	else
		each(fd);
	return 0;
}
