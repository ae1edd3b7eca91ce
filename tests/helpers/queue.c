// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fills and stirs a queue or stack:
 *   queue fill PIN N    pushes the numbers 1 to N: u32, each byte behind them the number's lowest
 *   queue evict PIN N   the same, over the oldest elements where it is full
 *   queue churn PIN     prints "churning", then pops and pushes larger numbers until it is killed:
 *                       each time one off a queue, up to three above what is in a stack
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

static int push(int fd, void *value, __u32 size, __u32 number, __u64 flags)
{
	memset(value, (int)(number & 0xff), size);
	memcpy(value, &number, sizeof(number));
	return bpf_map_update_elem(fd, NULL, value, flags);
}

static int fill(int fd, void *value, __u32 size, __u32 n, __u64 flags)
{
	for (__u32 i = 1; i <= n; i++) {
		if (push(fd, value, size, i, flags)) {
			perror("push");
			return 1;
		}
	}
	return 0;
}

static int churn(int fd, void *value, const struct bpf_map_info *info)
{
	int at_once = info->type == BPF_MAP_TYPE_STACK ? 3 : 1;

	puts("churning");
	fflush(stdout);
	for (__u32 number = 1000000;; number += (__u32)at_once) {
		for (int i = 0; i < at_once; i++) {
			if (at_once == 1 && bpf_map_lookup_and_delete_elem(fd, NULL, value))
				return 1;
			if (push(fd, value, info->value_size, number + (__u32)i, BPF_ANY))
				return 1;
		}
		for (int i = 0; at_once > 1 && i < at_once; i++) {
			if (bpf_map_lookup_and_delete_elem(fd, NULL, value))
				return 1;
		}
	}
}

int main(int argc, char **argv)
{
	int fd = argc > 2 ? bpf_obj_get(argv[2]) : -1, rc = 1;
	struct bpf_map_info info = {0};
	__u32 len = sizeof(info);
	void *value;

	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &len)) {
		fprintf(stderr, "usage: queue fill|evict PIN N | queue churn PIN\n");
		return 1;
	}
	value = calloc(1, info.value_size);
	if (value && argc == 4)
		rc = fill(fd, value, info.value_size, (__u32)strtoul(argv[3], NULL, 10),
			  strcmp(argv[1], "evict") ? BPF_ANY : BPF_EXIST);
	else if (value && !strcmp(argv[1], "churn"))
		rc = churn(fd, value, &info);
	free(value);
	return rc;
}
