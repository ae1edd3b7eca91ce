// SPDX-License-Identifier: GPL-2.0-or-later
/* Where types come from that are not the map's own: --btf. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf/caps.h"
#include "bpf/object.h"
#include "btf/parse.h"

static const struct btf *source_by_id(struct kernel *kernel, __u32 id, struct err *err)
{
	const struct btf *btf;
	int reason;

	btf = kernel_btf(kernel, id, &reason);
	if (!btf && reason == -ENOENT)
		fail(err, reason, "no BTF has the id %u", id);
	else if (!btf)
		fail_op(err, OP_BY_ID, reason ? reason : -ENOENT, "cannot read BTF %u", id);
	return btf;
}

static const struct btf *source_of_prog(struct kernel *kernel, char *words, struct err *err)
{
	const char *list[4];
	struct bpf_prog_info info = {0};
	char *rest = words, *word;
	size_t n = 0;
	int fd, rc;

	while (n < 4 && (word = strtok_r(rest, " ", &rest)))
		list[n++] = word;
	fd = object_open(kernel, OBJECT_PROG, list, n, "--btf", err);
	if (fd < 0)
		return NULL;
	rc = prog_info_fd(fd, &info);
	close(fd);
	if (rc || !info.btf_id) {
		fail(err, rc ? rc : -ENODATA, "program %u has no BTF", info.id);
		return NULL;
	}
	return source_by_id(kernel, info.btf_id, err);
}

const struct btf *map_btf_source(struct kernel *kernel, const char *words, struct err *err)
{
	const struct btf *btf;
	char *copy;
	__u64 id;

	if (!strncmp(words, "id ", 3)) {
		if (parse_u64(words + 3, "BTF id", 1, 0xffffffff, &id, err))
			return NULL;
		return source_by_id(kernel, (__u32)id, err);
	}
	if (strncmp(words, "prog ", 5))
		return kernel_btf_file(kernel, words, err);
	copy = strdup(words);
	if (!copy) {
		fail_oom(err);
		return NULL;
	}
	btf = source_of_prog(kernel, copy, err);
	free(copy);
	return btf;
}
