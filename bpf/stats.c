// SPDX-License-Identifier: GPL-2.0-or-later
/* The run statistics of programs. */
#include <bpf/bpf.h>
#include <unistd.h>

#include "bpf/caps.h"
#include "bpf/object.h"
#include "bpf/stats.h"

int stats_enable(struct err *err)
{
	int fd = bpf_enable_stats(BPF_STATS_RUN_TIME);

	if (fd < 0)
		return fail_op(err, OP_BY_ID, fd, "cannot turn BPF statistics on");
	return fd;
}

int stats_runs(__u32 prog_id, __u64 *runs)
{
	int ret, fd = bpf_prog_get_fd_by_id(prog_id);
	struct bpf_prog_info info = {0};

	if (fd < 0)
		return fd;
	ret = prog_info_fd(fd, &info);
	close(fd);
	*runs = info.run_cnt;
	return ret;
}
